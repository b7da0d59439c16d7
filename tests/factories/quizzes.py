"""A published bank and a quiz over it. Right options are marked in their text for the tests."""

import uuid
from typing import Any

from assessments.quizzes.models import (
    JudgementQuestion,
    Question,
    QuestionBank,
    QuizPage,
    SeveralChoiceQuestion,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from modules.models import Competency
from tests.factories.modules import CompetencyFactory
from tests.factories.tree import locale, module, publish

CANARY = "секрет-ключа"


def options(*marks: Any, field: str = "right") -> list[dict[str, Any]]:
    return [
        {
            "type": "option",
            "id": str(uuid.uuid4()),
            "value": {"text": f"Варіант {number}", field: mark, "feedback": f"{CANARY} {number}"},
        }
        for number, mark in enumerate(marks, start=1)
    ]


def bank(code: str = "T") -> QuestionBank:
    return QuestionBank.objects.get_or_create(code=code, defaults={"name": "Тестовий банк"})[0]


def competency() -> Competency:
    return Competency.objects.filter(code="FL-02").first() or CompetencyFactory(code="FL-02")


def _published(question: Question) -> Question:
    question.save()
    question.save_revision().publish()
    return question


def question(model: type[Question] = SingleChoiceQuestion, **fields: Any) -> Question:
    """A published question of ``model`` with a short bank of options."""
    code = fields.pop("code", f"Q-{uuid.uuid4().hex[:8]}")
    stream = {
        SingleChoiceQuestion: {"options": options(True, False, False)},
        SeveralChoiceQuestion: {"options": options(True, True, False, False)},
        JudgementQuestion: {"options": options("best", "", "", "worst", field="key")},
        TrueFalseQuestion: {
            "answer": True,
            "feedback_true": f"{CANARY} т",
            "feedback_false": f"{CANARY} н",
        },
    }[model]
    values = {
        "bank": bank(),
        "prompt": f"Питання {code}",
        "explanation": f"{CANARY} пояснення",
        "competency": competency(),
        "locale": locale(),
        **stream,
        **fields,
    }
    return _published(model(code=code, **values))


def quiz(questions: int = 4, **fields: Any) -> QuizPage:
    """A published quiz that draws all of a bank of ``questions`` single-choice questions."""
    for number in range(questions):
        question(code=f"T-{number}")
    values = {"title": "Тест", "slug": "test", "draw": questions, "minutes": 10, **fields}
    return publish(module(), QuizPage(bank=bank(), **values))
