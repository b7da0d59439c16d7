"""Whom something may be shown to: colleagues who lead or train where its owner works, today.

Computed on each request, for the choice and for every look at what was shared.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from training.people.collation import sort_key
from training.people.models import OrgUnit, Person, Role, RoleGrant
from training.people.models.grants import SEES_PEOPLE, RoleGrantQuerySet
from training.people.queries import postings_of

ROLES = SEES_PEOPLE | {Role.TRAINER}


@dataclass(frozen=True)
class Colleague:
    """Somebody to whom an item may be shown, with the roles that make them one."""

    person: Person
    roles: tuple[str, ...]


def circle_of(owner: Person) -> list[Colleague]:
    """By name. Two queries; nobody else of the organisation is asked for."""
    unit = _units([owner.pk]).get(owner.pk)
    above = Q(unit__path__in=_paths_above(unit)) | Q(role=Role.ADMINISTRATOR, unit__depth=1)
    grants = _grants().filter(above, person__is_active=True).exclude(person=owner.pk)
    roles: dict[Person, list[str]] = {}
    for grant in grants.select_related("person"):
        if _reaches(grant, unit):
            roles.setdefault(grant.person, []).append(str(grant))
    return [
        Colleague(person, tuple(dict.fromkeys(named)))
        for person, named in sorted(roles.items(), key=lambda entry: sort_key(entry[0].full_name))
    ]


def is_in_circle(owner: Person, recipient_id: int) -> bool:
    """Two queries."""
    return any(colleague.person.pk == recipient_id for colleague in circle_of(owner))


def owners_open_to(viewer: Person, owners: Iterable[Person]) -> set[int]:
    """Ids of those ``owners`` in whose circle ``viewer`` is today. Two queries."""
    active = [owner for owner in owners if owner.is_active and owner.pk != viewer.pk]
    if not active or not viewer.is_active:
        return set()
    grants = list(_grants().filter(person=viewer.pk))
    units = _units(owner.pk for owner in active)
    return {
        owner.pk
        for owner in active
        if any(_reaches(grant, units.get(owner.pk)) for grant in grants)
    }


def _grants() -> RoleGrantQuerySet:
    today = timezone.localdate()
    rows = RoleGrant.objects.current(today).filter(role__in=ROLES)
    return rows.select_related("unit").order_by("unit__path", "role")


def _units(people: Iterable[int]) -> dict[int, OrgUnit]:
    return {person: posting.unit for person, posting in postings_of(people).items()}


def _paths_above(unit: OrgUnit | None) -> list[str]:
    """Paths of ``unit`` and of everything above it."""
    if unit is None:
        return []
    return [unit.path[:end] for end in range(unit.steplen, len(unit.path) + 1, unit.steplen)]


def _reaches(grant: RoleGrant, unit: OrgUnit | None) -> bool:
    """As ``people.scope`` has it: the granted unit and below; the top sees everybody."""
    if grant.role == Role.ADMINISTRATOR and grant.unit.is_root():
        return True
    return unit is not None and unit.is_within(grant.unit)
