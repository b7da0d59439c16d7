from django import template

from assessments.quizzes.models import Question
from assessments.quizzes.viewsets.addresses import kind_url

register = template.Library()


@register.simple_tag
def kind_address(question: Question, action: str) -> str:
    """Address of a page about a question in the editor of its kind."""
    return kind_url(question, action)
