"""Two tabs, a second click, three starts at once: what one connection cannot show.

On a file, each thread with a connection of its own. CI runs the same on PostgreSQL.
"""

import threading

import pytest
from django.db import connection

from assessments.reflections.exceptions import AlreadyFinished
from assessments.reflections.models import SelfAnswer, SelfAssessment
from assessments.reflections.services import assessing
from tests.factories import reflections as make
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(transactional_db):
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite database in memory has one connection")
    return PersonFactory()


def at_once(*acts):
    """What each act returns or raises, all begun together."""
    together, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        try:
            together.wait()
            answers[number] = act()
        except Exception as fault:  # noqa: BLE001  an answer too
            answers[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number, act]) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def ask(*codes):
    for code in codes:
        make.statement(code)


def test_three_starts_at_once_begin_one(person):
    ask("SA-FL-81-1", "SA-FL-81-2")
    answers = at_once(*[lambda: assessing.start_on_demand(person=person).key] * 3)
    assert answers == [SelfAssessment.objects.get().key] * 3


def test_answers_of_two_tabs_at_once_are_both_kept(person):
    own = make.begun(person, asked=[f"SA-FL-81-{number}" for number in range(6)])

    def save(**answers):
        codes = {f"SA-FL-81-{number[1:]}": score for number, score in answers.items()}
        return lambda: assessing.save_answers(person=person, key=own.key, answers=codes)

    assert at_once(save(_0=1, _1=2), save(_1=3, _2=0), save(_3=1), save(_4=None)) == [None] * 4
    kept = dict(own.answers.values_list("statement", "score"))
    assert kept.pop("SA-FL-81-1") in {2, 3}
    assert kept == {"SA-FL-81-0": 1, "SA-FL-81-2": 0, "SA-FL-81-3": 1, "SA-FL-81-4": None}


def test_two_clicks_finish_once_and_a_late_answer_is_refused_or_counts(person):
    own = make.begun(person, {"SA-FL-81-0": 1}, asked=["SA-FL-81-0", "SA-FL-81-1"])

    def finish():
        return assessing.finish(person=person, key=own.key).finished_at

    def save():
        assessing.save_answers(person=person, key=own.key, answers={"SA-FL-81-1": 3})

    first, second, late = at_once(finish, finish, save)
    assert first == second == SelfAssessment.objects.get().finished_at
    if isinstance(late, AlreadyFinished):
        assert SelfAnswer.objects.count() == 1
    else:
        assert late is None
        assert SelfAnswer.objects.count() == 2
