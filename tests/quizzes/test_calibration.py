"""Confidence beside marks."""

from fractions import Fraction

import pytest

from assessments.quizzes.calibration import Group, calibration

RIGHT, WRONG = Fraction(1), Fraction(0)


def test_nobody_who_said_nothing_is_judged():
    assert calibration([("", RIGHT), ("", WRONG)]) is None


def test_figures_follow_from_chances_and_shares():
    found = calibration([("3", RIGHT), ("3", WRONG), ("1", WRONG), ("", RIGHT)])
    assert found.groups == (Group("3", 2, 1), Group("1", 1, 0))
    assert found.bias == pytest.approx((-0.05 + 0.95 + 0.5) / 3)
    assert found.brier == pytest.approx((0.0025 + 0.9025 + 0.25) / 3)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ([("3", WRONG)] * 4, "few"),
        ([("3", WRONG)] * 5, "over"),
        ([("3", RIGHT)] * 5, "close"),
        ([("1", RIGHT)] * 5, "under"),
        ([("2", RIGHT)] * 3 + [("2", WRONG)], "few"),
        ([("2", RIGHT)] * 6 + [("2", WRONG)] * 2, "close"),
    ],
)
def test_a_verdict_needs_five_answers(answers, verdict):
    assert calibration(answers).verdict == verdict
