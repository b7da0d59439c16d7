"""Agreement, the suggested key, and what of it goes into a draft. Worked by hand."""

from fractions import Fraction

import pytest

from assessments.evidence.agreement import agreement, random_variance
from assessments.scenarios.experts.opinions import (
    Item,
    disputes,
    items,
    opinion,
    opinions_of,
    quality_of,
    suggestions,
    with_qualities,
)
from tests.scenarios.documents import choice, ending, made, scene

BEST, WORST = Item("s1", "a", "FL-02"), Item("s1", "b", "FL-02")


def talk(best=4, worst=1):
    return made(
        scene("s1", choice("a", "good", best), choice("b", "good", worst), choice("go", "good")),
        ending("good", 3),
    )


def test_ratings_at_random_on_five_points_vary_by_two():
    assert random_variance(5) == 2


@pytest.mark.parametrize(
    ("ratings", "expected"),
    [
        ([4, 4, 4, 4, 4], 1),
        ([4, 4, 4, 4, 3], Fraction(9, 10)),  # s² = 0.2
        ([4, 4, 3, 3, 3], Fraction(17, 20)),  # s² = 0.3
        ([2, 3, 3, 4, 3], Fraction(3, 4)),  # s² = 0.5
        ([4, 4, 4, 4, 2], Fraction(3, 5)),  # s² = 0.8
        ([0, 4, 0, 4, 0], 0),  # s² = 4.8, below 0 counts as 0
        ([4], 0),
        ([], 0),
    ],
)
def test_agreement_is_one_less_the_share_of_the_variance_at_random(ratings, expected):
    assert agreement(ratings, random_variance(5)) == expected
    assert opinion(ratings).agreement == expected


@pytest.mark.parametrize(
    ("ratings", "key", "is_disputed"),
    [
        ([4, 4, 4, 4], None, False),  # four raters are too few, however much they agree
        ([4, 4, 4, 4, 4], 4, False),
        ([2, 3, 3, 4, 3], 3, False),
        ([3, 3, 3, 4, 4, 4], 3, False),  # between two middle marks the lower one
        ([4, 4, 4, 4, 2], None, True),
        ([0, 4, 0, 4, 0], None, True),
        ([], None, False),
    ],
)
def test_the_median_is_suggested_where_five_agree(ratings, key, is_disputed):
    said = opinion(ratings)
    assert (said.key, said.is_disputed) == (key, is_disputed)


def test_at_seventy_per_cent_exactly_the_experts_agree():
    just = opinion([2] * 3 + [3] * 5 + [4] * 3)  # eleven raters, s² = 6/10
    assert (just.agreement, just.key) == (Fraction(7, 10), 3)
    below = opinion([2] * 4 + [3] * 4 + [4] * 3)
    assert (below.is_agreed, below.is_disputed) == (False, True)


def test_only_scored_choices_are_rated_once_for_each_competency():
    document = made(
        scene("s1", choice("a", "good", {"FL-02": 4, "FL-03": 2}), choice("b", "good")),
        ending("good", 3),
    )
    assert items(document) == [Item("s1", "a", "FL-02"), Item("s1", "a", "FL-03")]


def test_a_suggestion_is_what_the_draft_has_otherwise():
    opinions = opinions_of([BEST, WORST], {BEST: [4] * 5, WORST: [0] * 5})
    assert suggestions(talk(), opinions) == {WORST: 0}
    assert suggestions(talk(worst=0), opinions) == {}


def test_what_the_experts_dispute_is_offered_for_removal_while_it_is_scored():
    opinions = opinions_of([BEST, WORST], {BEST: [0, 4, 0, 4, 0], WORST: [1] * 5})
    assert disputes(talk(), opinions) == [BEST]
    changed = with_qualities(talk(), {BEST: None})
    assert disputes(changed, opinions) == []
    assert quality_of(changed, BEST) is None
    assert quality_of(changed, WORST) == 1


def test_qualities_change_a_copy_and_leave_lost_choices_out():
    document = talk()
    changed = with_qualities(document, {WORST: 3, Item("gone", "a", "FL-02"): 4})
    assert (quality_of(document, WORST), quality_of(changed, WORST)) == (1, 3)
    assert set(changed["nodes"]) == set(document["nodes"])


def test_a_choice_the_draft_lost_is_neither_suggested_nor_disputed():
    lost = Item("s1", "gone", "FL-02")
    opinions = opinions_of([lost], {lost: [4] * 5})
    assert suggestions(talk(), opinions) == {}
    assert disputes(talk(), opinions_of([lost], {lost: [0, 4, 0, 4, 0]})) == []
