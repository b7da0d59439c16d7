from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExtensionQuerySet(models.QuerySet["QuizExtension"]):
    def of(self, person_id: int, quiz_key: object) -> Self:
        return self.filter(person=person_id, quiz_key=quiz_key)


class QuizExtension(models.Model):
    """More time or more attempts for one person at one quiz. Rows add up; the reason is private."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="quiz_extensions",
    )
    quiz_key = models.UUIDField(_("quiz"), db_index=True)
    extra_minutes = models.PositiveSmallIntegerField(
        _("more minutes"),
        default=0,
        validators=[MaxValueValidator(600)],
        help_text=_("For attempts that start from now on, and for one that is open."),
    )
    extra_attempts = models.PositiveSmallIntegerField(
        _("more attempts"), default=0, validators=[MaxValueValidator(20)]
    )
    reason = models.TextField(_("reason"), help_text=_("Only those who grant extensions see it."))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(_("granted"), auto_now_add=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["-granted_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(extra_minutes__gt=0) | models.Q(extra_attempts__gt=0),
                name="quizextension_gives_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · +{self.extra_minutes} / +{self.extra_attempts}"

    def clean(self) -> None:
        if not self.extra_minutes and not self.extra_attempts:
            words = _("Give more minutes, more attempts, or both.")
            raise ValidationError({"extra_minutes": words})  # at a field: then alone, in words
