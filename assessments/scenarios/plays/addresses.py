"""The address of a play: where it began, with which values, and what was chosen since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.scenarios.engine import State, bounds
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.grammar import NODE_ID, Document
from assessments.scenarios.plays.playing import MOST_STEPS, state_at

VALUE = "v."


@dataclass(frozen=True, slots=True)
class Track:
    """``node`` is empty for the start of the talk; of ``values`` only those asked for are here.

    ``remarks`` say what of the address was left out.
    """

    node: str
    values: Mapping[str, int]
    choices: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def query(self, *more: str, steps: int | None = None) -> str:
        """The query string after ``more`` choices, or cut back to the first ``steps``."""
        choices: Sequence[str] = (*self.choices[:steps], *more)
        query = QueryDict(mutable=True)
        if self.node:
            query["from"] = self.node
        for key, value in self.values.items():
            query[f"{VALUE}{key}"] = str(value)
        query.setlist("c", list(choices))
        return query.urlencode()


def track_of(document: Document, query: Mapping[str, Any]) -> Track:
    """What a query asks for, as far as the draft knows it. Never raises."""
    remarks: list[str] = []
    node = str(query.get("from", ""))
    if node and not can_begin(document, node):
        remarks.append(_("The talk cannot begin there: it begins at its start."))
        node = ""
    values = {}
    for key, (low, high) in bounds(document).items():
        typed = str(query.get(f"{VALUE}{key}", "")).strip()
        if not typed:
            continue
        value = _whole(typed)
        if value is None or not low <= value <= high:
            words = {"label": _label(document, key), "low": low, "high": high}
            remarks.append(_("%(label)s: a whole number from %(low)d to %(high)d.") % words)
        else:
            values[key] = value
    given = query.getlist("c") if isinstance(query, QueryDict) else query.get("c", [])
    choices = tuple(item for item in given[: MOST_STEPS + 1] if NODE_ID.fullmatch(item))
    return Track(node, values, choices, tuple(remarks))


def track_of_state(document: Document, state: State | None, choices: Sequence[str]) -> Track:
    """The track of a stored play; values as at the start of the talk are left out."""
    if state is None:
        return Track("", {}, tuple(choices))
    starts = {item["key"]: item["start"] for item in document["variables"]}
    values = {
        key: value for key, value in state.variables if key in starts and value != starts[key]
    }
    node = "" if state.node == document["start"] else state.node
    return Track(node, values, tuple(choices))


def can_begin(document: Document, node: str) -> bool:
    try:
        state_at(document, node, {})
    except BrokenScenario:
        return False
    return True


def _whole(typed: str) -> int | None:
    digits = typed.removeprefix("-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < 6
    return int(typed) if is_number else None


def _label(document: Document, key: str) -> str:
    return next(item["label"] or key for item in document["variables"] if item["key"] == key)
