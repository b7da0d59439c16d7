"""docs/self-assessment.md, number by number."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.reflections.scoring import (
    are_all_equal,
    change,
    level,
    level_along,
    score,
    scores_of,
)

SCORES = st.decimals(min_value=0, max_value=4, places=2)
LEVELS = st.integers(min_value=0, max_value=4)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([3, 3, 3], "4.00"),
        ([0, 0, 0], "0.00"),
        ([2, 2, 2], "2.67"),
        ([3, 2, 1], "2.67"),
        ([1, 1, 2], "1.78"),
        ([3, 2, None], "3.33"),
        ([1, None, None], "1.33"),
        ([0, None], "0.00"),
    ],
)
def test_the_score_is_the_mean_of_what_was_answered(answers, expected):
    assert score(answers) == Decimal(expected)
    assert str(score(answers)) == expected


@pytest.mark.parametrize("answers", [[], [None], [None, None, None]])
def test_no_occasion_for_anything_is_not_rated_and_never_zero(answers):
    assert score(answers) is None


@pytest.mark.parametrize(
    ("rated", "before", "expected"),
    [
        ("0.99", None, 0),
        ("1.00", None, 1),
        ("2.67", None, 2),
        ("3.99", None, 3),
        ("4.00", None, 4),
        ("3.00", 2, 3),
        ("2.99", 2, 2),
        ("2.60", 3, 3),
        ("2.50", 3, 3),
        ("2.49", 3, 2),
        ("1.60", 3, 2),
        ("1.49", 3, 1),
        ("3.50", 4, 4),
        ("3.49", 4, 3),
        ("0.50", 1, 1),
        ("0.49", 1, 0),
    ],
)
def test_a_level_is_the_whole_points_and_once_had_kept_within_half_a_point(rated, before, expected):
    assert level(Decimal(rated), before) == expected


@given(SCORES, SCORES, LEVELS)
def test_a_higher_score_never_gives_a_lower_level(one, other, before):
    low, high = sorted([one, other])
    assert level(low, before) <= level(high, before)


@given(st.integers(min_value=1, max_value=4), st.lists(st.booleans(), min_size=2, max_size=8))
def test_a_score_that_swings_by_less_than_half_a_point_does_not_flicker(reached, swings):
    first = Decimal(reached)
    scores = [first, *(first if up else first - Decimal("0.44") for up in swings)]
    assert {level_along(scores[:end]) for end in range(1, len(scores) + 1)} == {reached}


@given(st.lists(st.none() | SCORES, max_size=6))
def test_what_was_not_rated_changes_no_level(scores):
    assert level_along(scores) == level_along([one for one in scores if one is not None])


def test_levels_go_along_with_time():
    assert level_along([]) is None
    assert level_along([None]) is None
    assert level_along([Decimal("3.11"), None, Decimal("2.67")]) == 3
    assert level_along([Decimal("3.11"), Decimal("1.33"), Decimal("2.67")]) == 2


def test_change_needs_both():
    assert change(Decimal("2.00"), Decimal("2.67")) == Decimal("0.67")
    assert change(Decimal("2.67"), Decimal("2.00")) == Decimal("-0.67")
    assert change(None, Decimal("2.00")) is None
    assert change(Decimal("2.00"), None) is None


def test_scores_by_competency_leave_out_what_was_not_answered():
    asked = {"FL-02": ["a", "b"], "FL-06": ["c"], "FL-11": ["d"]}
    assert scores_of(asked, {"a": 3, "c": None}) == {
        "FL-02": Decimal("4.00"),
        "FL-06": None,
        "FL-11": None,
    }


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([2, 2, 2], True),
        ([None, None], True),
        ([2, 2, 1], False),
        ([2, None], False),
        ([2], False),
        ([], False),
    ],
)
def test_two_answers_or_more_may_be_all_equal(answers, expected):
    assert are_all_equal(answers) is expected
