"""What the log says and what it must not: I08, D11."""

import json
import logging
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.factories.people import PASSWORD, PersonFactory, RoleGrantFactory
from training.logs import JsonFormatter
from training.people.exceptions import NotYoursToGrant
from training.people.models import Role
from training.people.security_log import digest, log_refusal
from training.people.services import grant_role

NEW = "тиха-вода-греблю-рве-9"


@pytest.fixture
def events(caplog):
    """Records of the security log so far, as (event, record)."""
    caplog.set_level(logging.INFO, logger="security")

    def read() -> dict[str, logging.LogRecord]:
        return {
            record.getMessage(): record for record in caplog.records if record.name == "security"
        }

    return read


def test_sign_in_and_out_are_told_by_id(client, person, sign_in, events):
    sign_in(client, person.email)
    client.post(reverse("account_logout"))

    assert events()["sign_in"].person_id == person.pk
    assert events()["sign_out"].person_id == person.pk
    assert events()["sign_in"].request_id


def test_failure_is_told_by_a_digest_of_what_was_typed(client, person, sign_in, events):
    sign_in(client, " OLENA@example.org", "не той пароль")

    record = events()["sign_in_failed"]
    assert record.levelno == logging.WARNING
    assert record.account == digest(person.email)
    assert not hasattr(record, "email")


def test_throttle_is_told(client, person, sign_in, events):
    for _ in range(6):
        sign_in(client, person.email, "не той пароль")

    assert events()["throttle"].account == digest(person.email)


def test_password_change_and_second_factor_are_told(
    client, person, events, django_capture_on_commit_callbacks
):
    client.force_login(person)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    client.post(reverse("account_reauthenticate"), {"password": NEW})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

    def code(step: int = 0) -> str:
        return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code()})
        client.post(reverse("mfa_generate_recovery_codes"))
    other = Client()
    other.post(reverse("account_login"), {"login": person.email, "password": NEW})
    other.post(reverse("mfa_authenticate"), {"code": "000000"})
    other.post(reverse("mfa_authenticate"), {"code": code()})
    client.post(reverse("mfa_deactivate_totp"))

    told = events()
    for event in (
        "password_changed",
        "second_factor_added",
        "second_factor_renewed",
        "second_factor_failed",
        "second_factor_used",
        "second_factor_removed",
    ):
        assert told[event].person_id == person.pk, event


def test_roles_and_their_refusals_are_told(tree, person, events):
    giver = RoleGrantFactory(unit=tree.odesa).person
    with pytest.raises(NotYoursToGrant):
        grant_role(
            person=person,
            role=Role.HR,
            unit=tree.odesa,
            granted_by=giver,
            date_from=tree.odesa.active_from,
        )
    grant_role(
        person=person,
        role=Role.HR,
        unit=tree.odesa,
        granted_by=None,
        date_from=tree.odesa.active_from,
    )

    assert events()["role.refused"].by_id == giver.pk
    assert events()["role.granted"].person_id == person.pk


def test_refusal_is_one_line_with_the_id_of_its_target(person, events):
    request = RequestFactory().get("/somewhere/")
    request.user = person

    log_refusal(request, reason="out_of_scope", attempt_id="0b7c")

    record = events()["refusal"]
    assert (record.person_id, record.reason, record.attempt_id) == (
        person.pk,
        "out_of_scope",
        "0b7c",
    )


def test_i08_no_names_addresses_or_secrets_are_written(client, caplog, db, sign_in):
    caplog.set_level(logging.DEBUG)
    canary = PersonFactory(email="canary@example.org", surname="Канаренко", given_name="Кана")

    sign_in(client, canary.email, "канарковий-пароль")
    sign_in(client, canary.email)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
    )
    client.post(reverse("account_reset_password"), {"email": canary.email})
    client.post(reverse("account_logout"))

    written = "\n".join(
        JsonFormatter().format(record)
        for record in caplog.records
        if record.name in {"security", "training.request"}
    )
    assert "sign_in" in written
    for secret in ("canary@example.org", "Канаренко", "канарковий", PASSWORD, NEW, "127.0.0.1"):
        assert secret not in written


def test_d11_line_breaks_make_no_second_line(client, db, sign_in, caplog):
    caplog.set_level(logging.INFO, logger="security")
    sign_in(client, "x@example.org", "не той")
    client.post(
        reverse("account_login") + "?next=%0Afake",
        {"login": "y@example.org", "password": "не той"},
    )

    for record in caplog.records:
        line = JsonFormatter().format(record)
        assert "\n" not in line
        json.loads(line)


def test_digest_tells_equal_things_apart_from_others():
    assert digest(" A@x.ua") == digest("a@X.ua") != digest("b@x.ua")
    assert digest("a@x.ua") != "a" * 12
    assert len(digest("a@x.ua")) == 12
