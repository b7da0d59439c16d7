"""A correction survives a crash, a killed worker and people who submit in the middle of it."""

import datetime

import pytest
from django.utils import timezone

from assessments.evidence.models import Evidence
from assessments.quizzes.corrections import in_force
from assessments.quizzes.models import Attempt, CorrectionEffect, CorrectionNotice
from assessments.quizzes.models.corrections import Policy, State
from assessments.quizzes.services.corrections import applying, notices
from assessments.quizzes.services.corrections.applying import LEASE, apply_case, finish_cases
from assessments.quizzes.services.corrections.reading import Pace, in_chunks
from assessments.quizzes.verification import faults
from tests.factories.corrections import (
    NEW,
    OLD,
    applied,
    approved,
    begun,
    mend,
    opened,
    submit,
    take,
)
from tests.factories.people import PersonFactory
from tests.factories.quizzes import quiz
from tests.programmes.test_races import alone, at_once, shared_database

RIGHT = [OLD, OLD, OLD, OLD]
PEOPLE = 5


class Killed(Exception):
    """The process dies here."""


pytestmark = pytest.mark.django_db


def percents():
    return sorted(Attempt.objects.values_list("percent", flat=True))


@pytest.fixture
def waiting(quiz_page, monkeypatch):
    """An approved case over five attempts of five people, applied one at a time."""
    monkeypatch.setattr(applying, "CHUNK", 1)
    for _person in range(PEOPLE):
        take(quiz_page, RIGHT)
    mend()
    return approved(opened(Policy.STRICT))


@pytest.fixture
def crash(monkeypatch):
    """The fourth chunk fails when marks and evidence are written and the rest is not."""
    calls = []
    real = applying.complete_steps

    def complete_steps(completions):
        calls.append(1)
        if len(calls) == 4:
            raise Killed
        real(completions)

    monkeypatch.setattr(applying, "complete_steps", complete_steps)


def test_after_a_crash_in_the_fourth_chunk_three_are_done_and_the_rest_is_untouched(waiting, crash):
    with pytest.raises(Killed):
        apply_case(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.state, waiting.done) == (State.APPLYING, 3)
    assert percents() == [75, 75, 75, 100, 100]
    assert Evidence.objects.in_force().count() == PEOPLE
    assert Evidence.objects.count() == PEOPLE + 3
    assert CorrectionEffect.objects.applied().count() == 3
    last = CorrectionEffect.objects.applied().last().attempt
    assert waiting.cursor == f"{last.person_id} {last.pk}"
    assert not CorrectionNotice.objects.exists()


def test_what_a_crash_left_is_finished_once_the_worker_is_given_up(waiting, crash):
    with pytest.raises(Killed):
        apply_case(waiting.pk)
    assert finish_cases() == 0  # somebody may still be at it

    assert finish_cases(now=timezone.now() + LEASE + datetime.timedelta(seconds=1)) == 2

    waiting.refresh_from_db()
    assert (waiting.state, waiting.done) == (State.APPLIED, PEOPLE)
    assert percents() == [75] * PEOPLE
    assert CorrectionEffect.objects.applied().count() == PEOPLE
    assert Evidence.objects.count() == 2 * PEOPLE
    assert CorrectionNotice.objects.count() == PEOPLE
    for attempt in Attempt.objects.all():
        assert list(faults(attempt)) == []


def test_a_case_no_worker_ever_took_is_applied(waiting):
    assert finish_cases() == PEOPLE
    waiting.refresh_from_db()
    assert waiting.state == State.APPLIED
    assert finish_cases() == 0


def test_a_crash_before_people_were_told_tells_them_later_and_once(waiting, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(notices, "PEOPLE_AT_ONCE", 2)
        real, calls = notices._tell, []

        def tell(case, people):
            calls.append(people)
            if len(calls) == 2:
                raise Killed
            real(case, people)

        broken.setattr(notices, "_tell", tell)
        with pytest.raises(Killed):
            apply_case(waiting.pk)
    assert CorrectionNotice.objects.count() == 2

    assert apply_case(waiting.pk) == 0

    assert CorrectionNotice.objects.count() == PEOPLE
    waiting.refresh_from_db()
    assert waiting.state == State.APPLIED


def test_one_failing_case_stops_no_other(waiting, monkeypatch):
    mend("T-1")
    other = approved(opened(Policy.STRICT, code="T-1"))
    real = applying.apply_case

    def apply_case_(pk):
        if pk == waiting.pk:
            raise Killed
        return real(pk)

    monkeypatch.setattr(applying, "apply_case", apply_case_)
    with pytest.raises(ExceptionGroup):
        finish_cases()
    other.refresh_from_db()
    assert other.state == State.APPLIED


def test_an_attempt_graded_by_the_old_key_meanwhile_is_reached(quiz_page, monkeypatch):
    running = begun(quiz_page)
    take(quiz_page, RIGHT)
    mend()
    case = applied(opened(Policy.STRICT))
    with monkeypatch.context() as earlier:  # its transaction began before the case was in force
        earlier.setattr(in_force, "keys_in_force", lambda versions: {})
        submit(running, RIGHT)
    assert Attempt.objects.get(pk=running.pk).percent == 100

    assert finish_cases() == 1

    assert Attempt.objects.get(pk=running.pk).percent == 75
    assert CorrectionNotice.objects.get(person=running.person).case == case
    assert finish_cases() == 0


def test_an_attempt_that_changes_while_its_chunk_is_read_is_read_again(waiting, monkeypatch):
    real, seen = applying.read_chunk, []

    def read_chunk(case, attempt_ids):
        chunk = real(case, attempt_ids)
        if not seen:
            seen.append(attempt_ids[0])
            applying.Attempt.objects.filter(pk=attempt_ids[0]).update(percent=99)
        return chunk

    monkeypatch.setattr(applying, "read_chunk", read_chunk)

    assert apply_case(waiting.pk) == PEOPLE

    assert CorrectionEffect.objects.get(attempt=seen[0]).old_percent == 99
    assert percents() == [75] * PEOPLE


def test_a_chunk_holds_fifty_attempts_and_keeps_a_person_together():
    rows = [(person, (person, number)) for person in range(30) for number in range(3)]
    chunks = list(in_chunks(rows))
    assert [len(chunk) for chunk in chunks] == [48, 42]
    assert [one for chunk in chunks for one in chunk] == [attempt for _, attempt in rows]
    assert list(in_chunks([])) == []
    assert [len(chunk) for chunk in in_chunks([(1, n) for n in range(60)])] == [60]


def test_chunks_shrink_when_a_transaction_takes_long_and_grow_back():
    pace = Pace()
    sizes = [pace.size]
    for seconds in (0.08, 0.01, 0.01, 0.01, 0.16, 0.16, 5, 0.04, 0.0):
        pace.took(seconds)
        sizes.append(pace.size)
    assert sizes == [10, 10, 20, 40, 50, 25, 12, 5, 10, 20]


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_correct_every_attempt_once(monkeypatch, settings, tmp_path):
    settings.TASKS = {
        name: {"BACKEND": "django_tasks.backends.dummy.DummyBackend"} for name in settings.TASKS
    }
    monkeypatch.setattr(applying, "CHUNK", 1)
    page, boss = quiz(), PersonFactory(superuser=True)
    for place in (OLD, NEW, OLD, NEW):
        take(page, [place, OLD, OLD, OLD])
    mend()
    case = approved(opened(Policy.STRICT, by=PersonFactory(superuser=True)), by=boss)

    with shared_database(tmp_path):
        done = at_once(lambda _number: apply_case(case.pk))
        found = alone(
            lambda: (
                percents(),
                CorrectionEffect.objects.applied().count(),
                CorrectionNotice.objects.count(),
                Evidence.objects.in_force().count(),
            )
        )

    assert sum(done) == 4
    assert found == ([75, 75, 100, 100], 4, 4, 4)
