import datetime
import logging

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from certificates.models import Certificate, Status
from certificates.services import issue_certificate, render_missing
from modules.printing.exceptions import RenderFailed
from training.people.models import Person
from training.programmes.exceptions import (
    EnrolmentClosed,
    NotLater,
    OwnDueDate,
    ProgrammeInactive,
    ReasonMissing,
)
from training.programmes.models import Enrolment, Programme
from training.programmes.queries import award, gaps, latest_enrolment, with_all_steps_done

logger = logging.getLogger(__name__)

ENROLMENTS_AT_ONCE = 500
DOCUMENTS_AT_ONCE = 500


def enrol(
    *,
    person: Person,
    programme: Programme,
    assigned_by: Person | None = None,
    started_on: datetime.date | None = None,
) -> Enrolment:
    """Return the round ``person`` is in, beginning one if there is none.

    ``programme`` may be a row of any language. A completed round stays the one while its
    certificate holds; a new one begins when the certificate was revoked, or from the first day of
    renewal. Safe to repeat and to race. Somebody who has done everything completes at once.

    Raises:
        ProgrammeInactive: and there is no open round.
    """
    latest = latest_enrolment(person, programme)
    if latest and not _may_begin_again(latest, timezone.localdate()):
        return latest
    canonical = Programme.objects.canonical().get(translation_key=programme.translation_key)
    if not canonical.is_active:
        raise ProgrammeInactive(canonical.code)
    begun = started_on or timezone.localdate()
    try:
        with transaction.atomic():
            enrolment = Enrolment.objects.create(
                person=person,
                programme=canonical,
                cycle=latest.cycle + 1 if latest else 1,
                assigned_by=assigned_by,
                started_on=begun,
                due_on=begun + datetime.timedelta(days=canonical.due_days),
            )
    except IntegrityError:  # somebody was quicker: two managers, or a double click
        winner = latest_enrolment(person, canonical)
        if winner is None or winner == latest:
            raise
        return winner
    logger.info("enrolment.begun", extra={"enrolment_id": enrolment.pk, "person_id": person.pk})
    if with_all_steps_done([enrolment]):
        return _complete(enrolment.pk) or enrolment
    return enrolment


@transaction.atomic
def extend(*, enrolment: Enrolment, to: datetime.date, reason: str, by: Person) -> Enrolment:
    """Give more time, up to and with ``to``. Earlier extensions stay in the audit log.

    Raises:
        ReasonMissing: ``reason`` is empty.
        OwnDueDate: ``by`` is the learner.
        EnrolmentClosed: completed.
        NotLater: ``to`` is not after the day that counts now.
    """
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    if by.pk == enrolment.person_id:
        raise OwnDueDate
    locked = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment.pk)
    if not locked.is_open:
        raise EnrolmentClosed
    before = locked.effective_due
    if to <= before:
        raise NotLater(before.isoformat())
    locked.extended_to, locked.extension_reason = to, reason
    locked.save(update_fields=["extended_to", "extension_reason"])
    log(
        instance=locked,
        action="programmes.extend",
        user=by,
        data={"from": before.isoformat(), "to": to.isoformat(), "reason": reason},
    )
    return locked


def advance(*, person_id: int) -> list[Enrolment]:
    """Complete the open enrolments of a person that lack nothing, each with its certificate.

    Each in a transaction of its own. Safe to repeat and to race: the row is locked and read again,
    and the database allows one certificate a round. Returns what was completed now. 1 query where
    nothing is open, 4 where steps are left.
    """
    rows = Enrolment.objects.open().filter(person=person_id)
    completed = [_complete(enrolment.pk) for enrolment in with_all_steps_done(rows)]
    return [enrolment for enrolment in completed if enrolment is not None]


def finish_ready() -> int:
    """``advance`` whoever has done all steps of an open enrolment; how many were completed.

    For ``reconcile``: catches what no signal announced. A failure of one person stops nobody else;
    it is logged, and raised when all others are done.

    Raises:
        ExceptionGroup: of what failed.
    """
    count, failures = 0, []
    open_now = list(Enrolment.objects.open().order_by("pk"))
    for start in range(0, len(open_now), ENROLMENTS_AT_ONCE):
        for enrolment in with_all_steps_done(open_now[start : start + ENROLMENTS_AT_ONCE]):
            try:
                count += _complete(enrolment.pk) is not None
            except Exception as error:  # one person's fault is not another's
                logger.exception("enrolment.failed", extra={"enrolment_id": enrolment.pk})
                failures.append(error)
    if failures:
        raise ExceptionGroup("some enrolments could not be completed", failures)
    return count


def make_missing_documents() -> int:
    """Make the PDFs that no worker made; how many. For ``reconcile``.

    Raises:
        RenderFailed: some could not be made; the log says which and why.
    """
    begun = timezone.now()
    made = render_missing(limit=DOCUMENTS_AT_ONCE)
    left = Certificate.objects.unrendered().filter(created_at__lt=begun).count()
    if left and made < DOCUMENTS_AT_ONCE:
        raise RenderFailed(f"{left} certificates have no document")
    return made


@transaction.atomic
def _complete(pk: int) -> Enrolment | None:
    """Complete and certify in one, if nothing is missing now; else ``None`` and no change."""
    enrolment = (
        Enrolment.objects.open()
        .select_for_update(of=("self",))
        .select_related("programme", "person")
        .filter(pk=pk)
        .first()
    )
    if enrolment is None:
        return None
    now, language = timezone.now(), enrolment.person.language
    today = timezone.localdate(now)
    found = gaps(enrolment, today, language)
    if not found.is_ready:
        return None
    enrolment.certificate = issue_certificate(
        person=enrolment.person,
        award=award(enrolment, found, today, language),
        issued_on=today,
    )
    enrolment.completed_at = now
    enrolment.save(update_fields=["certificate", "completed_at"])
    logger.info("enrolment.completed", extra={"enrolment_id": pk})
    return enrolment


def _may_begin_again(latest: Enrolment, on: datetime.date) -> bool:
    if latest.certificate is None:
        return False
    held = _in_force(latest.certificate)
    if held.status_on(on) in {Status.REVOKED, Status.WITHDRAWN, Status.EXPIRED}:
        return True
    window = datetime.timedelta(days=latest.programme.renewal_days)
    return held.valid_until is not None and on >= held.valid_until - window


def _in_force(certificate: Certificate) -> Certificate:
    """The one that took its place, if the name was put right since."""
    while certificate.replacement:
        certificate = certificate.replacement
    return certificate


def advance_on_progress(sender: object, person_id: int, **kwargs: object) -> None:
    """Receiver of ``progress_made``."""
    advance(person_id=person_id)
