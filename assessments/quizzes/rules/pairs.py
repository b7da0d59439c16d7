"""Matching, categories, order."""

from assessments.quizzes.kinds.order import PARTS
from assessments.quizzes.rules.base import (
    Document,
    Fault,
    Faults,
    at_least,
    one_of,
    rows,
    texts_differ,
)
from assessments.quizzes.rules.base import gettext_noop as _

ORDER_MARKINGS = tuple(PARTS)
DIRECTIONS = ("vertical", "horizontal")


def matching(document: Document) -> Faults:
    yield from at_least(document, "options", 2, _("At least %(least)d pairs are needed."))
    yield from _sides(document, _("Give at least %(least)d different right sides."))


def categorise(document: Document) -> Faults:
    yield from at_least(document, "options", 2, _("At least %(least)d items are needed."))
    yield from _sides(document, _("At least %(least)d categories are needed."))


def _sides(document: Document, too_few: str) -> Faults:
    yield from texts_differ(rows(document, "options"), ("options",))
    yield from at_least(document, "choices", 2, too_few)
    choices = rows(document, "choices")
    yield from texts_differ(choices, ("choices",))
    known = {choice.get("id") for choice in choices}
    for number, option in enumerate(rows(document, "options")):
        if option.get("match") not in known:
            yield Fault(("options", number, "match"), _("Say what belongs to this."))


def order(document: Document) -> Faults:
    yield from at_least(document, "options", 2, _("At least %(least)d items are needed."))
    yield from texts_differ(rows(document, "options"), ("options",))
    yield from one_of(document, "marking", ORDER_MARKINGS)
    yield from one_of(document, "direction", DIRECTIONS)
