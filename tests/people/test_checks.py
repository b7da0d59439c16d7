"""What keeps an unsafe site from starting: F11, G01, G06."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError

from tests.factories.people import PersonFactory
from training.people import checks
from training.people.services import ensure_groups

GOOD_SECRET = "k" * checks.LEAST_SECRET


def ids() -> set[str]:
    return {fault.id for fault in [*checks.unsafe_settings(), *checks.demo_accounts()]}


@pytest.fixture
def production(settings):
    settings.DEMO = False
    settings.DEBUG = False
    settings.SECRET_KEY = GOOD_SECRET
    return settings


def test_a_sound_production_site_starts(db, production):
    PersonFactory(is_demo=True, deactivated=True)

    assert not ids()
    checks.refuse_unsafe_start()


def test_f11_g06_demo_accounts_are_refused_in_production(db, production):
    PersonFactory(is_demo=True)

    assert ids() == {"people.E003"}
    with pytest.raises(ImproperlyConfigured):
        checks.refuse_unsafe_start()


def test_f11_g06_debug_is_refused_in_production(db, production):
    production.DEBUG = True

    assert ids() == {"people.E001"}


@pytest.mark.parametrize("secret", ["short", "k" * (checks.LEAST_SECRET - 1), None])
def test_f11_g06_a_weak_or_known_secret_is_refused_in_production(db, production, secret):
    production.SECRET_KEY = production.DEMO_SECRET_KEY if secret is None else secret

    assert ids() == {"people.E002"}


def test_f11_g06_a_second_way_in_is_refused_in_production(db, production, monkeypatch):
    assert {"django.contrib.admin", "debug_toolbar", "wagtail.api.v3"} <= checks.SECOND_DOORS
    assert not checks.SECOND_DOORS.intersection(production.INSTALLED_APPS)

    monkeypatch.setattr(checks, "SECOND_DOORS", frozenset({"wagtail.snippets"}))
    assert ids() == {"people.E005"}


def test_all_of_it_is_allowed_in_a_demonstration(db, settings):
    settings.DEMO = settings.DEBUG = True
    settings.SECRET_KEY = settings.DEMO_SECRET_KEY
    PersonFactory(is_demo=True)

    assert not ids()


def test_before_the_first_migrate_there_is_nobody_to_find(production, monkeypatch):
    def missing_table(**kwargs):
        raise DatabaseError

    monkeypatch.setattr(checks.Person.objects, "filter", missing_table)

    assert checks.demo_accounts() == []


@pytest.mark.parametrize("model", ["person", "group"])
@pytest.mark.parametrize("action", ["add", "change", "delete"])
def test_g01_a_group_that_manages_people_is_an_error(db, model, action):
    permission = Permission.objects.get(codename=f"{action}_{model}")
    Group.objects.create(name="Кадри").permissions.add(permission)

    assert [fault.id for fault in checks.user_managers()] == ["people.E004"]
    with pytest.raises(SystemCheckError):
        call_command("check", databases=["default"])


def test_g01_a_person_with_such_a_permission_is_an_error(db, person):
    person.user_permissions.add(Permission.objects.get(codename="change_person"))

    assert [fault.id for fault in checks.user_managers()] == ["people.E004"]


def test_g01_our_own_groups_are_sound(db):
    ensure_groups()

    assert checks.user_managers() == []


def test_missing_second_factor_is_told_at_deployment(production):
    production.REQUIRE_SECOND_FACTOR = False
    assert "people.W006" in {fault.id for fault in run_checks(include_deployment_checks=True)}

    production.REQUIRE_SECOND_FACTOR = True
    assert checks.check_second_factor(None) == []
