"""Statements, a step that asks them, and self-assessments at every stage."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from assessments.reflections.models import (
    AskedCompetency,
    Moment,
    SelfAnswer,
    SelfAssessment,
    SelfAssessmentPage,
    Statement,
)
from modules.models import Competency
from tests.factories.modules import CompetencyFactory
from tests.factories.tree import locale, module, publish
from training.people.models import Person


def competency(code: str, **fields: Any) -> Competency:
    """The Ukrainian row with this code, made where there is none."""
    found = Competency.objects.canonical().filter(code=code).first()
    return found or CompetencyFactory(code=code, name=f"Уміння {code}", **fields)


def statement(code: str, text: str = "", en: str = "", **fields: Any) -> Statement:
    """``SA-FL-02-1`` is about ``FL-02``; ``en`` adds a published translation."""
    about = competency(code.removeprefix("SA-").rsplit("-", 1)[0])
    created = Statement(
        code=code, competency=about, text=text or f"роблю {code}", locale=locale(), **fields
    )
    created.save()
    if en:
        Statement.objects.create(
            code=code,
            competency=about,
            text=en,
            locale=locale("en"),
            translation_key=created.translation_key,
        )
    return created


def statements(*competencies: str, each: int = 3) -> list[Statement]:
    return [
        statement(f"SA-{code}-{number}", sort_order=number)
        for code in competencies
        for number in range(1, each + 1)
    ]


def self_assessment_page(*competencies: str, **fields: Any) -> SelfAssessmentPage:
    """A published step of a module; asks every statement where no competency is named."""
    values = {"title": "Самооцінка на початку", "slug": "samoocinka", "minutes": 10, **fields}
    page = SelfAssessmentPage(**values)
    page.asked = [AskedCompetency(competency=competency(code)) for code in competencies]
    return publish(module(), page)


def begun(
    person: Person, answers: Mapping[str, int | None] | None = None, **fields: Any
) -> SelfAssessment:
    """A draft over the statements in ``answers`` and ``fields["asked"]``; answered so far."""
    answers = answers or {}
    codes = list(dict.fromkeys([*fields.pop("asked", ()), *answers]))
    created = SelfAssessment.objects.create(
        person=person,
        moment=fields.pop("moment", Moment.ON_DEMAND),
        statements=[
            {
                "code": code,
                "competency": code.removeprefix("SA-").rsplit("-", 1)[0],
                "text": {"uk": f"роблю {code}"},
            }
            for code in codes
        ],
        **fields,
    )
    SelfAnswer.objects.bulk_create(
        SelfAnswer(assessment=created, statement=code, score=score)
        for code, score in answers.items()
    )
    return created


def finished(person: Person, answers: Mapping[str, int | None], **fields: Any) -> SelfAssessment:
    """``days_ago``: when it was finished."""
    at = timezone.now() - datetime.timedelta(days=fields.pop("days_ago", 0))
    return begun(person, answers, started_at=at, finished_at=at, **fields)


def rated(**scores: int) -> dict[str, int]:
    """``rated(FL_02=3)``: all three statements of FL-02 answered so."""
    return {
        f"SA-{code.replace('_', '-')}-{number}": score
        for code, score in scores.items()
        for number in (1, 2, 3)
    }
