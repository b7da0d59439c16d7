"""What is told of corrections: to learners beside their results, to those who correct."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from assessments.quizzes.corrections.in_force import overrides_of
from assessments.quizzes.corrections.policies import reviewed_document
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    CorrectionCase,
    CorrectionEffect,
    CorrectionNotice,
    CorrectionReview,
    QuestionVersion,
)
from assessments.quizzes.models.corrections import IN_FORCE
from training.people.models import Person
from training.people.scope import scope

EFFECTS_A_PAGE = 50


@dataclass(frozen=True)
class CorrectionNote:
    """Beside a question of a finished attempt: what was corrected, when and why, both scores.

    The scores are ``None`` where the attempt was submitted after the correction.
    """

    position: int
    on: datetime.datetime
    reason: str
    policy: str
    is_void: bool
    old_share: Decimal | None = None
    new_share: Decimal | None = None

    @property
    def old_percent(self) -> int | None:
        return None if self.old_share is None else round(100 * self.old_share)

    @property
    def new_percent(self) -> int | None:
        return None if self.new_share is None else round(100 * self.new_share)


@dataclass(frozen=True)
class ResultChange:
    """A result before and after the corrections that changed it, oldest first."""

    at: datetime.datetime
    reason: str
    old_percent: Decimal
    new_percent: Decimal
    old_passed: bool
    new_passed: bool


def notes_of(attempt: Attempt) -> dict[int, CorrectionNote]:
    """By position. Two queries, one where nothing was corrected."""
    items = list(attempt.items.filter(corrected_by__isnull=False).select_related("corrected_by"))
    if not items:
        return {}
    effects: dict[int, list[CorrectionEffect]] = {}
    for effect in attempt.corrections.applied().order_by("applied_at", "pk"):
        effects.setdefault(effect.position, []).append(effect)
    return {item.position: _note(item, effects.get(item.position, [])) for item in items}


def _note(item: AttemptItem, effects: Sequence[CorrectionEffect]) -> CorrectionNote:
    case = item.corrected_by
    if case is None:
        raise ValueError(f"item {item.pk} was not corrected")
    return CorrectionNote(
        position=item.position,
        on=case.applied_at or case.approved_at or case.opened_at,
        reason=case.reason,
        policy=case.policy,
        is_void=item.is_void,
        old_share=effects[0].old_share if effects else None,
        new_share=effects[-1].new_share if effects else None,
    )


def result_changes(attempt: Attempt) -> list[ResultChange]:
    """How the percentage of an attempt changed. One query."""
    effects = attempt.corrections.applied().select_related("case").order_by("applied_at", "pk")
    by_case = {effect.case_id: effect for effect in effects}
    return [
        ResultChange(
            at=effect.applied_at,
            reason=effect.case.reason,
            old_percent=effect.old_percent,
            new_percent=effect.new_percent,
            old_passed=effect.old_passed,
            new_passed=effect.new_passed,
        )
        for effect in by_case.values()
        if effect.applied_at is not None
    ]


def review_documents(items: Sequence[AttemptItem]) -> dict[int, dict[str, Any]]:
    """Position → what an open review of a corrected item shows instead of what was pinned.

    The words that were asked, with the key and the explanation in force. Two queries, none where
    nothing was corrected.
    """
    overrides = overrides_of(items)
    if not overrides:
        return {}
    cases = CorrectionCase.objects.in_bulk({override.case for override in overrides.values()})
    return {
        item.position: reviewed_document(
            item.document,
            overrides[item.position].key,
            cases[overrides[item.position].case].explanation,
        )
        for item in items
        if item.position in overrides
    }


def unread_notices(person: Person) -> list[CorrectionNotice]:
    """Newest first. One query."""
    return list(CorrectionNotice.objects.unread_by(person))


def notices_about(person: Person, attempt_id: uuid.UUID) -> list[CorrectionNotice]:
    """Notices that name this attempt, read or not. One query."""
    wanted = str(attempt_id)
    return [
        notice
        for notice in CorrectionNotice.objects.filter(person=person)
        if any(row["attempt"] == wanted for row in notice.data["attempts"])
    ]


# --- For those who correct ------------------------------------------------------------------------


@dataclass(frozen=True)
class ListedCase:
    case: Any  # a CorrectionCase annotated with ``open_reviews``
    code: str


def listed_cases(page: Any) -> tuple[list[ListedCase], Page]:
    """Cases, newest first. Four queries."""
    rows = (
        CorrectionCase.objects.select_related("opened_by", "approved_by")
        .annotate(open_reviews=Count("reviews", filter=Q(reviews__done_at=None)))
        .order_by("-opened_at", "-pk")
    )
    listed = Paginator(rows.prefetch_related("question"), EFFECTS_A_PAGE).get_page(page)
    return [ListedCase(case=case, code=case.question.code) for case in listed], listed


@dataclass(frozen=True)
class NamedEffect:
    """A line of a preview or a history: whose attempt, and what changes."""

    person: Person
    effect: CorrectionEffect

    @property
    def levels(self) -> list[tuple[str, int, int]]:
        return [(code, before, after) for code, (before, after) in self.effect.levels.items()]


@dataclass(frozen=True)
class NamedEffects:
    """Names only of people the viewer may see; ``hidden``: number of attempts of others."""

    rows: list[NamedEffect]
    listed: Page
    hidden: int


def named_effects(case: CorrectionCase, viewer: Person, page: Any) -> NamedEffects:
    """Changed attempts by name. Four queries, whatever the number of rows."""
    every = case.effects.applied() if case.state in IN_FORCE else case.effects.planned()
    visible = every.visible_to(scope(viewer).people()).select_related("attempt__person")
    ordered = visible.order_by("attempt__person__surname", "attempt__person__given_name", "pk")
    listed = Paginator(ordered, EFFECTS_A_PAGE).get_page(page)
    return NamedEffects(
        rows=[NamedEffect(effect.attempt.person, effect) for effect in listed],
        listed=listed,
        hidden=every.count() - listed.paginator.count,
    )


@dataclass(frozen=True)
class ListedReview:
    """``person`` is ``None`` for somebody the viewer may not see."""

    review: CorrectionReview
    person: Person | None
    code: str

    @property
    def levels(self) -> list[tuple[str, int, int]]:
        return [(code, before, after) for code, (before, after) in self.review.levels.items()]


def open_reviews(viewer: Person, page: Any) -> tuple[list[ListedReview], Page]:
    """What has to be decided, oldest first. Five queries, whatever the number of rows."""
    rows = CorrectionReview.objects.open().select_related("case", "person")
    listed = Paginator(rows.prefetch_related("case__question"), EFFECTS_A_PAGE).get_page(page)
    people = {review.person_id for review in listed}
    visible = set(scope(viewer).people().filter(pk__in=people).values_list("pk", flat=True))
    return [
        ListedReview(
            review=review,
            person=review.person if review.person_id in visible else None,
            code=review.case.question.code,
        )
        for review in listed
    ], listed


def versions_of(question_id: int) -> list[QuestionVersion]:
    """Versions of a question, newest first. One query."""
    return list(QuestionVersion.objects.filter(question=question_id).order_by("-number"))


def waiting_attempts(case: CorrectionCase) -> int:
    """Attempts in progress that will take the new key. One query."""
    return (
        Attempt.objects.filter(items__version__in=case.from_versions.all())
        .filter(Q(finished_at=None) | Q(is_pending=True))
        .distinct()
        .count()
    )
