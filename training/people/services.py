"""What changes where people work and what they may do. One transaction each."""

import datetime
import logging

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from training.people.exceptions import (
    NotYoursToGrant,
    PeriodReversed,
    PersonInactive,
    RoleAlreadyEnded,
    TransferTooEarly,
    UnitNotActive,
)
from training.people.groups import EDITORS, REVIEWERS, TRAINERS
from training.people.models import OrgUnit, Person, Posting, Role, RoleGrant
from training.people.models.grants import MAY_GRANT
from training.people.queries import EDITOR_ACCESS
from training.people.scope import scope

logger = logging.getLogger("security")


def check_grant(
    *,
    person: Person,
    role: str,
    unit: OrgUnit,
    granted_by: Person | None,
    date_from: datetime.date,
    date_to: datetime.date | None = None,
) -> None:
    """Refuse what ``grant_role`` would refuse, and change nothing."""
    if date_to is not None and date_to < date_from:
        raise PeriodReversed
    if not person.is_active:
        raise PersonInactive
    if not unit.is_active_on(date_from):
        raise UnitNotActive
    if granted_by is None or _may_grant(granted_by, person, role, unit, date_to):
        return
    ids = {"person_id": person.pk, "role": role, "unit_id": unit.pk, "by_id": granted_by.pk}
    logger.warning("role.refused", extra=ids)
    raise NotYoursToGrant


@transaction.atomic
def grant_role(
    *,
    person: Person,
    role: str,
    unit: OrgUnit,
    granted_by: Person | None,
    date_from: datetime.date,
    date_to: datetime.date | None = None,
) -> RoleGrant:
    """Give ``role`` over ``unit`` and everything below it, both days included.

    ``granted_by=None`` is the system itself: a command, an import. Safe to repeat: an open grant
    of the same role over the same unit is returned as it is.

    Raises:
        PeriodReversed: the last day is before the first.
        PersonInactive: the person may not sign in.
        UnitNotActive: there is no such unit on ``date_from``.
        NotYoursToGrant: role, unit, last day or person reach beyond ``granted_by``'s own.
    """
    check_grant(
        person=person,
        role=role,
        unit=unit,
        granted_by=granted_by,
        date_from=date_from,
        date_to=date_to,
    )
    _wait_for(person)  # the second of two at once finds the grant of the first
    open_grants = RoleGrant.objects.filter(date_to=None, ended_on=None)
    found = open_grants.filter(person=person, role=role, unit=unit).first()
    if found and date_to is None:
        return found
    grant = RoleGrant.objects.create(
        person=person,
        role=Role(role),
        unit=unit,
        granted_by=granted_by,
        date_from=date_from,
        date_to=date_to,
    )
    log(instance=grant, action="people.grant_role", user=granted_by, data=_facts(grant))
    logger.info("role.granted", extra=_facts(grant))
    return grant


def check_end(*, grant: RoleGrant, ended_by: Person | None, on: datetime.date) -> None:
    """Refuse what ``end_role`` would refuse, and change nothing."""
    if grant.ended_on is not None or (grant.date_to is not None and grant.date_to < on):
        raise RoleAlreadyEnded
    if ended_by is None or ended_by.pk == grant.person_id or _is_in_charge(ended_by, grant):
        return
    logger.warning("role.refused", extra={"grant_id": grant.pk, "by_id": ended_by.pk})
    raise NotYoursToGrant


@transaction.atomic
def end_role(
    *, grant: RoleGrant, ended_by: Person | None, on: datetime.date | None = None
) -> RoleGrant:
    """Take the role away from ``on`` (today if not said): on that day it gives nothing any more.

    Whoever may give a role may take it; anybody may lay down their own. The row stays.

    Raises:
        RoleAlreadyEnded: it was taken away before, or its last day is past.
        NotYoursToGrant: it is not in ``ended_by``'s charge.
    """
    on = on or timezone.localdate()
    locked = RoleGrant.objects.select_for_update(of=("self",)).select_related("unit")
    grant = locked.get(pk=grant.pk)
    check_end(grant=grant, ended_by=ended_by, on=on)
    grant.ended_on = on
    grant.save(update_fields=["ended_on"])
    log(instance=grant, action="people.end_role", user=ended_by, data=_facts(grant))
    logger.info("role.ended", extra=_facts(grant))
    return grant


@transaction.atomic
def transfer(*, person: Person, unit: OrgUnit, post: str, on: datetime.date) -> Posting:
    """Post ``person`` to ``unit`` from ``on`` without an end; what was before ends a day earlier.

    Safe to repeat: the same posting from the same day is returned as it is.

    Raises:
        PersonInactive: the person may not sign in.
        UnitNotActive: there is no such unit on that day.
        TransferTooEarly: a posting on record began on that day or later, or lasts beyond it.
    """
    if not person.is_active:
        raise PersonInactive
    if not unit.is_active_on(on):
        raise UnitNotActive
    _wait_for(person)
    previous = Posting.objects.filter(person=person, date_to=None).first()
    if previous and (previous.unit_id, previous.post, previous.date_from) == (unit.pk, post, on):
        return previous
    others = Posting.objects.filter(person=person)
    if previous:
        if previous.date_from >= on:
            raise TransferTooEarly
        others = others.exclude(pk=previous.pk)
    if others.overlapping(on, None).exists():
        raise TransferTooEarly
    if previous:
        previous.date_to = on - datetime.timedelta(days=1)
        previous.save(update_fields=["date_to"])
    return Posting.objects.create(person=person, unit=unit, post=post, date_from=on)


@transaction.atomic
def forget_second_factor(*, person: Person, forgotten_by: Person) -> None:
    """Let somebody who lost phone and recovery codes sign in by password and set it up anew."""
    deleted, _rows = Authenticator.objects.filter(user=person).delete()
    if deleted:
        log(instance=person, action="people.forget_second_factor", user=forgotten_by)
        logger.warning(
            "second_factor_forgotten", extra={"person_id": person.pk, "by_id": forgotten_by.pk}
        )


def ensure_group(name: str) -> Group:
    """A group of the CMS that may enter the editor's screens; made if missing. Repeatable.

    What its members may do there is added by the app that owns the content.
    """
    group, _created = Group.objects.get_or_create(name=name)
    app_label, codename = EDITOR_ACCESS
    group.permissions.add(
        Permission.objects.get(content_type__app_label=app_label, codename=codename)
    )
    return group


def ensure_groups() -> dict[str, Group]:
    """Trainers, editors and reviewers, by name."""
    return {name: ensure_group(name) for name in (TRAINERS, EDITORS, REVIEWERS)}


def _may_grant(
    giver: Person, person: Person, role: str, unit: OrgUnit, date_to: datetime.date | None
) -> bool:
    """Whether some role of the giver today reaches as far as the one to be given.

    As far means: a role not above it, a unit not above it, a last day not after its own. And the
    person must be somebody the giver may see.
    """
    if giver.is_superuser and giver.is_active:
        return True
    own = scope(giver)
    reaches = any(
        role in MAY_GRANT[grant.role]
        and unit.is_within(grant.unit)
        and (grant.date_to is None or (date_to is not None and date_to <= grant.date_to))
        for grant in own.grants
    )
    return reaches and own.people().filter(pk=person.pk).exists()


def _is_in_charge(person: Person, grant: RoleGrant) -> bool:
    if person.is_superuser and person.is_active:
        return True
    return any(
        grant.role in MAY_GRANT[own.role] and grant.unit.is_within(own.unit)
        for own in scope(person).grants
    )


def _wait_for(person: Person) -> None:
    """Changes of one person's roles and postings come one after another."""
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)


def _facts(grant: RoleGrant) -> dict[str, int | str | None]:
    return {
        "grant_id": grant.pk,
        "person_id": grant.person_id,
        "role": str(grant.role),
        "unit_id": grant.unit_id,
        "by_id": grant.granted_by_id,
    }
