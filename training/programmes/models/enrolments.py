import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from certificates.models import Certificate
from training.people.models import Person
from training.people.scope import scope
from training.programmes.models.programmes import CANONICAL, Programme

DUE = Coalesce("extended_to", "due_on")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def open(self) -> Self:
        return self.filter(completed_at=None)

    def completed(self) -> Self:
        return self.exclude(completed_at=None)

    def overdue(self, on: datetime.date) -> Self:
        return self.open().annotate(due=DUE).filter(due__lt=on)

    def visible_to(self, viewer: Person) -> Self:
        """Own enrolments and those of people in the viewer's scope today."""
        return self.filter(Q(person=viewer) | Q(person__in=scope(viewer).people()))


class Enrolment(models.Model):
    """One round of one person through a programme. A renewal is the next ``cycle``."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.PROTECT,
        related_name="enrolments",
        limit_choices_to=CANONICAL,
    )
    cycle = models.PositiveSmallIntegerField(_("round"), default=1)
    assigned_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_on = models.DateField(_("started on"))
    due_on = models.DateField(_("due on"))
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    extension_reason = models.CharField(_("reason for more time"), max_length=250, blank=True)
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    certificate = models.OneToOneField(
        Certificate, null=True, blank=True, on_delete=models.PROTECT, related_name="enrolment"
    )

    objects = EnrolmentQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "cycle"], name="enrolment_cycle_once"
            ),
            models.UniqueConstraint(
                fields=["person", "programme"],
                condition=Q(completed_at=None),
                name="enrolment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("started_on")), name="enrolment_due_after_start"
            ),
            models.CheckConstraint(
                condition=Q(extended_to=None, extension_reason="")
                | (
                    Q(extended_to__isnull=False, extended_to__gt=F("due_on"))
                    & ~Q(extension_reason="")
                ),
                name="enrolment_extended_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(completed_at=None, certificate=None)
                | Q(completed_at__isnull=False, certificate__isnull=False),
                name="enrolment_completed_is_certified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} ({self.cycle})"

    @property
    def is_open(self) -> bool:
        return self.completed_at is None

    @property
    def effective_due(self) -> datetime.date:
        """The last day on which finishing is in time."""
        return self.extended_to or self.due_on

    def is_overdue(self, on: datetime.date) -> bool:
        return self.is_open and self.effective_due < on
