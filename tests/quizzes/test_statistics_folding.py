"""Sums in the database equal a recomputation from all attempts, whatever happened in between."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.quizzes.models import Attempt, AttemptItem
from assessments.quizzes.models.statistics import CountedAttempt, ItemSums, QuizSums
from assessments.quizzes.services.statistics import (
    CHUNK,
    attempt_finished,
    attempts_corrected,
    fold_finished,
    forget_and_recount,
    note_missed,
)
from assessments.quizzes.statistics.sums import UNIT
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory
from tests.quizzes.statistics_data import finished_attempt, question_versions

pytestmark = pytest.mark.django_db

QUIZ = uuid.UUID(int=7)


@pytest.fixture
def versions(db):
    return question_versions(3)


@pytest.fixture
def people(db):
    people = PersonFactory.create_batch(4)
    PostingFactory(person=people[0], unit=OrgUnitFactory(type="interregional_centre"))
    return people


def snapshot():
    """Everything the sums say."""
    items = {
        (row.quiz_key, row.version_id, row.slot, row.centre): row.data
        for row in ItemSums.objects.all()
    }
    assert all(row.n == row.data["n"] > 0 for row in ItemSums.objects.all())
    quizzes = [
        (row.quiz_key, row.n, row.passed, row.totals, row.percents, row.lengths)
        for row in QuizSums.objects.filter(n__gt=0).order_by("quiz_key")
    ]
    return items, quizzes


def recounted():
    """The same from nothing."""
    ItemSums.objects.all().delete()
    QuizSums.objects.all().delete()
    CountedAttempt.objects.all().delete()
    note_missed()
    fold_finished()
    return snapshot()


def test_a_noted_attempt_is_counted_once(versions, django_assert_num_queries):
    attempt = finished_attempt(versions, [1, 0, 1], quiz_key=QUIZ)
    with django_assert_num_queries(1):
        attempt_finished(attempt=attempt)
    attempt_finished(attempt=attempt)
    assert fold_finished() == 1
    assert fold_finished() == 0
    assert list(ItemSums.objects.order_by("version").values_list("n", flat=True)) == [1, 1, 1]
    quiz = QuizSums.objects.get()
    assert (quiz.n, quiz.percents, quiz.lengths) == (1, {"6667": 1}, {"3": 1})


def test_an_open_attempt_is_not_counted_until_it_is_finished(versions):
    attempt = finished_attempt(versions, [1, 1, 1], quiz_key=QUIZ)
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=None, percent=None)
    attempt_finished(attempt=attempt)
    fold_finished()
    assert not ItemSums.objects.exists()


def test_only_the_first_finished_attempt_of_a_person_counts(versions):
    person, now = PersonFactory(), timezone.now()
    for days, shares in enumerate(([0, 0, 0], [1, 1, 1], [1, 1, 1])):
        at = now + datetime.timedelta(days=days)
        attempt_finished(
            attempt=finished_attempt(versions, shares, quiz_key=QUIZ, person=person, at=at)
        )
    fold_finished()
    assert QuizSums.objects.get().percents == {"0": 1}


def test_the_same_person_counts_once_in_each_quiz(versions):
    person = PersonFactory()
    for number in (1, 2):
        attempt = finished_attempt(
            versions, [1, 1, 1], quiz_key=uuid.UUID(int=number), person=person
        )
        attempt_finished(attempt=attempt)
    fold_finished()
    assert list(QuizSums.objects.values_list("n", flat=True)) == [1, 1]


def test_more_attempts_than_a_chunk_are_all_counted(versions):
    for _ in range(CHUNK + 3):
        attempt_finished(attempt=finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ))
    assert fold_finished() == CHUNK + 3
    assert set(ItemSums.objects.values_list("n", flat=True)) == {CHUNK + 3}


def test_attempts_nobody_noted_are_found(versions):
    finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ)
    assert fold_finished() == 0
    assert (note_missed(), note_missed()) == (1, 0)
    assert fold_finished() == 1


def test_a_correction_takes_back_what_was_counted(versions):
    attempts = [finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ) for _ in range(3)]
    for attempt in attempts:
        attempt_finished(attempt=attempt)
    fold_finished()
    changed = attempts[0]
    changed.items.filter(position=2).update(share=1)
    Attempt.objects.filter(pk=changed.pk).update(percent=Decimal("66.67"), is_passed=True)
    attempts_corrected([changed])
    assert fold_finished() == 1
    kept = snapshot()
    assert ItemSums.objects.get(version=versions[1]).data["x"] == UNIT
    assert QuizSums.objects.get().percents == {"3333": 2, "6667": 1}
    assert recounted() == kept


def test_a_quiz_is_forgotten_and_recounted_to_the_same(versions):
    for shares in ([1, 0, 0], [1, 1, 0]):
        attempt_finished(attempt=finished_attempt(versions, shares, quiz_key=QUIZ))
    fold_finished()
    kept = snapshot()
    assert forget_and_recount(QUIZ) == 2
    assert not ItemSums.objects.exists()
    fold_finished()
    assert snapshot() == kept


SHARES = st.lists(st.sampled_from([0, 1, "0.5", "0.33333", None]), min_size=3, max_size=3)
FINISH = st.tuples(st.just("finish"), st.integers(0, 3), st.integers(1, 2), SHARES)
STEPS = FINISH | st.tuples(
    st.sampled_from(["correct", "fold", "repeat", "recount"]), st.integers(0, 9)
)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEPS, max_size=25))
def test_sums_equal_a_recomputation_after_any_history(versions, people, history):
    """Finishing, correcting, folding, repeating and recounting in two quizzes, in any order."""
    for model in (CountedAttempt, ItemSums, QuizSums, AttemptItem, Attempt):
        model.objects.all().delete()
    attempts, at = [], timezone.now()
    for step, number, *more in history:
        if step == "finish":
            quiz, shares = more
            at += datetime.timedelta(minutes=1)
            attempts.append(
                finished_attempt(
                    versions[number % 3 :],
                    shares,
                    quiz_key=uuid.UUID(int=quiz),
                    person=people[number],
                    at=at,
                )
            )
            attempt_finished(attempt=attempts[-1])
        elif step == "fold":
            fold_finished()
        elif step == "recount":
            forget_and_recount(uuid.UUID(int=1))
        elif attempts:
            attempt = attempts[number % len(attempts)]
            if step == "correct":
                attempt.items.filter(position=1).update(share=number % 2)
                Attempt.objects.filter(pk=attempt.pk).update(percent=10 * number)
                attempts_corrected([attempt])
            else:
                attempt_finished(attempt=attempt)
    fold_finished()
    kept = snapshot()
    assert recounted() == kept


def test_sums_are_kept_apart_by_centre_and_slot(versions):
    centre = OrgUnitFactory(type="interregional_centre", code="zahid")
    bureau = OrgUnitFactory(type="bureau", code="biuro", parent=centre)
    for unit in (bureau, None):
        person = PersonFactory()
        if unit:
            PostingFactory(person=person, unit=unit)
        attempt = finished_attempt(
            versions, [1, 1, 1], quiz_key=QUIZ, person=person, rules={"slots": {"2": "етика"}}
        )
        attempt_finished(attempt=attempt)
    fold_finished()
    rows = ItemSums.objects.values_list("version", "slot", "centre")
    assert set(rows) == {
        (version.pk, slot, code)
        for version, slot in zip(versions, ("", "етика", ""), strict=True)
        for code in ("zahid", "")
    }


def test_items_nobody_has_marked_are_left_out(versions):
    attempt_finished(attempt=finished_attempt(versions, [1, None, 0], quiz_key=QUIZ))
    fold_finished()
    assert set(ItemSums.objects.values_list("version", flat=True)) == {
        versions[0].pk,
        versions[2].pk,
    }


def test_an_attempt_that_waits_for_a_marker_counts_once_it_is_marked(versions):
    attempt = finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ)
    Attempt.objects.filter(pk=attempt.pk).update(is_pending=True, is_passed=None)
    attempt_finished(attempt=attempt)
    fold_finished()
    assert not ItemSums.objects.exists()
    Attempt.objects.filter(pk=attempt.pk).update(is_pending=False, is_passed=False)
    attempts_corrected([attempt])
    fold_finished()
    assert QuizSums.objects.get().n == 1


def test_sums_outlive_the_attempts(versions):
    attempt = finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ)
    attempt_finished(attempt=attempt)
    fold_finished()
    attempt.items.all().delete()
    attempt.delete()
    assert not CountedAttempt.objects.exists()
    assert QuizSums.objects.get().n == 1


def test_times_are_counted_where_they_are_known(versions):
    attempt = finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ)
    attempt_finished(attempt=attempt, seconds={"1": 12, "3": 90_000})
    fold_finished()
    times = [
        row.data["seconds"]
        for version in versions
        for row in ItemSums.objects.filter(version=version)
    ]
    assert times == [{"12": 1}, {}, {"600": 1}]


@pytest.mark.parametrize("attempts", [1, 20])
def test_folding_a_chunk_takes_the_same_queries(versions, attempts, django_assert_max_num_queries):
    for _ in range(attempts):
        attempt_finished(attempt=finished_attempt(versions, [1, 0, 0], quiz_key=QUIZ))
    with django_assert_max_num_queries(35):
        fold_finished()
