"""An expert's own pages: the panels that wait, and one scene at a time to rate."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.scenarios.experts.forms import SceneForm
from assessments.scenarios.experts.opinions import Item, items
from assessments.scenarios.experts.panels import (
    PanelClosed,
    document_of,
    keep_ratings,
    own_ratings,
    panels_waiting_for,
)
from assessments.scenarios.grammar import Document, Scene
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import ExpertPanel
from modules.models import Competency
from training.people.http import PersonRequest

LIST = "scenario_admin:expert_panels"


@require_safe
def panels(request: PersonRequest) -> HttpResponse:
    """Panels the reader was invited to. Two queries of its own."""
    title = _("Role-plays to rate")
    context = {"waiting": panels_waiting_for(request.user)}
    return screen(request, "panels", title, [], context)


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: PersonRequest, panel_id: int) -> HttpResponse:
    """``?scene=`` names the scene; without it, the first with something left to rate."""
    invited = ExpertPanel.objects.filter(experts=request.user, closed_at=None)
    panel = get_object_or_404(invited.select_related("scenario"), pk=panel_id)
    document = document_of(panel)
    asked = items(document)
    scenes = list(dict.fromkeys(item.node for item in asked))
    rated = own_ratings(panel, request.user)
    node_id = _scene_of(request.GET.get("scene", ""), scenes, asked, rated)
    form = SceneForm(
        node_id,
        _scene(document, node_id),
        names=competency_names(document),
        rated=rated,
        seed=f"{panel.pk}:{request.user.pk}",
        data=request.POST if request.method == "POST" else None,
    )
    if form.is_valid():
        try:
            keep_ratings(panel=panel, person=request.user, said=form.said())
        except PanelClosed:
            messages.error(request, _("The panel was closed meanwhile; nothing was kept."))
            return redirect(LIST)
        return _onward(request, panel, asked, own_ratings(panel, request.user))
    context = {
        "panel": panel,
        "document": document,
        "scene": _scene(document, node_id),
        "form": form,
        "scenes": _progress(document, scenes, asked, rated, node_id),
        "done": sum(item in rated for item in asked),
        "total": len(asked),
    }
    title = title_of(document, node_id)
    trail = [{"url": reverse(LIST), "label": _("Role-plays to rate")}]
    status = 400 if form.errors else 200
    return screen(request, "rate", f"{document['title']} · {title}", trail, context, status)


def _onward(
    request: HttpRequest, panel: ExpertPanel, asked: list[Item], rated: dict[Item, Any]
) -> HttpResponse:
    if all(item in rated for item in asked):
        messages.success(request, _("All replies are rated, thank you. You may still change them."))
        return redirect(LIST)
    messages.success(request, _("Kept. You may stop here and go on another day."))
    return redirect("scenario_admin:rate", panel.pk)


def _scene_of(wanted: str, scenes: list[str], asked: list[Item], rated: dict[Item, Any]) -> str:
    if wanted in scenes:
        return wanted
    return next((item.node for item in asked if item not in rated), scenes[0])


def _scene(document: Document, node_id: str) -> Scene:
    node = document["nodes"][node_id]
    assert node["kind"] == "scene"  # noqa: S101  only scenes have something to rate
    return node


def _progress(
    document: Document,
    scenes: list[str],
    asked: list[Item],
    rated: dict[Item, Any],
    current: str,
) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "title": title_of(document, name),
            "done": sum(item in rated for item in asked if item.node == name),
            "total": sum(item.node == name for item in asked),
            "is_current": name == current,
        }
        for name in scenes
    ]


def competency_names(document: Document) -> dict[str, str]:
    """Code → code and name, in the reader's language. One query."""
    language = "en" if (translation.get_language() or "uk").startswith("en") else "uk"
    codes = {item.competency for item in items(document)}
    rows = Competency.objects.filter(code__in=codes, locale__language_code=language)
    return {code: f"{code} {name}" for code, name in rows.values_list("code", "name")}


def screen(
    request: HttpRequest,
    name: str,
    title: str,
    trail: list[dict[str, str]],
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    home = {"url": reverse("wagtailadmin_home"), "label": _("Home")}
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [home, *trail, {"url": "", "label": title}],
    }
    template = f"scenarios/experts/{name}.html"
    return render(request, template, {**frame, **context}, status=status)
