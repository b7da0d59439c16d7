"""What one connection cannot show. CI runs it on PostgreSQL; in-memory SQLite has no second one."""

import threading

import pytest
from django.db import connection, models
from django.test import RequestFactory
from wagtail.models import ModelLogEntry

from certificates import throttle
from certificates.exceptions import CertificateClosed
from certificates.models import Certificate, LookUp, ReplacementReason
from certificates.services import issue_certificate, replace_certificate
from tests.factories.certificates import AwardFactory
from tests.factories.people import PersonFactory


@pytest.fixture
def person(django_db_setup, django_db_blocker, settings):
    """Somebody other connections can see; what they leave is swept up afterwards."""
    settings.TASKS = {
        **settings.TASKS,
        "jobs": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"},
    }
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.skip("needs PostgreSQL")
        person = PersonFactory()
        yield person
        ModelLogEntry.objects.all().delete()
        LookUp.objects.all().delete()
        for field in ("replaces__isnull", "pk__isnull"):
            models.QuerySet(Certificate).filter(person=person, **{field: False})._raw_delete(
                "default"
            )
        person.delete()


def at_once(count, work):
    """What ``work`` gives in ``count`` threads that start together; errors by their class."""
    together, answers = threading.Barrier(count), []

    def run():
        together.wait()
        try:
            answers.append(work())
        except Exception as fault:  # noqa: BLE001  told by the caller
            answers.append(type(fault))
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_twenty_at_once_get_one_certificate(person):
    """C05, I06."""
    award = AwardFactory()
    answers = at_once(20, lambda: issue_certificate(person=person, award=award).number)

    assert answers == [person.certificates.get().number] * 20


def test_one_of_many_replacements_counts(person):
    """I06: the others are refused by name, not by the database."""
    old = issue_certificate(person=person, award=AwardFactory())
    answers = at_once(
        8,
        lambda: (
            replace_certificate(
                certificate=old, reason=ReplacementReason.NAME_CHANGED, by=person
            ).number
        ),
    )

    assert answers.count(CertificateClosed) == 7
    assert person.certificates.get(replaces=old).number in answers


def test_many_look_ups_at_once_get_no_more_than_their_share(person):
    """H01."""
    request = RequestFactory().get("/verify/x/", REMOTE_ADDR="192.0.2.1")
    answers = at_once(40, lambda: throttle.take(request).is_spent)

    assert answers.count(False) <= throttle.MOST
