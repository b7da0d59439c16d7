"""Reading prompts and one's own notes. Every function that returns notes asks whose."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import translation
from wagtail.models import Page

from assessments.reflections.models import PrivateNote
from modules.models import LessonPage
from modules.queries import FALLBACK_LANGUAGE, page_language, page_url
from training.people.models import Person


@dataclass(frozen=True)
class Prompt:
    """A question to oneself, as a published lesson asks it now. ``url`` leads to its very place."""

    lesson: LessonPage
    text: str
    url: str


@dataclass(frozen=True)
class NoteRow:
    """A note in the list of its owner. ``lesson`` is empty when it is not published any more."""

    page_key: uuid.UUID
    prompt_id: uuid.UUID
    prompt: str
    text: str
    updated_at: datetime.datetime
    lesson: str


def find_prompt(page_key: uuid.UUID, prompt_id: uuid.UUID) -> Prompt | None:
    """The prompt in the active language, else in Ukrainian. 1 query, and addresses of homes."""
    languages = _languages()
    lessons = LessonPage.objects.live().filter(
        translation_key=page_key, locale__language_code__in=languages
    )
    by_language = {page_language(lesson): lesson for lesson in lessons.select_related("locale")}
    for language in languages:
        if lesson := by_language.get(language):
            for block in lesson.body:
                if block.block_type == "reflection" and block.id == str(prompt_id):
                    url = f"{page_url(lesson)}#note-{prompt_id}"
                    return Prompt(lesson=lesson, text=block.value["prompt"], url=url)
    return None


def notes_on(person: Person, page_key: uuid.UUID) -> dict[str, PrivateNote]:
    """``{prompt_id: note}`` of ``person`` on one lesson. 1 query."""
    notes = PrivateNote.objects.of(person).filter(page_key=page_key)
    return {str(note.prompt_id): note for note in notes}


def own_notes(person: Person) -> list[NoteRow]:
    """All notes of ``person``, the latest first. 2 queries."""
    notes = list(PrivateNote.objects.of(person).order_by("-updated_at", "-pk"))
    titles = _lesson_titles({note.page_key for note in notes}) if notes else {}
    return [
        NoteRow(
            page_key=note.page_key,
            prompt_id=note.prompt_id,
            prompt=note.prompt,
            text=note.text,
            updated_at=note.updated_at,
            lesson=titles.get(note.page_key, ""),
        )
        for note in notes
    ]


def _lesson_titles(keys: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Titles of published lessons, in the active language where there is one."""
    languages = _languages()
    rows = (
        Page.objects.live()
        .filter(translation_key__in=keys, locale__language_code__in=languages)
        .values_list("locale__language_code", "translation_key", "title")
    )
    by_language: dict[str, dict[uuid.UUID, str]] = {language: {} for language in languages}
    for language, key, title in rows:
        by_language[language][key] = title
    return {key: title for code in reversed(languages) for key, title in by_language[code].items()}


def _languages() -> list[str]:
    """The active language, then Ukrainian."""
    return list(dict.fromkeys([translation.get_language() or FALLBACK_LANGUAGE, FALLBACK_LANGUAGE]))
