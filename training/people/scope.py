"""Whom may I see: the one place that answers it.

A scope is computed on each request from the grants and the tree of today. Other apps narrow their
rows through it (``Attempt.objects.visible_to(person)``), never by bare id.
"""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils import timezone

from training.people.models import OrgUnit, Person, Posting, Role, RoleGrant
from training.people.models.grants import SEES_PEOPLE
from training.people.models.organisation import OrgUnitQuerySet
from training.people.models.person import PersonQuerySet


@dataclass(frozen=True)
class Scope:
    """What one person may see of others, today.

    One query for the viewer's grants, then one for whatever is asked.
    """

    viewer: Person

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """Current grants that show people, with their units. Nothing for who may not sign in."""
        return list(
            RoleGrant.objects.current(timezone.localdate())
            .filter(person=self.viewer.pk, person__is_active=True, role__in=SEES_PEOPLE)
            .select_related("unit")
            .order_by("unit__path")
        )

    @cached_property
    def roots(self) -> list[OrgUnit]:
        """Units the viewer leads, each once, without those that lie below another of them."""
        roots: list[OrgUnit] = []
        for grant in self.grants:  # in the order of the tree: a unit comes before what is below it
            if not any(grant.unit.is_within(root) for root in roots):
                roots.append(grant.unit)
        return roots

    @property
    def leads(self) -> bool:
        """Whether the viewer sees anybody but themselves."""
        return bool(self.grants)

    @property
    def sees_all(self) -> bool:
        """Administrators of the top of the tree also see people without a posting."""
        return any(
            grant.role == Role.ADMINISTRATOR and grant.unit.is_root() for grant in self.grants
        )

    def covers(self, unit: OrgUnit) -> bool:
        """Whether ``unit`` is granted or lies below a granted one."""
        return self.sees_all or any(unit.is_within(root) for root in self.roots)

    def units(self) -> OrgUnitQuerySet:
        """Granted units and everything below them, in the order of the tree."""
        return OrgUnit.objects.filter(self._below("path"))

    def people(self) -> PersonQuerySet:
        """Active people posted today in ``units()``. Somebody who left drops out at once."""
        if self.sees_all:
            return Person.objects.active()
        posted = Posting.objects.current(timezone.localdate()).filter(self._below("unit__path"))
        return Person.objects.active().filter(pk__in=posted.values("person"))

    def _below(self, field: str) -> Q:
        if self.sees_all:
            return Q()
        condition = Q(pk__in=[])
        for unit in self.roots:
            condition |= Q(**{f"{field}__startswith": unit.path})
        return condition


def scope(viewer: Person) -> Scope:
    return Scope(viewer)


def seen_by(viewer: Person, person: str = "person") -> Q:
    """Condition on rows that belong to a ``person``: the viewer's own, and of people they lead."""
    return Q(**{person: viewer}) | Q(**{f"{person}__in": scope(viewer).people()})
