"""Many workers at once, on a database file that all of them open for themselves."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest
from django.db import connection, connections

from certificates.models import Certificate
from tests.factories.people import PersonFactory
from tests.factories.programmes import ProgrammeFactory, finish, lessons, make_module
from training.programmes.models import Enrolment
from training.programmes.services import advance, enrol, finish_ready

WORKERS = 8


@contextmanager
def shared_database(folder):
    """Within the block, new connections open a file with what the tests have written so far."""
    if connection.vendor != "sqlite" or not connection.is_in_memory_db():
        yield
        return
    file = folder / "shared.sqlite3"
    connection.ensure_connection()
    settings = connections.settings["default"]
    # SQLite does not wait when two connections switch a file to WAL, or one opens it while
    # the last other one closes: it is switched here, and held open to the end.
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
        name, settings["NAME"] = settings["NAME"], str(file)
        try:
            yield
        finally:
            settings["NAME"] = name


def at_once(work):
    """Results of ``work`` done by all workers from the same moment on."""
    start = threading.Barrier(WORKERS)

    def worker(number):
        try:
            start.wait()
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(worker, range(WORKERS)))


def alone(work):
    """What one more worker sees afterwards."""

    def worker():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(worker).result()


@pytest.fixture(autouse=True)
def _no_documents(settings):
    settings.TASKS = {
        name: {"BACKEND": "django_tasks.backends.dummy.DummyBackend"} for name in settings.TASKS
    }


@pytest.fixture
def way(transactional_db):
    module = make_module("m1")
    return PersonFactory(), ProgrammeFactory(stages=[[module]]), module


def test_i06_two_workers_give_one_certificate(way, tmp_path):
    person, programme, module = way
    enrol(person=person, programme=programme)
    for lesson in lessons(module):
        person.completions.create(step_key=lesson.translation_key, version="1")

    with shared_database(tmp_path):
        completed = at_once(lambda _number: advance(person_id=person.pk))
        certificates, enrolments = alone(
            lambda: (list(Certificate.objects.all()), list(Enrolment.objects.all()))
        )

    assert sum(map(len, completed)) == 1
    (certificate,) = certificates
    (enrolment,) = enrolments
    assert enrolment.certificate_id == certificate.pk


def test_two_managers_enrol_once(way, tmp_path):
    person, programme, _module = way

    with shared_database(tmp_path):
        enrolments = at_once(lambda _number: enrol(person=person, programme=programme))
        count = alone(Enrolment.objects.count)

    assert count == 1
    assert len({enrolment.pk for enrolment in enrolments}) == 1


def test_enrolling_somebody_ready_at_once_certifies_once(way, tmp_path):
    person, programme, module = way
    finish(person, module)

    with shared_database(tmp_path):
        enrolments = at_once(lambda _number: enrol(person=person, programme=programme))
        certificates, count = alone(
            lambda: (Certificate.objects.count(), Enrolment.objects.count())
        )

    assert (certificates, count) == (1, 1)
    assert len({enrolment.pk for enrolment in enrolments}) == 1


def test_two_reconciling_jobs_and_the_last_step_meet(way, tmp_path):
    person, programme, module = way
    enrol(person=person, programme=programme)

    def work(number):
        if number % 2:
            return finish_ready()
        finish(person, module)
        return 0

    with shared_database(tmp_path):
        at_once(work)
        alone(finish_ready)
        certificates, still_open = alone(
            lambda: (Certificate.objects.count(), Enrolment.objects.open().count())
        )

    assert (certificates, still_open) == (1, 0)
