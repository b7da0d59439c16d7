"""The invented organisation: units, people, where they work and what they may do."""

import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from training.curriculum.demonstration.cast import ROLES, Actor, Cast
from training.curriculum.demonstration.histories import stories_of
from training.people.groups import EDITORS, REVIEWERS, TRAINERS
from training.people.models import OrgUnit, Person, Role
from training.people.services import ensure_group, grant_role, transfer

GROUPS = {"trainer": TRAINERS, "editor": EDITORS, "reviewer": REVIEWERS}


@transaction.atomic
def make_organisation(cast: Cast, today: datetime.date) -> int:
    """Add what is missing of the organisation and return how many people are new. Repeatable.

    People who are there already are left as they are, so a visitor's changes stay.
    """
    known = set(Person.objects.filter(is_demo=True).values_list("email", flat=True))
    missing = [actor for actor in cast.actors if actor.email not in known]
    if not missing:
        return 0
    units = _units(cast)
    password = make_password(settings.DEMO_PASSWORD)  # slow by design: once for everybody
    stories = stories_of(cast)
    for actor in missing:
        learning_for = stories[actor.email].begun if actor.email in stories else 0
        since = min(actor.since, today - datetime.timedelta(days=learning_for))
        _person(actor, units[actor.unit], password, since)
    new = {actor.email for actor in missing}
    people = {person.email: person for person in Person.objects.filter(email__in=new)}
    for sign_in in cast.sign_ins:
        if person := people.get(sign_in.email):
            _role(person, sign_in.role, units[sign_in.unit], today)
    return len(missing)


def _units(cast: Cast) -> dict[str, OrgUnit]:
    units = {unit.code: unit for unit in OrgUnit.objects.all()}
    for row in cast.units:
        if row.code in units:
            continue
        unit = OrgUnit(
            code=row.code,
            type=row.type,
            name=row.name,
            short_name=row.short_name,
            active_from=row.active_from,
        )
        if row.parent:
            OrgUnit.objects.get(code=row.parent).add_child(instance=unit)
        else:
            OrgUnit.add_root(instance=unit)
        units[row.code] = unit
    return units


def _person(actor: Actor, unit: OrgUnit, password: str, since: datetime.date) -> Person:
    person = Person(
        email=actor.email,
        surname=actor.surname,
        given_name=actor.given_name,
        patronymic=actor.patronymic,
        password=password,
        is_demo=True,
    )
    person.full_clean()
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    transfer(person=person, unit=unit, post=actor.post, on=since)
    return person


def _role(person: Person, role: str, unit: OrgUnit, today: datetime.date) -> None:
    if role in ROLES:
        granted_from = min(unit.active_from, today)
        grant_role(
            person=person, role=ROLES[role], unit=unit, granted_by=None, date_from=granted_from
        )
    if role in GROUPS:
        ensure_group(GROUPS[role]).user_set.add(person)
    if ROLES.get(role) == Role.ADMINISTRATOR:
        person.is_superuser = True
        person.save(update_fields=["is_superuser"])
