"""What a self-assessment would ask today, and what a begun one asks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from wagtail.models import Page

from assessments.reflections.models import SelfAssessment, SelfAssessmentPage, Statement
from assessments.reflections.queries.competencies import competencies_by_code
from modules.queries import FALLBACK_LANGUAGE, page_language

Frozen = dict[str, Any]
"""``{"code": "SA-FL-02-1", "competency": "FL-02", "text": {"uk": …, "en": …}}``"""


@dataclass(frozen=True)
class Asked:
    """One statement in the reader’s language; ``language`` where it is another than the page’s."""

    code: str
    text: str
    language: str
    score: int | None
    is_answered: bool


@dataclass(frozen=True)
class Group:
    """The statements of one competency, in the order of asking."""

    code: str
    name: str
    items: tuple[Asked, ...]

    @property
    def answered(self) -> int:
        return sum(item.is_answered for item in self.items)

    @property
    def is_complete(self) -> bool:
        return self.answered == len(self.items)


def step_page(key: uuid.UUID, language: str) -> SelfAssessmentPage | None:
    """The live page of a step in ``language``, else in Ukrainian. One query."""
    pages = {
        page_language(page): page
        for page in SelfAssessmentPage.objects.live()
        .filter(translation_key=key, locale__language_code__in={language, FALLBACK_LANGUAGE})
        .select_related("locale")
    }
    return pages.get(language) or pages.get(FALLBACK_LANGUAGE)


def statements_now(page: SelfAssessmentPage | None = None) -> list[Frozen]:
    """Published statements of the competencies of ``page``, in its order; all without one.

    Two queries, and two more for a page.
    """
    chosen = _competencies_of(page) if page else []
    rows = Statement.objects.filter(live=True, locale__language_code=FALLBACK_LANGUAGE)
    if chosen:
        rows = rows.filter(competency__in=chosen)
    statements = list(rows.select_related("competency"))
    if chosen:
        statements.sort(key=lambda row: chosen.index(row.competency_id))
    texts: dict[uuid.UUID, dict[str, str]] = {
        row.translation_key: {FALLBACK_LANGUAGE: row.text} for row in statements
    }
    others = Statement.objects.filter(live=True, translation_key__in=texts)
    for key, language, text in others.exclude(locale__language_code=FALLBACK_LANGUAGE).values_list(
        "translation_key", "locale__language_code", "text"
    ):
        texts[key][language] = text
    return [
        {
            "code": row.code,
            "competency": row.competency.code,
            "text": texts[row.translation_key],
        }
        for row in statements
    ]


def statement_count(page: SelfAssessmentPage) -> int:
    """How many statements ``page`` asks. Two or three queries; a preview counts what it shows."""
    rows = Statement.objects.filter(live=True, locale__language_code=FALLBACK_LANGUAGE)
    chosen = _competencies_of(page)
    return (rows.filter(competency__in=chosen) if chosen else rows).count()


def groups_of(assessment: SelfAssessment) -> list[Group]:
    """What is asked and what is answered so far. Two queries."""
    given = dict(assessment.answers.values_list("statement", "score"))
    names = competencies_by_code(codes_of(assessment))
    return [
        Group(
            code=code,
            name=names[code].name if code in names else "",
            items=tuple(
                asked(row, given) for row in assessment.statements if row["competency"] == code
            ),
        )
        for code in codes_of(assessment)
    ]


def codes_of(assessment: SelfAssessment) -> list[str]:
    """Competencies asked about, in order, each once. No query."""
    return list(dict.fromkeys(row["competency"] for row in assessment.statements))


def asked(row: Frozen, given: dict[str, int | None]) -> Asked:
    """A frozen statement as it is shown now. No query."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    shown = language if language in row["text"] else FALLBACK_LANGUAGE
    return Asked(
        code=row["code"],
        text=row["text"][shown],
        language="" if shown == language else shown,
        score=given.get(row["code"]),
        is_answered=row["code"] in given,
    )


def _competencies_of(page: SelfAssessmentPage) -> Sequence[int]:
    """Ids of Ukrainian rows the page names, in its order: those of its Ukrainian page."""
    canonical = page
    if page.pk and page.locale.language_code != FALLBACK_LANGUAGE:
        found: Page | None = (
            page.get_translations().filter(locale__language_code=FALLBACK_LANGUAGE).first()
        )
        canonical = found or page
    return [row.competency_id for row in canonical.asked.all()]
