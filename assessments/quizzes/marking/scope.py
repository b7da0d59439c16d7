"""Who may mark whose long answers. Decided on each request from the roles of today."""

from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone

from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.attempts import AttemptItemQuerySet
from training.people.models import Person, Role, RoleGrant
from training.people.scope import Scope


@dataclass(frozen=True)
class MarkerScope(Scope):
    """Whose answers one person may mark.

    A trainer: of the people posted in the units granted and below. Whoever may change questions and
    never was a trainer, and a superuser: everybody's. A role that has ended gives nothing back.
    One query for the roles, for people without any two more for their permissions.
    """

    @cached_property
    def all_grants(self) -> list[RoleGrant]:
        if not self.viewer.is_active:
            return []
        grants = RoleGrant.objects.filter(person=self.viewer.pk, role=Role.TRAINER)
        return list(grants.select_related("unit").order_by("unit__path"))

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """Trainer's roles in force today."""
        today = timezone.localdate()
        return [grant for grant in self.all_grants if grant.is_current(today)]

    @cached_property
    def sees_all(self) -> bool:
        if not self.viewer.is_active or self.viewer.is_superuser:
            return self.viewer.is_active
        return not self.all_grants and self.viewer.has_perm("quizzes.change_question")

    @property
    def leads(self) -> bool:
        return self.sees_all or bool(self.grants)

    def items(self) -> AttemptItemQuerySet:
        """Long answers of finished attempts, but never one's own."""
        items = AttemptItem.objects.filter(
            version__document__kind="long", attempt__finished_at__isnull=False
        ).exclude(attempt__person=self.viewer.pk)
        if self.sees_all:
            return items
        if not self.grants:
            return items.none()
        return items.filter(attempt__person__in=self.people())


def marker_scope(person: Person) -> MarkerScope:
    return MarkerScope(person)


def may_mark(person: Person) -> bool:
    """Whether the marking pages are open to ``person``; for links to them."""
    return marker_scope(person).leads
