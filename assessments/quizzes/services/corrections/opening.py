"""Opening, previewing, approving, cancelling, closing and undoing a case."""

import logging
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

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
from assessments.quizzes.corrections.policies import NEED_KEY
from assessments.quizzes.models import CorrectionCase, CorrectionReview, QuestionVersion
from assessments.quizzes.models.corrections import PREPARED, Policy, State
from assessments.quizzes.services.corrections.computing import world_of
from assessments.quizzes.services.corrections.tasks import apply_in_background
from training.people.models import Person

logger = logging.getLogger(__name__)

RIGHT = "quizzes.publish_question"
"""Who may publish a question may correct it."""
MARKED_BY_PEOPLE = frozenset({"long"})


def open_case(
    *,
    by: Person,
    from_versions: Sequence[QuestionVersion],
    to_version: QuestionVersion | None,
    policy: str,
    reason: str,
    explanation: str = "",
) -> CorrectionCase:
    """A draft about everybody who was asked one of ``from_versions``. Nothing changes yet.

    ``to_version`` holds the mended key; without one only full marks or leaving out are possible.

    Raises:
        NotAllowed, ReasonMissing, BadVersions, MarkedByPeople.
        AnotherCaseOpen: an earlier correction of the question is not finished.
    """
    _may_correct(by)
    _check_versions(from_versions, to_version, policy)
    return _open(
        by,
        from_versions,
        CorrectionCase(
            question_id=from_versions[0].question_id,
            to_version=to_version,
            policy=policy,
            reason=reason,
            explanation=explanation,
        ),
    )


def undo_case(
    *, case: CorrectionCase, by: Person, reason: str, explanation: str = ""
) -> CorrectionCase:
    """A draft that restores what was there before ``case``. It goes the way of every case.

    Raises:
        NotAllowed, ReasonMissing, AnotherCaseOpen.
        WrongState: ``case`` has not been applied, or was undone before.
        NotTheLast: a later correction of the question builds on it.
    """
    _may_correct(by)
    if case.state not in (State.APPLIED, State.CLOSED):
        raise WrongState(case.state)
    if case.undone_by.exclude(state=State.CANCELLED).exists():
        raise WrongState("undone")
    later = CorrectionCase.objects.in_force().filter(question=case.question_id)
    if later.filter(approved_at__gt=case.approved_at).exists():
        raise NotTheLast
    return _open(
        by,
        list(case.from_versions.all()),
        CorrectionCase(
            question_id=case.question_id,
            policy=Policy.RESTORE,
            reason=reason,
            explanation=explanation,
            undoes=case,
        ),
    )


def approve_case(*, case: CorrectionCase, by: Person) -> CorrectionCase:
    """Let the case be applied, in the background, from the next moment on.

    Raises:
        NotAllowed.
        WrongState: there is no preview, or it was approved before.
        StalePreview: results have changed since the preview.
        SecondPersonNeeded: a pass would be lost, and ``by`` has opened the case.
    """
    _may_correct(by)
    with transaction.atomic():
        locked = _locked(case)
        if locked.state != State.COMPUTED:
            raise WrongState(locked.state)
        if locked.world != world_of(locked):
            raise StalePreview
        if locked.takes_passes and by.pk == locked.opened_by_id:
            raise SecondPersonNeeded
        locked.state, locked.approved_by, locked.approved_at = State.APPROVED, by, timezone.now()
        locked.save(update_fields=["state", "approved_by", "approved_at"])
        log(
            instance=locked,
            action="quizzes.correction.approve",
            user=by,
            data={"counts": locked.counts, "reason": locked.reason},
        )
        # A task that cannot be queued spoils nothing: ``finish_cases`` finds the case.
        transaction.on_commit(lambda: _enqueue(locked.pk), robust=True)
    return locked


@transaction.atomic
def cancel_case(*, case: CorrectionCase, by: Person) -> CorrectionCase:
    """Give a case up that nobody has approved. Raises ``NotAllowed``, ``WrongState``."""
    _may_correct(by)
    locked = _locked(case)
    if locked.state not in PREPARED:
        raise WrongState(locked.state)
    locked.effects.forget_plans()
    locked.state, locked.closed_at = State.CANCELLED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    log(instance=locked, action="quizzes.correction.cancel", user=by)
    return locked


@transaction.atomic
def close_case(*, case: CorrectionCase, by: Person) -> CorrectionCase:
    """Put a case aside that is applied and whose reviews are decided.

    Raises:
        NotAllowed, WrongState.
        ReviewsOpen: somebody's certificate has still to be decided on.
    """
    _may_correct(by)
    locked = _locked(case)
    if locked.state != State.APPLIED:
        raise WrongState(locked.state)
    if locked.reviews.open().exists():
        raise ReviewsOpen
    locked.state, locked.closed_at = State.CLOSED, timezone.now()
    locked.save(update_fields=["state", "closed_at"])
    log(instance=locked, action="quizzes.correction.close", user=by)
    return locked


@transaction.atomic
def decide_review(*, review: CorrectionReview, by: Person, decision: str) -> CorrectionReview:
    """Note in words what was decided about a certificate; the first decision stands.

    Nothing is revoked here: that is done with the certificate itself.

    Raises:
        NotAllowed, ReasonMissing.
        WrongState: decided before.
    """
    _may_correct(by)
    decision = decision.strip()
    if not decision:
        raise ReasonMissing
    locked = CorrectionReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if locked.done_at is not None:
        raise WrongState("decided")
    locked.done_at, locked.done_by, locked.decision = timezone.now(), by, decision
    locked.save(update_fields=["done_at", "done_by", "decision"])
    log(
        instance=locked,
        action="quizzes.correction.review",
        user=by,
        data={"decision": decision, "certificates": locked.certificates},
    )
    return locked


def may_correct(person: Person) -> bool:
    return person.has_perm(RIGHT)


def _may_correct(person: Person) -> None:
    if not may_correct(person):
        raise NotAllowed


def _check_versions(
    from_versions: Sequence[QuestionVersion], to_version: QuestionVersion | None, policy: str
) -> None:
    if policy == Policy.RESTORE or policy not in Policy.values:
        raise BadVersions("unknown policy")
    if not from_versions:
        raise BadVersions("none")
    every = [*from_versions, to_version] if to_version else list(from_versions)
    if len({version.question_id for version in every}) > 1:
        raise BadVersions("of different questions")
    if policy not in NEED_KEY:
        return
    if to_version is None:
        raise BadVersions("no mended version")
    if any(version.number >= to_version.number for version in from_versions):
        raise BadVersions("the mended version is not the newest")
    kinds = {version.document["kind"] for version in every}
    if len(kinds) > 1:
        raise BadVersions("of different kinds")
    if kinds & MARKED_BY_PEOPLE:
        raise MarkedByPeople


def _open(
    by: Person, from_versions: Sequence[QuestionVersion], case: CorrectionCase
) -> CorrectionCase:
    case.reason, case.explanation = case.reason.strip(), case.explanation.strip()
    if not case.reason:
        raise ReasonMissing
    case.opened_by, case.opened_at = by, timezone.now()
    try:
        with transaction.atomic():
            case.save(force_insert=True)
            case.from_versions.set(from_versions)
            log(
                instance=case,
                action="quizzes.correction.open",
                user=by,
                data={
                    "policy": case.policy,
                    "reason": case.reason,
                    "from": sorted(version.pk for version in from_versions),
                    "to": case.to_version_id,
                    "undoes": case.undoes_id,
                },
            )
    except IntegrityError as error:  # somebody was quicker, or an earlier one is not finished
        raise AnotherCaseOpen from error
    logger.info("correction.opened", extra={"case_id": case.pk})
    return case


def _locked(case: CorrectionCase) -> CorrectionCase:
    return CorrectionCase.objects.select_for_update(of=("self",)).get(pk=case.pk)


def _enqueue(pk: int) -> None:
    apply_in_background.enqueue(pk)
