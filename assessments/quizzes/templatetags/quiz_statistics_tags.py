from django import template

from assessments.quizzes.reports import wording

register = template.Library()


@register.filter
def figure(value: float | None) -> str:
    """A figure with one decimal; a dash where it is absent."""
    return wording.figure(value, 1)


@register.filter
def per_cent(share: float | None) -> str:
    """A share as per cent, without the sign; a dash where it is absent."""
    return wording.figure(None if share is None else 100 * share, 1)
