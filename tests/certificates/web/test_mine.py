"""The holder's own certificates and their documents."""

import datetime

import pytest
from django.urls import reverse

from certificates import numbers
from certificates.models import Certificate
from tests.certificates.web.conftest import english, text_of
from tests.factories.certificates import (
    DOCUMENT,
    CertificateFactory,
    replacement_of,
)
from tests.factories.people import (
    OrgUnitFactory,
    PostingFactory,
    RoleGrantFactory,
)


# --- Mine -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_mine_lists_own_certificates_in_constant_queries(
    learner, person, count, django_assert_num_queries
):
    mine = [CertificateFactory(person=person, rendered=True) for _ in range(count)]
    replacement_of(mine[0])
    CertificateFactory()
    learner.get(english("certificates:mine"))

    with django_assert_num_queries(3):  # session, person, certificates with what replaced them
        response = learner.get(english("certificates:mine"))

    assert set(response.context["certificates"]) == set(Certificate.objects.filter(person=person))


def test_mine_says_what_each_is_worth(learner, person):
    valid = CertificateFactory(person=person, rendered=True, valid_until=datetime.date(2050, 1, 2))
    CertificateFactory(person=person, expired=True, rendered=True)
    CertificateFactory(person=person, revoked=True, rendered=True)
    replaced = CertificateFactory(person=person, rendered=True)
    new = replacement_of(replaced)
    text = text_of(learner.get(english("certificates:mine")))

    assert "Valid" in text
    assert "02.01.2050" in text
    assert "It was in force until 01.04.2026" in text
    assert "Revoked on 05.05.2026: the results it rested on were annulled" in text
    assert f"The new number is {new.number}" in text
    assert valid.number in text


def test_a_document_that_is_not_ready_is_said_calmly(learner, person):
    certificate = CertificateFactory(person=person)
    response = learner.get(english("certificates:mine"))

    assert "Its PDF is being made" in text_of(response)
    assert reverse("certificates:download", args=[certificate.number])[3:] not in response.text


def test_without_any_it_says_what_earns_one(learner):
    response = learner.get(english("certificates:mine"))

    assert "You earn a certificate by completing a programme" in text_of(response)


def test_mine_shows_no_token_and_no_withdrawn_record(learner, person):
    """H06, I08."""
    shown = CertificateFactory(person=person)
    withdrawn = CertificateFactory(person=person, withdrawn=True)
    response = learner.get(english("certificates:mine"))

    assert shown.token not in response.text
    assert withdrawn.number not in response.text


@pytest.mark.parametrize("name", ["mine", "download"])
def test_strangers_are_sent_to_sign_in(client, db, name):
    """A03."""
    args = [CertificateFactory(rendered=True).number] if name == "download" else []
    response = client.get(english(f"certificates:{name}", *args))

    assert response.status_code == 302
    assert "login" in response.url


# --- Download ---
def download(client, certificate):
    return client.get(english("certificates:download", certificate.number))


def content_of(response):
    """Read to the end, which also closes the file."""
    return b"".join(response.streaming_content)


def test_the_holder_gets_the_very_file(learner, person):
    """A04: as an attachment that may run and load nothing, kept by no cache."""
    certificate = CertificateFactory(person=person, rendered=True)
    response = download(learner, certificate)

    assert response.status_code == 200
    assert content_of(response) == DOCUMENT
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{certificate.number}_2026-03-02.pdf"'
    )
    assert response.headers["Content-Disposition"].isascii()
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, no-store"


def test_it_costs_a_fixed_number_of_queries(learner, person, django_assert_num_queries):
    certificate = CertificateFactory(person=person, rendered=True)

    with django_assert_num_queries(4):  # session, person, scope, certificate
        response = download(learner, certificate)
    assert content_of(response) == DOCUMENT


@pytest.mark.parametrize(
    "facts", [{"expired": True}, {"revoked": True}], ids=["expired", "revoked"]
)
def test_an_ended_one_is_still_the_holder_s(learner, person, facts):
    response = download(learner, CertificateFactory(person=person, rendered=True, **facts))

    assert response.status_code == 200
    assert content_of(response) == DOCUMENT


def test_another_s_certificate_is_not_there(learner, caplog):
    """A03, C14: the same answer as for a number that was never issued, and one line in the log."""
    foreign = CertificateFactory(rendered=True)
    with caplog.at_level("INFO", "security"):
        answers = [
            download(learner, foreign),
            learner.get(english("certificates:download", numbers.make())),
            learner.get(english("certificates:download", "nonsense")),
            learner.get(english("certificates:download", "x" * 5000)),
            learner.get("/en/certificates/%00/pdf/"),
        ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({text_without_number(answer) for answer in answers}) == 1
    refused = [line for line in caplog.records if line.name == "security"]
    assert {(line.msg, line.reason) for line in refused} == {("refusal", "certificate")}
    assert len(refused) == 5


def text_without_number(response):
    """The text of an error page without its own number, which differs each time."""
    number = response.headers.get("X-Request-ID", "")
    return text_of(response).replace(number, "")


def test_a_manager_downloads_in_scope_only(client, db):
    """A03, A08: own branch yes, sister unit no; computed on each request."""
    bureau = OrgUnitFactory()
    posting = PostingFactory(unit=bureau)
    manager = RoleGrantFactory(unit=bureau).person
    inside = CertificateFactory(person=posting.person, rendered=True)
    outside = CertificateFactory(person=PostingFactory().person, rendered=True)
    client.force_login(manager)

    response = download(client, inside)
    assert response.status_code == 200
    assert content_of(response) == DOCUMENT
    assert download(client, outside).status_code == 404

    posting.date_to = datetime.date(2025, 1, 1)
    posting.save()
    assert download(client, inside).status_code == 404


def test_a_withdrawn_one_is_gone(learner, person):
    """H06."""
    certificate = CertificateFactory(person=person, rendered=True, withdrawn=True)

    assert download(learner, certificate).status_code == 404


def test_a_document_not_made_yet_leads_back(learner, person):
    response = download(learner, CertificateFactory(person=person))

    assert response.status_code == 302
    assert "still being made" in text_of(learner.get(english("certificates:mine")))


def test_a_lost_file_is_no_error_page(learner, person, caplog):
    certificate = CertificateFactory(person=person, rendered=True)
    Certificate.objects.update(pdf="certificates/nowhere.pdf")

    assert download(learner, certificate).status_code == 302
    assert "certificate.file_lost" in caplog.text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_changed_from_the_web(learner, person, method):
    """C13, C14: there is no address that issues, changes or removes a certificate."""
    certificate = CertificateFactory(person=person, rendered=True)
    before = Certificate.objects.values().get()
    addresses = [
        english("certificates:mine"),
        english("certificates:download", certificate.number),
        english("certificates:verify", certificate.number),
        english("certificates:verify_form"),
        reverse("verify_short", args=[certificate.number]),
    ]

    for address in addresses:
        response = getattr(learner, method)(address, {"hours": "99", "person": "1"})
        assert response.status_code == 405
    assert Certificate.objects.values().get() == before
