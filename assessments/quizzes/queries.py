"""Reads across quizzes for pages and services."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import F, Max
from django.utils import timezone, translation

from assessments.quizzes import disclosure
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    Counting,
    Dispute,
    Question,
    QuestionVersion,
    QuizPage,
    Use,
)
from assessments.quizzes.showing import ShownQuestion, shown
from modules.models import LessonPage
from modules.queries import page_url
from training.people.models import Person

PRACTICE_FOR_SECONDS = 30


def times_asked(person: Person, quiz_key: uuid.UUID) -> Counter[uuid.UUID]:
    """How often each question, by its translation key, was put to ``person`` here. One query."""
    return Counter(
        AttemptItem.objects.filter(attempt__person=person, attempt__quiz_key=quiz_key).values_list(
            "version__question__translation_key", flat=True
        )
    )


@dataclass(frozen=True, kw_only=True)
class ShownItem(ShownQuestion):
    """A question of an attempt; ``parts``: what of its review may be seen now."""

    pk: int
    position: int
    total: int
    parts: disclosure.Parts = disclosure.NOTHING
    is_void: bool = False
    lesson: str = ""
    sure: str = ""
    is_flagged: bool = False

    @property
    def key(self) -> str:
        return str(self.position)


def shown_items(
    attempt: Attempt,
    now: datetime.datetime | None = None,
    revised: Mapping[int, Mapping[str, Any]] | None = None,
) -> list[ShownItem]:
    """The questions of an attempt in order. Two queries. Keys only where they may be shown.

    ``revised``: by position, what a review shows instead of what was pinned, after a correction.

    While the attempt is open that is: for questions answered for good, if the quiz shows at once.
    """
    parts = attempt.shows(now or timezone.now())
    items = attempt.items.annotate(
        language=F("version__question__locale__language_code")
    ).with_documents()
    return [
        _shown(
            item,
            (revised or {}).get(item.position, item.document),
            attempt,
            len(items),
            parts if _is_final(item, attempt) else disclosure.NOTHING,
        )
        for item in items
    ]


def _is_final(item: AttemptItem, attempt: Attempt) -> bool:
    return not attempt.is_open or item.position in attempt.checked


def _shown(
    item: Any,
    document: Mapping[str, Any],
    attempt: Attempt,
    total: int,
    parts: disclosure.Parts,
) -> ShownItem:
    """``item`` carries its ``language``."""
    is_final = _is_final(item, attempt)
    value = attempt.answers.get(item.key, {}).get("value")
    if is_final and disclosure.ANSWER not in parts:
        value = None
    question = disclosure.limited(
        partial(shown, document, item.options, value, language=item.language), parts
    )
    if disclosure.MARKS in parts:
        question = replace(question, share=item.share)
    return ShownItem(
        **vars(question),
        pk=item.pk,
        position=item.position,
        total=total,
        parts=parts,
        is_void=item.is_void,
        lesson=item.document.get("lesson", "") if disclosure.FEEDBACK in parts else "",
        sure=attempt.answers.get(f"{item.key}.sure", {}).get("value") or "",
        is_flagged=bool(attempt.answers.get(f"{item.key}.flag", {}).get("value")),
    )


def disputes_of(items: Iterable[ShownItem]) -> dict[int, Dispute]:
    """What the person wrote about questions of one attempt, by position. One query."""
    rows = Dispute.objects.filter(item__in=[item.pk for item in items]).select_related("item")
    return {dispute.item.position: dispute for dispute in rows}


def lessons_of(items: Iterable[ShownItem]) -> dict[str, tuple[str, str]]:
    """Title and address of the lessons to read again, by key. One query and their routes."""
    keys = {item.lesson for item in items} - {""}
    if not keys:
        return {}
    language = translation.get_language() or settings.LANGUAGE_CODE
    pages = LessonPage.objects.live().filter(translation_key__in=keys).select_related("locale")
    found: dict[str, tuple[str, str]] = {}
    for page in sorted(pages, key=lambda page: page.locale.language_code == language):
        found[str(page.translation_key)] = (page.title, page_url(page))
    return found


def missed_versions(
    person: Person, quiz_key: uuid.UUID, now: datetime.datetime | None = None
) -> list[QuestionVersion]:
    """What was asked and not fully right the last time, where the right answer may be seen.

    Two queries.
    """
    at = now or timezone.now()
    finished = Attempt.objects.finished().filter(person=person, quiz_key=quiz_key)
    told = [attempt.pk for attempt in finished if disclosure.RIGHT in attempt.shows(at)]
    items = (
        AttemptItem.objects.filter(attempt__in=told, share__isnull=False)
        .select_related("version")
        .annotate(
            question_key=F("version__question__translation_key"),
            language=F("version__question__locale__language_code"),
        )
        .order_by("attempt__finished_at", "position")
    )
    last = {item.question_key: item for item in items}
    versions = []
    for item in last.values():
        if item.share is not None and item.share < 1:
            version: Any = item.version
            version.language = item.language
            versions.append(version)
    return versions


@dataclass(frozen=True)
class QuizStanding:
    """Where a person stands at a quiz."""

    open_attempt: Attempt | None
    finished: list[Attempt]

    @property
    def decided(self) -> list[Attempt]:
        """Finished attempts that wait for no marker, newest first."""
        return [attempt for attempt in self.finished if not attempt.is_pending]

    @property
    def counting(self) -> str:
        """Which attempt counts, by the rules of the newest."""
        newest = self.decided[0].rules if self.decided else {}
        return str(newest.get("counting", Counting.BEST))

    @property
    def counted(self) -> set[uuid.UUID]:
        """The attempts that count."""
        decided = self.decided
        if not decided or self.counting == Counting.MEAN:
            return {attempt.pk for attempt in decided}
        one = {
            Counting.FIRST: decided[-1],
            Counting.LAST: decided[0],
            # of equals the earlier one
            Counting.BEST: max(reversed(decided), key=lambda attempt: attempt.percent or 0),
        }[Counting(self.counting)]
        return {one.pk}

    @property
    def percent(self) -> Decimal | None:
        """What stands: of the attempt that counts, or the mean of all."""
        counted = [one.percent or Decimal(0) for one in self.decided if one.pk in self.counted]
        return sum(counted, Decimal(0)) / len(counted) if counted else None

    @property
    def is_passed(self) -> bool:
        if self.counting == Counting.MEAN:
            return self.percent is not None and self.percent >= self.decided[0].pass_mark
        return any(one.is_passed for one in self.decided if one.pk in self.counted)

    @property
    def last(self) -> Attempt | None:
        return self.finished[0] if self.finished else None


def standing(person: Person, quiz_key: uuid.UUID) -> QuizStanding:
    """Open and finished attempts, newest first. One query."""
    attempts = list(Attempt.objects.filter(person=person, quiz_key=quiz_key))
    return QuizStanding(
        open_attempt=next((attempt for attempt in attempts if attempt.is_open), None),
        finished=[attempt for attempt in attempts if not attempt.is_open],
    )


def open_attempts(person: Person, quiz_keys: Iterable[uuid.UUID]) -> dict[uuid.UUID, Attempt]:
    """Open attempts by quiz. One query."""
    rows = Attempt.objects.open().filter(person=person, quiz_key__in=list(quiz_keys))
    return {attempt.quiz_key: attempt for attempt in rows}


def quiz_page(key: uuid.UUID, language: str) -> QuizPage | None:
    """The live quiz page in ``language``, else the Ukrainian one. One query."""
    pages = {
        page.locale.language_code: page
        for page in QuizPage.objects.live().filter(translation_key=key).select_related("locale")
    }
    return pages.get(language) or pages.get(settings.LANGUAGE_CODE)


def practice_version(code: str, language: str) -> QuestionVersion | None:
    """Newest version of a practice question. Kept for half a minute by each process."""
    cache = caches["content"]
    name = f"practice:{language}:{code}"
    version: QuestionVersion | None = cache.get(name)
    if version is None:
        version = _practice_version(code, language)
        if version is not None:
            cache.set(name, version, PRACTICE_FOR_SECONDS)
    return version


def _practice_version(code: str, language: str) -> QuestionVersion | None:
    versions = QuestionVersion.objects.filter(
        question__code=code,
        question__use=Use.PRACTICE,
        question__live=True,
        question__locale__language_code__in={language, settings.LANGUAGE_CODE},
    ).values("question__locale__language_code")
    newest = {
        row["question__locale__language_code"]: row["pk"] for row in versions.annotate(pk=Max("pk"))
    }
    pk = newest.get(language) or newest.get(settings.LANGUAGE_CODE)
    if not pk:
        return None
    language_of = F("question__locale__language_code")
    return QuestionVersion.objects.annotate(language=language_of).get(pk=pk)


def practice_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Practice questions by bank, for the editor of lessons. One query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = (
        Question.objects.non_polymorphic()
        .filter(use=Use.PRACTICE, locale__language_code=settings.LANGUAGE_CODE)
        .order_by("bank__code", "code")
        .values_list("bank__name", "code", "prompt")
    )
    for bank, code, prompt in rows:
        groups.setdefault(bank or "", []).append((code, f"{code} · {prompt[:60]}"))
    return list(groups.items())
