"""What ends a certificate: revoked, replaced, withdrawn."""

import datetime

import pytest
from django.core.files.storage import storages
from wagtail.models import ModelLogEntry

from certificates import services
from certificates.exceptions import AwardRefused, CertificateClosed
from certificates.models import (
    Certificate,
    ReplacementReason,
    RevocationReason,
    Status,
)
from certificates.services import (
    issue_certificate,
    remove_withdrawn,
    render_missing,
    replace_certificate,
    revoke_certificate,
    withdraw_certificates,
)
from tests.certificates.conftest import DAY, actions
from tests.factories.certificates import (
    AwardFactory,
    CertificateFactory,
    competency,
    replacement_of,
)


# --- Revoke -------------------------------------------------------------------------------------
def test_a_revocation_takes_effect_at_once(person, clerk):
    """H03."""
    certificate = issue_certificate(person=person, award=AwardFactory())
    revoke_certificate(
        certificate=certificate, reason=RevocationReason.MISUSE, by=clerk, note="справа 7"
    )
    certificate.refresh_from_db()

    assert certificate.status == Status.REVOKED
    assert (certificate.revoked_by, certificate.revoked_reason) == (clerk, "misuse")
    entry = ModelLogEntry.objects.for_instance(certificate).get(action="certificates.revoke")
    assert (entry.user, entry.data["note"]) == (clerk, "справа 7")


def test_the_first_revocation_stands(db, clerk):
    certificate = CertificateFactory(revoked=True)
    before = certificate.revoked_at
    revoke_certificate(certificate=certificate, reason=RevocationReason.MISUSE, by=clerk)
    certificate.refresh_from_db()

    assert certificate.revoked_at == before
    assert certificate.revoked_reason == RevocationReason.RESULTS_ANNULLED
    assert actions(certificate) == []


def test_a_revoked_one_is_not_issued_again(person, clerk):
    """H03, C14: asking again does not undo a revocation."""
    award = AwardFactory()
    certificate = issue_certificate(person=person, award=award)
    revoke_certificate(certificate=certificate, reason=RevocationReason.MISUSE, by=clerk)

    assert issue_certificate(person=person, award=award).status == Status.REVOKED
    assert Certificate.objects.count() == 1


def test_a_withdrawn_record_cannot_be_revoked(db, clerk):
    """H06."""
    with pytest.raises(CertificateClosed):
        revoke_certificate(
            certificate=CertificateFactory(withdrawn=True),
            reason=RevocationReason.MISUSE,
            by=clerk,
        )


# --- Replace ------------------------------------------------------------------------------------
def test_a_replacement_says_the_same_under_a_new_name_and_number(person, clerk, commit):
    old = issue_certificate(
        person=person,
        award=AwardFactory(competencies=[competency()], validity_months=12),
        issued_on=DAY,
    )
    person.surname = "Новоселецька"
    person.save()
    with commit():
        new = replace_certificate(
            certificate=old, reason=ReplacementReason.NAME_CHANGED, by=clerk, note="заява 12"
        )
    old.refresh_from_db()
    new.refresh_from_db()

    assert new.holder_name == "Новоселецька Оксана Ґедеонівна"
    assert old.holder_name == "Вʼюник Оксана Ґедеонівна"
    assert new.number != old.number
    assert new.token != old.token
    same = services._KEPT_BY_REPLACEMENT
    assert [getattr(new, name) for name in same] == [getattr(old, name) for name in same]
    assert (old.status, new.status) == (Status.REPLACED, new.status_on(datetime.date.today()))  # noqa: DTZ011  as it asks
    assert new.rendered_at
    assert new.replacement_reason == ReplacementReason.NAME_CHANGED
    assert actions(old) == ["certificates.issue", "certificates.replace"]


def test_every_fact_is_carried_over_or_named_here():
    from certificates.models import FROZEN  # noqa: PLC0415  one use

    new = {"number", "token", "holder_name", "replaces", "replaces_id", "replacement_reason"}
    assert set(FROZEN) - {"person_id", "created_at"} == new | set(services._KEPT_BY_REPLACEMENT)


def test_a_misspelt_name_is_given(person, clerk):
    old = issue_certificate(person=person, award=AwardFactory())
    new = replace_certificate(
        certificate=old,
        reason=ReplacementReason.MISSPELLED,
        by=clerk,
        holder_name=" В'юник  Оксана ",
    )

    assert new.holder_name == "Вʼюник Оксана"


def test_asking_again_gives_the_latest(person, clerk):
    award = AwardFactory()
    old = issue_certificate(person=person, award=award)
    reason = ReplacementReason.NAME_CHANGED
    middle = replace_certificate(certificate=old, reason=reason, by=clerk)
    new = replace_certificate(certificate=middle, reason=reason, by=clerk)

    assert issue_certificate(person=person, award=award) == new


@pytest.mark.parametrize("state", ["revoked", "withdrawn", "replaced"])
def test_what_is_closed_cannot_be_replaced(db, clerk, state):
    """H03: a revoked certificate does not come back under another number."""
    certificate = CertificateFactory(**({} if state == "replaced" else {state: True}))
    if state == "replaced":
        replacement_of(certificate)
    count = Certificate.objects.count()

    with pytest.raises(CertificateClosed):
        replace_certificate(
            certificate=certificate, reason=ReplacementReason.NAME_CHANGED, by=clerk
        )
    assert Certificate.objects.count() == count


def test_a_replacement_needs_a_name(person, clerk):
    """C14."""
    old = issue_certificate(person=person, award=AwardFactory())
    with pytest.raises(AwardRefused):
        replace_certificate(
            certificate=old, reason=ReplacementReason.MISSPELLED, by=clerk, holder_name="\u200b"
        )


# --- Withdraw -----------------------------------------------------------------------------------
def test_an_erased_person_leaves_numbers_only(person, clerk, commit):
    """H06: no name, no file, and the numbers stay taken."""
    certificates = [
        CertificateFactory(person=person, rendered=True),
        CertificateFactory(person=person),
    ]
    other = CertificateFactory(rendered=True)
    name = certificates[0].pdf
    with commit():
        assert withdraw_certificates(person=person, by=clerk) == 2

    for certificate in certificates:
        before = certificate.number
        certificate.refresh_from_db()
        assert certificate.status == Status.WITHDRAWN
        assert (certificate.holder_name, certificate.pdf) == ("", "")
        assert certificate.number == before
        assert actions(certificate) == ["certificates.withdraw"]
    assert not storages["private"].exists(name)
    assert storages["private"].exists(other.pdf)
    assert withdraw_certificates(person=person) == 0


def test_files_that_were_left_are_removed_later(db):
    """H06: the process died between the commit and the file."""
    certificate = CertificateFactory(rendered=True, withdrawn=True)
    name = certificate.pdf

    assert remove_withdrawn() == 1
    assert remove_withdrawn() == 0
    assert not storages["private"].exists(name)


def test_a_withdrawn_one_gets_no_new_document(db):
    """H06."""
    CertificateFactory(withdrawn=True)

    assert render_missing() == 0
