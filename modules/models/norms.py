import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField


class Norm(RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """A source of law: which act, in which edition, when somebody last compared it."""

    code = models.SlugField(_("code"), max_length=40)
    act = models.CharField(_("act"), max_length=250)
    article = models.CharField(_("article"), max_length=120, blank=True)
    summary = models.TextField(_("in own words"), blank=True)
    url = models.URLField(_("address"), blank=True)
    edition = models.DateField(_("edition of"), null=True, blank=True)
    checked = models.DateField(_("checked on"), null=True, blank=True)
    next_check = models.DateField(_("next check"), null=True, blank=True)
    editors_note = models.TextField(
        _("to verify"), blank=True, help_text=_("For editors only; learners never see it.")
    )

    translatable_fields = [
        TranslatableField("act"),
        TranslatableField("article"),
        TranslatableField("summary"),
        *[
            SynchronizedField(name, overridable=False)
            for name in ("code", "url", "edition", "checked", "next_check")
        ],
    ]
    panels = [
        FieldPanel("code"),
        FieldPanel("act"),
        FieldPanel("article"),
        FieldPanel("summary"),
        FieldPanel("url"),
        FieldRowPanel([FieldPanel("edition"), FieldPanel("checked"), FieldPanel("next_check")]),
        FieldPanel("editors_note"),
    ]
    search_fields = [
        index.SearchField("act"),
        index.AutocompleteField("act"),
        index.SearchField("code"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("source of law")
        verbose_name_plural = _("sources of law")
        ordering = ["code"]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.act, self.article) if part)

    def is_overdue(self, on: datetime.date) -> bool:
        """Whether the text should have been compared with the law before ``on``."""
        return self.next_check is not None and self.next_check < on
