from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class QuestionBank(index.Indexed, models.Model):
    """A shelf of questions, from which quizzes draw."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=150)

    search_fields = [index.AutocompleteField("name"), index.AutocompleteField("code")]
    # The editor's own box for such codes would make capitals small.
    panels = [FieldPanel("code", widget=forms.TextInput), FieldPanel("name")]

    class Meta:
        verbose_name = _("question bank")
        verbose_name_plural = _("question banks")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class QuestionFile(models.Model):
    """A picture that questions of a bank show as ``@@FILE@@/name``.

    The bytes stand in ``storages["private"]`` under their sha256, once for all banks; a name means
    the same bytes for as long as it is there.
    """

    bank = models.ForeignKey(
        QuestionBank, verbose_name=_("bank"), on_delete=models.PROTECT, related_name="files"
    )
    name = models.CharField(_("name"), max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    content_type = models.CharField(max_length=20, editable=False)
    stored = models.CharField(max_length=120, editable=False)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture of questions")
        verbose_name_plural = _("pictures of questions")
        ordering = ["bank", "name"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "name"], name="questionfile_name_in_bank")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """What an author writes as the source of a picture."""
        return f"@@FILE@@/{self.name}"
