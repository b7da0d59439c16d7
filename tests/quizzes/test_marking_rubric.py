"""The rubric of a long answer: what may be given, what it comes to, when two differ too much."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.quizzes.rubric import (
    differ_too_much,
    earned,
    markers_needed,
    mean,
    missing,
    rubric_of,
    share_of,
    whole,
)
from assessments.quizzes.wording import Html


def rubric(*criteria, **document):
    return rubric_of({"rubric": list(criteria), **document})


def criterion(ident="r1", points="3", levels=(), text="Називає почуття"):
    rows = [{"points": value, "text": words} for value, words in levels]
    return {"id": ident, "text": text, "points": points, "levels": rows}


THREE = criterion(levels=[("0", "ні"), ("1.5", "натякає"), ("3", "прямо")])


def test_levels_keep_their_order_and_points():
    [row] = rubric(THREE)
    assert [(level.key, level.text) for level in row.levels] == [
        ("0", "ні"),
        ("1.5", "натякає"),
        ("3", "прямо"),
    ]
    assert [row.rank(level.key) for level in row.levels] == [0, 1, 2]


def test_ranks_follow_points_not_the_order_written():
    [row] = rubric(criterion(levels=[("3", "прямо"), ("0", "ні"), ("1", "натякає")]))
    assert [row.rank(level.key) for level in row.levels] == [2, 0, 1]


def test_levels_that_earn_the_same_are_one_with_both_words():
    [row] = rubric(criterion(levels=[("0", "мовчить"), ("0.0", "сперечається"), ("3", "прямо")]))
    assert [(level.key, level.text) for level in row.levels] == [
        ("0", "мовчить / сперечається"),
        ("3", "прямо"),
    ]


@pytest.mark.parametrize(
    ("points", "steps"),
    [
        ("2", ["0", "1", "2"]),
        ("10", [str(step) for step in range(11)]),
        ("2.5", ["0", "0.25", "0.5", "0.75", "1", "1.25", "1.5", "1.75", "2", "2.25", "2.5"]),
        ("20", [str(step) for step in range(0, 21, 2)]),
    ],
)
def test_without_levels_whole_points_or_tenths_are_offered(points, steps):
    [row] = rubric(criterion(points=points))
    assert [level.key for level in row.levels] == steps


def test_markup_of_html_questions_stays_markup():
    [row] = rubric(criterion(text="<b>Почуття</b>", levels=[("3", "<i>так</i>")]), format="html")
    assert isinstance(row.text, Html)
    assert isinstance(row.levels[0].text, Html)


def test_a_share_is_of_all_points_and_needs_every_criterion():
    criteria = rubric(THREE, criterion("r2", "2"))
    assert whole(criteria) == 5
    assert earned({"r1": "1.5", "r2": "1"}) == Decimal("2.5")
    assert share_of(criteria, {"r1": "1.5", "r2": "1"}) == Fraction(1, 2)
    assert [row.id for row in missing(criteria, {"r1": "3"})] == ["r2"]
    with pytest.raises(ValueError, match="no mark"):
        share_of(criteria, {"r1": "3"})


def test_a_fifth_of_the_points_is_still_agreement():
    assert not differ_too_much([Fraction(3, 5), Fraction(4, 5)])
    assert differ_too_much([Fraction(3, 5), Fraction(4, 5) + Fraction(1, 1000)])
    assert not differ_too_much([Fraction(1)])
    assert mean([Fraction(3, 5), Fraction(4, 5)]) == Fraction(7, 10)


@pytest.mark.parametrize(("markers", "people"), [(1, 1), (2, 2), (None, 1), ("2", 1), (7, 1)])
def test_two_people_mark_only_where_the_question_says_so(markers, people):
    assert markers_needed({"markers": markers}) == people
