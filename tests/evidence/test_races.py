"""What one connection cannot show. CI runs it on PostgreSQL; in-memory SQLite has no second one."""

import threading

import pytest
from django.db import connection, models

from assessments.evidence.models import CompetencyLevel, Evidence
from assessments.evidence.services import record_evidence
from tests.factories.evidence import NewEvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows other connections can see; they are swept up afterwards."""
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.skip("needs PostgreSQL")
        person, competency = PersonFactory(), CompetencyFactory()
        yield person, competency
        CompetencyLevel.objects.filter(person=person).delete()
        models.QuerySet(Evidence).filter(person=person)._raw_delete("default")
        person.delete()
        competency.delete()


def test_attempts_that_end_at_once_are_all_counted_and_each_once(committed):
    person, competency = committed
    items = [NewEvidenceFactory(competency=competency, scenario=True, count=2) for _ in range(6)]
    faults = []

    def record(item):
        try:
            record_evidence(person=person, items=[item])
        except Exception as fault:  # noqa: BLE001  told by the main thread
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=record, args=[item]) for item in items * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Evidence.objects.filter(person=person).count() == len(items)
    assert CompetencyLevel.objects.get(person=person).level == 3
