"""The editor's views of questions: a list over all kinds that leads to the form of each kind."""

from assessments.quizzes.viewsets.kinds import KIND_VIEWSETS, QuestionViewSet

__all__ = ["KIND_VIEWSETS", "QuestionViewSet"]
