"""Where each thing on the page is edited, for those who may edit it; the others get no link."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from wagtail.models import Page
from wagtail.permissions import policy_registry

from assessments.quizzes.models import Question
from assessments.scenarios.models import Scenario
from modules.models import Principle


@dataclass(frozen=True)
class Links:
    """Addresses for one person; an empty one where they may not. Three queries at most."""

    user: Any

    def principle(self, pk: int) -> str:
        return self._snippet(Principle, pk) if self._may[Principle] else ""

    def question(self, pk: int) -> str:
        return self._snippet(Question, pk) if self._may[Question] else ""

    def talk(self, pk: int) -> str:
        return reverse("scenario_admin:storyboard", args=[pk]) if self._may[Scenario] else ""

    def scene(self, pk: int, node: str) -> str:
        return reverse("scenario_admin:node", args=[pk, node]) if self._may[Scenario] else ""

    def lesson(self, pk: int) -> str:
        return reverse("wagtailadmin_pages:edit", args=[pk]) if pk in self._pages else ""

    def new_principle(self) -> str:
        if not policy_registry.get_by_type(Principle).user_has_permission(self.user, "add"):
            return ""
        return reverse(Principle.snippet_viewset.get_url_name("add"))

    @staticmethod
    def _snippet(model: Any, pk: int) -> str:
        return reverse(model.snippet_viewset.get_url_name("edit"), args=[pk])

    @cached_property
    def _may(self) -> dict[Any, bool]:
        return {
            model: bool(policy_registry.get_by_type(model).user_has_permission(self.user, "change"))
            for model in (Principle, Question, Scenario)
        }

    @cached_property
    def _pages(self) -> frozenset[int]:
        policy = policy_registry.get_by_type(Page)
        pages = policy.instances_user_has_permission_for(self.user, "change")
        return frozenset(pages.values_list("pk", flat=True))
