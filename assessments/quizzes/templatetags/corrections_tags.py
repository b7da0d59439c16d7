from typing import Any

from django import template

from assessments.quizzes.models import Attempt, CorrectionNotice
from assessments.quizzes.reports import corrections

register = template.Library()


@register.simple_tag
def correction_notes(attempt: Attempt) -> dict[int, corrections.CorrectionNote]:
    """By position. Two queries, one where nothing was corrected."""
    return corrections.notes_of(attempt)


@register.simple_tag
def result_changes(attempt: Attempt) -> list[corrections.ResultChange]:
    """Old and new results of an attempt, oldest first. One query."""
    return corrections.result_changes(attempt)


@register.simple_tag(takes_context=True)
def correction_notices(context: dict[str, Any]) -> list[CorrectionNotice]:
    """What the reader has not been told yet. One query, none for who is not signed in."""
    user = context["request"].user
    return corrections.unread_notices(user) if user.is_authenticated else []


@register.filter
def at_position(notes: dict[int, corrections.CorrectionNote], position: int) -> Any:
    return notes.get(position)
