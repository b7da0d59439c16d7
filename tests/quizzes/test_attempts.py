"""The attempt protocol as services: what is promised to a person whose power goes out."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.evidence.exceptions import AppendOnly
from assessments.evidence.models import Completion, Evidence
from assessments.quizzes.exceptions import (
    AttemptClosed,
    BankTooSmall,
    InvalidResponse,
    NoAttemptsLeft,
    NoPauseLeft,
    TooEarly,
)
from assessments.quizzes.models import GRACE_SECONDS, AnswerLog, Attempt, Question, QuestionVersion
from assessments.quizzes.packets import Save, Submit
from assessments.quizzes.services.attempts import (
    close_overdue,
    pause_attempt,
    resume_attempt,
    save_answers,
    submit_attempt,
)
from assessments.quizzes.services.publishing import publish_version
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question, quiz

pytestmark = pytest.mark.django_db
GRACE = datetime.timedelta(seconds=GRACE_SECONDS)


def right_answers(attempt):
    """A token of the right option for each single-choice question."""
    answers = {}
    for item in attempt.items.select_related("version"):
        right = {option["id"] for option in item.version.document["options"] if option["right"]}
        answers[item.key] = next(token for token, option in item.options if option in right)
    return answers


def wrong_answers(attempt):
    right = right_answers(attempt)
    return {
        item.key: next(token for token, _ in item.options if token != right[item.key])
        for item in attempt.items.all()
    }


def save(attempt, answers, *, client="tab", seq=1, now=None):
    packet = Save(client=client, seq=seq, answers=answers)
    return save_answers(attempt_id=attempt.pk, person=attempt.person, packet=packet, now=now)


def submit(attempt, answers=None, *, key="key", now=None):
    packet = Submit(key=key, answers=answers or {})
    return submit_attempt(attempt_id=attempt.pk, person=attempt.person, packet=packet, now=now)


@pytest.fixture
def attempt(quiz_page, person):
    return start_attempt(person=person, page=quiz_page)


def test_starting_twice_gives_the_same_attempt(quiz_page, person):
    assert start_attempt(person=person, page=quiz_page) == start_attempt(
        person=person, page=quiz_page
    )
    assert Attempt.objects.count() == 1


def test_an_attempt_pins_versions_order_and_tokens(quiz_page, person, attempt):
    pinned = [(item.version_id, item.options) for item in attempt.items.all()]
    for edited in Question.objects.all():
        edited.prompt = "Інше питання"
        edited.save_revision().publish()
    Question.objects.first().unpublish()

    again = start_attempt(person=person, page=quiz_page)

    assert [(item.version_id, item.options) for item in again.items.all()] == pinned
    assert "Інше" not in str([item.version.document for item in again.items.all()])


def test_b03_tokens_are_opaque_and_other_in_each_attempt(quiz_page, person, attempt):
    other = start_attempt(person=PersonFactory(), page=quiz_page)
    tokens = {token for item in attempt.items.all() for token, _ in item.options}
    ids = {option for item in attempt.items.all() for _, option in item.options}
    assert not tokens & ids
    assert not tokens & {token for item in other.items.all() for token, _ in item.options}


def test_a_draw_prefers_what_the_person_has_not_met(person):
    page = quiz(questions=6, draw=3)
    first = start_attempt(person=person, page=page)
    met = {item.version_id for item in first.items.all()}
    submit(first)
    second = start_attempt(person=person, page=page)
    assert not met & {item.version_id for item in second.items.all()}


def test_a_bank_smaller_than_the_draw_refuses(person):
    page = quiz(questions=3)
    Question.objects.first().unpublish()
    with pytest.raises(BankTooSmall):
        start_attempt(person=person, page=page)


def test_only_published_quiz_questions_are_drawn(person):
    page = quiz(questions=3)
    question(code="P-1", use="practice")
    draft = question(code="D-1")
    draft.unpublish()
    attempt = start_attempt(person=person, page=page)
    codes = {item.version.document["code"] for item in attempt.items.all()}
    assert codes == {"T-0", "T-1", "T-2"}


def test_a_saved_answer_is_logged_and_current(attempt):
    token = right_answers(attempt)["1"]
    ack = save(attempt, {"1": token})
    attempt.refresh_from_db()
    assert (ack.acked, ack.rev, ack.state) == (1, 1, "open")
    assert attempt.answers["1"]["value"] == token
    assert AnswerLog.objects.get().value == token


def test_a_repeated_packet_is_acknowledged_and_changes_nothing(attempt):
    token = right_answers(attempt)["1"]
    first, again = save(attempt, {"1": token}), save(attempt, {"1": token})
    assert (again.acked, again.rev) == (first.acked, first.rev)
    assert AnswerLog.objects.count() == 1


def test_c06_two_tabs_keep_both_and_the_last_received_wins(attempt):
    right, wrong = right_answers(attempt), wrong_answers(attempt)
    save(attempt, {"1": right["1"], "2": right["2"]}, client="a")
    save(attempt, {"1": wrong["1"]}, client="b")
    attempt.refresh_from_db()
    assert attempt.answers["1"]["value"] == wrong["1"]
    assert attempt.answers["2"]["value"] == right["2"]
    assert AnswerLog.objects.count() == 3


@pytest.mark.parametrize("answers", [{"99": "x"}, {"1": "foreign"}, {"1": 5}, {"": None, "x": 1}])
def test_c15_foreign_tokens_and_unknown_questions_change_nothing(attempt, answers):
    with pytest.raises(InvalidResponse):
        save(attempt, answers)
    attempt.refresh_from_db()
    assert (attempt.rev, attempt.answers, AnswerLog.objects.count()) == (0, {}, 0)


def test_c15_an_option_of_another_question_is_foreign(attempt):
    right = right_answers(attempt)
    with pytest.raises(InvalidResponse):
        save(attempt, {"1": right["2"]})


def test_a01_somebody_elses_attempt_does_not_exist(attempt):
    packet = Save(client="tab", seq=1, answers={})
    with pytest.raises(Attempt.DoesNotExist):
        save_answers(attempt_id=attempt.pk, person=PersonFactory(), packet=packet)


def test_submitting_grades_and_records_everything_at_once(quiz_page, attempt):
    right = right_answers(attempt)
    save(attempt, {"1": right["1"], "2": right["2"]})
    wrong = wrong_answers(attempt)
    done = submit(attempt, {"3": right["3"], "4": wrong["4"]})
    assert (done.percent, done.is_passed) == (Decimal("75.00"), False)
    evidence = Evidence.objects.get()
    assert (evidence.share, evidence.count, evidence.source_ref) == (Decimal("0.75"), 4, done.pk)
    assert not Completion.objects.exists()


def test_passing_completes_the_step(quiz_page, attempt):
    done = submit(attempt, right_answers(attempt))
    assert (done.percent, done.is_passed) == (Decimal("100.00"), True)
    assert Completion.objects.get().step_key == quiz_page.translation_key


def test_c03_the_same_key_again_returns_the_stored_result(attempt):
    first = submit(attempt, right_answers(attempt))
    again = submit(attempt, wrong_answers(attempt))
    assert (again.percent, again.finished_at) == (first.percent, first.finished_at)
    assert Evidence.objects.count() == 1


def test_c04_another_key_is_refused_and_its_answers_kept_as_late(attempt):
    submit(attempt, right_answers(attempt))
    with pytest.raises(AttemptClosed):
        submit(attempt, wrong_answers(attempt), key="other")
    attempt.refresh_from_db()
    assert attempt.percent == 100
    assert AnswerLog.objects.filter(late=True, client="other").count() == 4


def test_c07_a_save_after_submitting_is_kept_as_late_and_not_counted(attempt):
    submit(attempt, right_answers(attempt))
    with pytest.raises(AttemptClosed):
        save(attempt, wrong_answers(attempt), client="late")
    attempt.refresh_from_db()
    assert attempt.percent == 100
    assert AnswerLog.objects.filter(client="late").values_list("late", flat=True).distinct().get()


def test_b09_attempts_are_limited_and_spaced(person):
    page = quiz(attempts_allowed=2, wait_minutes=30)
    submit(start_attempt(person=person, page=page))
    with pytest.raises(TooEarly):
        start_attempt(person=person, page=page)
    past = timezone.now() - datetime.timedelta(minutes=31)
    Attempt.objects.update(finished_at=past)
    submit(start_attempt(person=person, page=page))
    Attempt.objects.update(finished_at=past)
    with pytest.raises(NoAttemptsLeft):
        start_attempt(person=person, page=page)


class TestTime:
    @pytest.fixture
    def quiz_page(self, db):
        return quiz(time_limit_minutes=20, pause_minutes=10)

    def test_c08_the_deadline_is_the_servers(self, attempt):
        assert attempt.deadline_at == attempt.started_at + datetime.timedelta(minutes=20)

    def test_an_answer_within_grace_counts_and_after_it_does_not(self, attempt):
        right = right_answers(attempt)
        save(attempt, {"1": right["1"]}, now=attempt.deadline_at + GRACE)
        late = attempt.deadline_at + GRACE + datetime.timedelta(seconds=1)
        with pytest.raises(AttemptClosed):
            save(attempt, {"2": right["2"]}, seq=2, now=late)
        attempt.refresh_from_db()
        assert set(attempt.answers) == {"1"}
        assert AnswerLog.objects.filter(late=True).count() == 1

    def test_submitting_too_late_closes_with_what_is_stored(self, attempt, time_machine):
        right = right_answers(attempt)
        save(attempt, {"1": right["1"]})
        time_machine.move_to(attempt.deadline_at + datetime.timedelta(minutes=5))
        with pytest.raises(AttemptClosed):
            submit(attempt, right)
        attempt.refresh_from_db()
        assert (attempt.percent, attempt.finished_at) == (25, attempt.deadline_at)

    def test_overdue_attempts_are_closed_once_with_what_is_stored(self, attempt, time_machine):
        save(attempt, {"1": right_answers(attempt)["1"]})
        time_machine.move_to(attempt.deadline_at)
        assert close_overdue() == 0
        time_machine.shift(datetime.timedelta(minutes=2))
        assert close_overdue() == 1
        assert close_overdue() == 0
        attempt.refresh_from_db()
        assert (attempt.percent, attempt.finished_at) == (25, attempt.deadline_at)

    def test_a_pause_moves_the_deadline_by_its_length(self, attempt, time_machine):
        time_machine.move_to(attempt.started_at + datetime.timedelta(minutes=1), tick=False)
        pause_attempt(attempt_id=attempt.pk, person=attempt.person)
        time_machine.shift(datetime.timedelta(minutes=4))
        resumed = resume_attempt(attempt_id=attempt.pk, person=attempt.person)
        assert resumed.deadline_at == attempt.deadline_at + datetime.timedelta(minutes=4)
        assert resumed.paused_seconds == 240

    def test_c16_endless_pauses_are_capped(self, attempt, time_machine):
        time_machine.move_to(attempt.started_at, tick=False)
        pause_attempt(attempt_id=attempt.pk, person=attempt.person)
        time_machine.shift(datetime.timedelta(hours=5))
        assert close_overdue() == 1
        attempt.refresh_from_db()
        assert not attempt.is_open

    def test_no_pause_is_left_after_the_allowed_minutes(self, attempt, time_machine):
        time_machine.move_to(attempt.started_at, tick=False)
        pause_attempt(attempt_id=attempt.pk, person=attempt.person)
        time_machine.shift(datetime.timedelta(minutes=12))
        resume_attempt(attempt_id=attempt.pk, person=attempt.person)
        with pytest.raises(NoPauseLeft):
            pause_attempt(attempt_id=attempt.pk, person=attempt.person)


def test_publishing_makes_a_version_only_when_something_changed(db):
    asked = question(code="V-1")
    assert publish_version(question=asked).number == 1
    asked.prompt = "Інакше"
    assert publish_version(question=asked).number == 2
    assert QuestionVersion.objects.filter(question=asked).count() == 2


def test_versions_and_log_rows_are_never_changed_or_deleted(attempt):
    save(attempt, {"1": right_answers(attempt)["1"]})
    for row in (QuestionVersion.objects.first(), AnswerLog.objects.first()):
        with pytest.raises(AppendOnly):
            row.save()
        with pytest.raises(AppendOnly):
            row.delete()
        with pytest.raises(AppendOnly):
            type(row).objects.all().delete()
