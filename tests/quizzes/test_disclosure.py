"""What is shown of an attempt, and when."""

import datetime
from functools import partial

import pytest

from assessments.quizzes import disclosure
from assessments.quizzes.disclosure import (
    AFTER_CLOSE,
    ALL,
    DURING,
    JUST_AFTER,
    LATER,
    MOMENTS,
    NOTHING,
    OWN,
)
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.showing import shown
from tests.factories.documents import CANARY, DOCUMENTS

NOW = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


def asked(kind):
    document = DOCUMENTS[kind]
    ids = kind_of(document).arrange(document, None)
    return partial(shown, document, [[f"token{n}", one] for n, one in enumerate(ids)], None)


@pytest.mark.parametrize(
    ("finished", "closes", "expected"),
    [
        (None, None, DURING),
        (None, NOW - MINUTE, DURING),
        (NOW, None, JUST_AFTER),
        (NOW - 14 * MINUTE, None, JUST_AFTER),
        (NOW - 15 * MINUTE, None, LATER),
        (NOW - 15 * MINUTE, NOW + MINUTE, LATER),
        (NOW - MINUTE, NOW, AFTER_CLOSE),
    ],
)
def test_there_are_four_moments(finished, closes, expected):
    assert disclosure.moment(finished_at=finished, closes_at=closes, now=NOW) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("at_once", [ALL, ALL, ALL, ALL]),
        ("after_submit", [NOTHING, ALL, ALL, ALL]),
        ("after_close", [NOTHING, OWN, OWN, ALL]),
        ("never", [NOTHING] * 4),
    ],
)
def test_each_plan_says_what_is_shown_at_each(name, expected):
    plan = disclosure.plan({"feedback": name})
    assert [plan[moment] for moment in MOMENTS] == expected


def test_an_own_plan_is_taken_as_it_is_and_nothing_unknown_with_it():
    own = {"during": [], "just_after": ["marks"], "later": ["answer", "everything"]}
    plan = disclosure.plan({"feedback": "own", "disclosure": own})
    assert [plan[moment] for moment in MOMENTS] == [NOTHING, {"marks"}, {"answer"}, NOTHING]


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("parts", [NOTHING, OWN, {"answer", "marks", "feedback"}])
def test_without_the_right_answer_no_kind_tells_it(kind, parts):
    """Explanations then are the general one alone."""
    question = disclosure.limited(asked(kind), frozenset(parts))
    assert not question.is_revealed
    assert (CANARY in question.explanation) == ("feedback" in parts)
    assert CANARY not in repr(
        [question.options, question.pieces, question.choices, question.feedback, question.sample]
    )


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_right_answer_may_come_without_explanations(kind):
    question = disclosure.limited(asked(kind), frozenset({"answer", "right"}))
    assert question.is_revealed
    told = [option.feedback for option in question.options]
    told += [gap.feedback for gap in question.gaps]
    assert not any([*told, question.explanation, question.feedback])
