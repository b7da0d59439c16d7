"""Agreement of two markers, against a reference calculation and by its own laws."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.agreement import (
    FEWEST,
    Agreement,
    Scale,
    agreement,
    exact,
    pooled_kappa,
    weighted_kappa,
    within_one,
)

PAIRS = [(0, 0), (1, 2), (2, 2), (3, 1), (3, 3), (1, 1), (0, 1), (2, 3), (2, 2), (1, 0)]


def reference_kappa(pairs, levels):
    """By the textbook: matrices of observed and expected counts, weights of squared distance."""
    n = len(pairs)
    observed = [[0.0] * levels for _ in range(levels)]
    for first, second in pairs:
        observed[first][second] += 1 / n
    rows = [sum(row) for row in observed]
    columns = [sum(row[column] for row in observed) for column in range(levels)]
    weights = [
        [(row - column) ** 2 / (levels - 1) ** 2 for column in range(levels)]
        for row in range(levels)
    ]
    cells = [(row, column) for row in range(levels) for column in range(levels)]
    disagreement = sum(weights[row][column] * observed[row][column] for row, column in cells)
    chance = sum(weights[row][column] * rows[row] * columns[column] for row, column in cells)
    return 1 - disagreement / chance if chance else None


def test_ten_answers_worked_by_hand():
    assert exact(PAIRS) == Fraction(5, 10)
    assert within_one(PAIRS) == Fraction(9, 10)
    # Squared distances: 1 + 4 + 1 + 1 + 1 = 8 of ten. Every first with every second: 210 of 100.
    assert weighted_kappa(PAIRS) == 1 - Fraction(8, 10) / Fraction(210, 100)


def test_a_known_table_of_two_raters():
    """Rows of a 3 × 3 table: 20 5 1, 4 30 6, 0 4 30."""
    table = [[20, 5, 1], [4, 30, 6], [0, 4, 30]]
    pairs = [
        (row, column)
        for row, cells in enumerate(table)
        for column, count in enumerate(cells)
        for _ in range(count)
    ]
    assert float(exact(pairs)) == 0.8
    assert float(within_one(pairs)) == 0.99
    # Observed 23 / 100. Expected: margins 26 40 34 and 24 39 37.
    expected = Fraction(26 * 39 + 26 * 37 * 4 + 40 * 24 + 40 * 37 + 34 * 24 * 4 + 34 * 39, 10_000)
    assert weighted_kappa(pairs) == 1 - Fraction(23, 100) / expected


marks = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=60)


@given(marks)
def test_kappa_equals_the_reference(pairs):
    kappa, reference = weighted_kappa(pairs), reference_kappa(pairs, 5)
    if reference is None:
        assert kappa is None
    else:
        assert float(kappa) == pytest.approx(reference)


@given(marks)
def test_swapping_the_two_or_turning_the_scale_changes_nothing(pairs):
    kappa = weighted_kappa(pairs)
    assert weighted_kappa([(second, first) for first, second in pairs]) == kappa
    assert weighted_kappa([(4 - first, 4 - second) for first, second in pairs]) == kappa


@given(marks)
def test_figures_stay_in_their_bounds(pairs):
    assert 0 <= exact(pairs) <= within_one(pairs) <= 1
    kappa = weighted_kappa(pairs)
    assert kappa is None or -1 <= kappa <= 1
    if exact(pairs) == 1:
        assert kappa in (1, None)


def test_full_agreement_is_one_and_steady_opposition_is_minus_one():
    assert weighted_kappa([(0, 0), (3, 3)] * 5) == 1
    assert weighted_kappa([(0, 3), (3, 0)] * 5) == -1


@pytest.mark.parametrize("pairs", [[], [(2, 2)] * 20])
def test_without_variance_kappa_is_absent(pairs):
    assert weighted_kappa(pairs) is None


def test_two_who_never_vary_but_differ_agree_as_chance_would():
    assert weighted_kappa([(1, 2)] * 20) == 0


def test_without_answers_no_share_is_made_up():
    assert exact([]) is None
    assert within_one([]) is None


def test_pooled_kappa_takes_chance_and_distance_from_each_criterion():
    two, five = Scale(2, [(0, 0), (1, 1), (0, 1), (1, 0)]), Scale(5, [(0, 0), (4, 4), (0, 4)])
    assert pooled_kappa([two]) == weighted_kappa(two.pairs) == 0
    # Observed 2 + 1; by chance 4 · ½ = 2 and, with margins 2 0-marks to 1 and 1 to 2, 5/3.
    assert pooled_kappa([two, five]) == 1 - Fraction(3) / (2 + Fraction(5, 3))
    assert pooled_kappa([Scale(1, [(0, 0)] * 9)]) is None


def test_under_ten_answers_only_their_number_is_told():
    scale = Scale(3, [(0, 1)] * 9 + [(2, 2)])
    assert agreement([scale], n=FEWEST - 1) == Agreement(9)
    full = agreement([scale], n=FEWEST)
    assert (full.n, full.exact, full.within_one) == (10, 0.1, 1.0)
    assert full.kappa == pytest.approx(reference_kappa(scale.pairs, 3))
