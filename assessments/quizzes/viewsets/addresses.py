from typing import Any

from django.urls import reverse

from assessments.quizzes.models import Question

LIST = "wagtailsnippets_quizzes_question:list"


def kind_url(question: Question, action: str) -> str:
    """Address of ``action`` in the editor of the question's own kind."""
    model: Any = question.get_real_instance_class()
    return reverse(model.snippet_viewset.get_url_name(action), args=[question.pk])
