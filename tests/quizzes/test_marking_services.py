"""Marks of long answers: who may give them, what they come to, what is refused."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from assessments.evidence.exceptions import AppendOnly
from assessments.evidence.models import Evidence
from assessments.quizzes.marking.exceptions import (
    MarkingClosed,
    MarkingConflict,
    MarkingIncomplete,
)
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.marking import Decision, Marking, Return, RevisedAnswer
from assessments.quizzes.services.marking import (
    decide,
    return_answer,
    rewrite_answer,
    save_draft,
    submit_marking,
)
from tests.factories.marking import (
    BEST,
    MIDDLE,
    WORST,
    long_question,
    marked,
    sheet,
    waiting,
    waiting_all,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def marker(db):
    return PersonFactory(superuser=True)


@pytest.fixture
def second(db):
    return PersonFactory(superuser=True)


@pytest.fixture
def item(db):
    return waiting()


@pytest.fixture
def double(db):
    """An answer that two people mark."""
    return waiting(to=long_question(markers=2))


def share(item):
    item.refresh_from_db()
    return item.share


def refusal(call, **arguments):
    with pytest.raises(MarkingClosed) as refused:
        call(**arguments)
    return refused.value.reason


def test_one_marker_decides_the_share(item, marker):
    marking = marked(item, marker, {"r1": "1.5", "r2": "2"}, comment="Добре почато")
    assert share(item) == Decimal("0.7")
    assert (marking.state, marking.comment) == ("submitted", "Добре почато")


def test_the_last_marks_settle_the_attempt(marker):
    first, other = waiting_all([long_question(code="L-1"), long_question(code="L-2")])
    marked(first, marker, BEST)
    first.attempt.refresh_from_db()
    assert first.attempt.is_pending
    assert not Evidence.objects.exists()

    marked(other, marker, WORST)
    attempt = first.attempt
    attempt.refresh_from_db()
    assert (attempt.is_pending, attempt.percent, attempt.is_passed) == (False, 50, False)
    assert Evidence.objects.get().share == Decimal("0.5")


def test_two_markers_who_agree_give_their_mean(double, marker, second):
    marked(double, marker, {"r1": "3", "r2": "1"})
    assert share(double) is None
    marked(double, second, {"r1": "3", "r2": "2"})
    assert share(double) == Decimal("0.9")


def test_two_markers_a_fifth_apart_still_agree(double, marker, second):
    marked(double, marker, {"r1": "3", "r2": "2"})
    marked(double, second, {"r1": "3", "r2": "1"})
    assert share(double) == Decimal("0.9")


def test_two_who_differ_too_much_wait_for_a_third(double, marker, second):
    marked(double, marker, BEST)
    marked(double, second, MIDDLE)
    assert share(double) is None
    assert double.attempt.is_pending

    third = PersonFactory(superuser=True)
    decide(moderator=third, item_id=double.pk, points={"r1": "3", "r2": "0"}, reason="Без кроку")
    assert share(double) == Decimal("0.6")
    assert Decision.objects.get().reason == "Без кроку"
    double.attempt.refresh_from_db()
    assert not double.attempt.is_pending


def test_neither_of_the_two_decides(double, marker, second):
    marked(double, marker, BEST)
    marked(double, second, WORST)
    for one in (marker, second):
        reason = refusal(decide, moderator=one, item_id=double.pk, points=BEST, reason="Бо я")
        assert reason == MarkingClosed.SUBMITTED
    assert share(double) is None


def test_a_decision_needs_two_marks_and_is_made_once(double, marker, second):
    third = PersonFactory(superuser=True)
    arguments = {"moderator": third, "item_id": double.pk, "points": BEST, "reason": "Так"}
    assert refusal(decide, **arguments) == MarkingClosed.NOT_NEEDED
    marked(double, marker, BEST)
    assert refusal(decide, **arguments) == MarkingClosed.NOT_NEEDED
    marked(double, second, WORST)
    with pytest.raises(MarkingIncomplete):
        decide(**{**arguments, "points": {"r1": "3"}})
    decide(**arguments)
    assert refusal(decide, **arguments) == MarkingClosed.DONE


def test_nobody_marks_their_own_answer(item):
    learner = item.attempt.person
    learner.is_superuser = True
    learner.save()
    for call in (save_draft, submit_marking):
        with pytest.raises(AttemptItem.DoesNotExist):
            call(marker=learner, item_id=item.pk, sheet=sheet())
    assert not Marking.objects.exists()


def test_an_open_attempt_is_not_marked(item, marker):
    attempt = item.attempt
    attempt.finished_at, attempt.percent, attempt.is_pending = None, None, False
    attempt.save()
    with pytest.raises(AttemptItem.DoesNotExist):
        save_draft(marker=marker, item_id=item.pk, sheet=sheet())


def test_a_third_marker_comes_too_late(double, marker, second):
    marked(double, marker, BEST)
    third = PersonFactory(superuser=True)
    save_draft(marker=third, item_id=double.pk, sheet=sheet())
    marked(double, second, WORST)
    arguments = {"marker": third, "item_id": double.pk, "sheet": sheet(rev=1)}
    assert refusal(submit_marking, **arguments) == MarkingClosed.ENOUGH
    assert Marking.objects.get(marker=third).state == "draft"


def test_marks_handed_in_stay(item, double, marker):
    marked(item, marker, BEST)
    marked(double, marker, BEST)
    for one in (item, double):
        for call in (save_draft, submit_marking):
            changed = {"marker": marker, "item_id": one.pk, "sheet": sheet(WORST, rev=1)}
            assert refusal(call, **changed) == MarkingClosed.SUBMITTED
    assert {marking.points["r1"] for marking in Marking.objects.all()} == {"3"}


def test_handing_in_the_same_twice_is_once(item, marker):
    first = marked(item, marker, BEST, comment="Так")
    again = marked(item, marker, BEST, comment="Так")
    assert first == again
    assert Marking.objects.get().rev == 1


@pytest.mark.parametrize(
    "points",
    [{"r1": "3"}, {}, {"r1": "2.99", "r2": "2"}, {**BEST, "r3": "1"}, {"r1": "99", "r2": "2"}],
)
def test_marks_that_are_not_whole_or_not_of_the_rubric_are_refused(item, marker, points):
    with pytest.raises(MarkingIncomplete):
        submit_marking(marker=marker, item_id=item.pk, sheet=sheet(points))
    assert not Marking.objects.exists()
    assert share(item) is None


def test_a_draft_may_have_gaps_and_counts_for_nothing(item, marker):
    draft = save_draft(marker=marker, item_id=item.pk, sheet=sheet({"r1": "3"}, note="Ще раз"))
    assert (draft.state, draft.rev, draft.points) == ("draft", 1, {"r1": "3"})
    assert share(item) is None


def test_two_windows_do_not_overwrite_each_other(item, marker):
    save_draft(marker=marker, item_id=item.pk, sheet=sheet(BEST, tab="перше"))
    other = sheet(WORST, tab="друге", comment="Інакше")
    for call in (save_draft, submit_marking):
        with pytest.raises(MarkingConflict) as conflict:
            call(marker=marker, item_id=item.pk, sheet=other)
        assert conflict.value.saved.points == BEST
    assert Marking.objects.get().points == BEST

    knowing = sheet(WORST, tab="друге", rev=1)
    assert save_draft(marker=marker, item_id=item.pk, sheet=knowing).points == WORST
    with pytest.raises(MarkingConflict):
        save_draft(marker=marker, item_id=item.pk, sheet=sheet(BEST, tab="перше", rev=1))


def test_a_window_that_lost_the_answer_to_its_save_may_go_on(item, marker):
    save_draft(marker=marker, item_id=item.pk, sheet=sheet({"r1": "0"}))
    assert save_draft(marker=marker, item_id=item.pk, sheet=sheet(BEST, rev=0)).rev == 2


@pytest.fixture
def later(time_machine):
    """Let so many days pass."""
    return lambda **time: time_machine.move_to(timezone.now() + datetime.timedelta(**time))


def returned(item, marker, **fields):
    values = {"reason": "Назвіть почуття людини", "sheet": sheet({"r1": "0"}), **fields}
    return return_answer(marker=marker, item_id=item.pk, **values)


def rewritten(item, text="Бачу, що ви злі."):
    attempt = item.attempt
    return rewrite_answer(
        person=attempt.person, attempt_id=attempt.pk, position=item.position, text=text
    )


def test_a_returned_answer_is_written_again_and_marked_anew(item, marker):
    returned(item, marker)
    assert Marking.objects.get().state == "returned"
    rewritten(item)
    assert Marking.objects.current().count() == 0
    item.attempt.refresh_from_db()
    assert "стомилися" in item.attempt.answers["1"]["value"]  # what was first written stays

    marking = marked(item, marker, BEST, revision=1)
    assert share(item) == 1
    assert Marking.objects.count() == 2
    assert marking.is_current


def test_marks_of_the_old_text_are_refused_once_there_is_a_new_one(item, marker):
    returned(item, marker)
    rewritten(item)
    arguments = {"marker": marker, "item_id": item.pk, "sheet": sheet()}
    assert refusal(submit_marking, **arguments) == MarkingClosed.REWRITTEN
    assert refusal(save_draft, **arguments) == MarkingClosed.REWRITTEN


def test_while_the_learner_writes_nobody_hands_in_marks(double, marker, second):
    marked(double, marker, BEST)
    returned(double, second)
    arguments = {"marker": second, "item_id": double.pk, "sheet": sheet(rev=1)}
    assert refusal(submit_marking, **arguments) == MarkingClosed.RETURNED
    third = {"marker": PersonFactory(superuser=True), "item_id": double.pk, "sheet": sheet()}
    assert refusal(return_answer, **third, reason="І я") == MarkingClosed.RETURNED
    rewritten(double)
    for one in (marker, second):
        marked(double, one, BEST, revision=1)
    assert share(double) == 1


def test_an_answer_not_written_again_in_time_is_marked_as_it_is(item, marker, later):
    returned(item, marker)
    later(days=7, seconds=1)
    marked(item, marker, WORST, rev=1)
    assert share(item) == 0
    with pytest.raises(MarkingClosed):
        rewritten(item)
    assert not RevisedAnswer.objects.exists()


def test_a_late_text_is_taken_until_somebody_has_marked(double, marker, second, later):
    returned(double, marker)
    later(days=8)
    rewritten(double, "Пізно, але краще.")
    marked(double, marker, BEST, revision=1)

    other = waiting(to=long_question(markers=2))
    returned(other, marker)
    later(days=8)
    marked(other, second, BEST)
    with pytest.raises(MarkingClosed):
        rewritten(other)


def test_a_text_sent_twice_is_one_text(item, marker):
    returned(item, marker)
    assert rewritten(item) == rewritten(item)
    with pytest.raises(MarkingClosed) as refused:
        rewritten(item, "Ще інакше")
    assert refused.value.reason == MarkingClosed.NOT_RETURNED
    assert RevisedAnswer.objects.count() == 1


def test_only_its_author_writes_an_answer_again(item, marker):
    returned(item, marker)
    with pytest.raises(AttemptItem.DoesNotExist):
        rewrite_answer(person=marker, attempt_id=item.attempt_id, position=1, text="Я допишу")
    with pytest.raises(AttemptItem.DoesNotExist):
        rewrite_answer(
            person=item.attempt.person, attempt_id=item.attempt_id, position=2, text="Нема такого"
        )


def test_an_answer_goes_back_more_than_once(item, marker):
    for time, text in enumerate(("Раз.", "Два.")):
        returned(item, marker, sheet=sheet({}, revision=time))
        rewritten(item, text)
    marked(item, marker, MIDDLE, revision=2)
    assert [row.text for row in RevisedAnswer.objects.all()] == ["Раз.", "Два."]
    assert share(item) == Decimal("0.5")


def test_what_was_returned_rewritten_and_decided_is_never_changed(item, marker):
    first = returned(item, marker)
    second = rewritten(item)
    for row in (first, second):
        with pytest.raises(AppendOnly):
            row.save()
        with pytest.raises(AppendOnly):
            row.delete()
    with pytest.raises(AppendOnly):
        Return.objects.update(at=timezone.now())
