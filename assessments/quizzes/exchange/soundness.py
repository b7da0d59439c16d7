"""The last gate for every format: a question without a right answer never gets past it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.kinds import KINDS
from assessments.quizzes.rules.base import LONGEST_TEXT

MARKED_BY_PEOPLE = frozenset({"long"})
GAPS = frozenset({"gap_select", "gap_text"})
WITHOUT_WORDS = GAPS | {"true_false"}
MOST_ROWS = 200
_ROWS = ("options", "choices", "answers", "units", "rubric", "levels")


def reason_against(document: Mapping[str, Any]) -> str:
    """Why nobody could answer this question rightly; "" when somebody can."""
    kind = document.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return _("This kind of question is not known: %(kind)s.") % {"kind": str(kind)[:40]}
    asked = ("prompt", "text") if kind in GAPS else ("prompt",)
    if not any(str(document.get(key) or "").strip() for key in asked):
        return _("The question has no text.")
    if reason := _shape(document) or _wordless(kind, document):
        return reason
    if kind in MARKED_BY_PEOPLE:
        return ""
    try:
        identified = with_ids(document)
        answers_of(identified)
        pinned = [[one, one] for one in KINDS[kind].arrange(identified, None)]
        has_answer = KINDS[kind].right_value(identified, pinned) is not None
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        return _("It is not complete: a part of it is missing.")
    return "" if has_answer else _("No answer of it earns full marks.")


def _wordless(kind: str, document: Mapping[str, Any]) -> str:
    """Whether something that a person is to choose, match or accept says nothing."""
    keys = ["answers", *([] if kind in WITHOUT_WORDS else ["options", "choices"])]
    for row in (row for key in keys for row in document.get(key) or ()):
        if not str(row.get("text") or row.get("value") or "").strip():
            return _("An answer of it is empty.")
    return ""


def _shape(document: Mapping[str, Any]) -> str:
    """Rows are lists of objects, texts are texts, nothing is endless."""
    for key in _ROWS:
        rows = document.get(key)
        if rows is None:
            continue
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            return _("It is not complete: a part of it is missing.")
        if len(rows) > MOST_ROWS:
            return _("It has more than %(most)d parts.") % {"most": MOST_ROWS}
        for row in rows:
            if reason := _shape(row):
                return reason
    for key in ("prompt", "text", "feedback", "explanation", "sample", "marking_notes", "value"):
        text = document.get(key, "")
        if not isinstance(text, str):
            return _("It is not complete: a part of it is missing.")
        if len(text) > LONGEST_TEXT:
            return _("a text is longer than %(count)d characters") % {"count": LONGEST_TEXT}
    return ""


def with_ids(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy in which every row has an id: its own, else by its place."""
    copy = dict(document)
    for key in _ROWS:
        if isinstance(copy.get(key), list):
            copy[key] = [
                with_ids({"id": f"{key[0]}{place}", **row})
                for place, row in enumerate(copy[key], start=1)
            ]
    return copy
