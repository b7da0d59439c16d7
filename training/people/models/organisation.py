import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from training.people.models.person import Person


class UnitType(models.TextChoices):
    COORDINATION_CENTRE = "coordination_centre", _("coordination centre")
    INTERREGIONAL_CENTRE = "interregional_centre", _("interregional centre")
    DEPARTMENT = "department", _("department")
    CONTACT_CENTRE = "contact_centre", _("contact centre")
    CLUB = "club", _("legal club")
    BUREAU = "bureau", _("legal aid bureau")
    REMOTE_POINT = "remote_point", _("remote access point")
    MOBILE_POINT = "mobile_point", _("mobile consultation point")


class Post(models.TextChoices):
    FRONTLINER = "frontliner", _("frontliner")
    SENIOR_FRONTLINER = "senior_frontliner", _("senior frontliner")
    BUREAU_HEAD = "bureau_head", _("head of bureau")
    CENTRE_HEAD = "centre_head", _("head of centre")
    TRAINER = "trainer", _("trainer")
    METHODOLOGIST = "methodologist", _("methodologist")
    ADMINISTRATOR = "administrator", _("administrator")


class OrgUnitQuerySet(MP_NodeQuerySet):
    def active(self, on: datetime.date) -> Self:
        return self.filter(active_from__lte=on).filter(Q(active_to=None) | Q(active_to__gte=on))


_Manager: Any = MP_NodeManager.from_queryset(OrgUnitQuerySet)


class OrgUnitManager(_Manager):
    def get_queryset(self) -> OrgUnitQuerySet:
        """In the order of the tree: a unit, then everything below it."""
        return OrgUnitQuerySet(self.model, using=self._db).order_by("path")


class OrgUnit(MP_Node):
    """A dated node of a generic tree: the organisation changed its form once and may again.

    A merged or renamed unit stays, with ``active_to`` and a ``successor``.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True)
    type = models.CharField(_("type"), max_length=24, choices=UnitType.choices)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80)
    active_from = models.DateField(_("active from"))
    active_to = models.DateField(_("active to"), null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="predecessors",
    )

    node_order_by: list[str] = []
    objects = OrgUnitManager()

    class Meta:
        verbose_name = _("unit of the organisation")
        verbose_name_plural = _("units of the organisation")
        constraints = [
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=F("active_from")),
                name="orgunit_active_in_order",
            )
        ]

    def __str__(self) -> str:
        return self.short_name

    def is_within(self, other: "OrgUnit") -> bool:
        """Whether this is ``other`` or lies below it. No query."""
        return self.path.startswith(other.path)

    def is_active_on(self, on: datetime.date) -> bool:
        return self.active_from <= on and (self.active_to is None or self.active_to >= on)


class PostingQuerySet(models.QuerySet["Posting"]):
    def current(self, on: datetime.date) -> Self:
        """Postings that hold on ``on``; a person has at most one."""
        return self.filter(date_from__lte=on).filter(Q(date_to=None) | Q(date_to__gte=on))

    def overlapping(self, date_from: datetime.date, date_to: datetime.date | None) -> Self:
        """Postings that share a day with the period; ``date_to=None`` means without end."""
        started = self if date_to is None else self.filter(date_from__lte=date_to)
        return started.filter(Q(date_to=None) | Q(date_to__gte=date_from))


class Posting(models.Model):
    """Where a person works and as what, from one day to another, both included. History stays."""

    person = models.ForeignKey(
        Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="postings"
    )
    unit = models.ForeignKey(
        OrgUnit, verbose_name=_("unit"), on_delete=models.PROTECT, related_name="postings"
    )
    post = models.CharField(_("post"), max_length=24, choices=Post.choices)
    date_from = models.DateField(_("from"))
    date_to = models.DateField(_("to"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        ordering = ["-date_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(date_to=None),
                name="posting_one_open",
                violation_error_message=_("This person already has a posting without an end."),
            ),
            models.CheckConstraint(
                condition=Q(date_to=None) | Q(date_to__gte=F("date_from")),
                name="posting_in_order",
                violation_error_message=_("The last day is before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_post_display()}, {self.unit}"

    def clean(self) -> None:
        """A person is in one place at a time."""
        super().clean()
        if not self.person_id or not self.date_from:
            return  # the form names the missing field
        others = Posting.objects.filter(person=self.person_id).exclude(pk=self.pk)
        if others.overlapping(self.date_from, self.date_to).exists():
            raise ValidationError(_("This person has another posting on some of these days."))
