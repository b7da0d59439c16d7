import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from certificates.exceptions import FrozenFacts
from certificates.models import FROZEN, Certificate, Status, fold
from tests.factories.certificates import CertificateFactory, competency, replacement_of
from tests.factories.people import (
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.people.models import Role

DAY = datetime.date(2026, 6, 1)
OTHER_VALUES = {
    "number": "FL-0000-0000-0000-0",
    "token": "another",
    "award_key": "00000000-0000-0000-0000-000000000000",
    "cycle": 2,
    "language": "en",
    "holder_name": "Інша Людина",
    "certificate_title": "Інший",
    "programme_title": "Інша",
    "hours": 30,
    "outcomes": ["усе"],
    "competencies": [competency(level=4)],
    "period_from": datetime.date(2020, 1, 1),
    "period_to": datetime.date(2030, 1, 1),
    "issued_on": datetime.date(2020, 1, 1),
    "valid_until": datetime.date(2050, 1, 1),
    "issuer_name": "Інша установа",
    "issuer_code": "1",
    "signatory_post": "Інша посада",
    "signatory_name": "Хтось",
    "basis": {},
    "replacement_reason": "misspelled",
    "created_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
}


# --- Status -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("until", "day", "status"),
    [
        (None, DAY, Status.VALID),
        (DAY, DAY, Status.VALID),
        (DAY, DAY + datetime.timedelta(days=1), Status.EXPIRED),
    ],
)
def test_the_last_day_counts(db, until, day, status):
    certificate = CertificateFactory(valid_until=until)

    assert certificate.status_on(day) == status
    assert Certificate.objects.valid_on(day).exists() == (status == Status.VALID)


def test_a_revocation_counts_from_its_own_day_in_kyiv(db):
    certificate = CertificateFactory(
        revoked_at=datetime.datetime(2026, 6, 1, 22, 30, tzinfo=datetime.UTC),  # 2 June in Kyiv
        revoked_reason="misuse",
    )

    assert certificate.status_on(datetime.date(2026, 6, 1)) == Status.VALID
    assert certificate.status_on(datetime.date(2026, 6, 2)) == Status.REVOKED


def test_a_replaced_one_was_valid_the_day_before(db):
    certificate = CertificateFactory()
    replacement_of(certificate, created_at=datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC))

    assert certificate.status_on(datetime.date(2026, 5, 31)) == Status.VALID
    assert certificate.status_on(DAY) == Status.REPLACED


def test_revoked_is_said_before_replaced_and_replaced_before_expired(db):
    expired = CertificateFactory(expired=True)
    replaced = CertificateFactory(expired=True)
    both = CertificateFactory(expired=True, revoked=True)
    for certificate in (replaced, both):
        replacement_of(certificate)
    withdrawn = CertificateFactory(expired=True, revoked=True, withdrawn=True)

    assert [row.status for row in (expired, replaced, both, withdrawn)] == [
        Status.EXPIRED,
        Status.REPLACED,
        Status.REVOKED,
        Status.WITHDRAWN,
    ]


def test_the_database_calls_valid_what_the_row_calls_valid(db):
    rows = [
        CertificateFactory(),
        CertificateFactory(valid_until=DAY),
        CertificateFactory(expired=True),
        CertificateFactory(revoked=True),
        CertificateFactory(withdrawn=True),
        CertificateFactory(),
    ]
    rows.append(
        replacement_of(rows[-1], created_at=datetime.datetime(2026, 5, 20, 12, tzinfo=datetime.UTC))
    )

    for day in (DAY, datetime.date(2026, 5, 5), datetime.date(2026, 3, 31), DAY.replace(year=2027)):
        expected = {row for row in rows if row.status_on(day) == Status.VALID}
        assert set(Certificate.objects.valid_on(day)) == expected


# --- Frozen facts -----------------------------------------------------------------------------
def test_every_fact_has_a_test():
    relations = {"person", "person_id", "replaces", "replaces_id"}

    assert set(OTHER_VALUES) == set(FROZEN) - relations


@pytest.mark.parametrize("name", sorted(OTHER_VALUES))
def test_a_fact_cannot_be_changed(db, name):
    """C02: an issued certificate is never edited, by no road."""
    certificate = CertificateFactory()
    setattr(certificate, name, OTHER_VALUES[name])

    with pytest.raises(FrozenFacts, match=name):
        certificate.save()
    with pytest.raises(FrozenFacts, match=name):
        certificate.save(update_fields=[name])
    with pytest.raises(FrozenFacts, match=name):
        Certificate.objects.filter(pk=certificate.pk).update(**{name: OTHER_VALUES[name]})
    with pytest.raises(FrozenFacts, match=name):
        Certificate.objects.bulk_update([certificate], [name])


@pytest.mark.parametrize("name", ["person", "person_id"])
def test_a_certificate_cannot_be_given_to_another(db, name):
    """C14: by neither name of the relation."""
    certificate, other = CertificateFactory(), PersonFactory()
    value = other if name == "person" else other.pk
    setattr(certificate, name, value)

    with pytest.raises(FrozenFacts, match="person"):
        certificate.save()
    with pytest.raises(FrozenFacts, match="person"):
        certificate.save(update_fields=[name])
    with pytest.raises(FrozenFacts, match="person"):
        Certificate.objects.filter(pk=certificate.pk).update(**{name: value})


def test_what_may_change_is_saved(db):
    certificate = CertificateFactory()
    certificate.revoked_at = datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)
    certificate.revoked_reason = "misuse"
    certificate.save()

    assert Certificate.objects.get().status == Status.REVOKED


def test_a_certificate_cannot_be_deleted(db):
    certificate = CertificateFactory()

    with pytest.raises(FrozenFacts):
        certificate.delete()
    with pytest.raises(FrozenFacts):
        Certificate.objects.all().delete()
    with pytest.raises(ProtectedError):
        certificate.person.delete()
    assert Certificate.objects.get() == certificate


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"period_from": DAY, "period_to": DAY - datetime.timedelta(1)}, "period_in_order"),
        ({"valid_until": datetime.date(2026, 3, 1)}, "valid_from_issue"),
        ({"hours": 0}, "hours_positive"),
        ({"revoked_reason": "misuse"}, "revoked_with_reason"),
        ({"replacement_reason": "misspelled"}, "replaces_with_reason"),
        ({"pdf_sha256": "0" * 64}, "rendered_with_digest"),
        ({"erased_at": datetime.datetime(2026, 6, 1, tzinfo=datetime.UTC)}, "erased_nameless"),
    ],
)
def test_the_database_refuses_nonsense(db, facts, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        CertificateFactory(**facts)


@pytest.mark.parametrize("same", ["number", "token"])
def test_a_number_is_never_used_twice(db, same):
    certificate = CertificateFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(**{same: getattr(certificate, same)})


def test_the_database_allows_one_certificate_an_award_and_round(db):
    """I06: whatever the code does, there is no second one; a replacement is not a second one."""
    first = CertificateFactory()
    replacement_of(first)
    CertificateFactory(person=first.person, award_key=first.award_key, cycle=2)
    CertificateFactory(award_key=first.award_key)

    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(person=first.person, award_key=first.award_key)


# --- Whose it is ------------------------------------------------------------------------------
def held_in(unit, **period):
    return CertificateFactory(person=PostingFactory(unit=unit, **period).person)


def test_a_learner_sees_their_own(db):
    """A02: and nothing else."""
    mine = CertificateFactory()
    CertificateFactory()

    assert set(Certificate.objects.visible_to(mine.person)) == {mine}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HR, Role.ADMINISTRATOR])
def test_a_manager_sees_the_people_of_today_in_the_own_branch(db, role):
    """A08: not the sister unit, not the unit above, not those who left."""
    centre = OrgUnitFactory()
    bureau, sister = OrgUnitFactory(parent=centre), OrgUnitFactory(parent=centre)
    point = OrgUnitFactory(parent=bureau)
    viewer = RoleGrantFactory(unit=bureau, role=role).person
    visible = {held_in(bureau), held_in(point), CertificateFactory(person=viewer)}
    held_in(sister)
    held_in(centre)
    held_in(bureau, date_to=datetime.date(2025, 1, 1))
    CertificateFactory()

    assert set(Certificate.objects.visible_to(viewer)) == visible


def test_a_trainer_sees_nobody_else_s(db):
    """A02."""
    bureau = OrgUnitFactory()
    held_in(bureau)

    trainer = RoleGrantFactory(unit=bureau, role=Role.TRAINER).person
    assert not Certificate.objects.visible_to(trainer).exists()


@pytest.mark.parametrize(
    ("typed", "matches"),
    [
        ("Ґалаґан-Вʼюницька", True),
        ("ґалаґан-в'юницька", True),
        ("  ҐАЛАҐАН В’ЮНИЦЬКА ", True),
        ("Ґалаґан–Вʼюницька Єфросинія Їлена", True),
        ("Ґалаґан-Вʼюницька Єфросинія", False),
        ("Ґалаґан", False),
        ("Вʼюницька", False),
        ("Єфросинія", False),
        ("Ґалаґан-Вʼюн", False),
        ("", False),
        ("-", False),
        ("ʼ", False),
    ],
)
def test_the_surname_is_compared_without_case_and_apostrophes(typed, matches):
    certificate = CertificateFactory.build(
        person=None, holder_name="Ґалаґан-Вʼюницька Єфросинія-Їлена Щʼогортівна"
    )

    assert certificate.has_surname(typed) is matches


def test_a_withdrawn_record_has_no_surname_to_match():
    """H06."""
    assert not CertificateFactory.build(person=None, holder_name="").has_surname("")


@pytest.mark.parametrize("token", ["", "x", "Ї", "А" * 16])
def test_another_token_is_refused(token):
    """H02."""
    certificate = CertificateFactory.build(person=None, holder_name="Х")

    assert certificate.has_token(certificate.token)
    assert not certificate.has_token(token)


def test_folding_composes_letters():
    assert fold("Йо\u0308л") == fold("йӧл")


def test_kinds_of_evidence_are_told_in_words():
    certificate = CertificateFactory.build(
        person=None,
        holder_name="Х",
        competencies=[competency(kinds=["quiz", "scenario", "earlier"])],
    )
    (row,) = certificate.competency_rows

    assert (row.code, row.level, row.level_name) == ("FL-02", 2, "Базовий")
    assert row.kinds.count(",") == 2
    assert row.kinds.endswith("earlier")  # a kind nobody knows any more is shown as it was frozen
