from typing import Any

from django import template

from assessments.reflections.models import PrivateNote
from assessments.reflections.queries.notes import notes_on
from modules.models import LessonPage

register = template.Library()


@register.simple_tag(takes_context=True)
def private_notes(context: dict[str, Any], page: LessonPage) -> dict[str, PrivateNote]:
    """``{% private_notes page as notes %}``: the reader's own notes on a lesson, by prompt.

    One query; none for somebody not signed in.
    """
    user = getattr(context.get("request"), "user", None)
    return notes_on(user, page.translation_key) if user and user.is_authenticated else {}


@register.filter
def note_for(notes: dict[str, PrivateNote], prompt_id: str | None) -> PrivateNote | None:
    """``{{ notes|note_for:block.id }}``."""
    return notes.get(str(prompt_id))
