"""From running sums to figures. Pure apart from what a random answer earns."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds import kind_of
from assessments.quizzes.statistics.analysis import correlation, median, present, reliability, shape
from assessments.quizzes.statistics.exact import root
from assessments.quizzes.statistics.inference import (
    BANDS,
    Interval,
    band_of_scores,
    by_band,
    fisher,
    median_of,
    wilson,
)
from assessments.quizzes.statistics.options import PICK, PICK_ONE, key_ids
from assessments.quizzes.statistics.sums import UNIT, Sums, covariance_with_rest, variance
from assessments.quizzes.statistics.verdicts import (
    ENOUGH_ATTEMPTS,
    LEAST_ATTEMPTS,
    Verdict,
    item_verdicts,
)

HUNDREDTHS = 100


@dataclass(frozen=True)
class OptionFigures:
    """``share`` of all answers that chose it; ``thirds``: of the weakest, middle and best third."""

    option: str
    is_key: bool
    share: float
    thirds: tuple[float | None, ...]


@dataclass(frozen=True)
class ItemNumbers:
    """Figures of one question; all but ``n`` are absent below ten answers.

    Units as in docs/statistics.md: ``facility``, ``guess`` and ``sd`` are shares of the points,
    ``discrimination_index`` and the weights per cent. The last three need a form that is the same
    for everybody.
    """

    n: int
    facility: float | None = None
    facility_interval: Interval | None = None
    guess: float | None = None
    sd: float | None = None
    discrimination_index: float | None = None
    discrimination_interval: Interval | None = None
    median_seconds: float | None = None
    item_total: float | None = None
    effective_weight: float | None = None
    intended_weight: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.n >= LEAST_ATTEMPTS

    @property
    def is_early(self) -> bool:
        return LEAST_ATTEMPTS <= self.n < ENOUGH_ATTEMPTS

    @property
    def verdicts(self) -> list[Verdict]:
        if not self.is_shown:
            return []
        index = self.discrimination_index
        return item_verdicts(self.facility, None if index is None else index / 100)

    def as_dict(self) -> dict[str, Any]:
        return present(vars(self))


def item_numbers(sums: Sums, document: Mapping[str, Any]) -> ItemNumbers:
    n = sums.n
    if n < LEAST_ATTEMPTS:
        return ItemNumbers(n=n)
    facility = sums.x / n / UNIT
    together = correlation(
        covariance_with_rest(sums),
        variance(sums.pairs, sums.px, sums.pxx),
        variance(sums.pairs, sums.r, sums.rr),
    )
    sure = fisher(together, sums.pairs)
    guess = kind_of(document).guess(document)
    return ItemNumbers(
        n=n,
        facility=facility,
        facility_interval=wilson(facility, n),
        guess=None if guess is None else float(guess),
        sd=root(variance(n, sums.x, sums.xx)),
        discrimination_index=None if together is None else 100 * together,
        discrimination_interval=None if sure is None else (100 * sure[0], 100 * sure[1]),
        median_seconds=median_of(sums.seconds),
    )


def option_figures(sums: Sums, document: Mapping[str, Any]) -> list[OptionFigures]:
    """In the order authored; empty below ten answers and for kinds without options to pick."""
    if document["kind"] not in PICK or sums.n < LEAST_ATTEMPTS:
        return []
    keys, band_of = key_ids(document), band_of_scores(sums.scores)
    sizes = by_band(sums.scores, band_of)
    figures = []
    for option in document["options"]:
        chosen = by_band(sums.options.get(option["id"], {}), band_of)
        figures.append(
            OptionFigures(
                option=option["id"],
                is_key=option["id"] in keys,
                share=sum(chosen) / sums.n,
                thirds=tuple(
                    count / size if size else None
                    for count, size in zip(chosen, sizes, strict=True)
                ),
            )
        )
    return figures


def better_option(sums: Sums, document: Mapping[str, Any]) -> str | None:
    """Id of a wrong option that more of the best third chose than the key."""
    if document["kind"] not in PICK_ONE or not sums.n:
        return None
    keys, band_of = key_ids(document), band_of_scores(sums.scores)
    best = {
        option["id"]: by_band(sums.options.get(option["id"], {}), band_of)[BANDS - 1]
        for option in document["options"]
    }
    keyed = max((count for option, count in best.items() if option in keys), default=0)
    wrong = {option: count for option, count in best.items() if option not in keys}
    rival = max(wrong, key=wrong.__getitem__, default=None)
    return rival if rival is not None and wrong[rival] > keyed else None


@dataclass(frozen=True)
class QuizNumbers:
    """Figures of a quiz over results in per cent; all but ``attempts`` absent below ten.

    ``standard_error`` is in points of per cent. The last three need a form that is the same for
    everybody.
    """

    attempts: int
    passed: float | None = None
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    internal_consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.attempts >= LEAST_ATTEMPTS

    @property
    def is_early(self) -> bool:
        return LEAST_ATTEMPTS <= self.attempts < ENOUGH_ATTEMPTS

    def as_dict(self) -> dict[str, Any]:
        return present(vars(self))


def quiz_numbers(
    n: int, passed: int, percents: Mapping[str, int], consistency: Mapping[str, float | None]
) -> QuizNumbers:
    """``percents`` as in ``QuizSums``; ``consistency`` as from ``fixed_form``."""
    if n < LEAST_ATTEMPTS:
        return QuizNumbers(attempts=n)
    results = [int(percent) for percent, people in percents.items() for _ in range(people)]
    whole, squares = sum(results), sum(result**2 for result in results)
    spread = Fraction(n * squares - whole**2, n * (n - 1) * HUNDREDTHS**2)
    return QuizNumbers(
        attempts=n,
        passed=passed / n,
        mean=whole / n / HUNDREDTHS,
        median=float(median(results) / HUNDREDTHS),
        sd=root(spread),
        **shape(results),
        **consistency,
    )


def fixed_form_reliability(
    items: list[tuple[Sums, Fraction]], total: int, total_squares: int, n: int
) -> dict[str, float | None]:
    """Consistency of a form that everybody had: ``(sums, share of the points)`` of each item.

    The standard error is in points of per cent.
    """
    spreads = sum(
        (weight**2 * variance(sums.n, sums.x, sums.xx) for sums, weight in items), Fraction(0)
    )
    found = reliability(len(items), spreads, variance(n, total, total_squares))
    error = found["standard_error"]
    return {**found, "standard_error": None if error is None else 100 * error}


def with_total(sums: Sums, weight: Fraction) -> tuple[Fraction, float | None]:
    """Covariance of the item's points with the total, and their correlation."""
    own, rest = variance(sums.n, sums.x, sums.xx), variance(sums.pairs, sums.r, sums.rr)
    together, left = covariance_with_rest(sums), 1 - weight
    covariance = weight**2 * own + weight * left * together
    total = weight**2 * own + 2 * weight * left * together + left**2 * rest
    return covariance, correlation(covariance, weight**2 * own, total)
