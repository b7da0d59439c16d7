"""Rights over a kind of question follow the rights over questions."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from assessments.quizzes.models import QUESTION_MODELS

KIND_MODELS = frozenset(model._meta.model_name for model in QUESTION_MODELS)


class QuestionKindBackend(BaseBackend):
    """The editor asks ``has_perm`` for the subclass; let it follow the base."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        app, _, codename = perm.partition(".")
        action, _, model = codename.rpartition("_")
        return (
            app == "quizzes"
            and model in KIND_MODELS
            and user_obj.has_perm(f"quizzes.{action}_question")
        )
