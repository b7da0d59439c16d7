"""Answers between the braces of GIFT, one function a type. Signs are hidden (``gift_text``)."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import FULL
from assessments.quizzes.exchange.building import (
    Part,
    Unusable,
    accepted,
    choice,
    figure,
    figure_text,
    matching,
    number_question,
    numeric,
    option,
    per_cent,
    short,
    true_false,
)
from assessments.quizzes.exchange.gift_text import rich
from assessments.quizzes.exchange.markup import Rich

MOST_ANSWERS = 500
WEIGHT = re.compile(r"%([+-]?\d{1,4}(?:[.,]\d{0,12})?)%")

_NONE = Decimal(0)


def check_count(body: str) -> None:
    """Raises ``Unusable`` for more answers than a person could read."""
    if body.count("~") + body.count("=") > MOST_ANSWERS:
        raise Unusable(
            _("There are more than %(count)d answers. Write “\\=” and “\\~” for signs in a text.")
            % {"count": MOST_ANSWERS}
        )


def choice_of(body: str, text_format: str) -> Part:
    """Without any ``=`` several answers may be chosen."""
    pieces = [piece.strip() for piece in body.replace("=", "~=").split("~")]
    pieces = pieces if pieces[0] else pieces[1:]
    options = []
    for piece in pieces:
        is_right = piece.startswith("=")
        weight, text, feedback = _weighed(
            piece.removeprefix("="), FULL if is_right else _NONE, text_format
        )
        options.append(option(text, weight, feedback))
    return choice(options, single="=" in body)


def short_of(body: str, text_format: str) -> Part:
    answers = []
    for piece in _after_equals(body):
        weight, text, feedback = _weighed(piece, FULL, text_format)
        answers.append(accepted(text.text, weight, feedback))
    return short(answers)


def true_false_of(body: str, text_format: str, *, is_true: bool) -> Part:
    """Feedback for the wrong answer stands first, that for the right one second."""
    _word, wrong, right = [*body.split("#", 2), "", ""][:3]
    if_wrong, if_right = rich(wrong, text_format), rich(right, text_format)
    if is_true:
        return true_false((FULL, _NONE), if_right, if_wrong)
    return true_false((_NONE, FULL), if_wrong, if_right)


def matching_of(body: str, text_format: str) -> Part:
    pairs = []
    for piece in _after_equals(body):
        if "->" not in piece:
            raise Unusable(_("A pair lacks the arrow “->” between its two sides."))
        stem, _arrow, right = piece.partition("->")
        pairs.append((rich(stem, text_format), rich(right, "plain")))
    return matching(pairs)


def number_of(body: str, text_format: str) -> Part:
    """``value:tolerance``, ``min..max``, weights; after ``~`` what any other number gets."""
    body, tilde, rest = body.partition("~")
    answers = [_accepted_number(piece, FULL, text_format) for piece in _after_equals(body)]
    if not answers:
        raise Unusable(_("There is no number after “#”."))
    for piece in rest.split("~") if tilde else []:
        if piece.strip():
            answers.append(_accepted_number(piece, _NONE, text_format, value_if_empty="*"))
    return number_question(answers)


def _accepted_number(
    piece: str, default: Decimal, text_format: str, value_if_empty: str = ""
) -> Part:
    weight, text, feedback = _weighed(piece, default, text_format)
    value, tolerance = _margin(text.text or value_if_empty)
    return numeric(value, tolerance, weight, feedback)


def _margin(text: str) -> tuple[str, str]:
    """A range becomes its middle and half its width."""
    low, dots, high = text.partition("..")
    if not dots:
        value, _colon, tolerance = text.partition(":")
        return value, tolerance
    least, most = figure(low), figure(high)
    if least is None or most is None or least > most:
        raise Unusable(
            _("“%(text)s” is no range: write the lesser number, two dots, the greater one.")
            % {"text": text[:60]}
        )
    return figure_text((least + most) / 2), figure_text((most - least) / 2)


def _after_equals(body: str) -> list[str]:
    pieces = [piece.strip() for piece in body.split("=")]
    return pieces if pieces[0] else pieces[1:]


def _weighed(piece: str, default: Decimal, text_format: str) -> tuple[Decimal, Rich, Rich]:
    """Weight, text and feedback of one answer."""
    piece = piece.strip()
    weight = WEIGHT.match(piece)
    text, _sign, feedback = piece[weight.end() if weight else 0 :].partition("#")
    return (
        per_cent(weight[1]) if weight else default,
        rich(text, text_format),
        rich(feedback, text_format),
    )
