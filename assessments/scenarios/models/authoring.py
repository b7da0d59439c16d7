"""What authors keep beside a draft: comments, plays by name, proofs, the files it came from."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.scenarios.models.scenarios import Scenario

LONGEST_COMMENT = 2000


class NodeCommentQuerySet(models.QuerySet["NodeComment"]):
    def open(self) -> Self:
        return self.filter(resolved_at=None)


class NodeComment(models.Model):
    """What one author tells the others about one node of the draft."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="comments")
    node = models.CharField(_("node"), max_length=40)
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = NodeCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment on a node")
        verbose_name_plural = _("comments on nodes")
        ordering = ["at"]

    def __str__(self) -> str:
        return self.text[:80]


class NamedPlay(models.Model):
    """A play kept as a test: these choices from this state lead to this ending and score.

    ``initial`` is a state of the engine (``State.to_json``), null for the start of the talk.
    Publishing plays it again and refuses a draft that answers otherwise.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="named_plays")
    name = models.CharField(_("name"), max_length=120)
    initial = models.JSONField(null=True, blank=True)
    choices = models.JSONField(default=list)
    ending = models.CharField(_("ending"), max_length=40)
    earned = models.PositiveIntegerField(_("earned"))
    is_passed = models.BooleanField(_("passed"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("named play")
        verbose_name_plural = _("named plays")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "name"], name="namedplay_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Proof(models.Model):
    """What the checker found out about one content (``content_hash``), explored to the end.

    A cache: the same content and the same cap always give the same report.
    """

    content_hash = models.CharField(max_length=64, unique=True)
    report = models.JSONField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("proof of a role-play")
        verbose_name_plural = _("proofs of role-plays")

    def __str__(self) -> str:
        return self.content_hash[:12]


class ScenarioSource(models.Model):
    """The file a draft was made from, whole, with what its import left behind."""

    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="sources")
    file_name = models.CharField(_("file"), max_length=200)
    format = models.CharField(_("format"), max_length=20)
    sha256 = models.CharField(max_length=64, db_index=True)
    identifier = models.CharField(
        _("identifier"), max_length=80, blank=True, help_text=_("Of the story, such as its IFID.")
    )
    content = models.BinaryField()
    report = models.JSONField(default=dict)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("source file of a role-play")
        verbose_name_plural = _("source files of role-plays")
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.file_name
