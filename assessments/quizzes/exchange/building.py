"""Documents of questions out of what a file says, refused when nobody could answer them rightly.

Texts are :class:`~assessments.quizzes.exchange.markup.Rich` until the question is settled.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import FULL
from assessments.quizzes.exchange.markup import Rich

Part = dict[str, Any]

NOTHING = Rich("")
ALMOST_FULL = Decimal("99.9")  # three times 33.33, three times 33.3
MOST_EXPONENT = 30

_FIGURE = re.compile(r"[+-]?(?:\d{1,40}(?:[.,]\d{0,40})?|[.,]\d{1,40})(?:[eE][+-]?\d{1,3})?")


class Unusable(ValueError):
    """The question is left out; the message is the reason."""


def figure(text: str) -> Decimal | None:
    """A number with a decimal point or comma, or ``None``. ``inf`` and huge powers are none."""
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if not _FIGURE.fullmatch(text) or not text.isascii():
        return None
    value = Decimal(text.replace(",", "."))
    return value if abs(value.adjusted()) <= MOST_EXPONENT or not value else None


def figure_text(value: Decimal) -> str:
    """Digits without an exponent, as many places as the file gives."""
    return format(value if value else abs(value), "f")


def fraction_text(value: Decimal) -> str:
    """Per cent as a document writes it: ``100``, ``33.33333``, ``-50``."""
    text = figure_text(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def per_cent(text: str) -> Decimal:
    """A weight from -100 to 100. Raises ``Unusable``."""
    value = figure(text)
    if value is None or abs(value) > FULL:
        raise Unusable(
            _("“%(weight)s” is no weight: write a number from -100 to 100.") % {"weight": text[:40]}
        )
    return value


def option(text: Rich, fraction: Decimal, feedback: Rich = NOTHING) -> Part:
    return {
        "text": text,
        "feedback": feedback,
        "right": fraction > 0,
        "fraction": fraction_text(fraction),
    }


def choice(options: Sequence[Part], *, single: bool) -> Part:
    """Raises ``Unusable`` for fewer than two options, an empty one, or no right one."""
    if len(options) < 2:
        raise Unusable(_("A choice needs at least two answers."))
    _refuse_empty(options)
    fractions = [Decimal(entry["fraction"]) for entry in options]
    if not single:
        if max(fractions) <= 0:
            raise Unusable(_("No answer is marked as right."))
        return {"kind": "many", "options": list(options)}
    _need_full(fractions)
    return {
        "kind": "one",
        "options": [
            {**entry, "right": fraction >= ALMOST_FULL}
            for entry, fraction in zip(options, fractions, strict=True)
        ],
    }


def reaches_full(document: Part) -> bool:
    """Whether the right options of a ``many`` document together earn full marks."""
    fractions = [Decimal(entry["fraction"]) for entry in document["options"]]
    return sum(value for value in fractions if value > 0) >= ALMOST_FULL


def true_false(
    fractions: tuple[Decimal, Decimal], feedback_true: Rich, feedback_false: Rich
) -> Part:
    _need_full(fractions)
    return {
        "kind": "true_false",
        "options": [
            {
                "id": name,
                "text": "",
                "feedback": feedback,
                "right": fraction >= ALMOST_FULL,
                "fraction": fraction_text(fraction),
            }
            for name, fraction, feedback in zip(
                ("true", "false"), fractions, (feedback_true, feedback_false), strict=True
            )
        ],
    }


def accepted(text: str, fraction: Decimal, feedback: Rich = NOTHING) -> Part:
    if not text.strip():
        raise Unusable(_("An accepted answer is empty."))
    return {"text": text.strip(), "fraction": fraction_text(fraction), "feedback": feedback}


def short(answers: Sequence[Part], *, case: bool = False) -> Part:
    _need_full(Decimal(answer["fraction"]) for answer in answers)
    return {"kind": "short", "answers": list(answers), "case": case}


def numeric(value: str, tolerance: str, fraction: Decimal, feedback: Rich = NOTHING) -> Part:
    """An accepted number. ``*`` takes what is left, so it cannot be worth everything."""
    found = figure(value)
    margin = figure(tolerance) if tolerance.strip() else Decimal(0)
    if value.strip() == "*" and fraction < ALMOST_FULL:
        written, margin = "*", Decimal(0)
    elif found is None:
        raise Unusable(_("“%(value)s” is no number.") % {"value": value.strip()[:40]})
    else:
        written = figure_text(found)
    if margin is None or margin < 0:
        raise Unusable(
            _("“%(value)s” is no tolerance: write a number that is not negative.")
            % {"value": tolerance.strip()[:40]}
        )
    return {
        "value": written,
        "tolerance": figure_text(margin),
        "tolerance_kind": "nominal",
        "fraction": fraction_text(fraction),
        "feedback": feedback,
    }


def nominal_tolerance(answer: Mapping[str, Any]) -> Decimal:
    """The tolerance as a distance from the value. Raises ``Unusable`` for a geometric one."""
    tolerance = Decimal(str(answer.get("tolerance") or 0))
    kind = answer.get("tolerance_kind", "nominal")
    if answer["value"] == "*" or not tolerance:
        return Decimal(0)
    if kind == "geometric":
        raise Unusable(_("The format has no geometric tolerance."))
    return tolerance * abs(Decimal(str(answer["value"]))) if kind == "relative" else tolerance


def number_question(answers: Sequence[Part]) -> Part:
    _need_full(Decimal(answer["fraction"]) for answer in answers)
    return {
        "kind": "number",
        "answers": list(answers),
        "unit": "none",
        "units": [],
        "unit_penalty": "0",
    }


def matching(pairs: Iterable[tuple[Rich, Rich]]) -> Part:
    """A pair with an empty stem adds a wrong answer; equal right sides are one choice."""
    ids: dict[Rich, str] = {}
    options: list[Part] = []
    for stem, right in pairs:
        if not right.text.strip():
            raise Unusable(_("A pair has no right side."))
        match = ids.setdefault(right, f"c{len(ids) + 1}")
        if stem.text.strip():
            options.append({"text": stem, "feedback": NOTHING, "match": match})
    if len(options) < 2:
        raise Unusable(_("Matching needs at least two pairs."))
    choices = [{"id": name, "text": right} for right, name in ids.items()]
    return {"kind": "matching", "options": options, "choices": choices}


def long() -> Part:
    return {
        "kind": "long",
        "rubric": [],
        "least_words": 0,
        "most_words": 0,
        "markers": 1,
        "sample": NOTHING,
        "marking_notes": NOTHING,
    }


def whole(body: Part, prompt: Rich, explanation: Rich, points: str = "1") -> Part:
    return {
        "schema_version": 2,
        **body,
        "prompt": prompt,
        "explanation": explanation,
        "points": points,
    }


def category_path(path: str) -> str:
    """A path as in a file, without the prefixes that only say where it lay.

    ``/`` splits and ``//`` is a slash; spaces around a level and empty levels go.
    """
    levels = [level.strip() for level in re.split(r"(?<!/)/(?!/)", path.strip())]
    if levels and re.fullmatch(r"\$\w+\$", levels[0]):
        del levels[0]
    if levels and levels[0] == "top":
        del levels[0]
    return "/".join(level for level in levels if level)


def _refuse_empty(options: Iterable[Part]) -> None:
    for place, entry in enumerate(options, start=1):
        if not entry["text"].text.strip():
            raise Unusable(_("Answer %(place)d is empty.") % {"place": place})


def _need_full(fractions: Iterable[Decimal]) -> None:
    if max(fractions, default=Decimal(0)) < ALMOST_FULL:
        raise Unusable(
            _("No answer earns full marks (100 %), so the question has no right answer.")
        )
