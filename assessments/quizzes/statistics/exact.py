"""Marks as exact whole numbers of a common unit, and roots of exact fractions.

Sums of whole numbers have no noise: marks without variance have a variance of exactly 0, whatever
numbers they were written in.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any

LARGEST_EXPONENT = 100
SMALLEST_EXPONENT = -400
FLOAT_DIGITS = 12
SHORT_DECIMAL = 9
SIMPLE_DENOMINATOR = 1000
MOST_FLOAT_PLACES = 250
ROOT_BITS = 130


@dataclass(frozen=True)
class MarksTable:
    """``rows[attempt][item]`` and ``maxima[item]``, all in units of ``1 / unit``."""

    rows: list[list[int]]
    maxima: list[int]
    unit: int

    def value(self, whole: int | Fraction) -> float:
        """A number of units as a mark."""
        return float(Fraction(whole) / self.unit)


def marks_table(marks: Sequence[Sequence[Any]], maxima: Sequence[Any]) -> MarksTable:
    """Read numbers of any kind (``int``, ``bool``, ``float``, ``Decimal``, ``Fraction``).

    ``None`` is a mark of 0. A float is taken for the decimal number or the simple fraction (a
    third, two sevenths) it stands for, to 12 digits below the scale of its item; other numbers are
    exact.

    Raises:
        ValueError: a ragged row, or a number that is none, naming attempt and item from 1.
    """
    for attempt, row in enumerate(marks, start=1):
        if len(row) != len(maxima):
            raise ValueError(f"attempt {attempt}: {len(row)} marks, {len(maxima)} items")
    columns = [
        _column([row[item] for row in marks], maxima[item], item) for item in range(len(maxima))
    ]
    unit = math.lcm(*{number.denominator for column in columns for number in column})
    whole = [
        [number.numerator * (unit // number.denominator) for number in column] for column in columns
    ]
    return MarksTable(
        rows=[list(row) for row in zip(*(column[1:] for column in whole), strict=True)]
        or [[] for _ in marks],
        maxima=[column[0] for column in whole],
        unit=unit,
    )


def _column(marks: list[Any], maximum: Any, item: int) -> list[Fraction]:
    """The maximum of an item, then its marks."""
    values = [maximum, *(0 if mark is None else mark for mark in marks)]
    scale = max(map(_size, values))
    read: dict[tuple[type, Any], Fraction] = {}
    numbers = []
    for attempt, value in enumerate(values):
        try:
            known = (type(value), value)
            if known not in read:
                read[known] = _number(value, scale)
        except (TypeError, ValueError) as error:
            place = (
                f"attempt {attempt}, item {item + 1}" if attempt else f"maximum of item {item + 1}"
            )
            raise ValueError(f"{place}: {value!r:.60} is not a usable number") from error
        numbers.append(read[known])
    if numbers[0] < 0:
        raise ValueError(f"maximum of item {item + 1}: {maximum!r:.60} is negative")
    return numbers


def _size(value: Any) -> float:
    """How large a number is, 0 for anything that will be refused."""
    if not isinstance(value, int | float | Decimal | Rational):
        return 0.0
    try:
        size = abs(float(value))
    except (OverflowError, ValueError):  # beyond floats; a signalling NaN
        return 0.0
    return size if math.isfinite(size) else 0.0


def _number(value: Any, scale: float) -> Fraction:
    """Raises ``TypeError`` or ``ValueError`` for what is no number of reasonable size."""
    if isinstance(value, Decimal):
        if not value.is_finite() or (value and not _is_reasonable(value.adjusted())):
            raise ValueError
        return Fraction(value) if value else Fraction(0)
    if isinstance(value, float):
        if not math.isfinite(value) or abs(value) >= 10.0**LARGEST_EXPONENT:
            raise ValueError
        return _meant(value, scale)
    if not isinstance(value, Rational):
        raise TypeError
    number = Fraction(value)
    if number and not _is_reasonable(_digits(number.numerator) - _digits(number.denominator)):
        raise ValueError
    return number


def _is_reasonable(exponent: int) -> bool:
    return SMALLEST_EXPONENT <= exponent < LARGEST_EXPONENT


def _digits(whole: int) -> int:
    """About how many decimal digits; at most one too many."""
    return whole.bit_length() * 30103 // 100000


def _meant(value: float, scale: float) -> Fraction:
    """The number ``value`` stands for, when ``scale`` is the largest of its item."""
    if not scale:
        return Fraction(0)
    places = FLOAT_DIGITS - 1 - math.floor(math.log10(scale))
    if abs(places) > MOST_FLOAT_PLACES:  # powers of ten beyond the range of a float
        unit = Fraction(10) ** places
        return round(Fraction(value) * unit) / unit
    rounded = round(value * 10.0**places)
    if rounded % 10 ** (FLOAT_DIGITS - SHORT_DECIMAL) and (simple := _simple(value, 10.0**-places)):
        return simple
    return Fraction(rounded, 10**places) if places >= 0 else Fraction(rounded * 10**-places)


def _simple(value: float, noise: float) -> Fraction | None:
    """The simple fraction within ``noise`` of ``value``: a convergent of its continued fraction."""
    top, bottom = value.as_integer_ratio()
    before, last = (0, 1), (1, 0)
    while bottom:
        whole, left = divmod(top, bottom)
        following = (before[0] + whole * last[0], before[1] + whole * last[1])
        if following[1] > SIMPLE_DENOMINATOR:
            break
        before, last = last, following
        top, bottom = bottom, left
    return Fraction(*last) if abs(last[0] / last[1] - value) <= noise else None


def root(square: Fraction) -> float:
    """Square root, good to the last digit of a float, of a number of any size from 0."""
    shift = max(0, ROOT_BITS - square.numerator.bit_length() + square.denominator.bit_length())
    whole = math.isqrt((square.numerator << 2 * shift) // square.denominator)
    return whole / (1 << shift)


def signed_root(sign: Fraction | int, square: Fraction) -> float:
    """``root(square)`` with the sign of ``sign``."""
    return -root(square) if sign < 0 else root(square)
