"""Angoff and Hofstee on figures worked by hand."""

import pytest

from assessments.quizzes.standard_setting import (
    InvalidJudgement,
    Limits,
    angoff,
    hofstee,
    is_enough,
)

JUDGE = Limits(mark_low=60, mark_high=80, fail_low=10, fail_high=30)


def test_angoff_is_the_mean_over_judges_and_items():
    found = angoff([[60, 80], [70, 90], [50, 70]])
    assert (found.mark, found.judges, found.items) == (70, 3, 2)
    assert found.spread == pytest.approx(10)  # cuts 70, 80, 60
    assert found.error == pytest.approx(10 / 3**0.5)


def test_one_judge_has_no_spread():
    found = angoff([[40, 60]])
    assert (found.mark, found.spread, found.error) == (50, None, None)


@pytest.mark.parametrize(
    ("ratings", "reason", "row", "column"),
    [
        ([], "empty", 0, 0),
        ([[]], "empty", 0, 0),
        ([[50, 60], [50]], "ragged", 2, 0),
        ([[50, 60], [50, 101]], "range", 2, 2),
        ([[-1]], "range", 1, 1),
        ([[float("nan")]], "range", 1, 1),
    ],
)
def test_a_rating_that_cannot_be_is_refused_at_its_place(ratings, reason, row, column):
    with pytest.raises(InvalidJudgement) as refusal:
        angoff(ratings)
    assert (refusal.value.reason, refusal.value.row, refusal.value.column) == (reason, row, column)


def test_hofstee_is_where_the_curve_meets_the_line():
    """20 % failed between 50 and 75: the line, 30 at 60 and 10 at 80, is at 20 at a mark of 70."""
    found = hofstee([JUDGE], [50, 50, *[75] * 8])
    assert found.mark == pytest.approx(70)
    assert (found.failed, found.judges, found.attempts) == (20, 1, 10)


def test_where_the_curve_jumps_over_the_line_the_jump_is_the_mark():
    """Nobody fails up to 70, then everybody: the jump at 70 passes the line."""
    assert hofstee([JUDGE], [70] * 10).mark == 70


def test_limits_are_the_mean_of_the_judges():
    found = hofstee([JUDGE, Limits(50, 70, 0, 20)], [40, *[90] * 9])
    assert found.limits == Limits(55, 75, 5, 25)
    assert found.mark == pytest.approx(70)  # 25 − 20 · (m − 55) / 20 = 10


@pytest.mark.parametrize("results", [[10] * 10, [95] * 10])
def test_without_a_crossing_there_is_no_mark(results):
    """More fail than anybody accepts already at the lowest mark, or fewer even at the highest."""
    found = hofstee([JUDGE], results)
    assert (found.mark, found.failed) == (None, None)


@pytest.mark.parametrize(
    ("judge", "reason"),
    [
        (Limits(80, 60, 10, 30), "marks"),
        (Limits(60, 80, 30, 10), "fails"),
        (Limits(-1, 80, 10, 30), "marks"),
        (Limits(60, 80, 10, 101), "fails"),
    ],
)
def test_limits_that_cannot_be_are_refused(judge, reason):
    with pytest.raises(InvalidJudgement) as refusal:
        hofstee([JUDGE, judge], [50])
    assert (refusal.value.reason, refusal.value.row) == (reason, 2)


def test_five_judges_are_enough():
    assert [is_enough(count) for count in (4, 5)] == [False, True]
