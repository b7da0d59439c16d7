from dataclasses import dataclass

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from tests.factories.people import PASSWORD, OrgUnitFactory, PersonFactory, RoleGrantFactory
from training.people.groups import EDITORS
from training.people.models import OrgUnit, Person, Role, UnitType
from training.people.services import ensure_group


@dataclass
class Tree:
    """The coordination centre; below it two centres with one bureau each."""

    top: OrgUnit
    south: OrgUnit
    odesa: OrgUnit
    west: OrgUnit
    lviv: OrgUnit


@pytest.fixture
def tree(db) -> Tree:
    top = OrgUnitFactory(type=UnitType.COORDINATION_CENTRE, short_name="Координаційний центр")
    centres = {"type": UnitType.INTERREGIONAL_CENTRE, "parent": top}
    south = OrgUnitFactory(short_name="Південний центр", **centres)
    west = OrgUnitFactory(short_name="Західний центр", **centres)
    odesa = OrgUnitFactory(short_name="Одеське бюро", parent=south)
    lviv = OrgUnitFactory(short_name="Львівське бюро", parent=west)
    return Tree(*(OrgUnit.objects.get(pk=unit.pk) for unit in (top, south, odesa, west, lviv)))


@pytest.fixture
def person(db) -> Person:
    return PersonFactory(email="olena@example.org")


@pytest.fixture
def sign_in():
    """Sign in by the form, as a person does; the answer is not followed."""

    def post(client: Client, email: str, password: str = PASSWORD, path: str = "", **fields):
        return client.post(
            path or reverse("account_login"),
            {"login": email, "password": password, **fields},
        )

    return post


@pytest.fixture
def with_totp():
    """Give a person a second factor; the secret comes back."""

    def activate(person: Person) -> str:
        secret = generate_totp_secret()
        TOTP.activate(person, secret)
        assert Authenticator.objects.filter(user=person).exists()
        return secret

    return activate


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("people:account")).status_code == 200


@pytest.fixture
def superuser(db) -> Person:
    return PersonFactory(superuser=True)


@pytest.fixture
def administrator(tree) -> Person:
    """Holds the role at the top and may enter the editor, but is no superuser."""
    person = RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR).person
    person.groups.add(ensure_group(EDITORS))
    return person


@pytest.fixture
def editor(db) -> Person:
    person = PersonFactory()
    person.groups.add(ensure_group(EDITORS))
    return person


@pytest.fixture
def cms(client, superuser) -> Client:
    client.force_login(superuser)
    return client
