from functools import lru_cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from assessments.evidence.models import AppendOnlyModel, AppendOnlyQuerySet
from assessments.scenarios.document import complete
from assessments.scenarios.forms import ScenarioForm
from assessments.scenarios.grammar import Document
from assessments.scenarios.models.graph_field import GraphField


class Scenario(
    PreviewableMixin,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    index.Indexed,
    models.Model,
):
    """A branching talk with a client, in the library; pages place it in modules.

    ``graph`` is the draft document (docs/scenario-format.md). Publishing checks it and makes an
    immutable ``ScenarioVersion``; only versions are played, scored and debriefed.
    """

    code = models.SlugField(_("code"), max_length=40, help_text=_("Such as S05."))
    title = models.CharField(_("title"), max_length=150)
    graph = GraphField(_("graph"), default=dict)
    review_due = models.DateField(
        _("law to be checked by"),
        null=True,
        blank=True,
        help_text=_("The day by which somebody checks the law in it again."),
    )
    editors_note = models.TextField(
        _("to verify"), blank=True, help_text=_("For editors only; learners never see it.")
    )

    base_form_class = ScenarioForm
    translatable_fields = [
        TranslatableField("title"),
        SynchronizedField("code", overridable=False),
        TranslatableField("graph"),
        SynchronizedField("review_due", overridable=False),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.AutocompleteField("code"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("role-play")
        verbose_name_plural = _("role-plays")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "locale"], name="scenario_code_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    def publish(self, *args: Any, **kwargs: Any) -> Any:
        """All or nothing: what the proof refuses does not go live either."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return _previews().PREVIEW_MODES

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        return _previews().preview_template(mode_name)

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return {**context, **_previews().preview_context(self, mode_name)}


def _previews() -> Any:
    """What the editor sees; imported late, as it reads these models."""
    return import_module("assessments.scenarios.plays.previews")


class ScenarioVersionQuerySet(AppendOnlyQuerySet):
    def latest_of(self, scenario: Scenario) -> "ScenarioVersion | None":
        """The newest version, which new runs play."""
        return self.filter(scenario=scenario).order_by("-number").first()

    def latest_in(self, scenario: Scenario, locale_id: int) -> "ScenarioVersion | None":
        """The newest version in the language of a page; see ``in_language``. One query or two."""
        original = self.latest_of(scenario)
        if original is None or scenario.locale_id == locale_id:
            return original
        translated = self.filter(
            scenario__translation_key=scenario.translation_key, scenario__locale=locale_id
        )
        return in_language(original, translated.order_by("-number").first())


def in_language(
    original: "ScenarioVersion", translated: "ScenarioVersion | None"
) -> "ScenarioVersion":
    """The translation while it goes and scores as the original does; else the original."""
    is_same = translated is not None and translated.structure_hash == original.structure_hash
    return translated if translated is not None and is_same else original


@lru_cache(maxsize=64)
def published_document(version_id: int) -> Document:
    """The document of a version, read once a process: it never changes, and nobody may change it.

    Keys that came into the format after it was published have their defaults. At most one query.
    """
    stored = ScenarioVersion.objects.values_list("document", flat=True).get(pk=version_id)
    document: Document = complete(stored)
    return document


class ScenarioVersion(AppendOnlyModel):
    """A role-play as it was published, with what its proof found. Never updated, never deleted."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    schema_version = models.PositiveSmallIntegerField()
    document = models.JSONField()
    content_hash = models.CharField(max_length=64)
    structure_hash = models.CharField(max_length=64)
    max_earned = models.PositiveIntegerField(_("most that can be earned"))
    is_exhaustive = models.BooleanField(_("every state was explored"))
    states = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    random_pass_chance = models.FloatField(_("chance of passing by random choice"))
    minutes_min = models.FloatField(_("minutes, at least"), null=True)
    minutes_max = models.FloatField(_("minutes, at most"), null=True)
    accepted = models.JSONField(
        default=list, help_text="warnings that the publisher ticked, as the checker gave them"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ScenarioVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a role-play")
        verbose_name_plural = _("versions of role-plays")
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "number"], name="scenarioversion_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.document.get('code', '')} v{self.number}"
