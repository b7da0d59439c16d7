from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuizzesConfig(AppConfig):
    name = "assessments.quizzes"
    verbose_name = _("quizzes")

    def ready(self) -> None:
        from wagtail.signals import published  # noqa: PLC0415  needs loaded apps

        from assessments.quizzes.queries import practice_choices  # noqa: PLC0415  likewise
        from assessments.quizzes.services.publishing import (  # noqa: PLC0415  likewise
            question_published,
        )
        from modules.references import register_practice_questions  # noqa: PLC0415  likewise

        register_practice_questions(practice_choices)
        published.connect(question_published, dispatch_uid="quizzes.question_published")
