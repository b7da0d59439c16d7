"""What a stranger is told about a number."""

import datetime
import hashlib
import re

import pytest
from django.utils import timezone

from certificates import numbers, throttle
from certificates.models import LookUp
from tests.certificates.web.conftest import NAME, check, english, text_of
from tests.factories.certificates import (
    DOCUMENT,
    CertificateFactory,
    competency,
    replacement_of,
)
from tests.factories.people import (
    PersonFactory,
)


# --- Verification ---
def make(state):
    facts = {"holder_name": NAME, "valid_until": datetime.date(2050, 1, 2)}
    if state == "expired":
        facts["valid_until"] = datetime.date(2026, 4, 1)
    elif state == "withdrawn":
        facts["holder_name"] = ""
        facts["erased_at"] = timezone.now()
    elif state == "revoked":
        facts["revoked"] = True
    certificate = CertificateFactory(**facts)
    if state == "replaced":
        replacement_of(
            certificate, created_at=datetime.datetime(2026, 5, 6, 12, tzinfo=datetime.UTC)
        )
    return certificate


@pytest.mark.parametrize(
    ("state", "heading", "sentence"),
    [
        ("valid", "The certificate is valid", "in force until 02.01.2050, this day included"),
        ("expired", "The certificate has expired", "in force until 01.04.2026"),
        (
            "replaced",
            "The certificate has been replaced",
            "took its place on 06.05.2026: the holder’s name changed",
        ),
        (
            "revoked",
            "The certificate has been revoked",
            "not in force since 05.05.2026: the results it rested on were annulled",
        ),
        ("withdrawn", "The record has been withdrawn", "removed at the holder’s request"),
    ],
)
def test_each_state_is_said_plainly_with_its_date(client, db, state, heading, sentence):
    """H03, H06."""
    response = check(client, make(state))

    assert response.status_code == 200
    assert response.context["result"] == state
    assert f"<title>{heading}" in response.text
    assert f"autofocus>{heading}</h1>" in response.text
    assert sentence in text_of(response)


def test_one_without_end_says_so(client, db):
    assert "has no end date" in text_of(check(client, CertificateFactory()))


def test_an_unknown_number_says_so(client, db):
    response = check(client, numbers.make())

    assert response.status_code == 404
    assert "There is no such certificate" in text_of(response)


def test_the_page_shows_what_was_attested(client, db, time_machine):
    time_machine.move_to(datetime.datetime(2026, 6, 1, 9, 5, tzinfo=datetime.UTC))
    certificate = CertificateFactory(
        rendered=True,
        issuer_code="12345678",
        competencies=[competency(kinds=["quiz", "scenario"])],
    )
    text = text_of(check(client, certificate))

    for fact in (
        certificate.number,
        certificate.programme_title,
        "3 hours",
        "02.03.2026",
        "Установа, що видала, EDRPOU code 12345678",
        "FL-02 Активне емпатичне слухання",
        "2 Базовий",
        "Quiz, role-play",
        hashlib.sha256(DOCUMENT).hexdigest(),
        "Checked on 01.06.2026 12:05, Kyiv time.",
    ):
        assert fact in text
    assert text.index("The certificate is valid") < text.index(certificate.number)


@pytest.mark.parametrize("state", ["valid", "expired", "replaced", "revoked"])
@pytest.mark.parametrize(
    ("query", "is_shown"),
    [
        ({}, False),
        ({"t": "wrong"}, False),
        ({"t": ""}, False),
        ({"surname": "Коваль"}, False),
        ({"surname": "в'юник"}, True),
        ({"surname": "ВʼЮНИК Оксана"}, True),
        ({"surname": "Оксана"}, False),
    ],
)
def test_the_name_needs_the_token_or_the_surname(client, db, state, query, is_shown):
    """H02: nobody collects names by number."""
    response = check(client, make(state), **query)

    assert (NAME in text_of(response)) is is_shown
    assert ("Ґедеонівна" in response.text) is is_shown


def test_the_token_of_the_code_shows_the_name(client, db):
    """H02."""
    certificate = make("valid")

    assert NAME in text_of(check(client, certificate, t=certificate.token))
    other = make("valid")
    assert NAME not in text_of(check(client, certificate, t=other.token))


def test_a_wrong_surname_is_told_from_none(client, db):
    certificate = make("valid")

    assert "not the holder’s" in text_of(check(client, certificate, surname="Інша"))
    assert "Hidden." in text_of(check(client, certificate))


def test_what_stays_inside_stays_inside(client, db):
    """H02, I08: no token, e-mail, account, basis or file name on the public page."""
    certificate = CertificateFactory(
        rendered=True, person__email="canary@example.org", basis={"steps": "canary-basis"}
    )
    page = check(client, certificate, surname="Коваль").text

    for secret in (certificate.token, "canary", certificate.pdf, str(certificate.award_key)):
        assert secret not in page


def test_a_withdrawn_record_shows_no_fact(client, db):
    """H06: not even with the token that once opened it."""
    certificate = CertificateFactory(withdrawn=True, programme_title="Зниклa програма")
    response = check(client, certificate, t=certificate.token)

    assert "Зниклa програма" not in response.text
    assert "2026" not in text_of(response).split("Checked on")[0]


@pytest.mark.parametrize(
    "typed",
    [
        "FL-0000-0000-0000-1",
        "FL",
        "%00",
        "%20",
        "%27%20OR%201%3D1--",
        "x" * 3000,
        "%F0%9F%A6%85",
        "..%5C..%5Cetc",
        "FL-7K3M-9QXT-2BVD-U",
    ],
)
def test_malformed_numbers_get_the_answer_of_unknown_ones(
    client, db, typed, django_assert_num_queries
):
    """H01: the same status, the same page, the same queries."""
    unknown = check(client, numbers.make())
    with django_assert_num_queries(LOOK_UP):
        response = client.get(f"/en/verify/{typed}/")

    assert (response.status_code, unknown.status_code) == (404, 404)
    assert response.context["result"] == unknown.context["result"] == "unknown"
    assert text_of(response).split("Checked on")[0] == text_of(unknown).split("Checked on")[0]
    assert response.headers["Referrer-Policy"] == "no-referrer"


LOOK_UP = 5  # the throttle's four, the certificate


@pytest.mark.parametrize("count", [1, 3])
def test_a_check_costs_the_same_whatever_there_is(client, db, count, django_assert_num_queries):
    certificates = [
        CertificateFactory(rendered=True, competencies=[competency()] * count) for _ in range(count)
    ]
    for certificate in certificates:
        replacement_of(certificate)

    with django_assert_num_queries(LOOK_UP):
        check(client, certificates[0])
    with django_assert_num_queries(LOOK_UP):
        check(client, numbers.make())


def test_the_short_address_works_without_a_language(client, db):
    certificate = make("valid")
    response = client.get(f"/verify/{certificate.number}/?t={certificate.token}")

    assert response.status_code == 200
    assert NAME in text_of(response)


@pytest.mark.parametrize("address", ["certificates:verify", "verify_short"])
def test_the_other_language_leads_to_the_same_answer(client, db, address):
    certificate = make("valid")
    page = client.get(f"{english(address, certificate.number)}?t={certificate.token}")
    other = page.context["language_links"][0]
    answer = client.get(other["url"])

    assert other["code"] == answer.context["LANGUAGE_CODE"] != page.context["LANGUAGE_CODE"]
    assert answer.context["certificate"] == certificate
    assert NAME in text_of(answer)


def test_a_number_may_be_typed_carelessly(client, db):
    certificate = make("valid")
    typed = certificate.number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    response = client.get(english("certificates:verify_form"), {"number": typed})

    assert response.context["certificate"] == certificate


def test_the_form_stands_alone(client, db):
    response = client.get(english("certificates:verify_form"))

    assert response.status_code == 200
    assert 'name="number"' in response.text
    assert 'name="surname"' in response.text
    assert not LookUp.objects.exists()


def test_the_form_and_the_address_give_the_same_answer(client, db):
    certificate = make("valid")
    query = {"number": certificate.number, "surname": "Вʼюник"}
    by_form = client.get(english("certificates:verify_form"), query)

    assert NAME in text_of(by_form)
    assert text_of(by_form) == text_of(check(client, certificate, surname="Вʼюник"))


@pytest.mark.parametrize("number", ["", "   "])
def test_an_empty_number_is_asked_for_and_the_surname_kept(client, db, number):
    response = client.get(
        english("certificates:verify_form"), {"number": number, "surname": "Ґудзь"}
    )

    assert response.status_code == 400
    assert "Enter the number of the certificate" in response.text
    assert 'value="Ґудзь"' in response.text
    assert "<title>Error:" in response.text


def test_what_was_typed_is_shown_as_text(client, db):
    """D03."""
    evil = "<script>alert(1)</script>"
    response = client.get(
        english("certificates:verify_form"), {"number": evil, "surname": evil, "t": evil}
    )

    assert response.status_code == 404
    assert "<script>alert" not in response.text


def test_frozen_facts_are_shown_as_text(client, db):
    """D03: should markup ever have been frozen, it is shown, not run."""
    certificate = CertificateFactory(
        holder_name="<b>Вʼюник</b>",
        programme_title="<img src=x onerror=alert(1)>",
        competencies=[competency(name="<i>x</i>", kinds=["<u>"])],
    )
    response = check(client, certificate, t=certificate.token)

    for markup in ("<b>Вʼ", "<img src=x", "<i>x", "<u>"):
        assert markup not in response.text


# --- How often ---
def test_the_twenty_first_check_in_a_minute_is_refused(client, db, time_machine):
    """H01."""
    time_machine.move_to(datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC), tick=False)
    certificate = make("valid")
    for _ in range(throttle.MOST):
        assert check(client, numbers.make()).status_code == 404
    response = check(client, certificate, t=certificate.token)

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert "Try again in 60 seconds" in text_of(response)
    assert certificate.programme_title not in response.text
    assert check(client, certificate, REMOTE="x").status_code == 429
    other = client.get(
        english("certificates:verify", certificate.number), REMOTE_ADDR="198.51.100.7"
    )
    assert other.status_code == 200

    time_machine.shift(datetime.timedelta(seconds=61))
    assert check(client, certificate).status_code == 200


def test_form_and_addresses_share_one_allowance(client, db):
    """H01."""
    for _ in range(7):
        client.get(english("certificates:verify_form"), {"number": numbers.make()})
        check(client, numbers.make())
        client.get(f"/verify/{numbers.make()}/")

    assert LookUp.objects.count() == throttle.MOST
    assert check(client, numbers.make()).status_code == 429


# --- Headers and cookies ---
def answers(client):
    certificate = make("valid")
    yield client.get(english("certificates:verify_form"))
    yield client.get(english("certificates:verify_form"), {"number": ""})
    for state in ("valid", "expired", "replaced", "revoked", "withdrawn"):
        yield check(client, make(state))
    yield check(client, numbers.make())
    yield client.get(f"/verify/{certificate.number}/?t={certificate.token}")
    for _ in range(throttle.MOST):
        last = check(client, numbers.make())
    assert last.status_code == 429
    yield last


def test_nothing_is_indexed_told_on_framed_or_kept(client, db):
    """H05, I01, I02."""
    for response in answers(client):
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert 'name="robots" content="noindex"' in response.text


def test_no_cookie_is_set(client, db):
    """I02: not for strangers, not for those who are signed in."""
    assert not any(response.cookies for response in answers(client))
    client.force_login(PersonFactory())
    LookUp.objects.all().delete()
    assert not any(response.cookies for response in answers(client))


def test_the_page_is_the_same_for_whoever_is_signed_in(client, db):
    certificate = make("valid")
    stranger = text_of(check(client, certificate)).split("Checked on")[0]
    client.force_login(certificate.person)

    assert text_of(check(client, certificate)).split("Checked on")[0] == stranger


def test_no_code_and_no_style_stands_in_the_page(client, db):
    """Strict content policy: the digest is compared by a file of its own."""
    page = check(client, CertificateFactory(rendered=True)).text

    assert "certificates/verify.js" in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=|\sstyle=|<style", page)


def test_without_a_document_there_is_nothing_to_compare(client, db):
    response = check(client, CertificateFactory())

    assert "SHA-256" not in response.text
    assert "verify.js" not in response.text


def test_an_edited_document_has_another_digest(client, db):
    """H04: the page publishes the digest of the untouched file."""
    page = check(client, CertificateFactory(rendered=True)).text

    assert hashlib.sha256(DOCUMENT).hexdigest() in page
    assert hashlib.sha256(DOCUMENT + b" ").hexdigest() not in page
