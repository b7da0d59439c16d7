"""Rules of a quiz: opening, closing, extensions, which attempt counts, answers shown at once."""

import datetime
import time
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.evidence.models import Completion, Evidence
from assessments.quizzes.exceptions import (
    BankTooSmall,
    InvalidResponse,
    NoAttemptsLeft,
    NotOpen,
    NotShownAtOnce,
)
from assessments.quizzes.models import (
    AnswerLog,
    Difficulty,
    FixedQuestion,
    QuizCell,
    QuizExtension,
)
from assessments.quizzes.packets import Save, Submit
from assessments.quizzes.queries import missed_versions, shown_items, standing
from assessments.quizzes.services.attempts import check_answer, save_answers, submit_attempt
from assessments.quizzes.services.starting import grant_extension, start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import bank, question, quiz

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def answers(attempt, *, right):
    """Answers to single-choice questions: so many right, the others wrong."""
    found = {}
    for number, item in enumerate(attempt.items.all(), start=1):
        rows = {option["id"]: option["right"] for option in item.document["options"]}
        found[item.key] = next(
            token for token, one in item.options if rows[one] == (number <= right)
        )
    return found


def finished(person, page, right):
    attempt = start_attempt(person=person, page=page)
    packet = Submit(key=f"k{time.monotonic_ns()}", answers=answers(attempt, right=right))
    return submit_attempt(attempt_id=attempt.pk, person=person, packet=packet)


def save(attempt, values, seq=1):
    packet = Save(client="c", seq=seq, answers=values)
    return save_answers(attempt_id=attempt.pk, person=attempt.person, packet=packet)


def check(attempt, values, position):
    packet = Save(client="c", seq=1, answers=values)
    return check_answer(
        attempt_id=attempt.pk, person=attempt.person, packet=packet, position=position
    )


class TestQuestions:
    def test_a_blueprint_is_met_and_fixed_questions_come_along(self, person):
        for difficulty in (Difficulty.EASY, Difficulty.HARD, Difficulty.HARD):
            question(difficulty=difficulty)
        always = question(bank=bank("OTHER"), code="ALWAYS")
        page = quiz(questions=0, draw=9, shuffle=False)
        page.cells.set([QuizCell(count=1, difficulty=Difficulty.HARD), QuizCell(count=1)])
        page.fixed_questions.set([FixedQuestion(question=always)])
        page.save()

        attempt = start_attempt(person=person, page=page)

        asked = [item.document for item in attempt.items.all()]
        assert asked[0]["code"] == "ALWAYS"
        assert asked[1]["difficulty"] == Difficulty.HARD
        assert len(asked) == 3 == page.total

    def test_a_bank_that_cannot_meet_it_refuses(self, person):
        page = quiz(questions=2, draw=1)
        page.cells.set([QuizCell(count=1, difficulty=Difficulty.HARD)])
        page.save()
        with pytest.raises(BankTooSmall):
            start_attempt(person=person, page=page)

    def test_siblings_do_not_meet(self, person):
        for _ in range(2):
            question(siblings="pair")
        with pytest.raises(BankTooSmall):
            start_attempt(person=person, page=quiz(questions=0, draw=2))

    def test_the_next_attempt_asks_what_was_not_asked(self, person):
        page = quiz(questions=4, draw=2, attempts_allowed=None)
        first, second = (finished(person, page, 0) for _ in range(2))
        codes = [{item.document["code"] for item in one.items.all()} for one in (first, second)]
        assert not codes[0] & codes[1]


class TestTime:
    def test_a_quiz_opens_and_closes(self, person):
        page = quiz(opens_at=timezone.now() + HOUR)
        with pytest.raises(NotOpen) as refusal:
            start_attempt(person=person, page=page)
        assert refusal.value.opens_at == page.opens_at

        page.opens_at, page.closes_at = None, timezone.now() - HOUR
        with pytest.raises(NotOpen) as refusal:
            start_attempt(person=person, page=page)
        assert refusal.value.opens_at is None

    def test_an_attempt_ends_when_the_quiz_closes(self, person):
        page = quiz(closes_at=timezone.now() + HOUR, time_limit_minutes=120)
        assert start_attempt(person=person, page=page).deadline_at == page.closes_at

    def test_grace_is_what_the_rules_say(self, person):
        attempt = start_attempt(person=person, page=quiz(time_limit_minutes=10, grace_seconds=5))
        second = datetime.timedelta(seconds=1)
        assert attempt.accepts(attempt.deadline_at + 5 * second)
        assert not attempt.accepts(attempt.deadline_at + 6 * second)

    def test_an_extension_gives_attempts_and_minutes(self, person):
        page = quiz(time_limit_minutes=10, attempts_allowed=1)
        attempt = finished(person, page, 0)
        with pytest.raises(NoAttemptsLeft):
            start_attempt(person=person, page=page)
        given = {"person": person, "quiz_key": page.translation_key, "reason": "читає повільно"}
        grant_extension(
            extension=QuizExtension(extra_attempts=1, extra_minutes=5, **given),
            granted_by=PersonFactory(),
        )

        again = start_attempt(person=person, page=page)
        assert again.pk != attempt.pk
        assert again.deadline_at - again.started_at == datetime.timedelta(minutes=15)

        grant_extension(
            extension=QuizExtension(extra_minutes=7, **given), granted_by=PersonFactory()
        )
        again.refresh_from_db()
        assert again.deadline_at - again.started_at == datetime.timedelta(minutes=22)

    def test_an_extension_is_for_one_person_and_quiz(self, person):
        page = quiz(attempts_allowed=1)
        finished(person, page, 0)
        grant_extension(
            extension=QuizExtension(
                person=PersonFactory(), quiz_key=page.translation_key, extra_attempts=1, reason="і"
            ),
            granted_by=PersonFactory(),
        )
        with pytest.raises(NoAttemptsLeft):
            start_attempt(person=person, page=page)


@pytest.mark.parametrize(
    ("counting", "rights", "percent", "is_passed"),
    [
        ("best", (4, 1), 100, True),
        ("best", (1, 4), 100, True),
        ("first", (1, 4), 25, False),
        ("first", (4, 1), 100, True),
        ("last", (4, 1), 25, False),
        ("last", (1, 4), 100, True),
        ("mean", (4, 1), Decimal("62.5"), False),
        ("mean", (4, 3), Decimal("87.5"), True),
    ],
)
def test_the_attempt_that_counts_decides_and_leaves_evidence(
    person, counting, rights, percent, is_passed
):
    page = quiz(questions=4, draw=4, pass_mark=80, counting=counting)
    attempts = [finished(person, page, right) for right in rights]

    stands = standing(person, page.translation_key)

    assert (stands.percent, stands.is_passed) == (percent, is_passed)
    assert {row.source_ref for row in Evidence.objects.in_force()} == stands.counted
    if counting == "mean":
        assert stands.counted == {attempt.pk for attempt in attempts}


def test_a_completion_is_never_taken_back(person):
    page = quiz(questions=4, draw=4, pass_mark=80, counting="last")
    finished(person, page, 4)
    finished(person, page, 0)
    assert not standing(person, page.translation_key).is_passed
    assert Completion.objects.filter(step_key=page.translation_key).count() == 1


class TestAtOnce:
    def test_an_answer_shown_is_final(self, person):
        attempt = start_attempt(person=person, page=quiz(feedback="at_once"))
        given = answers(attempt, right=0)
        attempt = check(attempt, {"1": given["1"]}, 1)

        first, second, *_ = shown_items(attempt)
        assert first.is_revealed
        assert not second.is_revealed

        better = answers(attempt, right=4)
        save(attempt, {"1": better["1"], "2": better["2"]}, seq=2)
        attempt.refresh_from_db()
        assert attempt.answers["1"]["value"] == given["1"]
        assert attempt.answers["2"]["value"] == better["2"]
        assert AnswerLog.objects.get(question="1", late=True).value == better["1"]

    def test_nothing_is_shown_of_a_question_without_an_answer(self, person):
        attempt = start_attempt(person=person, page=quiz(feedback="at_once"))
        attempt = check(attempt, {"1": None}, 1)
        assert attempt.checked == []
        assert not shown_items(attempt)[0].is_revealed

    def test_other_quizzes_refuse(self, person):
        attempt = start_attempt(person=person, page=quiz())
        with pytest.raises(NotShownAtOnce):
            check(attempt, answers(attempt, right=4), 1)


class TestBesideTheAnswer:
    def test_a_flag_and_confidence_travel_with_the_answers(self, person):
        attempt = start_attempt(person=person, page=quiz(asks_confidence=True))
        save(attempt, {"1.flag": True, "1.sure": "3", "2.sure": "1"})
        save(attempt, {"1.flag": False, "2.sure": None}, seq=2)
        attempt.refresh_from_db()
        first, second, *_ = shown_items(attempt)
        assert (first.sure, first.is_flagged, second.sure) == ("3", False, "")

    def test_confidence_is_refused_where_it_is_not_asked(self, person):
        attempt = start_attempt(person=person, page=quiz())
        with pytest.raises(InvalidResponse):
            save(attempt, {"1.sure": "3"})

    @pytest.mark.parametrize(
        "forged", [{"1.sure": "9"}, {"1.flag": "yes"}, {"1.score": 1}, {"9.flag": True}, {"1.": 1}]
    )
    def test_nothing_else_does(self, person, forged):
        attempt = start_attempt(person=person, page=quiz(asks_confidence=True))
        with pytest.raises(InvalidResponse):
            save(attempt, forged)


def test_own_errors_are_those_of_the_last_time(person):
    page = quiz(questions=2, draw=2, shuffle=False)
    finished(person, page, 0)
    assert len(missed_versions(person, page.translation_key)) == 2
    finished(person, page, 1)
    (missed,) = missed_versions(person, page.translation_key)
    assert missed.document["code"] == max(
        item.document["code"] for item in start_attempt(person=person, page=page).items.all()
    )


def test_where_right_answers_stay_hidden_there_is_nothing_to_practise(person):
    page = quiz(feedback="never")
    finished(person, page, 0)
    assert missed_versions(person, page.translation_key) == []
