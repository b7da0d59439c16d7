"""Reads across quizzes for pages and services."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import Max
from django.utils import translation

from assessments.quizzes.kinds import kind_of
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    Question,
    QuestionVersion,
    QuizPage,
    Use,
)
from training.people.models import Person

PRACTICE_FOR_SECONDS = 30


def drawable_versions(page: QuizPage) -> list[QuestionVersion]:
    """Newest version of every published quiz question of the page's bank, one a question.

    In the page's language, Ukrainian where a question has none. Two queries.
    """
    language = page.locale.language_code
    questions = (
        Question.objects.non_polymorphic()
        .filter(
            bank=page.bank_id,
            use=Use.QUIZ,
            live=True,
            locale__language_code__in={language, settings.LANGUAGE_CODE},
        )
        .values_list("pk", "translation_key", "locale__language_code")
    )
    chosen: dict[uuid.UUID, int] = {}
    for pk, key, code in questions:
        if key not in chosen or code == language:
            chosen[key] = pk
    versions = QuestionVersion.objects.latest_of(list(chosen.values()))
    return list(versions.order_by("question"))


def times_asked(person: Person, quiz_key: uuid.UUID) -> Counter[int]:
    """How often each question was put to ``person`` in this quiz. One query."""
    return Counter(
        AttemptItem.objects.filter(attempt__person=person, attempt__quiz_key=quiz_key).values_list(
            "version__question_id", flat=True
        )
    )


@dataclass(frozen=True)
class ShownOption:
    """An option as a person sees it. Right or wrong is known only after the review opens."""

    token: str
    text: str
    feedback: str = ""
    is_right: bool | None = None
    key: str = ""
    picked: str = ""


@dataclass(frozen=True)
class ShownItem:
    """A question as a person sees it: an allow-list of what may leave the server."""

    position: int
    total: int
    kind: str
    template: str
    prompt: str
    options: list[ShownOption]
    value: Any
    is_complete: bool
    share: Any = None
    explanation: str = ""
    norm: str = ""

    @property
    def key(self) -> str:
        return str(self.position)

    @property
    def picked(self) -> list[str]:
        return [option.token for option in self.options if option.picked]


def shown_items(attempt: Attempt) -> list[ShownItem]:
    """The questions of an attempt in order. One query. Keys only when feedback may be shown."""
    items = list(attempt.items.select_related("version"))
    return [_shown(item, attempt, len(items)) for item in items]


def _shown(item: AttemptItem, attempt: Attempt, total: int) -> ShownItem:
    document = item.version.document
    kind = kind_of(document)
    value = attempt.answers.get(item.key, {}).get("value")
    reveal = attempt.shows_feedback
    return ShownItem(
        position=item.position,
        total=total,
        kind=kind.name,
        template=kind.template_name,
        prompt=document["prompt"],
        options=shown_options(document, item.options, value, reveal=reveal),
        value=value,
        is_complete=kind.is_complete(value),
        share=item.share if reveal else None,
        explanation=document["explanation"] if reveal else "",
        norm=document["norm"] if reveal else "",
    )


def shown_options(
    document: dict[str, Any], options: list[list[str]], value: Any, *, reveal: bool
) -> list[ShownOption]:
    """Options in the pinned order; right answers and feedback only with ``reveal``."""
    by_id = {option["id"]: option for option in document["options"]}
    picked = kind_of(document).chosen(value, options)
    return [
        ShownOption(
            token=token,
            text=_option_text(document, by_id[option_id]),
            feedback=by_id[option_id]["feedback"] if reveal else "",
            is_right=by_id[option_id].get("right") if reveal else None,
            key=by_id[option_id].get("key", "") if reveal else "",
            picked=picked.get(option_id, ""),
        )
        for token, option_id in options
    ]


def _option_text(document: dict[str, Any], option: dict[str, Any]) -> str:
    if document["kind"] == "true_false":
        return {"true": translation.gettext("True"), "false": translation.gettext("False")}[
            option["id"]
        ]
    return str(option["text"])


@dataclass(frozen=True)
class QuizStanding:
    """Where a person stands at a quiz."""

    open_attempt: Attempt | None
    finished: list[Attempt]

    @property
    def is_passed(self) -> bool:
        return any(attempt.is_passed for attempt in self.finished)

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
    return QuestionVersion.objects.get(pk=pk) if pk else None


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
