from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Method(models.TextChoices):
    ANGOFF = "angoff", _("Angoff: how many barely competent people answer each question right")
    HOFSTEE = "hofstee", _("Hofstee: acceptable marks and shares of failed people")


class PassMarkStudy(models.Model):
    """How a pass mark was found: the judges' figures, what follows, and what was decided.

    ``result`` is computed from ``judgements`` (and, for Hofstee, from the finished first attempts
    at that moment) and kept, so that the record stays as it was.
    """

    quiz_key = models.UUIDField(_("quiz"), db_index=True)
    method = models.CharField(_("method"), max_length=8, choices=Method.choices)
    judges = models.TextField(
        _("judges"), help_text=_("One name a line, in the order of the rows.")
    )
    judgements = models.TextField(_("judgements"))
    result: Any = models.JSONField(default=dict, editable=False)
    decided_mark = models.PositiveSmallIntegerField(
        _("decided pass mark, %"), validators=[MaxValueValidator(100)]
    )
    decided_on = models.DateField(_("decided on"), default=timezone.localdate)
    note = models.TextField(_("reasons"), blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("study of a pass mark")
        verbose_name_plural = _("studies of pass marks")
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_mark__lte=100), name="passmarkstudy_percent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_method_display()} · {self.decided_mark}"
