"""Issuing: earned, frozen, once."""

import datetime
import sqlite3
import threading

import pytest
from django.db import connection

from certificates.exceptions import AwardRefused
from certificates.models import (
    Certificate,
    CertificateQuerySet,
)
from certificates.services import (
    MOST_COMPETENCIES,
    MOST_OUTCOMES,
    add_months,
    clean_line,
    issue_certificate,
)
from tests.certificates.conftest import DAY, actions
from tests.factories.certificates import (
    AwardFactory,
    CertificateFactory,
    competency,
)
from tests.factories.people import PersonFactory


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
def test_twenty_at_once_get_one_certificate(person, database_file, settings):
    """C05, I06: twenty threads, each with a connection of its own to one file."""
    award, numbers, faults = AwardFactory(), [], []
    together = threading.Barrier(20)

    def worker():
        connection.settings_dict = {**connection.settings_dict, "NAME": str(database_file)}
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
    with sqlite3.connect(database_file) as rows:
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
