from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.scenarios.grammar import BEST_QUALITY
from assessments.scenarios.models.scenarios import Scenario


class ExpertPanel(models.Model):
    """Colleagues asked to rate every choice of a draft blind, as it stood when they were asked."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="expert_panels")
    document = models.JSONField()
    experts = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("expert panel on a role-play")
        verbose_name_plural = _("expert panels on role-plays")
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.scenario} · {self.opened_at:%Y-%m-%d}"


class ExpertRating(models.Model):
    """How good one expert holds one choice for, 0 harmful to 4 best, for one competency."""

    panel = models.ForeignKey(ExpertPanel, on_delete=models.CASCADE, related_name="ratings")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    node = models.CharField(max_length=40)
    choice = models.CharField(max_length=40)
    competency = models.CharField(max_length=40)
    rating = models.PositiveSmallIntegerField(
        _("rating"), validators=[MaxValueValidator(BEST_QUALITY)]
    )
    comment = models.TextField(_("comment"), blank=True, max_length=1000)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("expert's rating")
        verbose_name_plural = _("experts' ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "expert", "node", "choice", "competency"],
                name="expertrating_once_a_choice",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__lte=BEST_QUALITY), name="expertrating_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.node}.{self.choice}: {self.rating}"
