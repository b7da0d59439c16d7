"""Agreement of experts on worked numbers, without a database."""

from fractions import Fraction

import pytest

from assessments.quizzes.panels import agreement, calls, is_complete, panel_of

A_TO_D = ["a", "b", "c", "d"]


def votes(*rows):
    return [dict(zip(A_TO_D, row, strict=True)) for row in rows]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([3, 3, 3, 3, 3], Fraction(1)),
        ([4, 4, 4, 4, 3], Fraction(9, 10)),  # s² = 0.2
        ([4, 4, 3, 3, 3], Fraction(17, 20)),  # s² = 0.3
        ([0, 1, 2, 3, 4], Fraction(0)),  # s² = 2.5 is more than chance
        ([2], Fraction(0)),
        ([], Fraction(0)),
    ],
)
def test_agreement_is_one_minus_the_variance_over_that_of_chance(values, expected):
    assert agreement(values, Fraction(2)) == expected


def test_five_who_agree_let_a_rating_count():
    panel = panel_of(
        "judgement_rate",
        votes((4, 3, 1, 0), (4, 3, 1, 0), (4, 3, 1, 0), (4, 4, 1, 0), (3, 3, 2, 0)),
        A_TO_D,
    )
    assert panel.reactions == {
        "a": Fraction(9, 10),
        "b": Fraction(9, 10),
        "c": Fraction(9, 10),
        "d": Fraction(1),
    }
    assert panel.document() == {"raters": 5, "agreement": "0.93", "scored": True}


def test_four_are_too_few_however_they_agree():
    panel = panel_of("judgement_rate", votes(*[(4, 3, 1, 0)] * 4), A_TO_D)
    assert panel.document() == {"raters": 4, "agreement": "1.00", "scored": False}


def test_experts_who_disagree_keep_a_rating_from_counting():
    rows = votes((4, 0, 2, 2), (0, 4, 2, 2), (4, 0, 2, 2), (0, 4, 2, 2), (2, 2, 2, 2))
    panel = panel_of("judgement_rate", rows, A_TO_D)
    assert panel.document() == {"raters": 5, "agreement": "0.50", "scored": False}


def test_exactly_seven_tenths_is_agreement():
    rows = [{"a": value} for value in (4, 4, 3, 3, 3)]
    panel = panel_of("judgement_rate", rows, ["a"])
    assert panel.agreement == Fraction(17, 20)
    spread = [{"a": value} for value in (4, 4, 4, 3, 2, 3)]  # s² = 2/3
    assert not panel_of("judgement_rate", spread, ["a"]).is_agreed
    edge = [{"a": value} for value in (4, 4, 3, 3, 2, 3)]  # s² = 17/30, r = 43/60
    assert panel_of("judgement_rate", edge, ["a"]).is_agreed


def test_places_are_a_scale_as_long_as_the_list():
    """Four places: chance has the variance 15/12. Two of five swap the middle: s² = 3/10."""
    panel = panel_of(
        "judgement_rank",
        votes((1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3, 4), (1, 3, 2, 4), (1, 3, 2, 4)),
        A_TO_D,
    )
    middle = 1 - Fraction(3, 10) / Fraction(15, 12)
    assert panel.reactions == {"a": 1, "b": middle, "c": middle, "d": 1}
    assert panel.document() == {"raters": 5, "agreement": "0.88", "scored": True}


def test_best_and_worst_are_positions_against_a_random_pick():
    """Four reactions: a random pick has the variance 1/2. One of five calls b best: s² = 1/5."""
    usual = {"a": "best", "d": "worst"}
    panel = panel_of("judgement", [*[usual] * 4, {"b": "best", "d": "worst"}], A_TO_D)
    assert panel.reactions == {"a": Fraction(3, 5), "b": Fraction(3, 5), "c": 1, "d": 1}
    assert panel.document() == {"raters": 5, "agreement": "0.80", "scored": True}


@pytest.mark.parametrize(
    ("chosen", "figures"),
    [
        ("aaaab", {"raters": 5, "agreement": "0.80", "scored": True}),
        ("aaabb", {"raters": 5, "agreement": "0.60", "scored": False}),
        ("aaaaaaabbb", {"raters": 10, "agreement": "0.70", "scored": True}),
        ("a", {"raters": 1, "agreement": "0.00", "scored": False}),
    ],
)
def test_the_one_chosen_is_agreed_on_by_the_share_of_the_most_chosen(chosen, figures):
    panel = panel_of("judgement_choose", [{one: "chosen"} for one in chosen], A_TO_D)
    assert panel.document() == figures


def test_calls_count_every_reaction():
    rows = [{"a": "chosen"}, {"a": "chosen"}, {"c": "chosen"}]
    assert calls(rows, A_TO_D) == {"a": 2, "b": 0, "c": 1, "d": 0}


def test_nobody_asked_is_no_panel():
    assert panel_of("judgement", [], A_TO_D) is None


@pytest.mark.parametrize(
    ("kind", "vote"),
    [
        ("judgement_rate", {"a": 4, "b": 3, "c": 1}),
        ("judgement_rate", {"a": 4, "b": 3, "c": 1, "d": 5}),
        ("judgement_rate", {"a": 4, "b": 3, "c": 1, "d": True}),
        ("judgement_rate", {"a": 4, "b": 3, "c": 1, "gone": 0, "d": 0}),
        ("judgement_rank", {"a": 1, "b": 2, "c": 2, "d": 4}),
        ("judgement", {"a": "best"}),
        ("judgement", {"a": "best", "b": "best", "d": "worst"}),
        ("judgement_choose", {"a": "chosen", "b": "chosen"}),
        ("judgement_choose", {}),
    ],
)
def test_a_vote_that_leaves_something_out_does_not_count(kind, vote):
    assert not is_complete(kind, vote, A_TO_D)
    assert panel_of(kind, [vote], A_TO_D).document() == {
        "raters": 0,
        "agreement": "0.00",
        "scored": False,
    }
