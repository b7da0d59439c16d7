"""What a QTI item gives for an answer: its declarations and its response processing, evaluated.

Readers ask "what would this answer earn, and which feedback would it show" instead of recognising
ways of writing the processing. What cannot be evaluated is named by :class:`UnknownProcessing`.
Nothing is random here, nothing loops, and a budget of steps bounds the whole file.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from assessments.quizzes.exchange.qti_declarations import (
    Value,
    atom,
    declarations,
)
from assessments.quizzes.exchange.qti_patterns import fits, wildcard_of
from assessments.quizzes.exchange.qti_xml import first, is_true

TEMPLATES = ("match_correct", "map_response")
NUMERIC = ("integer", "float")


class UnknownProcessing(Exception):
    """Response processing that is not understood; ``name`` says which part."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass
class Budget:
    """Steps of evaluation left for the whole file."""

    left: int = 300_000

    def spend(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise UnknownProcessing("responseProcessing")


@dataclass(frozen=True)
class Result:
    """``shown``: pairs of outcome identifier and value, by which feedback is shown."""

    score: float
    shown: frozenset[tuple[str, str]]


@dataclass
class _State:
    responses: Mapping[str, Value | None]
    outcomes: dict[str, Value | None] = field(default_factory=dict)


class _Exit(Exception):
    """``exitResponse``: what was set so far stands."""


class Scoring:
    """The scoring of one item. ``score_name``: the outcome that holds the points."""

    def __init__(self, item: Element, budget: Budget) -> None:
        self.responses, self._outcomes = declarations(item)
        self._budget = budget
        self.processing = first(item, "responseProcessing")
        self.score_name = self._find_score()
        self.template = self._find_template()

    def run(self, given: Mapping[str, Value | None]) -> Result:
        """The points and feedback of an answer. Raises :class:`UnknownProcessing`."""
        state = _State(given, {name: outcome.default for name, outcome in self._outcomes.items()})
        if self.template:
            return Result(self._template_score(state), self._shown(state))
        assert self.processing is not None  # noqa: S101  no processing means a template
        with suppress(_Exit):
            self._rules(self.processing, state)
        return Result(_number(state.outcomes.get(self.score_name)), self._shown(state))

    def _shown(self, state: _State) -> frozenset[tuple[str, str]]:
        return frozenset(
            (name, str(value))
            for name, outcome in state.outcomes.items()
            if outcome is not None and name != self.score_name
            for value in outcome.atoms
        )

    def maximum(self) -> float | None:
        """The most points as the item itself declares them."""
        declared = self._outcomes.get("MAXSCORE")
        if declared is not None and declared.default is not None:
            return _number(declared.default)
        score = self._outcomes.get(self.score_name)
        return score.most if score else None

    def _find_score(self) -> str:
        if "SCORE" in self._outcomes:
            return "SCORE"
        numeric = [name for name, it in self._outcomes.items() if it.base_type in NUMERIC]
        return numeric[0] if numeric else "SCORE"

    def _find_template(self) -> str:
        """``match_correct`` or ``map_response``; an item without processing has one of them."""
        if self.processing is not None:
            place = self.processing.get("template") or self.processing.get("templateLocation") or ""
            name = place.rstrip("/").rpartition("/")[2].removesuffix(".xml")
            if place:
                return name if name in TEMPLATES else f"?{name}"
            if len(self.processing):
                return ""
        has_mapping = any(response.mapping for response in self.responses.values())
        return "map_response" if has_mapping else "match_correct"

    def _template_score(self, state: _State) -> float:
        if self.template not in TEMPLATES:
            raise UnknownProcessing(self.template[1:])
        total = 0.0
        for name, response in self.responses.items():
            self._budget.spend()
            value = state.responses.get(name)
            if self.template == "map_response" and response.mapping:
                total += response.mapped(value)
            elif value is not None and value == response.correct:
                total += 1
        return total

    # --- rules -----------------------------------------------------------------------------
    def _rules(self, parent: Element, state: _State) -> None:
        for rule in parent:
            self._budget.spend()
            if rule.tag == "responseCondition":
                self._condition(rule, state)
            elif rule.tag == "setOutcomeValue":
                value = self._only(rule, state)
                state.outcomes[rule.get("identifier", "")] = value
            elif rule.tag == "responseProcessingFragment":
                self._rules(rule, state)
            elif rule.tag == "exitResponse":
                raise _Exit
            else:
                raise UnknownProcessing(str(rule.tag))

    def _condition(self, condition: Element, state: _State) -> None:
        for branch in condition:
            if branch.tag == "responseElse":
                self._rules(branch, state)
                return
            if branch.tag not in ("responseIf", "responseElseIf") or not len(branch):
                raise UnknownProcessing(str(branch.tag))
            if _is_true(self.evaluate(branch[0], state)):
                rules = Element("rules")
                rules.extend(branch[1:])
                self._rules(rules, state)
                return

    # --- expressions -----------------------------------------------------------------------
    def _only(self, parent: Element, state: _State) -> Value | None:
        if len(parent) != 1:
            raise UnknownProcessing(str(parent.tag))
        return self.evaluate(parent[0], state)

    def evaluate(self, expression: Element, state: _State) -> Value | None:
        self._budget.spend()
        name = str(expression.tag)
        if name in ("variable", "correct", "mapResponse", "default"):
            return self._variable(name, expression.get("identifier", ""), state)
        if name == "baseValue":
            return Value((atom(expression.text or "", expression.get("baseType", "string")),))
        if name == "null":
            return None
        values = [self.evaluate(child, state) for child in expression]
        if name in _LOGIC:
            return Value((_logic(name, values),))
        if name in ("multiple", "ordered"):
            atoms = tuple(a for value in values if value is not None for a in value.atoms)
            return Value(atoms, name) if atoms else None
        if name in _ARITHMETIC:
            return _arithmetic(name, values)
        return self._compare(name, expression, values)

    def _variable(self, name: str, identifier: str, state: _State) -> Value | None:
        response = self.responses.get(identifier)
        if name == "mapResponse":
            if response is None:
                raise UnknownProcessing(name)
            return Value((response.mapped(state.responses.get(identifier)),))
        if name == "correct":
            return response.correct if response else None
        if name == "default":
            outcome = self._outcomes.get(identifier)
            return outcome.default if outcome else None
        if response is not None:
            return state.responses.get(identifier)
        if identifier in ("completionStatus", "numAttempts", "duration"):
            return Value((1.0,)) if identifier == "numAttempts" else None
        return state.outcomes.get(identifier)

    def _compare(self, name: str, expression: Element, values: list[Value | None]) -> Value | None:
        if name == "containerSize":
            return Value((float(len(values[0].atoms) if values and values[0] else 0),))
        if name == "patternMatch" and len(values) == 1:
            wildcard = wildcard_of(expression.get("pattern", ""))
            if wildcard is None:
                raise UnknownProcessing(name)
            return None if values[0] is None else Value((fits(wildcard, str(values[0].atoms[0])),))
        if name not in _COMPARISONS or len(values) != 2:
            raise UnknownProcessing(name)
        left, right = values
        if left is None or right is None:
            return None
        return Value((_comparison(name, expression, left, right),))


_LOGIC = ("and", "or", "not", "isNull")
_ARITHMETIC = ("sum", "product", "subtract", "divide", "min", "max", "round", "truncate")
_COMPARISONS: tuple[str, ...] = ("match", "equal", "stringMatch", "substring")
_COMPARISONS += ("member", "contains", "gt", "gte", "lt", "lte")


def _logic(name: str, values: list[Value | None]) -> bool:
    if name == "isNull":
        return all(value is None or value.atoms == ("",) for value in values)
    if name == "not":
        return not all(_is_true(value) for value in values)
    return all(map(_is_true, values)) if name == "and" else any(map(_is_true, values))


def _is_true(value: Value | None) -> bool:
    return value is not None and value.atoms[:1] == (True,)


def _number(value: Value | None) -> float:
    if value is None or len(value.atoms) != 1:
        return 0.0
    only = value.atoms[0]
    return float(only) if isinstance(only, (int, float)) and math.isfinite(only) else 0.0


def _arithmetic(name: str, values: list[Value | None]) -> Value | None:
    if not values or any(value is None for value in values):
        return None
    numbers = [a for value in values if value for a in value.atoms]
    if not all(isinstance(number, (int, float)) for number in numbers):
        raise UnknownProcessing(name)
    return _calculated(name, [float(number) for number in numbers])


def _calculated(name: str, numbers: list[float]) -> Value | None:
    try:
        match name, numbers:
            case "sum", _:
                result = math.fsum(numbers)
            case "product", _:
                result = math.prod(numbers)
            case "subtract", [left, right]:
                result = left - right
            case "divide", [left, right]:
                result = left / right
            case "min" | "max", _:
                result = min(numbers) if name == "min" else max(numbers)
            case "round" | "truncate", [number]:
                result = float(math.floor(number + 0.5) if name == "round" else int(number))
            case _:
                raise UnknownProcessing(name)
    except (ZeroDivisionError, OverflowError, ValueError):
        return None
    return Value((result,))


def _comparison(name: str, expression: Element, left: Value, right: Value) -> bool:
    if name == "match":
        return left == right
    if name in ("member", "contains"):
        inner, outer = (left, right) if name == "member" else (right, left)
        return all(inner.atoms.count(a) <= outer.atoms.count(a) for a in inner.atoms)
    if name in ("stringMatch", "substring"):
        return _same_string(name, expression, left, right)
    one, other = _number(left), _number(right)
    if name == "equal":
        return equal_within(expression, one, other)
    return {"gt": one > other, "gte": one >= other, "lt": one < other, "lte": one <= other}[name]


def _same_string(name: str, expression: Element, left: Value, right: Value) -> bool:
    one, other = str(left.atoms[0]), str(right.atoms[0])
    if not is_true(expression.get("caseSensitive", "true")):
        one, other = one.casefold(), other.casefold()
    if name == "substring":
        return one in other
    return other in one if is_true(expression.get("substring")) else one == other


def tolerances(expression: Element) -> tuple[float, float]:
    """Lower and upper tolerance of ``equal``; a single number stands for both."""
    try:
        numbers = [float(number) for number in expression.get("tolerance", "0").split()]
    except ValueError:
        raise UnknownProcessing("equal") from None
    if not 1 <= len(numbers) <= 2 or not all(0 <= n < 1e300 for n in numbers):
        raise UnknownProcessing("equal")
    return numbers[0], numbers[-1]


def equal_within(expression: Element, one: float, other: float) -> bool:
    """``equal``; the tolerance lies about the constant, whichever side it stands on."""
    mode = expression.get("toleranceMode", "exact")
    if mode == "exact":
        return one == other
    below, above = tolerances(expression)
    given_first = len(expression) > 0 and expression[0].tag == "variable"
    given, right = (one, other) if given_first else (other, one)
    if mode == "relative":
        below, above = abs(right) * below / 100, abs(right) * above / 100
    elif mode != "absolute":
        raise UnknownProcessing("equal")
    epsilon = 1e-9 * max(1.0, abs(right))
    return right - below - epsilon <= given <= right + above + epsilon


def expressions(scoring: Scoring) -> Iterator[Element]:
    """Every element of the item's own processing."""
    return iter(()) if scoring.processing is None else scoring.processing.iter()
