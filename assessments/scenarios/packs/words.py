"""Meters, conditions and effects as an actor reads them: words first, a number only beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.scenarios.engine import COMPARE
from assessments.scenarios.grammar import Condition, Document, Effect, Variable
from assessments.scenarios.queries import meter_word

THIRDS = (
    pgettext_lazy("a meter", "low"),
    pgettext_lazy("a meter", "medium"),
    pgettext_lazy("a meter", "high"),
)
AT_LEAST = gettext_lazy("%(label)s is at least “%(word)s” (%(value)d of %(most)d)")
AT_MOST = gettext_lazy("%(label)s is at most “%(word)s” (%(value)d of %(most)d)")
EXACTLY = gettext_lazy("%(label)s is “%(word)s” (exactly %(value)d of %(most)d)")
ANYTHING_BUT = gettext_lazy("%(label)s is anything but %(value)d of %(most)d")
COMPARISONS = {
    ">=": (AT_LEAST, 0),
    ">": (AT_LEAST, 1),
    "<=": (AT_MOST, 0),
    "<": (AT_MOST, -1),
    "==": (EXACTLY, 0),
    "!=": (ANYTHING_BUT, 0),
}
"""The sentence of an operator, and what its number is moved by."""
A_LOT = 3


@dataclass(frozen=True)
class Meter:
    """A state of the client for the actor to keep count of by hand.

    ``scale``: (number, is the start) from least to greatest. ``words`` name equal parts of it.
    """

    label: str
    start: str
    words: tuple[str, ...]
    scale: tuple[tuple[int, bool], ...]
    is_fact: bool


def is_fact(variable: Variable) -> bool:
    """True for a yes or no."""
    return variable["kind"] == "flag"


def word(variable: Variable, value: int) -> str:
    """The author's word for this value, else which third of the scale it is in."""
    return meter_word({**variable, "words": _words(variable)}, value)


def meters(document: Document) -> list[Meter]:
    """Those that something depends on or that the learner may see, in the author's order."""
    return [
        Meter(
            label=variable["label"] or variable["key"],
            start=word(variable, variable["start"]),
            words=() if is_fact(variable) else tuple(_words(variable)),
            scale=tuple(
                (value, value == variable["start"])
                for value in range(variable["min"], variable["max"] + 1)
            ),
            is_fact=is_fact(variable),
        )
        for variable in document["variables"]
    ]


def _words(variable: Variable) -> list[str]:
    if is_fact(variable):
        return [_("no"), _("yes")]
    return variable["words"] or [str(third) for third in THIRDS]


def conditions_in_words(document: Document, conditions: Sequence[Condition]) -> str:
    """``Довіра is at least “довіряє” (7 of 10), and …``; empty without conditions."""
    known = _known(document)
    return _(", and ").join(_condition(known[item["variable"]], item) for item in conditions)


def _condition(variable: Variable, item: Condition) -> str:
    label = variable["label"] or variable["key"]
    if is_fact(variable):
        is_up = COMPARE[item["op"]](1, item["value"])
        return f"{label}: {_('yes') if is_up else _('no')}"
    sentence, moved = COMPARISONS[item["op"]]
    value = min(max(item["value"] + moved, variable["min"]), variable["max"])
    return str(sentence) % {
        "label": label,
        "word": word(variable, value),
        "value": value,
        "most": variable["max"],
    }


def effects_in_words(document: Document, effects: Iterable[Effect]) -> list[str]:
    """``Довіра grows (+2)``, one for each effect that changes something."""
    known = _known(document)
    return [_effect(known[item["variable"]], item) for item in effects if _moves(item)]


def _moves(item: Effect) -> bool:
    return item["op"] == "=" or item["value"] != 0


def _effect(variable: Variable, item: Effect) -> str:
    label = variable["label"] or variable["key"]
    if is_fact(variable):
        is_up = item["value"] > 0 if item["op"] != "-" else False
        return _("from now on %(label)s: %(word)s") % {
            "label": label,
            "word": _("yes") if is_up else _("no"),
        }
    if item["op"] == "=":
        return _("%(label)s becomes “%(word)s” (%(value)d)") % {
            "label": label,
            "word": word(variable, item["value"]),
            "value": item["value"],
        }
    amount = item["value"] if item["op"] == "+" else -item["value"]
    return _change_words(amount) % {"label": label, "amount": abs(amount)}


def _change_words(amount: int) -> str:
    if amount > 0:
        if amount >= A_LOT:
            return _("%(label)s grows a lot (+%(amount)d)")
        return _("%(label)s grows (+%(amount)d)")
    if amount <= -A_LOT:
        return _("%(label)s falls a lot (−%(amount)d)")
    return _("%(label)s falls (−%(amount)d)")


def _known(document: Document) -> Mapping[str, Variable]:
    return {variable["key"]: variable for variable in document["variables"]}
