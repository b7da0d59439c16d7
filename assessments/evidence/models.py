"""The ledger of what people have shown, and the levels that follow from it.

``Completion``, ``Evidence`` and ``LevelRule`` are append-only; ``CompetencyLevel`` is a cache.
"""

import datetime
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.evidence.exceptions import AppendOnly
from assessments.evidence.rules import EvidenceItem
from modules.models import Competency, Level
from training.people.models import Person
from training.people.scope import scope


class EvidenceKind(models.TextChoices):
    """Where evidence comes from. Self-assessment is not among them and never will be."""

    QUIZ = "quiz", _("Quiz")
    SCENARIO = "scenario", _("Role-play")
    OBSERVATION = "observation", _("Observed role-play")
    MANAGER_CONFIRMATION = "manager_confirmation", _("Manager’s confirmation")
    EARLIER_LEARNING = "earlier_learning", _("Earlier learning")
    PULSE = "pulse", _("Short refresher")


def _seen_by(viewer: Person) -> Q:
    """The viewer's own rows and those of the people they lead today."""
    return Q(person=viewer) | Q(person__in=scope(viewer).people())


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows are added, never changed or removed in bulk."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__}: rows are never updated")

    def delete(self) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__}: rows are never deleted")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{self.model.__name__}: rows are never updated")

    def bulk_create(self, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> list[Any]:
        if update_conflicts:
            raise AppendOnly(f"{self.model.__name__}: rows are never updated")
        return super().bulk_create(*args, **kwargs)


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly(f"{type(self).__name__} {self.pk} is never updated")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(f"{type(self).__name__} {self.pk} is never deleted")


class LedgerQuerySet(AppendOnlyQuerySet):
    def visible_to(self, viewer: Person) -> Self:
        return self.filter(_seen_by(viewer))


class Completion(AppendOnlyModel):
    """A person did a step, in the version that was live then. ``step_key`` is a translation key."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions"
    )
    step_key = models.UUIDField(_("step"))
    version = models.CharField(_("version"), max_length=64)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "step_key", "version"], name="completion_once_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step_key} ({self.version})"


class EvidenceQuerySet(LedgerQuerySet):
    def in_force(self) -> Self:
        return self.filter(voided_at=None)

    def void(self, *, by: Person, reason: str, at: datetime.datetime) -> int:
        """The one change a row may see, once. For ``services.void_evidence`` only."""
        return models.QuerySet.update(
            self.in_force(), voided_at=at, voided_by=by, void_reason=reason
        )


class Evidence(AppendOnlyModel):
    """One dated result for one competency: what was shown, where, and who recorded it.

    ``competency`` is always the Ukrainian row. A correction voids a row and adds another. A row
    without share and level shows only that it was done, as a repeat that makes good an error.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="evidence"
    )
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(_("kind"), max_length=24, choices=EvidenceKind.choices)
    share = models.DecimalField(
        _("share"), max_digits=5, decimal_places=4, null=True, blank=True, help_text=_("0 to 1.")
    )
    level = models.PositiveSmallIntegerField(
        _("level claimed"), choices=Level.choices, null=True, blank=True
    )
    count = models.PositiveIntegerField(
        _("observations behind it"), default=1, help_text=_("Questions or decisions.")
    )
    is_critical_error = models.BooleanField(_("critical error"), default=False)
    source_key = models.UUIDField(
        _("source"), help_text=_("Translation key of the quiz or role-play.")
    )
    source_ref = models.UUIDField(_("attempt or run"))
    source_version = models.CharField(_("version of the source"), max_length=64, blank=True)
    performed_at = models.DateTimeField(_("performed at"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    void_reason = models.TextField(_("reason for voiding"), blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["source_ref", "competency", "kind"],
                condition=Q(voided_at=None),
                name="evidence_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1),
                name="evidence_share_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(level=None) | Q(level__lte=Level.MENTOR), name="evidence_level_0_to_4"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=EvidenceKind.values), name="evidence_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (~Q(voided_at=None) & ~Q(voided_by=None) & ~Q(void_reason="")),
                name="evidence_voided_wholly",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.performed_on}"

    @property
    def performed_on(self) -> datetime.date:
        """The day in Kyiv on which it was performed; levels count in days."""
        return timezone.localdate(self.performed_at)

    @property
    def is_voided(self) -> bool:
        return self.voided_at is not None

    def as_item(self) -> EvidenceItem:
        """What the level rules need to know."""
        return EvidenceItem(
            kind=self.kind,
            performed_on=self.performed_on,
            source=self.source_key,
            ref=self.source_ref,
            share=self.share,
            level=self.level,
            count=self.count,
            observer=self.recorded_by_id,
            is_critical_error=self.is_critical_error,
        )


class LevelRuleQuerySet(AppendOnlyQuerySet):
    def in_force(self, on: datetime.date) -> "LevelRule | None":
        """The newest version that is active on ``on``. One query."""
        return self.filter(active_from__lte=on).order_by("-version").first()


class LevelRule(AppendOnlyModel):
    """A version of the rule that turns evidence into levels, as data: see ``rule_document``."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    document = models.JSONField(_("document"))
    active_from = models.DateField(_("active from"))

    objects = LevelRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("level rule")
        verbose_name_plural = _("level rules")

    def __str__(self) -> str:
        return f"{self.version}"


class CompetencyLevelQuerySet(models.QuerySet["CompetencyLevel"]):
    def visible_to(self, viewer: Person) -> Self:
        return self.filter(_seen_by(viewer))

    def due(self, on: datetime.date, rule_version: int) -> Self:
        """Rows that may say something else on ``on``: aged, unblocked, or of another rule."""
        return self.filter(
            Q(holds_until__lt=on) | Q(rises_on__lte=on) | ~Q(rule_version=rule_version)
        )


class CompetencyLevel(models.Model):
    """A cache of the level a person has in a competency; rebuilt from evidence at any time.

    There is a row exactly for each pair with evidence in force, also where the level is 0.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="competency_levels"
    )
    competency = models.ForeignKey(Competency, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField(_("level"), choices=Level.choices)
    holds_until = models.DateField(_("holds until"), null=True, blank=True, db_index=True)
    rises_on = models.DateField(_("rises by itself on"), null=True, blank=True, db_index=True)
    rule_version = models.PositiveIntegerField(_("version of the rule"))
    computed_on = models.DateField(_("computed on"))

    objects = CompetencyLevelQuerySet.as_manager()

    class Meta:
        verbose_name = _("competency level")
        verbose_name_plural = _("competency levels")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "competency"], name="competencylevel_one_a_person"
            ),
            models.CheckConstraint(
                condition=Q(level__lte=Level.MENTOR), name="competencylevel_level_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}"
