from typing import Any

from django import template
from django.utils import translation

from assessments.quizzes import queries
from assessments.quizzes.practice import ShownCheck, answer_practice

register = template.Library()


@register.simple_tag(takes_context=True)
def practice_check(context: dict[str, Any], code: str) -> ShownCheck | None:
    """The practice question a lesson names, not yet answered; ``None`` when it is not published."""
    version = queries.practice_version(code, translation.get_language() or "uk")
    user = context["request"].user
    return answer_practice(version, person=user, data=None) if version else None


@register.simple_tag(takes_context=True)
def quiz_standing(context: dict[str, Any], page: Any) -> queries.QuizStanding | None:
    """Where the reader stands at this quiz. One query."""
    user = context["request"].user
    return queries.standing(user, page.translation_key) if user.is_authenticated else None
