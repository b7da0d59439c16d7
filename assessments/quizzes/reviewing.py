"""What a published question says once its review is open: the key, in words. Pure.

Functions return fields of ``ShownOption``, ``ShownGap`` and ``ShownQuestion``; only ``showing``
calls them, and only to reveal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds import Document, Grade
from assessments.quizzes.kinds.base import ids_of, share_of
from assessments.quizzes.kinds.choice import OneOfMany, is_right_pick
from assessments.quizzes.kinds.gaps import matched
from assessments.quizzes.kinds.judgement import ChooseReaction, RateReactions
from assessments.quizzes.kinds.number import measured
from assessments.quizzes.kinds.texts import ANYTHING, literal
from assessments.quizzes.wording import without_markup, words

Row = Mapping[str, Any]
Fields = dict[str, Any]


@dataclass(frozen=True)
class ShownAnswer:
    """An accepted answer of a short text or number; ``percent`` of the points."""

    text: str
    percent: int


def percent_of(share: Fraction) -> int:
    return round(share * 100)


# --- Options, statements, items, reactions ------------------------------------------------------


def option_key(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    """``given``: what was given for this option, a choice by its id."""
    fields = {"feedback": words(document, row.get("feedback", ""))}
    return fields | KEYS[document["kind"]](document, row, given, grade)


def _choice(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    share = OneOfMany.shares(document)[row["id"]]
    return {"is_right": share == 1, "percent": percent_of(share)}


def _several(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    return {"is_right": is_right_pick(row)}


def _statement(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    return {"is_right": grade.parts[row["id"]] == 1, "key": "true" if row["right"] else "false"}


def _pair(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    texts = {
        choice["id"]: without_markup(words(document, choice["text"]))
        for choice in document["choices"]
    }
    is_right = grade.parts[row["id"]] == 1
    return {"is_right": is_right, "key": texts[row["match"]], "given": texts.get(given, "")}


def _item(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    place = str(ids_of(document["options"]).index(row["id"]) + 1)
    return {"is_right": given == place, "key": place, "given": given}


def _keyed(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    return {"key": row.get("key") or ""}


def _reaction(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    share = ChooseReaction.shares(document)[row["id"]]
    return {"is_right": share == 1, "percent": percent_of(share)}


def _ranked(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    rank = str(row["rank"])
    percent = percent_of(grade.parts[row["id"]])
    return {"is_right": given == rank, "key": rank, "given": given, "percent": percent}


def _rated(document: Document, row: Row, given: str, grade: Grade) -> Fields:
    said = dict(scale_in_words(document))
    rating = str(row["rating"])
    return {
        "is_right": given == rating,
        "key": said.get(rating, rating),
        "given": said.get(given, ""),
    }


KEYS: dict[str, Callable[[Document, Row, str, Grade], Fields]] = {
    "one": _choice,
    "true_false": _choice,
    "many": _several,
    "kprim": _statement,
    "matching": _pair,
    "categorise": _pair,
    "order": _item,
    "judgement": _keyed,
    "judgement_choose": _reaction,
    "judgement_rank": _ranked,
    "judgement_rate": _rated,
}


def scale_in_words(document: Document) -> list[tuple[str, str]]:
    """Points of the scale, lowest first, each with its words."""
    points = RateReactions.scale(document)
    anchors = [*(document.get("anchors") or ()), *[""] * len(points)]
    return [
        (point, " – ".join(filter(None, (point, without_markup(words(document, anchor))))))
        for point, anchor in zip(points, anchors, strict=False)
    ]


# --- Gaps, words, numbers -----------------------------------------------------------------------


def gap_key(document: Document, gap: Row, given: str, language: str) -> Fields:
    """``given``: the text, or the id of the choice."""
    answer = matched(gap, given)
    share = share_of(answer["fraction"]) if answer else Fraction(0)
    is_select = gap["type"] == "select"
    key = "text" if gap["type"] != "number" else "value"
    rows = gap["choices"] if is_select else gap["answers"]
    full = [row for row in rows if share_of(row["fraction"]) == 1]
    best = _said(full[0], key, language) if full else ""
    said = answer["text"] if is_select and answer else given
    return {
        "is_right": share == 1,
        "percent": percent_of(share),
        "key": without_markup(words(document, best)) if is_select else best,
        "given": without_markup(words(document, said)) if is_select else said,
        "feedback": words(document, answer.get("feedback", "")) if answer else "",
    }


def accepted(document: Document, language: str) -> list[ShownAnswer]:
    """What earns something, but for the answer to anything."""
    key = "value" if document["kind"] == "number" else "text"
    rows = [row for row in document["answers"] if str(row[key]).strip() != ANYTHING]
    unit = _base_unit(document)
    return [
        ShownAnswer(_said(row, key, language) + unit, percent_of(share_of(row["fraction"])))
        for row in rows
        if share_of(row["fraction"]) > 0
    ]


def _base_unit(document: Document) -> str:
    units: Iterable[Row] = document.get("units") or ()
    has_units = document.get("unit") in ("optional", "required")
    return next((f"\u00a0{unit['text']}" for unit in units), "") if has_units else ""


def _said(row: Row, key: str, language: str) -> str:
    """An accepted answer as people write it: ``…`` for anything, numbers with their tolerance."""
    if key == "text":
        return literal(row["text"])
    width = measured(str(row.get("tolerance") or "0"))
    said = _number(row["value"], language)
    if width is None or not width.value or row.get("tolerance_kind") == "geometric":
        return said
    if row.get("tolerance_kind") == "relative":
        return f"{said} ± {percent_of(width.value)}\u00a0%"
    return f"{said} ± {_number(row['tolerance'], language)}"


def _number(value: Any, language: str) -> str:
    return str(value).replace(".", ",") if language == "uk" else str(value)


# --- The whole question -------------------------------------------------------------------------


def question_review(document: Document, grade: Grade, language: str) -> Fields:
    has_answers = "answers" in document
    fitted = [row for row in document.get("answers", ()) if row["id"] == grade.matched]
    return {
        "is_revealed": True,
        "share": grade.share,
        "needs_marking": grade.needs_marking,
        "is_scored": (document.get("panel") or {}).get("scored", True),
        "note": grade.note,
        "feedback": words(document, fitted[0].get("feedback", "")) if fitted else "",
        "accepted": accepted(document, language) if has_answers else [],
        "sample": words(document, document.get("sample", "")),
        "explanation": words(document, document.get("explanation", "")),
        "norm": document.get("norm", ""),
    }
