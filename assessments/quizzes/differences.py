"""What changed between two published documents of a question, by name. Pure.

A *major* change makes other answers right or worth something else, so that old statistics no
longer hold; a *minor* one changes what is read or how the question is filed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MAJOR, MINOR, NONE = "major", "minor", "none"

MAJOR_PARTS = (
    "kind",
    "key",
    "options_added",
    "options_removed",
    "fractions",
    "marking",
    "accepted",
    "tolerance",
    "units",
    "points",
    "rubric",
    "panel",
)
MINOR_PARTS = (
    "prompt",
    "options_text",
    "options_order",
    "feedback",
    "explanation",
    "classification",
    "source",
    "lesson",
    "files",
    "format",
    "limits",
    "notes",
    "panel_figures",
    "other",
)
PARTS = MAJOR_PARTS + MINOR_PARTS

_FIELDS = {
    "kind": "kind",
    "right": "key",
    "match": "key",
    "key": "key",
    "rank": "key",
    "rating": "key",
    "quality": "key",
    "experts": "key",
    "fraction": "fractions",
    "weight": "fractions",
    "marking": "marking",
    "markers": "marking",
    "scale": "marking",
    "type": "marking",
    "case": "accepted",
    "value": "accepted",
    "tolerance": "tolerance",
    "tolerance_kind": "tolerance",
    "unit": "units",
    "unit_penalty": "units",
    "factor": "units",
    "points": "points",
    "scored": "panel",
    "raters": "panel_figures",
    "agreement": "panel_figures",
    "prompt": "prompt",
    "text": "prompt",
    "labels": "options_text",
    "anchors": "options_text",
    "direction": "options_text",
    "feedback": "feedback",
    "explanation": "explanation",
    "code": "classification",
    "competency": "classification",
    "indicator": "classification",
    "difficulty": "classification",
    "siblings": "classification",
    "tags": "classification",
    "norm": "source",
    "source": "source",
    "lesson": "lesson",
    "files": "files",
    "format": "format",
    "least_words": "limits",
    "most_words": "limits",
    "sample": "notes",
    "marking_notes": "notes",
}
_TEXTS = {"answers": "accepted", "units": "units", "rubric": "notes", "levels": "notes"}
"""What the ``text`` of a row in a list is part of; in the others it is the text of an option."""
_ROWS = {"answers": "accepted", "units": "units", "rubric": "rubric", "levels": "rubric"}
"""What changes when such a list gets or loses a row; in the others an option comes or goes."""
_RANKED = {"order": "key", "short": "accepted", "number": "accepted", "gap_text": "accepted"}
"""Kinds in which the order of rows means something."""

DEFAULTS: Mapping[str, Any] = {
    "format": "plain",
    "points": "1",
    "siblings": "",
    "lesson": "",
    "files": [],
}
"""What documents of version 1 lack. Source: docs/question-documents.md."""
KIND_DEFAULTS: Mapping[str, Mapping[str, Any]] = {"many": {"marking": "balance"}}


@dataclass(frozen=True)
class Difference:
    """``parts`` are of ``PARTS``, in their order; ``level`` is that of the gravest."""

    level: str
    parts: tuple[str, ...]


def content_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document without its schema: what asking and grading depend on, whatever the version."""
    own = {key: value for key, value in document.items() if key != "schema_version"}
    return {**DEFAULTS, **KIND_DEFAULTS.get(str(document.get("kind")), {}), **own}


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> Difference:
    """What changed from ``old`` to ``new``; documents of an older schema say the same in less."""
    before, after = content_of(old), content_of(new)
    if before == after:
        return Difference(NONE, ())
    found = set(_changes(before, after, "", str(after.get("kind"))))
    parts = tuple(part for part in PARTS if part in found) or ("other",)
    is_major = any(part in MAJOR_PARTS for part in parts)
    return Difference(MAJOR if is_major else MINOR, parts)


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], inside: str, kind: str
) -> Iterator[str]:
    for key in sorted({*old, *new}):
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        if key == "panel":
            yield from _panel(before, after)
        elif _is_rows(before) and _is_rows(after) and key != "files":
            yield from _row_changes(before or [], after or [], key, kind)
        else:
            yield _part(key, inside)


def _panel(old: Any, new: Any) -> Iterator[str]:
    """A question without a panel is scored."""
    before, after = old or {"scored": True}, new or {"scored": True}
    yield "panel_figures" if before.get("scored") == after.get("scored") else "panel"


def _is_rows(value: Any) -> bool:
    return value is None or (
        isinstance(value, list) and all(isinstance(row, Mapping) for row in value)
    )


def _part(key: str, inside: str) -> str:
    if key == "text" and inside:
        return _TEXTS.get(inside, "options_text")
    if key == "points" and inside:
        return "rubric"
    if key == "text":
        return "prompt"
    return _FIELDS.get(key, "other")


def _row_changes(old: list[Any], new: list[Any], name: str, kind: str) -> Iterator[str]:
    before, after = _by_id(old), _by_id(new)
    if after.keys() - before.keys():
        yield _ROWS.get(name, "options_added")
    if before.keys() - after.keys():
        yield _ROWS.get(name, "options_removed")
    kept = [one for one in before if one in after]
    if kept != [one for one in after if one in before]:
        is_ranked = name in ("answers",) or (name == "options" and kind == "order")
        yield _RANKED.get(kind, "options_order") if is_ranked else "options_order"
    for one in kept:
        yield from _changes(before[one], after[one], name, kind)


def _by_id(rows: list[Any]) -> dict[str, Any]:
    """Rows by their id, or by their place where they have none."""
    return {str(row.get("id", place)): row for place, row in enumerate(rows)}
