"""A published bank and a quiz over it. Right options are marked in their text for the tests."""

import uuid
from collections.abc import Mapping
from typing import Any

from assessments.quizzes.models import (
    MODEL_OF_KIND,
    JudgementQuestion,
    Question,
    QuestionBank,
    QuizPage,
    SeveralChoiceQuestion,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from modules.models import Competency
from tests.factories import documents
from tests.factories.documents import CANARY
from tests.factories.modules import CompetencyFactory
from tests.factories.tree import locale, module, publish


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


_STREAMS = {
    SingleChoiceQuestion: lambda: {"options": options(True, False, False)},
    SeveralChoiceQuestion: lambda: {"options": options(True, True, False, False)},
    JudgementQuestion: lambda: {"options": options("best", "", "", "worst", field="key")},
    TrueFalseQuestion: lambda: {
        "answer": True,
        "feedback_true": f"{CANARY} т",
        "feedback_false": f"{CANARY} н",
    },
}


def draft(kind: str | type[Question] = "one", **fields: Any) -> Question:
    """An unsaved question of ``kind``: its name, or one of the four models with a short stream.

    By name it says what ``tests.factories.documents`` says, or the ``document`` given.
    """
    code = fields.pop("code", f"Q-{uuid.uuid4().hex[:8]}")
    if isinstance(kind, str):
        model = MODEL_OF_KIND[kind]
        document: Mapping[str, Any] = fields.pop("document", None) or documents.document(kind)
        own = model.values_of(document)
    else:
        model, own = kind, {"prompt": f"Питання {code}", **_STREAMS[kind]()}
    values = {
        "bank": bank(),
        "explanation": f"{CANARY} пояснення",
        "competency": competency(),
        "locale": locale(),
        **own,
        **fields,
    }
    return model(code=code, **values)


def question(kind: str | type[Question] = SingleChoiceQuestion, **fields: Any) -> Question:
    """The same, published."""
    return _published(draft(kind, **fields))


def quiz(questions: int = 4, **fields: Any) -> QuizPage:
    """A published quiz that draws all of a bank of ``questions`` single-choice questions."""
    for number in range(questions):
        question(code=f"T-{number}")
    values = {"title": "Тест", "slug": "test", "draw": questions, "minutes": 10, **fields}
    return publish(module(), QuizPage(bank=bank(), **values))
