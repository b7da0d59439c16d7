import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from training.people.models.organisation import OrgUnit
from training.people.models.person import Person


class Role(models.TextChoices):
    """What a person may do beyond learning. Editors and reviewers are groups of the CMS."""

    TRAINER = "trainer", _("trainer")
    MANAGER = "manager", _("manager")
    HR = "hr", _("personnel service")
    ADMINISTRATOR = "administrator", _("administrator")


SEES_PEOPLE = frozenset({Role.MANAGER, Role.HR, Role.ADMINISTRATOR})

# Whom a role may hand out: never more than itself, and only within its own unit and dates.
MAY_GRANT: dict[str, frozenset[Role]] = {
    Role.TRAINER: frozenset(),
    Role.MANAGER: frozenset({Role.TRAINER, Role.MANAGER}),
    Role.HR: frozenset({Role.TRAINER, Role.MANAGER, Role.HR}),
    Role.ADMINISTRATOR: frozenset(Role),
}


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def current(self, on: datetime.date) -> Self:
        """Grants in force on ``on``."""
        return self.filter(
            Q(date_to=None) | Q(date_to__gte=on),
            Q(ended_on=None) | Q(ended_on__gt=on),
            date_from__lte=on,
        )


class RoleGrant(models.Model):
    """A role over a unit and everything below it, for a period. Ended, never deleted."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="role_grants"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role.choices)
    unit = models.ForeignKey(OrgUnit, verbose_name=_("unit"), on_delete=models.PROTECT)
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))
    ended_on = models.DateField(
        _("taken away on"),
        null=True,
        blank=True,
        help_text=_("From this day on the role gives nothing, whatever its last day was to be."),
    )
    granted_by = models.ForeignKey(
        Person,
        verbose_name=_("granted by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["-date_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(date_to=None) | Q(date_to__gte=F("date_from")),
                name="rolegrant_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
            models.UniqueConstraint(
                fields=["person", "role", "unit"],
                condition=Q(date_to=None, ended_on=None),
                name="rolegrant_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.unit}"

    def is_current(self, on: datetime.date) -> bool:
        """The same rule as ``RoleGrantQuerySet.current``."""
        return (
            self.date_from <= on
            and (self.date_to is None or self.date_to >= on)
            and (self.ended_on is None or self.ended_on > on)
        )
