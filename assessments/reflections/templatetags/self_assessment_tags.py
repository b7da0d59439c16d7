from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

from assessments.reflections.models import SelfAssessmentPage
from assessments.reflections.queries import own
from assessments.reflections.queries.asking import statement_count
from assessments.reflections.wording import frequency_words, points

register = template.Library()


@register.simple_tag(takes_context=True)
def self_assessment_standing(
    context: dict[str, Any], page: SelfAssessmentPage
) -> own.Standing | None:
    """Where the reader stands at this self-assessment. One query; none in a preview."""
    request = context["request"]
    if getattr(request, "is_preview", False) or not request.user.is_authenticated:
        return None
    return own.standing(request.user, page.translation_key)


@register.simple_tag
def asked_of(page: SelfAssessmentPage) -> int:
    """How many statements it asks. Two or three queries."""
    return statement_count(page)


@register.filter
def as_points(score: Decimal | None) -> str:
    """``2,67``; a dash where there is no score."""
    return "—" if score is None else points(score)


@register.filter
def as_change(change: Decimal | None) -> str:
    """``+0,44`` or ``−0,44``, with a true minus sign; a dash where nothing can be compared."""
    if change is None:
        return "—"
    sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
    return f"{sign}{number_format(abs(change), 2)}"


@register.filter
def as_frequency(score: int | None) -> str:
    return frequency_words(score)
