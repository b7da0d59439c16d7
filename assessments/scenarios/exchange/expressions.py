"""Conditions and changes of variables as story formats write them, where our grammar has the same.

Nothing is evaluated: a text either has one of the forms below, or it is left behind.
"""

import re
from dataclasses import dataclass, field

from assessments.scenarios.grammar import LARGEST_NUMBER, Condition, Effect

LONGEST = 400

_OPERATORS = {
    "is not": "!=",
    "isnot": "!=",
    "is": "==",
    "eq": "==",
    "neq": "!=",
    "gte": ">=",
    "lte": "<=",
    "gt": ">",
    "lt": "<",
    "===": "==",
    "!==": "!=",
    "==": "==",
    "!=": "!=",
    ">=": ">=",
    "<=": "<=",
    ">": ">",
    "<": "<",
}
_MIRRORED = {">": "<", "<": ">", ">=": "<=", "<=": ">=", "==": "==", "!=": "!="}
OPPOSITES = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "==": "!=", "!=": "=="}

_OPERATOR = r"(is\s+not|isnot|is|eq|neq|gte|lte|gt|lt|===|!==|==|!=|>=|<=|>|<)"
_VALUE = r"(-?[0-9]{1,4}|true|false)"
_STEP = r"([0-9]{1,4})"
_NAME = r"([A-Za-z][A-Za-z0-9_]{0,60})"


@dataclass(frozen=True)
class Change:
    """Effects, and the bounds within which the story keeps a variable itself."""

    effects: tuple[Effect, ...] = ()
    bounds: dict[str, tuple[int, int]] = field(default_factory=dict)


class Dialect:
    """How one story format writes variables: ``prefix`` is a pattern for what stands before."""

    def __init__(self, prefix: str) -> None:
        name = rf"{prefix}{_NAME}"
        self._flag = re.compile(rf"(not\s+|!\s*)?{name}")
        self._compared = re.compile(rf"{name}\s*{_OPERATOR}\s*{_VALUE}", re.IGNORECASE)
        self._turned = re.compile(rf"{_VALUE}\s*{_OPERATOR}\s*{name}", re.IGNORECASE)
        self._assigned = re.compile(rf"{name}\s*(\+=|-=|=|\s+to\s+)\s*(.+)", re.DOTALL)
        self._counted = re.compile(rf"{name}(\+\+|--)|(\+\+|--){name}")
        self._stepped = re.compile(rf"(?:it|{name})\s*([+-])\s*{_STEP}")
        self._clamped = re.compile(
            r"Math\.clamp\(\s*(.+?)\s*,\s*(-?[0-9]{1,4})\s*,\s*(-?[0-9]{1,4})\s*\)"
        )

    def conditions(self, text: str) -> list[Condition] | None:
        """All of these must hold; ``None`` for what our grammar cannot say."""
        text = _bare(text)
        if not text or len(text) > LONGEST:
            return None
        if text == "true":
            return []
        found = [self._condition(_bare(part)) for part in re.split(r"\s+and\s+|\s*&&\s*", text)]
        return None if None in found else [one for one in found if one is not None]

    def _condition(self, text: str) -> Condition | None:
        if match := self._flag.fullmatch(text):
            return _compared(match[2], "==", "0" if match[1] else "1")
        if match := self._compared.fullmatch(text):
            return _compared(match[1], match[2], match[3])
        if match := self._turned.fullmatch(text):
            operator = _MIRRORED[_operator(match[2])]
            return _compared(match[3], operator, match[1])
        return None

    def change(self, text: str) -> Change | None:
        """One assignment; ``None`` for what our grammar cannot say."""
        text = text.strip()
        if len(text) > LONGEST:
            return None
        if match := self._counted.fullmatch(text):
            sign = (match[2] or match[3])[0]
            return _change(match[1] or match[4], sign, 1)
        if not (match := self._assigned.fullmatch(text)):
            return None
        name, operator, value = match[1], match[2].strip(), match[3].strip()
        if operator in ("+=", "-="):
            number = _number(value)
            return None if number is None else _change(name, operator[0], number)
        return self._set(name, value)

    def _set(self, name: str, value: str) -> Change | None:
        if (number := _number(value)) is not None:
            return _change(name, "=", number)
        if match := self._stepped.fullmatch(value):
            if match[1] not in (None, name):
                return None
            return _change(name, match[2], int(match[3]))
        if match := self._clamped.fullmatch(value):
            inner = self._set(name, match[1])
            if inner is None or int(match[2]) >= int(match[3]):
                return None
            return Change(inner.effects, {name: (int(match[2]), int(match[3]))})
        return None


def opposite(conditions: list[Condition] | None) -> list[Condition] | None:
    """What holds when not all of ``conditions`` do, where one condition can say it."""
    if conditions is None or len(conditions) != 1:
        return None
    return [{**conditions[0], "op": OPPOSITES[conditions[0]["op"]]}]


def split(text: str, separators: str) -> list[str]:
    """Parts between separators that stand outside quotes and brackets."""
    parts, start, depth, quote = [], 0, 0, ""
    for place, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote and text[place - 1] != "\\" else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign in separators and depth <= 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _bare(text: str) -> str:
    """Without brackets around the whole."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and "(" not in text[1:-1]:
        text = text[1:-1].strip()
    return text


def _operator(text: str) -> str:
    return _OPERATORS[" ".join(text.lower().split())]


def _number(text: str) -> int | None:
    text = text.strip()
    if text in ("true", "false"):
        return int(text == "true")
    if not re.fullmatch(r"[+-]?[0-9]{1,4}", text):
        return None
    number = int(text)
    return number if abs(number) <= LARGEST_NUMBER else None


def _compared(name: str, operator: str, value: str) -> Condition | None:
    number = _number(value.lower())
    if number is None:
        return None
    return {"variable": name, "op": _operator(operator), "value": number}


def _change(name: str, sign: str, number: int) -> Change | None:
    if sign == "=":
        return Change(({"variable": name, "op": "=", "value": number},))
    if number < 0:
        sign, number = ("-" if sign == "+" else "+"), -number
    return Change(({"variable": name, "op": sign, "value": number},)) if number else Change()
