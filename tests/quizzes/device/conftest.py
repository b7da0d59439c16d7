import pytest

from assessments.evidence.models import LevelRule
from assessments.evidence.rule_document import START_RULE
from assessments.quizzes.models import (
    JudgementQuestion,
    SeveralChoiceQuestion,
    TrueFalseQuestion,
)
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question, quiz
from tests.quizzes.device.acts import open_tab, sign_in


@pytest.fixture
def attempt(transactional_db):
    """An open attempt: 1 one of many, 2 several of many, 3 true or false, 4 best and worst."""
    LevelRule.objects.get_or_create(
        version=1, defaults={"document": START_RULE, "active_from": "2020-01-01"}
    )
    question(SeveralChoiceQuestion, code="U-1")
    question(TrueFalseQuestion, code="V-1")
    question(JudgementQuestion, code="W-1")
    return start_attempt(person=PersonFactory(), page=quiz(questions=1, draw=4, shuffle=False))


@pytest.fixture
def tab(context, live_server, attempt):
    sign_in(context, live_server, attempt.person)
    return open_tab(context, live_server, attempt)
