"""Grading is proved without a database; the worked examples are those of docs/grading.md."""

from fractions import Fraction

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds import (
    KINDS,
    BestAndWorst,
    OneOfMany,
    SeveralOfMany,
    TrueFalse,
    grade_answer,
)

TOKENS = [["ta", "a"], ["tb", "b"], ["tc", "c"], ["td", "d"]]


def choice(kind, *right):
    return {
        "kind": kind,
        "options": [
            {"id": name, "text": name, "right": name in right, "feedback": ""} for name in "abcd"
        ],
    }


JUDGEMENT = {
    "kind": "judgement",
    "options": [
        {"id": "a", "text": "a", "key": "best", "feedback": ""},
        {"id": "b", "text": "b", "key": "", "feedback": ""},
        {"id": "c", "text": "c", "key": "", "feedback": ""},
        {"id": "d", "text": "d", "key": "worst", "feedback": ""},
    ],
}


@pytest.mark.parametrize(("token", "share"), [("ta", 1), ("tb", 0), (None, 0)])
def test_one_of_many_is_all_or_nothing(token, share):
    assert grade_answer(choice("one", "a"), token, TOKENS).share == share


@pytest.mark.parametrize(
    ("tokens", "share"),
    [
        (["ta", "tb"], Fraction(1)),
        (["ta"], Fraction(1, 2)),
        (["ta", "tb", "tc"], Fraction(1, 2)),
        (["ta", "tc"], Fraction(0)),
        (["ta", "tb", "tc", "td"], Fraction(0)),
        (["tc"], Fraction(0)),
        (None, Fraction(0)),
    ],
)
def test_several_of_many_gives_part_credit_and_nothing_for_ticking_all(tokens, share):
    assert grade_answer(choice("many", "a", "b"), tokens, TOKENS).share == share


@pytest.mark.parametrize(
    ("best", "worst", "share"),
    [
        ("ta", "td", Fraction(1)),
        ("ta", "tb", Fraction(3, 4)),
        ("tb", "td", Fraction(3, 4)),
        ("tb", "tc", Fraction(1, 2)),
        ("td", "tb", Fraction(1, 4)),
        ("td", "ta", Fraction(0)),
        ("ta", None, Fraction(1, 2)),
        (None, None, Fraction(0)),
        ("ta", "ta", Fraction(0)),
    ],
)
def test_best_and_worst_follows_the_published_formula(best, worst, share):
    value = {"best": best, "worst": worst}
    assert grade_answer(JUDGEMENT, value, TOKENS).share == share


@given(st.lists(st.sampled_from(["ta", "tb", "tc", "td"]), unique=True))
def test_a_share_lies_between_0_and_1(tokens):
    share = grade_answer(choice("many", "a", "b", "c"), tokens or None, TOKENS).share
    assert 0 <= share <= 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (OneOfMany, "foreign"),
        (OneOfMany, ["ta"]),
        (OneOfMany, 7),
        (TrueFalse, {"best": "ta"}),
        (SeveralOfMany, "ta"),
        (SeveralOfMany, ["ta", "foreign"]),
        (SeveralOfMany, ["ta", "ta"]),
        (SeveralOfMany, [["ta"]]),
        (BestAndWorst, "ta"),
        (BestAndWorst, {"best": "foreign"}),
        (BestAndWorst, {"best": "ta", "score": 1}),
    ],
)
def test_c15_what_no_form_could_send_is_refused(kind, value):
    with pytest.raises(InvalidResponse):
        kind.clean(value, TOKENS, "1")


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_kind_takes_no_answer(kind):
    assert kind.clean(None, TOKENS, "1") is None
    assert not kind.is_complete(None)
    assert kind.clean(kind.from_form(QueryDict(), "q1"), TOKENS, "1") is None


def test_a_half_answered_judgement_is_not_complete():
    half = BestAndWorst.clean({"best": "ta", "worst": None}, TOKENS, "1")
    assert half == {"best": "ta", "worst": None}
    assert not BestAndWorst.is_complete(half)
    assert not BestAndWorst.is_complete({"best": "ta", "worst": "ta"})
