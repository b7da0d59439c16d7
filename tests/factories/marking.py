"""Finished attempts with long answers, people who mark them, and their marks."""

import datetime
from typing import Any

from django.utils import timezone

from assessments.quizzes.marking.scope import marker_scope
from assessments.quizzes.models import Attempt, AttemptItem, Question, QuizPage
from assessments.quizzes.models.marking import Marking
from assessments.quizzes.services.marking import Sheet, submit_marking
from tests.factories.documents import document
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory, RoleGrantFactory
from tests.factories.quizzes import question
from training.people.models import OrgUnit, Person, Role

TEXT = "Бачу, що ви дуже стомилися чекати.\n\nДавайте разом подивимося, що можна зробити сьогодні."
BEST, MIDDLE, WORST = {"r1": "3", "r2": "2"}, {"r1": "1.5", "r2": "1"}, {"r1": "0", "r2": "0"}


def long_question(*, markers: int = 1, **changes: Any) -> Question:
    """A published long answer: five points, criteria r1 (0, 1.5, 3) and r2 (0, 1, 2)."""
    return question("long", document={**document("long"), "markers": markers, **changes})


def waiting(
    *, learner: Person | None = None, to: Question | None = None, text: str = TEXT, days: int = 1
) -> AttemptItem:
    """A long answer handed in ``days`` ago and not yet marked."""
    return waiting_all([to or long_question()], learner=learner, text=text, days=days)[0]


def waiting_all(
    questions: list[Question], *, learner: Person | None = None, text: str = TEXT, days: int = 1
) -> list[AttemptItem]:
    """The long answers of one attempt, nothing else in it."""
    finished_at = timezone.now() - datetime.timedelta(days=days)
    attempt = Attempt.objects.create(
        person=learner or PersonFactory(),
        quiz_key=questions[0].translation_key,
        rules={**QuizPage(title="Скарги").rules(), "pass_mark": 60},
        seed=1,
        started_at=finished_at - datetime.timedelta(minutes=20),
        finished_at=finished_at,
        percent=0,
        is_pending=True,
        answers={
            str(number): {"value": text, "client": "tab", "seq": number, "seen": {}, "at": ""}
            for number in range(1, len(questions) + 1)
        },
    )
    return [
        AttemptItem.objects.create(
            attempt=attempt, position=number, version=one.versions.get(), options=[]
        )
        for number, one in enumerate(questions, start=1)
    ]


def learner_of(unit: OrgUnit) -> Person:
    return PostingFactory(unit=unit).person


def trainer(unit: OrgUnit | None = None) -> Person:
    return RoleGrantFactory(role=Role.TRAINER, unit=unit or OrgUnitFactory()).person


def sheet(points: dict[str, str] | None = None, **fields: Any) -> Sheet:
    values = {"comment": "", "note": "", "rev": 0, "tab": "вікно", "revision": 0, **fields}
    return Sheet(points=BEST if points is None else points, **values)


def marked(item: AttemptItem, marker: Person, points: dict[str, str], **fields: Any) -> Marking:
    """Marks of ``marker``, handed in."""
    assert marker_scope(marker).leads
    return submit_marking(marker=marker, item_id=item.pk, sheet=sheet(points, **fields))
