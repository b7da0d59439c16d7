import datetime
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Self

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.evidence.models import EvidenceKind
from certificates import numbers
from certificates.exceptions import FrozenFacts
from training.people.models import Person
from training.people.scope import scope

NAME_LENGTH, TITLE_LENGTH = 120, 200
_APOSTROPHES, _HYPHENS = "'ʼ’`´‘", "-‐‑–—"


class Status(models.TextChoices):
    """What a certificate is worth on a day. Computed, never stored."""

    VALID = "valid", pgettext_lazy("certificate", "Valid")
    EXPIRED = "expired", pgettext_lazy("certificate", "Expired")
    REPLACED = "replaced", pgettext_lazy("certificate", "Replaced")
    REVOKED = "revoked", pgettext_lazy("certificate", "Revoked")
    WITHDRAWN = "withdrawn", pgettext_lazy("certificate", "Record withdrawn")


class RevocationReason(models.TextChoices):
    """The class of reason a stranger is told; what happened stays in the audit log."""

    ISSUED_BY_MISTAKE = "issued_by_mistake", _("it had been issued by mistake")
    RESULTS_ANNULLED = "results_annulled", _("the results it rested on were annulled")
    MISUSE = "misuse", _("it was altered or misused")
    HOLDER_REQUEST = "holder_request", _("the holder asked for it")


class ReplacementReason(models.TextChoices):
    NAME_CHANGED = "name_changed", _("the holder’s name changed")
    MISSPELLED = "misspelled", _("the holder’s name had been misspelled")


@dataclass(frozen=True)
class CompetencyRow:
    """One line of the list of competencies, for people to read."""

    code: str
    name: str
    level: int
    level_name: str
    kinds: str


def fold(name: str) -> str:
    """``name`` as it is compared: no case, apostrophes, hyphens or double spaces.

    >>> fold("В’юник-Щʼогла") == fold("вʼюник щогла")
    True
    """
    text = "".join(" " if char in _HYPHENS else char for char in name if char not in _APOSTROPHES)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, viewer: Person) -> Self:
        """The viewer's own certificates and those of the people they lead today."""
        return self.filter(Q(person=viewer) | Q(person__in=scope(viewer).people()))

    def valid_on(self, day: datetime.date) -> Self:
        """Certificates in force on ``day``: what ``status_on(day)`` calls valid, in SQL."""
        return self.filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            Q(revoked_at=None) | Q(revoked_at__date__gt=day),
            Q(replaced_by=None) | Q(replaced_by__created_at__date__gt=day),
            erased_at=None,
        )

    def unrendered(self) -> Self:
        """Certificates whose document has still to be made."""
        return self.filter(rendered_at=None, erased_at=None)

    def by_number(self, typed: str) -> Self:
        """The certificate a person means. One query for any input, possible number or not."""
        number = numbers.normalise(typed)
        return self.filter(number=number if numbers.check(number) else "")

    def update(self, **changes: Any) -> int:
        if frozen := FROZEN & changes.keys():
            raise FrozenFacts(f"frozen: {', '.join(sorted(frozen))}")
        return super().update(**changes)

    def delete(self) -> NoReturn:
        raise FrozenFacts("certificates are revoked or replaced, never deleted")

    def forget_holders(self, at: datetime.datetime) -> int:
        """The one change of a frozen fact: an erased person's name. The number stays taken."""
        return super().update(holder_name="", erased_at=at)


class Certificate(models.Model):
    """What was attested, to whom, on which day. The facts are copied here and never change.

    Afterwards a certificate may only be rendered, revoked, replaced or withdrawn
    (``services.py``); everything else is refused.
    """

    number = models.CharField(_("number"), max_length=numbers.MAX_LENGTH, default=numbers.make)
    token = models.CharField(max_length=32, default=numbers.make_token, editable=False)
    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="certificates"
    )
    award_key = models.UUIDField(editable=False)
    cycle = models.PositiveSmallIntegerField(_("cycle"), default=1)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)

    holder_name = models.CharField(_("name of the holder"), max_length=NAME_LENGTH)
    certificate_title = models.CharField(_("title of the certificate"), max_length=TITLE_LENGTH)
    programme_title = models.CharField(_("programme"), max_length=TITLE_LENGTH)
    hours = models.PositiveSmallIntegerField(_("hours"))
    # ["hears a person out without interrupting", …]
    outcomes = models.JSONField(_("outcomes"), default=list, blank=True)
    # [{"code": "FL-02", "name": "…", "level": 2, "level_name": "Базовий", "kinds": ["quiz"]}, …]
    competencies = models.JSONField(_("competencies"), default=list, blank=True)
    period_from = models.DateField(_("learnt from"))
    period_to = models.DateField(_("learnt to"))
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day; empty: no end.")
    )
    issuer_name = models.CharField(_("issuer"), max_length=TITLE_LENGTH)
    issuer_code = models.CharField(_("code of the issuer"), max_length=20, blank=True)
    signatory_post = models.CharField(_("post of the signatory"), max_length=TITLE_LENGTH)
    signatory_name = models.CharField(
        _("name of the signatory"), max_length=NAME_LENGTH, blank=True
    )
    # What was passed, in which version: {"modules": {"M2": …}, …}. Nobody outside sees it.
    basis = models.JSONField(default=dict, editable=False)
    replaces = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaced_by",
    )
    replacement_reason = models.CharField(
        _("reason of the replacement"),
        max_length=24,
        blank=True,
        choices=ReplacementReason.choices,
    )
    created_at = models.DateTimeField(_("recorded at"), default=timezone.now, editable=False)

    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_reason = models.CharField(
        _("reason of the revocation"), max_length=24, blank=True, choices=RevocationReason.choices
    )
    erased_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    pdf = models.CharField(  # name in storages["private"]
        max_length=120, blank=True, editable=False
    )
    pdf_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    rendered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = CertificateQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="certificate_number_unique"),
            models.UniqueConstraint(fields=["token"], name="certificate_token_unique"),
            models.UniqueConstraint(
                fields=["person", "award_key", "cycle"],
                condition=Q(replaces=None),
                name="certificate_one_an_award",
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="certificate_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("issued_on")),
                name="certificate_valid_from_issue",
            ),
            models.CheckConstraint(condition=Q(hours__gte=1), name="certificate_hours_positive"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_reason="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_reason="")),
                name="certificate_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, replacement_reason="")
                | (Q(replaces__isnull=False) & ~Q(replacement_reason="")),
                name="certificate_replaces_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(rendered_at=None, pdf_sha256="")
                | (Q(rendered_at__isnull=False) & ~Q(pdf_sha256="")),
                name="certificate_rendered_with_digest",
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(holder_name=""), name="certificate_erased_nameless"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuses to change a fact; costs a query unless ``update_fields`` names what may change.

        Raises:
            FrozenFacts: a fact differs from the stored one.
        """
        if not self._state.adding:
            names = kwargs.get("update_fields") or FROZEN
            touched = sorted({FROZEN[name] for name in names if name in FROZEN})
            stored = type(self).objects.filter(pk=self.pk).values(*touched).get() if touched else {}
            if changed := [name for name in touched if getattr(self, name) != stored[name]]:
                raise FrozenFacts(f"frozen: {', '.join(changed)}")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenFacts("certificates are revoked or replaced, never deleted")

    @property
    def status(self) -> Status:
        """Status today."""
        return self.status_on(timezone.localdate())

    @property
    def replacement(self) -> "Certificate | None":
        """The certificate that took this one's place. A query unless ``replaced_by`` is joined."""
        try:
            return self.replaced_by
        except Certificate.DoesNotExist:
            return None

    @property
    def replaced_on(self) -> datetime.date | None:
        return timezone.localdate(self.replacement.created_at) if self.replacement else None

    @property
    def revoked_on(self) -> datetime.date | None:
        return timezone.localdate(self.revoked_at) if self.revoked_at else None

    @property
    def competency_rows(self) -> list[CompetencyRow]:
        """The frozen competencies; kinds of evidence in the words of the active language."""
        return [
            CompetencyRow(
                code=row["code"],
                name=row["name"],
                level=row["level"],
                level_name=row["level_name"],
                kinds=_in_words(row["kinds"]),
            )
            for row in self.competencies
        ]

    def open_pdf(self) -> File:
        """The document, to be read. Raises ``FileNotFoundError`` when it is not there."""
        return storages["private"].open(self.pdf)

    def status_on(self, day: datetime.date) -> Status:
        """Revoked before replaced before expired; a withdrawn record says nothing else."""
        if self.erased_at:
            return Status.WITHDRAWN
        if self.revoked_on and self.revoked_on <= day:
            return Status.REVOKED
        if self.replaced_on and self.replaced_on <= day:
            return Status.REPLACED
        if self.valid_until and self.valid_until < day:
            return Status.EXPIRED
        return Status.VALID

    def has_token(self, token: str) -> bool:
        """Whether ``token`` is the one in the QR code; takes the same time for any answer."""
        return hmac.compare_digest(self.token.encode(), token.encode())

    def has_surname(self, typed: str) -> bool:
        """Whether the name begins with ``typed``, up to a space; compared as in ``fold``."""
        wanted, words = fold(typed), self.holder_name.split()
        beginnings = (fold(" ".join(words[:end])) for end in range(1, len(words) + 1))
        return bool(wanted) and wanted in beginnings


def _in_words(kinds: Sequence[str]) -> str:
    labels = dict(EvidenceKind.choices)
    words = [str(labels.get(kind, kind)) for kind in kinds]
    return ", ".join(
        word if n == 0 else word[:1].lower() + word[1:] for n, word in enumerate(words)
    )


_MUTABLE = {
    "id",
    "revoked_at",
    "revoked_by",
    "revoked_reason",
    "erased_at",
    "pdf",
    "pdf_sha256",
    "rendered_at",
}
# Column by field name; a relation is here by both its names, so that neither slips through.
FROZEN = {
    name: field.attname
    for field in Certificate._meta.concrete_fields
    if field.name not in _MUTABLE
    for name in (field.name, field.attname)
}


class LookUp(models.Model):
    """One look at the verification page, kept for a minute to count them (``throttle.py``)."""

    address = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["address", "at"], name="lookup_address_at"),
            models.Index(fields=["at"], name="lookup_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"
