"""A mended key reaches everybody who was asked before, and everything that rested on it."""

from decimal import Decimal

import pytest

from assessments.evidence.models import CompetencyLevel, Completion, Evidence
from assessments.evidence.services import void_evidence
from assessments.quizzes.models import (
    Attempt,
    CorrectionEffect,
    CorrectionNotice,
    CorrectionReview,
)
from assessments.quizzes.models.corrections import Policy, State
from assessments.quizzes.services.corrections.applying import apply_case
from assessments.quizzes.services.corrections.computing import compute_case
from assessments.quizzes.services.corrections.opening import undo_case
from assessments.quizzes.services.starting import start_attempt
from assessments.quizzes.verification import faults
from tests.factories.corrections import (
    NEW,
    OLD,
    OTHER,
    applied,
    approved,
    corrector,
    mend,
    opened,
    submit,
    take,
)
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question, quiz
from tests.quizzes.corrections_world import RIGHT, results, world

pytestmark = pytest.mark.django_db

MENDED = [NEW, OLD, OLD, OLD]


@pytest.mark.parametrize(
    ("policy", "percents"),
    [  # three people: right by the old key, by the new one, by neither; three more questions right
        (Policy.STRICT, ["75.00", "100.00", "75.00"]),
        (Policy.NOBODY_LOSES, ["100.00", "100.00", "75.00"]),
        (Policy.BOTH_KEYS, ["100.00", "100.00", "75.00"]),
        (Policy.FULL_MARKS, ["100.00", "100.00", "100.00"]),
        (Policy.VOID, ["100.00", "100.00", "100.00"]),
    ],
)
def test_every_policy_gives_its_percentages_and_what_is_stored_follows_from_the_log(
    quiz_page, policy, percents
):
    attempts = [take(quiz_page, [place, OLD, OLD, OLD]) for place in (OLD, NEW, OTHER)]
    mend()

    case = applied(opened(policy))

    assert case.state == State.APPLIED
    assert [percent for percent, _ in results(*attempts)] == [Decimal(one) for one in percents]
    for attempt in Attempt.objects.all():
        assert list(faults(attempt)) == []


def test_verification_finds_a_grade_that_no_correction_explains(quiz_page):
    attempt = take(quiz_page, RIGHT)
    mend()
    applied(opened(Policy.STRICT))
    Attempt.objects.filter(pk=attempt.pk).update(percent=Decimal("99.00"))

    assert list(faults(Attempt.objects.get())) == [
        "the grade is 99.00, the stored answers give 75.00"
    ]


def test_both_scores_are_kept(quiz_page):
    attempt = take(quiz_page, RIGHT)
    mend()
    case = applied(opened(Policy.STRICT))

    (effect,) = CorrectionEffect.objects.applied().filter(case=case)
    assert (effect.attempt, effect.old_percent, effect.new_percent) == (attempt, 100, 75)
    assert (effect.old_share, effect.new_share) == (1, 0)
    assert (effect.old_passed, effect.new_passed) == (True, False)


def test_evidence_is_voided_with_the_reason_and_recorded_anew_as_of_the_same_day(quiz_page):
    attempt = take(quiz_page, RIGHT)
    before = Evidence.objects.get()
    mend()
    case = applied(opened(Policy.STRICT))

    old, new = Evidence.objects.order_by("pk")
    assert (old.pk, old.void_reason, old.voided_by) == (before.pk, case.reason, case.approved_by)
    assert (new.share, new.count) == (Decimal("0.75"), 4)
    assert (new.performed_at, new.source_ref) == (before.performed_at, attempt.pk)
    assert not new.is_voided


def test_an_item_left_out_lowers_the_count_of_the_evidence(quiz_page):
    take(quiz_page, [OTHER, OLD, OLD, OTHER])
    mend()
    applied(opened(Policy.VOID))

    new = Evidence.objects.in_force().get()
    assert (new.share, new.count) == (Decimal("0.6667"), 3)
    item = Attempt.objects.get().items.get(is_void=True)
    assert item.document["code"] == "T-0"


def test_levels_follow_and_the_effect_says_how(quiz_page):
    person = take(quiz_page, [NEW, OLD, OLD, OTHER]).person
    take(quiz_page, [NEW, OLD, OTHER, OTHER], person=PersonFactory())
    mend()
    assert set(CompetencyLevel.objects.values_list("level", flat=True)) == {0}

    case = applied(opened(Policy.STRICT))

    # 75 % over four questions is level 1; 50 % is not enough
    assert CompetencyLevel.objects.get(person=person).level == 1
    levels = case.effects.get(attempt__person=person).levels
    assert levels == {"FL-02": [0, 1]}
    assert case.effects.exclude(attempt__person=person).get().levels == {}


def test_a_gained_pass_completes_the_step_as_of_the_attempt(quiz_page):
    attempt = take(quiz_page, MENDED)
    assert not Completion.objects.exists()
    mend()

    applied(opened(Policy.STRICT))

    done = Completion.objects.get()
    assert (done.person, done.step_key) == (attempt.person, quiz_page.translation_key)
    assert done.at == attempt.finished_at


def test_a_lost_pass_revokes_nothing_and_asks_for_a_decision(quiz_page):
    attempt = take(quiz_page, RIGHT)
    mend()

    case = applied(opened(Policy.STRICT))

    assert results(attempt) == [(75, False)]
    assert Completion.objects.get().person == attempt.person
    review = CorrectionReview.objects.get()
    assert (review.case, review.person, review.is_pass_lost) == (case, attempt.person, True)
    assert review.levels == {}
    assert review.done_at is None


def test_people_whose_result_changed_are_told_once_with_the_explanation(quiz_page):
    loser, other = take(quiz_page, RIGHT), take(quiz_page, [OTHER, OLD, OLD, OLD])
    mend()

    case = applied(opened(Policy.STRICT))
    apply_case(case.pk)

    notice = CorrectionNotice.objects.get()
    assert notice.person == loser.person != other.person
    assert notice.data == {
        "question": "Питання T-0",
        "reason": "Ключ був хибний.",
        "explanation": "Виправлене пояснення.",
        "attempts": [
            {
                "attempt": str(loser.pk),
                "title": "Тест",
                "percent": ["100.00", "75.00"],
                "passed": [True, False],
            }
        ],
    }


def test_applying_again_changes_nothing(quiz_page):
    for place in (OLD, NEW, OTHER):
        take(quiz_page, [place, OLD, OLD, OLD])
    mend()
    case = applied(opened(Policy.STRICT))
    before = world(), CorrectionEffect.objects.count(), Evidence.objects.count()

    assert apply_case(case.pk) == 0
    assert (world(), CorrectionEffect.objects.count(), Evidence.objects.count()) == before


def test_the_same_correction_in_a_second_case_changes_nothing(quiz_page):
    for place in (OLD, NEW, OTHER):
        take(quiz_page, [place, OLD, OLD, OLD])
    mend()
    applied(opened(Policy.STRICT))
    before = world()

    again = applied(opened(Policy.STRICT))

    assert world() == before
    assert again.counts["changed"] == 0
    assert not again.effects.exists()


def test_two_cases_apply_in_order_and_the_second_builds_on_the_first(quiz_page):
    old, new, other = (take(quiz_page, [place, OLD, OLD, OLD]) for place in (OLD, NEW, OTHER))
    mend(right=NEW)
    applied(opened(Policy.STRICT))
    assert [percent for percent, _ in results(old, new, other)] == [75, 100, 75]

    mend(right=OTHER)
    applied(opened(Policy.NOBODY_LOSES))

    assert [percent for percent, _ in results(old, new, other)] == [75, 100, 100]
    for attempt in Attempt.objects.all():
        assert list(faults(attempt)) == []


def test_corrections_of_two_questions_meet_in_one_attempt(quiz_page):
    attempt = take(quiz_page, [NEW, NEW, OLD, OTHER])
    mend("T-0")
    mend("T-1")
    applied(opened(Policy.STRICT, code="T-0"))
    applied(opened(Policy.VOID, code="T-1"))

    assert results(attempt) == [(Decimal("66.67"), False)]
    assert list(faults(Attempt.objects.get())) == []
    assert Evidence.objects.in_force().get().count == 3


def test_an_attempt_in_progress_takes_the_new_key_when_it_is_submitted(quiz_page):
    person = PersonFactory()
    running = start_attempt(person=person, page=quiz_page)
    take(quiz_page, RIGHT)
    mend()
    case = applied(opened(Policy.STRICT))

    submit(running, MENDED)

    assert results(running) == [(100, True)]
    item = running.items.get(corrected_by=case)
    assert item.document["code"] == "T-0"
    assert list(faults(Attempt.objects.get(pk=running.pk))) == []
    assert apply_case(case.pk) == 0
    assert not case.effects.filter(attempt=running).exists()


def test_an_attempt_in_progress_leaves_a_void_question_out(quiz_page):
    running = start_attempt(person=PersonFactory(), page=quiz_page)
    take(quiz_page, RIGHT)
    mend()
    applied(opened(Policy.VOID))

    submit(running, [OTHER, OLD, OLD, OTHER])

    assert results(running) == [(Decimal("66.67"), False)]
    assert running.items.get(is_void=True).document["code"] == "T-0"
    assert list(faults(Attempt.objects.get(pk=running.pk))) == []


def test_a_new_attempt_asks_the_mended_version_and_no_correction_touches_it(quiz_page):
    take(quiz_page, RIGHT)
    mend()
    applied(opened(Policy.STRICT))

    fresh = take(quiz_page, MENDED)

    assert not fresh.items.filter(corrected_by__isnull=False).exists()
    assert results(fresh) == [(100, True)]


class TestSeveralAttempts:
    def test_another_attempt_counts_when_it_is_now_the_best(self, person):
        page = quiz(slug="many")
        first = take(page, [OLD, OLD, OTHER, OTHER], person)  # 50 %, then 25 %
        second = take(page, [NEW, OTHER, OTHER, OTHER], person)  # 0 %, then 25 %
        third = take(page, [NEW, OLD, OTHER, OTHER], person)  # 25 %, then 50 %
        assert Evidence.objects.in_force().get().source_ref == first.pk
        mend()

        applied(opened(Policy.STRICT))

        assert [percent for percent, _ in results(first, second, third)] == [25, 25, 50]
        counted = Evidence.objects.in_force().get()
        assert (counted.source_ref, counted.share) == (third.pk, Decimal("0.5"))

    def test_undoing_brings_the_first_one_s_evidence_back(self, person):
        page = quiz(slug="many")
        first = take(page, [OLD, OLD, OTHER, OTHER], person)
        take(page, [NEW, OLD, OTHER, OTHER], person)
        mend()
        before = world()
        case = applied(opened(Policy.STRICT))
        applied(undo_case(case=case, by=corrector(), reason="Ні."))

        assert world() == before
        assert Evidence.objects.in_force().get().source_ref == first.pk

    def test_a_pass_of_another_attempt_stands(self, person):
        page = quiz(slug="many")
        take(page, RIGHT, person)
        take(page, MENDED, person)
        mend()

        case = applied(opened(Policy.STRICT))

        assert case.counts["passes_lost"] == 1
        assert not CorrectionReview.objects.exists()


def test_evidence_voided_by_a_person_stays_voided(quiz_page):
    attempt = take(quiz_page, RIGHT)
    boss = corrector()
    row = Evidence.objects.get()
    void_evidence(evidence=row, by=boss, reason="Списано.")
    mend()
    applied(opened(Policy.STRICT))

    assert results(attempt) == [(75, False)]
    assert not Evidence.objects.in_force().exists()


def test_a_quiz_with_nothing_left_keeps_its_result(db):
    page = quiz(questions=1, slug="short")
    attempt = take(page, [OTHER])
    mend()

    applied(opened(Policy.VOID))

    assert results(attempt) == [(0, False)]
    assert not Evidence.objects.in_force().exists()
    assert list(faults(Attempt.objects.get())) == []


def test_weights_of_questions_count(db):
    question(code="T-8", points=3)
    page = quiz(questions=1, slug="weights", draw=2)
    attempt = take(page, {"T-0": NEW, "T-8": OLD})
    assert results(attempt) == [(75, False)]
    mend()

    applied(opened(Policy.STRICT))

    assert results(attempt) == [(100, True)]


def test_a_preview_writes_nothing_but_the_preview(quiz_page):
    for place in (OLD, NEW, OTHER):
        take(quiz_page, [place, OLD, OLD, OLD])
    mend()
    before = world()

    case = compute_case(case=opened(Policy.STRICT))

    assert world() == before
    assert case.state == State.COMPUTED
    assert case.counts == {
        "people": 3,
        "attempts": 3,
        "changed": 2,
        "scores_up": 1,
        "scores_down": 1,
        "passes_gained": 1,
        "passes_lost": 1,
        "levels_gained": 0,
        "levels_lost": 0,
        "certificates_to_issue": 0,
        "certificates_to_review": 0,
    }
    assert case.effects.planned().count() == 2
    approved(case)
    apply_case(case.pk)
    assert not case.effects.planned().exists()
    assert case.effects.applied().count() == 2
