"""Who may correct, in which order, and what is refused."""

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from assessments.evidence.exceptions import AppendOnly
from assessments.quizzes.corrections.exceptions import (
    AnotherCaseOpen,
    BadVersions,
    MarkedByPeople,
    NotAllowed,
    NotTheLast,
    ReasonMissing,
    ReviewsOpen,
    SecondPersonNeeded,
    StalePreview,
    WrongState,
)
from assessments.quizzes.models import CorrectionCase, CorrectionReview, QuestionVersion
from assessments.quizzes.models.corrections import Policy, State
from assessments.quizzes.services.corrections.applying import apply_case
from assessments.quizzes.services.corrections.computing import compute_case
from assessments.quizzes.services.corrections.opening import (
    approve_case,
    cancel_case,
    close_case,
    decide_review,
    undo_case,
)
from tests.factories.corrections import (
    NEW,
    OLD,
    OTHER,
    applied,
    approved,
    asked,
    begun,
    corrector,
    mend,
    opened,
    submit,
    take,
    versions,
)
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question

pytestmark = pytest.mark.django_db


@pytest.fixture
def mended(quiz_page):
    """A question of a quiz whose key was mended after somebody had passed by the old one."""
    take(quiz_page, [OLD, OLD, OLD, OLD])
    mend()
    return quiz_page


class TestOpening:
    @pytest.mark.parametrize("policy", [Policy.STRICT, Policy.NOBODY_LOSES, Policy.BOTH_KEYS])
    def test_a_key_is_needed_to_mark_anew(self, mended, policy):
        with pytest.raises(BadVersions):
            opened(policy, to_version=None)

    @pytest.mark.parametrize("policy", [Policy.FULL_MARKS, Policy.VOID])
    def test_no_key_is_needed_to_give_points_or_leave_out(self, mended, policy):
        assert opened(policy, to_version=None).state == State.DRAFT

    def test_only_who_may_publish_questions_may_open(self, mended):
        with pytest.raises(NotAllowed):
            opened(by=PersonFactory())

    def test_the_reason_is_no_blank(self, mended):
        with pytest.raises(ReasonMissing):
            opened(reason="  ")

    def test_a_mended_version_is_newer_than_the_mistaken_ones(self, mended):
        old, new = versions()
        with pytest.raises(BadVersions):
            opened(from_versions=[new], to_version=old)
        with pytest.raises(BadVersions):
            opened(from_versions=[old, new], to_version=new)
        with pytest.raises(BadVersions):
            opened(from_versions=[])

    def test_versions_are_of_one_question(self, mended):
        with pytest.raises(BadVersions):
            opened(from_versions=versions("T-1"))

    def test_versions_are_of_one_kind(self, mended):
        old, new = versions()
        other = QuestionVersion.objects.create(
            question=asked(),
            number=9,
            schema_version=2,
            document={**new.document, "kind": "many"},
            sha256="0" * 64,
        )
        with pytest.raises(BadVersions):
            opened(from_versions=[old], to_version=other)

    def test_no_key_marks_a_long_answer(self, db):
        long = question("long", code="L-1")
        long.prompt = "Розкажіть про складну розмову."
        long.save_revision().publish()
        with pytest.raises(MarkedByPeople):
            opened(Policy.STRICT, code="L-1")
        assert opened(Policy.FULL_MARKS, code="L-1").state == State.DRAFT

    @pytest.mark.parametrize("policy", [Policy.RESTORE, "kind"])
    def test_policies_are_those_of_the_list(self, mended, policy):
        with pytest.raises(BadVersions):
            opened(policy)

    def test_corrections_of_one_question_come_one_after_another(self, mended):
        first = opened()
        with pytest.raises(AnotherCaseOpen):
            opened(Policy.VOID)
        cancel_case(case=first, by=corrector())
        assert opened(Policy.VOID).state == State.DRAFT


class TestApproving:
    def test_who_opened_it_may_approve_when_nobody_loses_a_pass(self, mended):
        case = opened(Policy.NOBODY_LOSES)
        assert approved(case, by=case.opened_by).state == State.APPROVED

    def test_a_lost_pass_takes_another_person(self, mended):
        case = opened(Policy.STRICT)
        with pytest.raises(SecondPersonNeeded):
            approved(case, by=case.opened_by)
        case.refresh_from_db()
        assert (case.state, case.approved_by) == (State.COMPUTED, None)
        assert approve_case(case=case, by=corrector()).state == State.APPROVED

    def test_the_other_person_has_to_have_the_right(self, mended):
        with pytest.raises(NotAllowed):
            approved(opened(), by=PersonFactory())

    def test_nothing_is_approved_unseen(self, mended):
        with pytest.raises(WrongState):
            approve_case(case=opened(), by=corrector())

    def test_results_that_came_after_the_preview_have_to_be_looked_at(self, mended):
        case = compute_case(case=opened())
        submit(begun(mended), [OLD, OLD, OLD, OLD])
        with pytest.raises(StalePreview):
            approve_case(case=case, by=corrector())
        assert approved(case).counts["attempts"] == 2

    def test_an_approved_case_cannot_be_approved_computed_or_cancelled(self, mended):
        case = approved(opened())
        for refused in (approve_case, cancel_case):
            with pytest.raises(WrongState):
                refused(case=case, by=corrector())
        with pytest.raises(WrongState):
            compute_case(case=case)

    def test_a_case_that_would_take_a_pass_only_now_waits_for_another_person(self, quiz_page):
        take(quiz_page, [NEW, OLD, OLD, OLD])
        running = begun(quiz_page)
        mend()
        case = opened(Policy.STRICT)
        approved(case, by=case.opened_by)
        submit(running, [OLD, OLD, OLD, OLD])  # passed by the old key, after the approval

        assert apply_case(case.pk) == 0

        case.refresh_from_db()
        assert (case.state, case.approved_by) == (State.COMPUTED, None)
        assert case.counts["passes_lost"] == 1
        assert not case.effects.applied().exists()

    def test_a_case_another_person_approved_goes_on_with_what_came_since(self, mended):
        running = begun(mended)
        case = approved(opened(Policy.STRICT))
        submit(running, [OLD, OLD, OLD, OLD])

        assert apply_case(case.pk) == 2

        case.refresh_from_db()
        assert case.counts["passes_lost"] == 2
        assert case.effects.applied().count() == 2


class TestEnding:
    def test_what_has_been_applied_can_be_closed_when_reviews_are_decided(self, mended):
        case = applied(opened(Policy.STRICT))
        with pytest.raises(ReviewsOpen):
            close_case(case=case, by=corrector())
        review = CorrectionReview.objects.get()
        with pytest.raises(ReasonMissing):
            decide_review(review=review, by=corrector(), decision=" ")
        with pytest.raises(NotAllowed):
            decide_review(review=review, by=PersonFactory(), decision="Лишаємо.")
        decide_review(review=review, by=corrector(), decision="Лишаємо.")
        with pytest.raises(WrongState):
            decide_review(review=review, by=corrector(), decision="Інакше.")
        assert CorrectionReview.objects.get().decision == "Лишаємо."
        assert close_case(case=case, by=corrector()).state == State.CLOSED

    def test_nothing_is_closed_before_it_is_applied(self, mended):
        with pytest.raises(WrongState):
            close_case(case=opened(), by=corrector())

    def test_a_cancelled_case_is_applied_to_nobody(self, mended):
        case = compute_case(case=opened())
        cancel_case(case=case, by=corrector())
        assert apply_case(case.pk) == 0
        assert not case.effects.exists()


class TestUndoing:
    def test_only_the_last_correction_can_be_undone(self, mended):
        first = applied(opened(Policy.STRICT))
        mend(right=OTHER)
        applied(opened(Policy.STRICT))
        with pytest.raises(NotTheLast):
            undo_case(case=first, by=corrector(), reason="Ні.")

    def test_only_what_was_applied_can_be_undone_and_only_once(self, mended):
        case = opened()
        with pytest.raises(WrongState):
            undo_case(case=case, by=corrector(), reason="Ні.")
        applied(case)
        case.refresh_from_db()
        with pytest.raises(ReasonMissing):
            undo_case(case=case, by=corrector(), reason="")
        with pytest.raises(NotAllowed):
            undo_case(case=case, by=PersonFactory(), reason="Ні.")
        applied(undo_case(case=case, by=corrector(), reason="Ні."))
        with pytest.raises(WrongState):
            undo_case(case=case, by=corrector(), reason="Ще раз ні.")


def test_every_step_is_in_the_audit_log_with_before_after_and_reason(mended):
    case = applied(opened(Policy.STRICT))

    entries = ModelLogEntry.objects.for_instance(case).order_by("pk")
    steps = [entry.action.removeprefix("quizzes.correction.") for entry in entries]
    assert steps == ["open", "compute", "approve", "apply", "chunk", "applied"]
    assert {entry.data["reason"] for entry in entries} == {"Ключ був хибний."}
    by_step = dict(zip(steps, entries, strict=True))
    assert by_step["open"].user == case.opened_by
    assert by_step["chunk"].user == case.approved_by
    (attempt,) = by_step["chunk"].data["attempts"]
    assert (attempt["percent"], attempt["passed"]) == (["100.00", "75.00"], [True, False])


def test_what_was_applied_is_never_changed_or_deleted(mended):
    case = applied(opened(Policy.STRICT))
    effect = case.effects.get()
    for change in (
        effect.save,
        effect.delete,
        case.effects.all().delete,
        lambda: case.effects.update(new_percent=100),
    ):
        with pytest.raises(AppendOnly):
            change()
    case.effects.forget_plans()
    assert case.effects.get() == effect


@pytest.mark.parametrize(
    "broken",
    [
        {"reason": ""},
        {"policy": Policy.RESTORE},
        {"to_version": None},
        {"state": State.APPLIED},
    ],
)
def test_the_database_refuses_a_case_that_cannot_be(mended, broken):
    old, new = versions()
    fields = {
        "question_id": old.question_id,
        "to_version": new,
        "policy": Policy.STRICT,
        "reason": "Хиба.",
        "opened_by": corrector(),
        "opened_at": new.published_at,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        CorrectionCase.objects.create(**{**fields, **broken})
