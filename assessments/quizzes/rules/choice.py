"""One of many, true or false, several of many, K-prim."""

from collections.abc import Mapping
from typing import Any

from assessments.quizzes.rules.base import (
    FULL,
    Document,
    Fault,
    Faults,
    at_least,
    blank,
    fractions_in_range,
    one_of,
    percent,
    rows,
    texts_differ,
)
from assessments.quizzes.rules.base import gettext_noop as _

MANY_MARKINGS = ("balance", "all_or_nothing")
KPRIM_MARKINGS = ("kprim", "each", "all_or_nothing")
LEAST_TWO = _("At least %(least)d options are needed.")


def is_weighted(document: Document) -> bool:
    return any(percent(option.get("fraction")) is not None for option in rows(document, "options"))


def one(document: Document) -> Faults:
    options = rows(document, "options")
    yield from at_least(document, "options", 2, LEAST_TWO)
    yield from texts_differ(options, ("options",))
    yield from fractions_in_range(options, ("options",), low=-100, is_required=False)
    right = sum(bool(option.get("right")) for option in options)
    if not is_weighted(document):
        if right != 1:
            yield Fault(("options",), _("Mark exactly one option as right."))
        return
    if not any(_worth(option) >= FULL for option in options):
        yield Fault(("options",), _("At least one option has to be worth 100 per cent."))
    for number, option in enumerate(options):
        if bool(option.get("right")) != (_worth(option) >= FULL):
            yield Fault(
                ("options", number, "right"),
                _("Exactly the options that are worth 100 per cent are right."),
            )


def _worth(option: Mapping[str, Any]) -> Any:
    """Per cent of an option that is chosen alone."""
    given = percent(option.get("fraction"))
    return given if given is not None else (100 if option.get("right") else 0)


def true_false(document: Document) -> Faults:
    options = rows(document, "options")
    if [option.get("id") for option in options] != ["true", "false"] or (
        sum(bool(option.get("right")) for option in options) != 1
    ):
        yield Fault(("options",), _("Say whether the statement is true or false."))


def many(document: Document) -> Faults:
    options = rows(document, "options")
    yield from at_least(document, "options", 2, LEAST_TWO)
    yield from texts_differ(options, ("options",))
    yield from fractions_in_range(options, ("options",), low=-100, is_required=False)
    if "marking" in document:
        yield from one_of(document, "marking", MANY_MARKINGS)
    right = sum(bool(option.get("right")) for option in options)
    if not is_weighted(document):
        if not 0 < right < len(options):
            yield Fault(
                ("options",),
                _("Mark at least one option as right and leave at least one wrong."),
            )
        return
    earned = sum(max(percent(option.get("fraction")) or 0, 0) for option in options)
    if earned < FULL:
        yield Fault(
            ("options",),
            _("The right options have to be worth 100 per cent together, not %(earned)s."),
            {"earned": str(earned)},
        )
    for number, option in enumerate(options):
        if bool(option.get("right")) != ((percent(option.get("fraction")) or 0) > 0):
            yield Fault(
                ("options", number, "right"),
                _("Exactly the options that are worth more than 0 per cent are right."),
            )


def many_warnings(document: Document) -> Faults:
    if not is_weighted(document) or document.get("marking") == "all_or_nothing":
        return
    if sum(percent(option.get("fraction")) or 0 for option in rows(document, "options")) >= FULL:
        yield Fault(
            ("options",),
            _(
                "Whoever ticks everything earns full marks: "
                "give the wrong options a value below 0 per cent."
            ),
        )


def kprim(document: Document) -> Faults:
    yield from at_least(
        document, "options", 2, _("At least %(least)d statements are needed; four are usual.")
    )
    yield from texts_differ(rows(document, "options"), ("options",))
    yield from one_of(document, "marking", KPRIM_MARKINGS)
    labels = [str(label).strip() for label in document.get("labels") or ()]
    if len(labels) != 2 or not all(labels) or labels[0] == labels[1]:
        yield Fault(("labels",), _("Two different words are needed for true and false."))


def no_text_missing(document: Document) -> Faults:
    """What every kind has."""
    if blank(document, "prompt"):
        yield Fault(("prompt",), _("Write the question."))
    points = percent(document.get("points", "1"))
    if points is None or points <= 0:
        yield Fault(("points",), _("Points have to be more than 0."))
