from wagtail.snippets.models import register_snippet

from assessments.reflections.viewsets import StatementViewSet

register_snippet(StatementViewSet)
