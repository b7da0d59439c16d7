from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from modules.models import Competency


class Statement(DraftStateMixin, RevisionMixin, TranslatableMixin, index.Indexed, models.Model):
    """A sentence about what a person did at the desk: “In the last month I …”.

    One row a language, as competencies are; a self-assessment keeps the words it was begun with.
    """

    code = models.SlugField(_("code"), max_length=40, help_text=_("Such as SA-FL-02-1."))
    competency = models.ForeignKey(
        Competency,
        verbose_name=_("competency"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"locale__language_code": "uk"},
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Within the competency, the smallest first.")
    )
    text = models.CharField(
        _("statement"),
        max_length=250,
        help_text=_("Continues “In the last month I …”; one act, seen from the outside."),
    )

    translatable_fields = [
        TranslatableField("text"),
        *[
            SynchronizedField(name, overridable=False)
            for name in ("code", "competency", "sort_order")
        ],
    ]
    panels = [
        FieldPanel("code"),
        FieldPanel("competency"),
        FieldPanel("sort_order"),
        FieldPanel("text"),
    ]
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.SearchField("code"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("statement of the self-assessment")
        verbose_name_plural = _("statements of the self-assessment")
        ordering = ["competency__code", "sort_order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="statement_code_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"
