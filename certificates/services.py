import datetime
import logging
import unicodedata
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from certificates.documents import make_pdf
from certificates.exceptions import AwardRefused, CertificateClosed
from certificates.models import (
    NAME_LENGTH,
    TITLE_LENGTH,
    Certificate,
    ReplacementReason,
    RevocationReason,
)
from certificates.tasks import render_certificate
from modules.printing.exceptions import RenderFailed
from training.people.models import Person
from training.people.text import tidy_name

logger = logging.getLogger(__name__)

# What fits three pages.
MOST_OUTCOMES, OUTCOME_LENGTH = 12, 200
MOST_COMPETENCIES, COMPETENCY_LENGTH = 16, 120


class AwardedCompetency(TypedDict):
    """``kinds``: codes of ``EvidenceKind`` that stand behind the level."""

    code: str
    name: str
    level: int
    level_name: str
    kinds: Sequence[str]


@dataclass(frozen=True)
class Award:
    """What was earned: everything a certificate says, apart from who says it and to whom.

    ``key`` and ``cycle`` make it one certificate a person: the same programme and the same round.
    ``basis`` says in which versions it was passed; an award without it was not earned.
    ``validity_months`` of ``None`` is a certificate without end.
    """

    key: UUID
    cycle: int
    title: str
    programme_title: str
    hours: int
    period_from: datetime.date
    period_to: datetime.date
    outcomes: Sequence[str] = ()
    competencies: Sequence[AwardedCompetency] = ()
    validity_months: int | None = None
    language: str = settings.LANGUAGE_CODE
    basis: Mapping[str, Any] = field(default_factory=dict)


def issue_certificate(
    *, person: Person, award: Award, issued_on: datetime.date | None = None
) -> Certificate:
    """Return the certificate of ``person`` for ``award``, issuing it if there is none.

    Safe to repeat and to race: the database allows one certificate an award and round, and an
    issued one is never changed. After a replacement the latest one is returned; a revoked one
    stays revoked. The PDF is made in the background, after the commit.

    Raises:
        AwardRefused: something is missing, out of order, or more than a certificate can hold.
    """
    facts = _facts(person, award, issued_on or timezone.localdate())
    with transaction.atomic():
        certificate, created = Certificate.objects.get_or_create(
            person=person, award_key=award.key, cycle=award.cycle, replaces=None, defaults=facts
        )
        if created:
            log(instance=certificate, action="certificates.issue")
            _render_after_commit(certificate)
    return _latest(certificate)


@transaction.atomic
def revoke_certificate(
    *, certificate: Certificate, reason: RevocationReason, by: Person, note: str = ""
) -> Certificate:
    """Revoke from now on; seen on the verification page at once. The first revocation stands.

    ``reason`` is what strangers read; ``note`` goes to the audit log only.

    Raises:
        CertificateClosed: the record was withdrawn.
    """
    locked = _lock(certificate)
    if locked.erased_at:
        raise CertificateClosed("withdrawn")
    if locked.revoked_at is None:
        locked.revoked_at, locked.revoked_by = timezone.now(), by
        locked.revoked_reason = reason
        locked.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
        log(
            instance=locked,
            action="certificates.revoke",
            user=by,
            data={"reason": reason.value, "note": note},
        )
    return locked


@transaction.atomic
def replace_certificate(
    *,
    certificate: Certificate,
    reason: ReplacementReason,
    by: Person,
    holder_name: str | None = None,
    note: str = "",
) -> Certificate:
    """Issue the same certificate anew: another number and name, the same facts and dates.

    The name is the person's name of today unless ``holder_name`` is given.

    Raises:
        CertificateClosed: it was revoked, replaced or withdrawn before.
        AwardRefused: there is no name.
    """
    old = _lock(certificate)
    if old.revoked_at or old.erased_at or old.replacement:
        raise CertificateClosed(old.status.value)
    new = Certificate.objects.create(
        **{name: getattr(old, name) for name in _KEPT_BY_REPLACEMENT},
        holder_name=_required(
            tidy_name(old.person.full_name if holder_name is None else holder_name),
            NAME_LENGTH,
            "holder_name",
        ),
        replaces=old,
        replacement_reason=reason,
    )
    log(
        instance=old,
        action="certificates.replace",
        user=by,
        data={"reason": reason.value, "note": note, "new": new.number},
    )
    log(instance=new, action="certificates.issue", user=by)
    _render_after_commit(new)
    return new


@transaction.atomic
def withdraw_certificates(*, person: Person, by: Person | None = None) -> int:
    """Erase a person's name from all their certificates; the numbers stay taken. How many.

    The files go after the commit, or with the next ``remove_withdrawn()``.
    """
    held = Certificate.objects.filter(person=person, erased_at=None)
    for certificate in held:
        log(instance=certificate, action="certificates.withdraw", user=by)
    count = held.forget_holders(timezone.now())
    transaction.on_commit(remove_withdrawn, robust=True)
    return count


def render_missing(*, limit: int = 500) -> int:
    """Make the PDFs that no worker made, oldest first; how many came out. For ``reconcile``."""
    made = 0
    for pk in Certificate.objects.unrendered().order_by("pk").values_list("pk", flat=True)[:limit]:
        try:
            made += make_pdf(pk)
        except RenderFailed as error:
            logger.error(
                "certificate.render_failed", extra={"certificate_id": pk, "reason": str(error)}
            )
    return made


def remove_withdrawn() -> int:
    """Delete the documents of withdrawn certificates; how many. For ``reconcile``."""
    withdrawn = Certificate.objects.filter(erased_at__isnull=False).exclude(pdf="")
    for certificate in withdrawn:
        storages["private"].delete(certificate.pdf)
        certificate.pdf = ""
        certificate.save(update_fields=["pdf"])
    return len(withdrawn)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day ``months`` later, or the last day of a shorter month.

    >>> add_months(datetime.date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def clean_line(text: str, length: int) -> str:
    """One line of at most ``length`` characters: composed, no control or invisible characters."""
    visible = "".join(
        " " if unicodedata.category(char)[0] in "CZ" else char
        for char in unicodedata.normalize("NFC", text)
        if unicodedata.category(char) != "Cf"
    )
    return " ".join(visible.split())[:length].rstrip()


def _facts(person: Person, award: Award, issued_on: datetime.date) -> dict[str, Any]:
    if not award.basis:
        raise AwardRefused("basis")
    if award.hours < 1:
        raise AwardRefused("hours")
    if award.period_to < award.period_from:
        raise AwardRefused("period_to")
    if len(award.outcomes) > MOST_OUTCOMES:
        raise AwardRefused("outcomes")
    if len(award.competencies) > MOST_COMPETENCIES:
        raise AwardRefused("competencies")
    months = award.validity_months
    if months is not None and months < 1:
        raise AwardRefused("validity_months")
    return {
        "language": (
            award.language if award.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        ),
        "holder_name": _required(tidy_name(person.full_name), NAME_LENGTH, "holder_name"),
        "certificate_title": _required(award.title, TITLE_LENGTH, "title"),
        "programme_title": _required(award.programme_title, TITLE_LENGTH, "programme_title"),
        "hours": award.hours,
        "outcomes": [clean_line(outcome, OUTCOME_LENGTH) for outcome in award.outcomes],
        "competencies": [
            {
                "code": clean_line(row["code"], COMPETENCY_LENGTH),
                "name": clean_line(row["name"], COMPETENCY_LENGTH),
                "level": row["level"],
                "level_name": clean_line(str(row["level_name"]), COMPETENCY_LENGTH),
                "kinds": list(row["kinds"]),
            }
            for row in award.competencies
        ],
        "period_from": award.period_from,
        "period_to": award.period_to,
        "issued_on": issued_on,
        "valid_until": None if months is None else add_months(issued_on, months),
        "issuer_name": _required(settings.ISSUER_NAME, TITLE_LENGTH, "issuer_name"),
        "issuer_code": clean_line(settings.ISSUER_CODE, 20),
        "signatory_post": clean_line(settings.SIGNATORY_POST, TITLE_LENGTH),
        "signatory_name": clean_line(settings.SIGNATORY_NAME, NAME_LENGTH),
        "basis": dict(award.basis),
    }


def _required(text: str, length: int, name: str) -> str:
    line = clean_line(text, length)
    if not line:
        raise AwardRefused(name)
    return line


def _lock(certificate: Certificate) -> Certificate:
    # Nothing joined: a row that waited for the lock is read anew, what is joined to it is not.
    return Certificate.objects.select_for_update().get(pk=certificate.pk)


def _latest(certificate: Certificate) -> Certificate:
    while certificate.replacement:
        certificate = certificate.replacement
    return certificate


def _render_after_commit(certificate: Certificate) -> None:
    def enqueue() -> None:
        render_certificate.enqueue(certificate.pk)

    # A task that cannot be queued spoils nothing: ``render_missing`` finds the gap.
    transaction.on_commit(enqueue, robust=True)


_KEPT_BY_REPLACEMENT = (
    "person",
    "award_key",
    "cycle",
    "language",
    "certificate_title",
    "programme_title",
    "hours",
    "outcomes",
    "competencies",
    "period_from",
    "period_to",
    "issued_on",
    "valid_until",
    "issuer_name",
    "issuer_code",
    "signatory_post",
    "signatory_name",
    "basis",
)
