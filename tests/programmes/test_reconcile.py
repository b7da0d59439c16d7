import datetime
import json
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.evidence.models import CompetencyLevel
from assessments.quizzes.models import Attempt
from certificates.models import Certificate
from certificates.sheet import server
from modules.printing.exceptions import RenderFailed
from tests.factories.evidence import EvidenceFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import finish
from training.programmes.management.commands import reconcile
from training.programmes.models import Enrolment
from training.programmes.services import enrol

NOTHING = {
    "attempts_closed": 0,
    "corrections_applied": 0,
    "statistics_folded": 0,
    "levels_changed": 0,
    "enrolments_completed": 0,
    "certificates_rendered": 0,
    "documents_removed": 0,
    "failed": {},
}


def run(**options):
    out = StringIO()
    call_command("reconcile", "--json", stdout=out, **options)
    return json.loads(out.getvalue())


def overdue_attempt(person):
    now = timezone.now()
    return Attempt.objects.create(
        person=person,
        quiz_key=uuid.uuid4(),
        rules={"title": "Тест", "pass_mark": 80, "feedback": "never", "pause_minutes": 0},
        seed=1,
        started_at=now - datetime.timedelta(hours=2),
        deadline_at=now - datetime.timedelta(hours=1),
    )


@pytest.fixture
def _no_pdf(monkeypatch):
    """Rendering is certificates' own affair; here it takes no time."""
    monkeypatch.setattr(server, "render", lambda *args, **kwargs: b"%PDF-")


def test_with_nothing_to_do_it_does_nothing(db):
    assert run() == NOTHING


@pytest.mark.usefixtures("_no_pdf")
def test_it_finishes_what_a_killed_worker_left(programme, module, person):
    enrolment = enrol(person=person, programme=programme)
    finish(person, module)  # committed, and the process died before it could tell anybody
    assert not Certificate.objects.exists()

    assert run() == {**NOTHING, "enrolments_completed": 1, "certificates_rendered": 1}

    enrolment.refresh_from_db()
    assert enrolment.certificate == person.certificates.get()
    assert enrolment.certificate.rendered_at


@pytest.mark.usefixtures("_no_pdf")
def test_running_it_twice_is_harmless(programme, module, person):
    enrol(person=person, programme=programme)
    finish(person, module)
    overdue_attempt(person)
    run()
    before = list(Enrolment.objects.values()), list(Certificate.objects.values())

    assert run() == NOTHING
    assert (list(Enrolment.objects.values()), list(Certificate.objects.values())) == before


def test_it_closes_overdue_attempts_as_of_their_deadline(person):
    attempt = overdue_attempt(person)

    assert run()["attempts_closed"] == 1
    attempt.refresh_from_db()
    assert attempt.finished_at == attempt.deadline_at


def test_it_refreshes_levels_that_have_aged(person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    EvidenceFactory(person=person)
    assert CompetencyLevel.objects.get().level == 1

    time_machine.move_to(datetime.datetime(2029, 3, 2, 12, tzinfo=datetime.UTC))
    assert run()["levels_changed"] == 1
    assert CompetencyLevel.objects.get().level == 0


@pytest.mark.usefixtures("_no_pdf")
def test_a_failing_job_does_not_stop_the_others(programme, module, person, monkeypatch, capsys):
    enrol(person=person, programme=programme)
    finish(person, module)

    def broken():
        raise OSError("disk")

    monkeypatch.setitem(reconcile.JOBS, "attempts_closed", broken)
    with pytest.raises(CommandError, match="attempts_closed"):
        call_command("reconcile", "--json")

    report = json.loads(capsys.readouterr().out)
    assert report["failed"] == {"attempts_closed": "OSError"}
    assert report["enrolments_completed"] == 1
    assert "attempts_closed" not in report


@pytest.mark.usefixtures("_no_pdf")
def test_one_person_s_fault_is_not_another_s(programme, module, person):
    nameless = PersonFactory(surname="", given_name="")
    for learner in (nameless, person):
        enrol(person=learner, programme=programme)
        finish(learner, module)

    with pytest.raises(CommandError, match="enrolments_completed"):
        run()

    assert person.certificates.exists()
    assert Enrolment.objects.open().get().person == nameless


def test_a_document_that_cannot_be_made_is_a_failure(programme, module, person, monkeypatch):
    def broken(*args, **kwargs):
        raise RenderFailed("no fonts")

    monkeypatch.setattr(server, "render", broken)
    finish(person, module)
    enrol(person=person, programme=programme)

    with pytest.raises(CommandError, match="certificates_rendered"):
        run()
    assert person.certificates.get().rendered_at is None


def test_without_json_it_prints_a_line_a_job(db, capsys):
    call_command("reconcile")

    assert capsys.readouterr().out.split("\n")[:2] == [
        "attempts_closed: 0",
        "corrections_applied: 0",
    ]
