"""Situational judgement."""

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

BEST_QUALITY = 4
CHOOSE_MARKINGS = ("rubric", "consensus")
RATE_MARKINGS = ("profile", "mode")
ANCHORS = 5


def _reactions(document: Document, least: int) -> Faults:
    yield from at_least(document, "options", least, _("At least %(least)d reactions are needed."))
    yield from texts_differ(rows(document, "options"), ("options",))


def best_and_worst(document: Document) -> Faults:
    yield from _reactions(document, 4)
    keys = [option.get("key") for option in rows(document, "options")]
    if keys.count("best") != 1 or keys.count("worst") != 1:
        yield Fault(("options",), _("Mark exactly one reaction as best and exactly one as worst."))


def choose(document: Document) -> Faults:
    yield from _reactions(document, 2)
    options = rows(document, "options")
    if document.get("marking") is not None:
        yield from one_of(document, "marking", CHOOSE_MARKINGS)
    if document.get("marking") == "consensus":
        for number, option in enumerate(options):
            if not _whole(option.get("experts"), 0, 1000):
                yield Fault(
                    ("options", number, "experts"), _("Say how many experts call this one best.")
                )
        if not any(option.get("experts") for option in options):
            yield Fault(("options",), _("No expert calls any of the reactions best."))
        return
    for number, option in enumerate(options):
        if not _whole(option.get("quality"), 0, BEST_QUALITY):
            yield Fault(
                ("options", number, "quality"), _("A whole number from 0 to 4 is expected.")
            )
    if not any(option.get("quality") == BEST_QUALITY for option in options):
        yield Fault(("options",), _("At least one reaction has to be of the best quality, 4."))


def rank(document: Document) -> Faults:
    yield from _reactions(document, 3)
    options = rows(document, "options")
    taken: set[int] = set()
    for number, option in enumerate(options):
        value = option.get("rank")
        if not isinstance(value, int) or not 1 <= value <= len(options):
            yield Fault(
                ("options", number, "rank"),
                _("A place from 1 to %(most)d is expected."),
                {"most": len(options)},
            )
        elif value in taken:
            yield Fault(("options", number, "rank"), _("Another reaction has this place already."))
        else:
            taken.add(value)


def rate(document: Document) -> Faults:
    yield from _reactions(document, 3)
    options = rows(document, "options")
    for number, option in enumerate(options):
        if not _whole(option.get("rating"), 0, 4):
            yield Fault(("options", number, "rating"), _("A whole number from 0 to 4 is expected."))
    if len(options) > 1 and len({option.get("rating") for option in options}) == 1:
        yield Fault(
            ("options",), _("All reactions have the same rating: nothing could be told apart.")
        )
    yield from one_of(document, "marking", RATE_MARKINGS)
    anchors = document.get("anchors") or ()
    if len(anchors) != ANCHORS or not all(str(anchor).strip() for anchor in anchors):
        yield Fault(("anchors",), _("Every point of the scale needs a word."))


def _whole(value: object, low: int, high: int) -> bool:
    return type(value) is int and low <= value <= high
