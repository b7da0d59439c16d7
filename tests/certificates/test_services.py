import datetime
import logging
import sqlite3
import threading

import pytest
from django.core.files.storage import storages
from django.db import connection
from django_tasks import default_task_backend, task_backends
from wagtail.models import ModelLogEntry

from certificates import sandbox, services
from certificates.exceptions import AwardRefused, CertificateClosed, RenderFailed
from certificates.models import (
    Certificate,
    CertificateQuerySet,
    ReplacementReason,
    RevocationReason,
    Status,
)
from certificates.services import (
    MOST_COMPETENCIES,
    MOST_OUTCOMES,
    add_months,
    clean_line,
    issue_certificate,
    remove_withdrawn,
    render_missing,
    replace_certificate,
    revoke_certificate,
    withdraw_certificates,
)
from tests.factories.certificates import (
    DOCUMENT,
    AwardFactory,
    CertificateFactory,
    competency,
    replacement_of,
)
from tests.factories.people import PersonFactory

DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def person(db):
    return PersonFactory(surname="Вʼюник", given_name="Оксана", patronymic="Ґедеонівна")


@pytest.fixture
def clerk(db):
    return PersonFactory()


@pytest.fixture
def _no_pdf(monkeypatch):
    monkeypatch.setattr(sandbox.server, "render", lambda *args, **kwargs: DOCUMENT)


def actions(certificate):
    return list(
        ModelLogEntry.objects.for_instance(certificate)
        .order_by("pk")
        .values_list("action", flat=True)
    )


# --- Issue --------------------------------------------------------------------------------------
def test_what_was_earned_is_frozen(person, settings):
    settings.ISSUER_NAME, settings.ISSUER_CODE = "Установа", "12345678"
    settings.SIGNATORY_POST, settings.SIGNATORY_NAME = "Директорка", "Ірина Ґудзь"
    award = AwardFactory(
        outcomes=["почути"], competencies=[competency()], validity_months=36, language="en"
    )
    certificate = issue_certificate(person=person, award=award, issued_on=DAY)
    certificate.refresh_from_db()

    assert certificate.person == person
    assert (certificate.award_key, certificate.cycle) == (award.key, 1)
    assert certificate.holder_name == "Вʼюник Оксана Ґедеонівна"
    assert certificate.certificate_title == award.title
    assert certificate.programme_title == award.programme_title
    assert (certificate.hours, certificate.outcomes) == (3, ["почути"])
    assert certificate.competencies == [competency()]
    assert certificate.basis == {"steps": {"m2": "1"}}
    assert (certificate.issued_on, certificate.valid_until) == (DAY, datetime.date(2029, 3, 2))
    assert certificate.language == "en"
    assert (certificate.issuer_name, certificate.issuer_code) == ("Установа", "12345678")
    assert certificate.signatory_post == "Директорка"
    assert certificate.signatory_name == "Ірина Ґудзь"
    assert certificate.rendered_at is None
    assert actions(certificate) == ["certificates.issue"]


def test_a_later_change_of_the_person_changes_nothing(person):
    certificate = issue_certificate(person=person, award=AwardFactory())
    person.surname = "Інша"
    person.save()
    certificate.refresh_from_db()

    assert certificate.holder_name == "Вʼюник Оксана Ґедеонівна"


def test_without_months_it_has_no_end(person):
    assert issue_certificate(person=person, award=AwardFactory()).valid_until is None


def test_it_is_issued_today_in_kyiv(person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 6, 1, 21, 30, tzinfo=datetime.UTC))

    assert issue_certificate(person=person, award=AwardFactory()).issued_on.day == 2


def test_asking_again_gives_the_same_certificate(person):
    """C05: one submission, one certificate; what it says stays as it was."""
    award = AwardFactory()
    first = issue_certificate(person=person, award=award, issued_on=DAY)
    again = issue_certificate(
        person=person,
        award=AwardFactory(key=award.key, hours=300),
        issued_on=DAY.replace(year=2027),
    )

    assert again == first
    assert (again.hours, again.issued_on) == (3, DAY)
    assert Certificate.objects.count() == 1
    assert actions(first) == ["certificates.issue"]


def test_another_round_or_person_gets_its_own(person, clerk):
    award = AwardFactory()
    issued = {
        issue_certificate(person=person, award=award),
        issue_certificate(person=person, award=AwardFactory(key=award.key, cycle=2)),
        issue_certificate(person=clerk, award=award),
    }

    assert len(issued) == 3


def test_who_loses_the_race_gets_the_winner(person, monkeypatch):
    """I06: another worker's row appeared between looking and inserting."""
    winner = CertificateFactory(person=person, hours=7)
    look = CertificateQuerySet.get

    def too_early(rows, *args, **kwargs):
        monkeypatch.setattr(CertificateQuerySet, "get", look)
        raise Certificate.DoesNotExist

    monkeypatch.setattr(CertificateQuerySet, "get", too_early)
    certificate = issue_certificate(person=person, award=AwardFactory(key=winner.award_key))

    assert Certificate.objects.get() == certificate == winner
    assert certificate.hours == 7
    assert actions(certificate) == []  # the winner logs


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies an SQLite database to a file")
def test_twenty_at_once_get_one_certificate(person, tmp_path, settings):
    """C05, I06: twenty threads, each with a connection of its own to one file."""
    path = tmp_path / "race.sqlite3"
    path.write_bytes(connection.connection.serialize())
    award, numbers, faults = AwardFactory(), [], []
    together = threading.Barrier(20)

    def worker():
        connection.settings_dict = {**connection.settings_dict, "NAME": str(path)}
        try:
            together.wait()
            numbers.append(issue_certificate(person=person, award=award).number)
        except Exception as fault:  # noqa: BLE001  told by the main thread
            faults.append(fault)
        finally:
            connection.close()

    settings.TASKS = {
        **settings.TASKS,
        "jobs": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }
    threads = [threading.Thread(target=worker) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert len(numbers) == 20
    assert len(set(numbers)) == 1
    with sqlite3.connect(path) as rows:
        count = rows.execute("SELECT count(*) FROM certificates_certificate").fetchone()
    rows.close()
    assert count == (1,)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"basis": {}}, "basis"),
        ({"hours": 0}, "hours"),
        ({"title": " \u200b\n "}, "title"),
        ({"programme_title": ""}, "programme_title"),
        ({"period_to": datetime.date(2020, 1, 1)}, "period_to"),
        ({"validity_months": 0}, "validity_months"),
        ({"outcomes": ["x"] * (MOST_OUTCOMES + 1)}, "outcomes"),
        ({"competencies": [competency()] * (MOST_COMPETENCIES + 1)}, "competencies"),
    ],
)
def test_what_was_not_earned_is_not_attested(person, facts, reason):
    """C14: nothing that was passed, nothing to say, or more than fits: no certificate."""
    with pytest.raises(AwardRefused, match=reason):
        issue_certificate(person=person, award=AwardFactory(**facts))
    assert not Certificate.objects.exists()


def test_a_person_without_a_name_gets_none(db):
    """C14."""
    with pytest.raises(AwardRefused, match="holder_name"):
        issue_certificate(
            person=PersonFactory(surname="\u202e", given_name=" "), award=AwardFactory()
        )


def test_names_and_titles_are_cleaned_and_capped(db):
    """D04: control and invisible characters do not reach the document."""
    person = PersonFactory(
        surname="В'юник\x1b[31m", given_name="\u202eОксана\u200b", patronymic="Д" * 60
    )
    certificate = issue_certificate(
        person=person,
        award=AwardFactory(
            title="\x00" + "Т" * 300,
            programme_title="Слухання\r\nдовіри\u2028й\u00adтиші",
            competencies=[competency(name="\x07Слухання")],
        ),
    )

    assert certificate.holder_name == f"Вʼюник [31m Оксана {'Д' * 60}"
    assert certificate.certificate_title == "Т" * 200
    assert certificate.programme_title == "Слухання довіри йтиші"
    assert certificate.competencies[0]["name"] == "Слухання"


def test_a_name_is_at_most_120_characters(db):
    person = PersonFactory(surname="А" * 60, given_name="Б" * 60, patronymic="В" * 60)

    assert len(issue_certificate(person=person, award=AwardFactory()).holder_name) == 120


def test_an_unknown_language_becomes_ukrainian(person):
    award = AwardFactory(language="de")

    assert issue_certificate(person=person, award=award).language == "uk"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (datetime.date(2026, 1, 31), 1, datetime.date(2026, 2, 28)),
        (datetime.date(2027, 12, 31), 2, datetime.date(2028, 2, 29)),
        (datetime.date(2028, 2, 29), 12, datetime.date(2029, 2, 28)),
        (datetime.date(2026, 11, 30), 1, datetime.date(2026, 12, 30)),
        (datetime.date(2026, 12, 15), 36, datetime.date(2029, 12, 15)),
    ],
)
def test_months_are_calendar_months(day, months, expected):
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \t b\n", "a b"),
        ("Йо\u0301", "Йо\u0301"),
        ("и\u0306", "й"),
        ("a\u200b\ufeffb", "ab"),
        ("a\ue000b", "a b"),
        ("abc def", "abc d"),
        ("abcd  fg", "abcd"),
    ],
)
def test_a_line_is_clean(text, expected):
    assert clean_line(text, 5) == expected


# --- The document -------------------------------------------------------------------------------
def test_the_document_is_made_after_the_commit(person, commit):
    with commit():
        certificate = issue_certificate(person=person, award=AwardFactory())
        assert not Certificate.objects.get().rendered_at

    certificate.refresh_from_db()
    assert certificate.rendered_at
    with certificate.open_pdf() as file:
        assert file.read(5) == b"%PDF-"


@pytest.mark.usefixtures("_no_pdf")
def test_it_is_a_job_of_the_worker(person, commit, settings):
    settings.TASKS = {
        **settings.TASKS,
        "jobs": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }
    assert task_backends["jobs"] is not default_task_backend
    with commit():
        certificate = issue_certificate(person=person, award=AwardFactory())
        issue_certificate(person=person, award=AwardFactory(key=certificate.award_key))

    (job,) = task_backends["jobs"].results  # C05: one job
    assert job.args == [certificate.pk]


def test_a_task_that_cannot_be_queued_does_not_spoil_the_certificate(person, commit, monkeypatch):
    def broken(pk):
        raise OSError("no queue")

    monkeypatch.setattr(
        services, "render_certificate", type("Task", (), {"enqueue": staticmethod(broken)})
    )
    with commit():
        certificate = issue_certificate(person=person, award=AwardFactory())

    assert Certificate.objects.unrendered().get() == certificate


@pytest.mark.usefixtures("_no_pdf")
def test_missing_documents_are_made_later(db):
    missing = [CertificateFactory(), CertificateFactory(expired=True)]
    CertificateFactory(rendered=True)
    CertificateFactory(withdrawn=True)

    assert render_missing() == 2
    assert render_missing() == 0
    assert all(Certificate.objects.get(pk=row.pk).rendered_at for row in missing)


@pytest.mark.usefixtures("_no_pdf")
def test_the_oldest_come_first_and_a_round_is_bounded(db):
    first, second = CertificateFactory(), CertificateFactory()

    assert render_missing(limit=1) == 1
    assert Certificate.objects.unrendered().get() == second
    assert first.pk < second.pk


def test_one_that_cannot_be_made_does_not_stop_the_others(db, monkeypatch, caplog):
    """I08: the log has ids and the reason, no name and no token."""
    bad, good = CertificateFactory(), CertificateFactory()

    def render(html, assets, **kwargs):
        if bad.number in html:
            raise RenderFailed("too long")
        return DOCUMENT

    monkeypatch.setattr(sandbox.server, "render", render)
    with caplog.at_level(logging.DEBUG, "certificates"):
        assert render_missing() == 1

    assert Certificate.objects.unrendered().get() == bad
    (failed,) = [line for line in caplog.records if line.msg == "certificate.render_failed"]
    assert (failed.certificate_id, failed.reason) == (bad.pk, "too long")
    told = " ".join(str(vars(line)) for line in caplog.records)
    for secret in (bad.holder_name, bad.token, good.holder_name, good.token, good.person.email):
        assert secret not in told


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
    assert (old.status, new.status) == (Status.REPLACED, new.status_on(datetime.date.today()))  # noqa: DTZ011
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
