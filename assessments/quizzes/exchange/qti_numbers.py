"""Accepted numbers of a QTI item: ``equal`` with a tolerance, ranges, exact matches, mappings."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.qti_choices import no_right_answer
from assessments.quizzes.exchange.qti_declarations import ResponseDeclaration
from assessments.quizzes.exchange.qti_item import Item, Unfit, percent, plain_number
from assessments.quizzes.exchange.qti_scoring import (
    Result,
    UnknownProcessing,
    expressions,
    tolerances,
)
from assessments.quizzes.exchange.qti_xml import is_true

MOST_ANSWERS = 100


@dataclass(frozen=True)
class Range:
    """An accepted number. ``tolerance``: of ``value``, or a share of it when ``relative``."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    relative: bool = False

    @property
    def reach(self) -> Decimal:
        return abs(self.value) * self.tolerance if self.relative else self.tolerance

    def holds(self, value: Decimal) -> bool:
        return abs(value - self.value) <= self.reach * Decimal("1.0000000001")


@dataclass(frozen=True)
class Accepted:
    """Accepted answers with fractions; ``points`` of the best, what it and a wrong one give."""

    answers: list[dict[str, Any]]
    points: float
    right: Result
    wrong: Result
    case: bool = False


def number_answers(item: Item, response: ResponseDeclaration) -> Accepted:
    try:
        ranges = list(dict.fromkeys(_ranges(item, response)))
    except UnknownProcessing as error:
        raise Unfit(
            _("Its own response processing is not understood: %(name)s.") % {"name": error.name}
        ) from error
    if len(ranges) > MOST_ANSWERS:
        raise Unfit(_("It accepts more than %(most)s answers.") % {"most": MOST_ANSWERS})
    wrong = item.probe(response, (_far(ranges),))
    results = [
        (one, item.probe(response, (points[0],)))
        for place, one in enumerate(ranges)
        if (points := _points_of(one, ranges[:place]))
    ]
    best = max((result.score for _one, result in results), default=0.0)
    if best <= max(wrong.score, 0.0):
        raise no_right_answer()
    right = next(result for _one, result in results if result.score == best)
    best = item.whole(best) if len(item.interactions) == 1 else best
    times = Counter(place for _one, result in results for place in item.shown_by(result))
    answers = []
    for one, result in results:
        own = {place for place in item.shown_by(result) if times[place] == 1}
        own -= item.shown_by(wrong)
        if result.score <= 0 and not own and not item.own:
            continue
        _verify(item, response, one, ranges, result.score, wrong.score)
        answers.append(
            {
                "value": plain_number(one.value),
                "tolerance": plain_number(one.tolerance),
                "tolerance_kind": "relative" if one.relative else "nominal",
                "fraction": percent(max(result.score / best, 0.0)),
                "feedback": item.take_places(own),
            }
        )
    return Accepted(answers, best, right, wrong)


def _points_of(one: Range, earlier: list[Range]) -> list[float]:
    """The middle and the ends of a range, as far as no range before it takes them."""
    inside = one.reach * Decimal("0.999999")
    points = dict.fromkeys((one.value, one.value + inside, one.value - inside))
    return [float(at) for at in points if not any(other.holds(at) for other in earlier)]


def _verify(
    item: Item,
    response: ResponseDeclaration,
    one: Range,
    ranges: list[Range],
    score: float,
    score_of_wrong: float,
) -> None:
    """The range found is the range marked: it earns the same everywhere, and nothing beside it."""
    points = _points_of(one, ranges[: ranges.index(one)])
    step = max(one.reach, abs(one.value), Decimal(1)) * Decimal("0.001")
    beyond = [one.value + sign * (one.reach + step) for sign in (1, -1)]
    outside = [float(at) for at in beyond if not any(other.holds(at) for other in ranges)]
    expected = [(at, score) for at in points] + [(at, score_of_wrong) for at in outside]
    if any(abs(item.probe(response, (at,)).score - points) > 1e-9 for at, points in expected):
        raise Unfit(_("How exact its number must be is not certain."))


def _far(ranges: list[Range]) -> float:
    """A number that no range accepts."""
    return float(sum((abs(one.value) + one.reach for one in ranges), Decimal(1)) * 7 + 12345)


def _ranges(item: Item, response: ResponseDeclaration) -> Iterator[Range]:
    """In the order in which the processing tries them; the declared ones last."""
    for expression in expressions(item.scoring):
        operands = list(expression)
        if expression.tag == "and":
            yield from _between(item, response, operands)
        elif expression.tag in ("equal", "match") and len(operands) == 2:
            constant = _constant(response, operands)
            if constant is not None:
                yield from _equal(item, expression, constant)
    for entry in response.mapping:
        yield Range(_decimal(entry.key))
    for atom in response.correct.atoms if response.correct else ():
        yield Range(_decimal(atom))


def _equal(item: Item, expression: Element, value: Decimal) -> Iterator[Range]:
    mode = expression.get("toleranceMode", "exact")
    if expression.tag == "match" or mode == "exact":
        yield Range(value)
        return
    below, above = (Decimal(repr(number)) for number in tolerances(expression))
    for bound in ("includeLowerBound", "includeUpperBound"):
        if bound in expression.attrib and not is_true(expression.get(bound)):
            item.note(_("The ends of an accepted range count here; in the file they did not."))
    if below != above:
        low, high = value - below, value + above
        if mode == "relative":
            low, high = value - abs(value) * below / 100, value + abs(value) * above / 100
        yield Range((low + high) / 2, (high - low) / 2)
    elif mode == "relative":
        yield Range(value, below / 100, relative=True)
    else:
        yield Range(value, below)


def _between(item: Item, response: ResponseDeclaration, operands: list[Element]) -> Iterator[Range]:
    """``and`` of “at least” and “at most” is a range: its middle and half its width."""
    bounds: dict[str, Decimal] = {}
    for operand in operands:
        if operand.tag not in ("gte", "gt", "lte", "lt") or len(operand) != 2:
            return
        constant = _constant(response, list(operand))
        if constant is None:
            return
        is_low = (operand.tag in ("gte", "gt")) == (operand[0].tag == "variable")
        bounds["low" if is_low else "high"] = constant
        if operand.tag in ("gt", "lt"):
            item.note(_("The ends of an accepted range count here; in the file they did not."))
    if len(bounds) == 2 and bounds["low"] <= bounds["high"]:
        low, high = bounds["low"], bounds["high"]
        yield Range((low + high) / 2, (high - low) / 2)


def _constant(response: ResponseDeclaration, operands: list[Element]) -> Decimal | None:
    """The number that the response is compared with; ``None`` when it is about something else."""
    tags = {str(operand.tag): operand for operand in operands}
    variable = tags.get("variable")
    if variable is None or variable.get("identifier") != response.identifier:
        return None
    if "correct" in tags and response.correct is not None:
        return _decimal(response.correct.atoms[0])
    if "baseValue" in tags:
        return _decimal((tags["baseValue"].text or "").strip())
    return None


def _decimal(value: Any) -> Decimal:
    try:
        number = Decimal(repr(value) if isinstance(value, float) else str(value))
    except InvalidOperation:
        raise Unfit(
            _("An accepted answer is no number: “%(value)s”.") % {"value": str(value)[:40]}
        ) from None
    if not number.is_finite() or abs(number) > Decimal("1e30"):
        raise Unfit(_("An accepted answer is no number: “%(value)s”.") % {"value": str(value)[:40]})
    return number
