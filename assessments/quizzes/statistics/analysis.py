"""Classical item analysis of a table of marks. Source: docs/statistics.md."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from assessments.quizzes.statistics.exact import MarksTable, marks_table, root, signed_root


@dataclass(frozen=True)
class ItemFigures:
    """One item. ``None`` where a figure is not defined.

    ``facility`` is a share of the maximum, ``sd`` in marks, ``item_total`` from -1 to 1, the others
    per cent.
    """

    facility: float | None
    sd: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    effective_weight: float | None
    intended_weight: float | None
    item_total: float | None

    def as_dict(self) -> dict[str, float]:
        """For JSON: what is not defined is left out."""
        return present(asdict(self))


@dataclass(frozen=True)
class ItemAnalysis:
    """A whole test. ``None`` where a figure is not defined.

    ``mean``, ``median``, ``sd`` and ``standard_error`` are in marks, ``internal_consistency`` and
    ``error_ratio`` per cent. ``items`` are in the order of the table.
    """

    attempts: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    internal_consistency: float | None
    error_ratio: float | None
    standard_error: float | None
    items: tuple[ItemFigures, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON: what is not defined is left out; ``items`` is always there."""
        figures = present({name: value for name, value in vars(self).items() if name != "items"})
        return {**figures, "items": [item.as_dict() for item in self.items]}


def present(figures: Mapping[str, Any]) -> dict[str, Any]:
    """``figures`` without those that are not defined."""
    return {name: value for name, value in figures.items() if value is not None}


def item_analysis(marks: Sequence[Sequence[Any]], maxima: Sequence[Any]) -> ItemAnalysis:
    """Analyse ``marks[attempt][item]`` with the ``maxima`` of the items.

    Marks are numbers of any kind; ``None``, no mark, counts 0; negative marks are allowed. All sums
    are exact. Takes about attempts × items × log(attempts).

    Raises:
        ValueError: ragged rows, a negative maximum, text or any other thing that is no number.
    """
    table = marks_table(marks, maxima)
    totals = [sum(row) for row in table.rows]
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.maxima)
    spreads = [_spread(column, totals) for column in columns]
    weights = effective_weights([spread.with_total / table.unit**2 for spread in spreads])
    return ItemAnalysis(
        attempts=len(table.rows),
        **_test_figures(table, totals, sum((spread.own for spread in spreads), Fraction(0))),
        items=tuple(
            _item_figures(table, item, column, spread, weight)
            for item, (column, spread, weight) in enumerate(
                zip(columns, spreads, weights, strict=True)
            )
        ),
    )


@dataclass(frozen=True)
class _Spread:
    """Sample variances and covariances of an item with rest and total, in squared units.

    ``with_sorted_rest`` is the greatest covariance the same marks could have: both lists sorted.
    All are 0 with fewer than two attempts.
    """

    own: Fraction
    rest: Fraction
    total: Fraction
    with_rest: Fraction
    with_total: Fraction
    with_sorted_rest: Fraction


def _spread(column: Sequence[int], totals: Sequence[int]) -> _Spread:
    rest = [total - mark for total, mark in zip(totals, column, strict=True)]
    return _Spread(
        own=covariance(column, column),
        rest=covariance(rest, rest),
        total=covariance(totals, totals),
        with_rest=covariance(column, rest),
        with_total=covariance(column, totals),
        with_sorted_rest=covariance(sorted(column), sorted(rest)),
    )


def covariance(first: Sequence[int], second: Sequence[int]) -> Fraction:
    """Sample covariance, divisor n - 1; 0 with fewer than two pairs."""
    count = len(first)
    if count < 2:
        return Fraction(0)
    products = sum(a * b for a, b in zip(first, second, strict=True))
    return Fraction(count * products - sum(first) * sum(second), count * (count - 1))


def correlation(together: Fraction, first: Fraction, second: Fraction) -> float | None:
    """From -1 to 1, of a covariance and two variances; ``None`` when one does not vary."""
    if not first or not second:
        return None
    return signed_root(together, together**2 / (first * second))


def effective_weights(covariances: Sequence[Fraction]) -> list[float | None]:
    """Per cent; none for an item that goes against the total."""
    roots = [root(value) if value >= 0 else None for value in covariances]
    whole = math.fsum(value for value in roots if value is not None)
    if not whole:
        return [None] * len(roots)
    return [None if value is None else 100 * (value / whole) for value in roots]


def _item_figures(
    table: MarksTable,
    item: int,
    column: Sequence[int],
    spread: _Spread,
    effective_weight: float | None,
) -> ItemFigures:
    maximum, all_maxima, attempts = table.maxima[item], sum(table.maxima), len(column)
    return ItemFigures(
        facility=float(Fraction(sum(column), attempts * maximum)) if attempts and maximum else None,
        sd=root(spread.own / table.unit**2) if attempts > 1 else None,
        discrimination_index=_per_cent(correlation(spread.with_rest, spread.own, spread.rest)),
        discriminative_efficiency=(
            float(100 * spread.with_rest / spread.with_sorted_rest)
            if spread.with_sorted_rest
            else None
        ),
        effective_weight=effective_weight,
        intended_weight=float(Fraction(100 * maximum, all_maxima)) if all_maxima else None,
        item_total=correlation(spread.with_total, spread.own, spread.total),
    )


def _per_cent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _test_figures(
    table: MarksTable, totals: list[int], item_variances: Fraction
) -> dict[str, float | None]:
    attempts, items = len(totals), len(table.maxima)
    if not items or not attempts:
        names = ("mean", "median", "sd", *SHAPE, *RELIABILITY)
        return dict.fromkeys(names)
    variance = covariance(totals, totals)
    return {
        "mean": table.value(Fraction(sum(totals), attempts)),
        "median": table.value(median(totals)),
        "sd": root(variance / table.unit**2) if attempts > 1 else None,
        **shape(totals),
        **reliability(items, item_variances / table.unit**2, variance / table.unit**2),
    }


SHAPE = ("skewness", "kurtosis")
RELIABILITY = ("internal_consistency", "error_ratio", "standard_error")


def median(values: Sequence[int]) -> Fraction:
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def shape(totals: Sequence[int]) -> dict[str, float | None]:
    """Skewness (from 3 attempts) and excess kurtosis (from 4), of totals that vary."""
    count, whole = len(totals), sum(totals)
    deviations = [count * total - whole for total in totals]  # count times as large: no fractions
    squares = sum(deviation**2 for deviation in deviations)
    if count < 3 or not squares:
        return dict.fromkeys(SHAPE)
    m2 = Fraction(squares, count)
    m3 = Fraction(sum(deviation**3 for deviation in deviations), count)
    m4 = Fraction(sum(deviation**4 for deviation in deviations), count)
    k2 = count * m2 / (count - 1)
    k3 = count**2 * m3 / ((count - 1) * (count - 2))
    kurtosis = None
    if count > 3:
        k4 = count**2 * ((count + 1) * m4 - 3 * (count - 1) * m2**2)
        kurtosis = float(k4 / ((count - 1) * (count - 2) * (count - 3)) / k2**2)
    return {"skewness": signed_root(k3, k3**2 / k2**3), "kurtosis": kurtosis}


def reliability(
    items: int, item_variances: Fraction, total_variance: Fraction
) -> dict[str, float | None]:
    """Cronbach's alpha and what follows from it; needs two items and totals that vary.

    Alpha is at most 1 and has no lower bound, so the error ratio and the standard error are
    defined whenever it is.
    """
    if items < 2 or not total_variance:
        return dict.fromkeys(RELIABILITY)
    alpha = Fraction(items, items - 1) * (1 - item_variances / total_variance)
    return {
        "internal_consistency": float(100 * alpha),
        "error_ratio": 100 * root(1 - alpha),
        "standard_error": root(total_variance * (1 - alpha)),
    }
