"""One’s own self-assessments. Every function asks whose."""

import datetime
import uuid
from dataclasses import dataclass

from django.db.models import Count
from django.utils import translation
from wagtail.models import Page

from assessments.reflections.models import Moment, SelfAssessment
from modules.queries import FALLBACK_LANGUAGE
from training.people.models import Person


@dataclass(frozen=True)
class OwnRow:
    """A self-assessment in the list of its owner. ``title``: of its step, empty without one."""

    assessment: SelfAssessment
    title: str
    answered: int
    shared: int

    @property
    def asked(self) -> int:
        return len(self.assessment.statements)


@dataclass(frozen=True)
class Standing:
    """Where a person stands at the self-assessment of a step."""

    open: SelfAssessment | None
    finished: SelfAssessment | None
    last_on: datetime.datetime | None  # when they finished any self-assessment last


def own_list(person: Person) -> list[OwnRow]:
    """The latest first. Two queries, one where there is none."""
    rows = list(
        SelfAssessment.objects.of(person)
        .annotate(answered=Count("answers", distinct=True), shared=Count("shares", distinct=True))
        .order_by("-started_at", "-pk")
    )
    titles = _titles({row.step_key for row in rows if row.step_key})
    return [
        OwnRow(
            assessment=row,
            title=titles.get(row.step_key, "") if row.step_key else "",
            answered=row.answered,
            shared=row.shared,
        )
        for row in rows
    ]


def standing(person: Person, step_key: uuid.UUID) -> Standing:
    """One query."""
    rows = list(SelfAssessment.objects.of(person).defer("statements").order_by("-started_at"))
    here = [row for row in rows if row.step_key == step_key]
    finished = [row.finished_at for row in rows if row.finished_at]
    return Standing(
        open=next((row for row in here if row.finished_at is None), None),
        finished=next((row for row in here if row.finished_at), None),
        last_on=max(finished, default=None),
    )


def compared_with(
    assessment: SelfAssessment, earlier: list[SelfAssessment]
) -> SelfAssessment | None:
    """Which of ``earlier``, finished and in order of time, is “then” for ``assessment``.

    For one after the programme it is the last one before it; otherwise the last one of all.
    """
    if assessment.moment == Moment.AFTER:
        before = [row for row in earlier if row.moment == Moment.BEFORE]
        if before:
            return before[-1]
    return earlier[-1] if earlier else None


def _titles(keys: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Titles of published steps, in the active language where there is one. One query."""
    if not keys:
        return {}
    language = translation.get_language() or FALLBACK_LANGUAGE
    titles: dict[uuid.UUID, str] = {}
    rows = Page.objects.live().filter(
        translation_key__in=keys, locale__language_code__in={language, FALLBACK_LANGUAGE}
    )
    for key, title, code in rows.values_list("translation_key", "title", "locale__language_code"):
        if key not in titles or code == language:
            titles[key] = title
    return titles
