"""The author's pages about experts: open a panel, see whether they agree, take their key."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.scenarios.exceptions import DraftChanged, DraftLocked
from assessments.scenarios.experts.forms import PanelForm
from assessments.scenarios.experts.opinions import (
    Item,
    Opinion,
    choice_of,
    disputes,
    items,
    opinions_of,
    quality_of,
    suggestions,
    with_qualities,
)
from assessments.scenarios.experts.panels import (
    NothingToRate,
    close_panel,
    document_of,
    open_panel,
    ratings_of,
)
from assessments.scenarios.experts.rating_views import competency_names, screen
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import ExpertPanel
from assessments.scenarios.storyboard.access import Desk, at_the_desk
from assessments.scenarios.storyboard.words import QUALITIES

LIST = "scenario_admin:experts"
RESULTS = "scenario_admin:expert_results"
ALL = "all"


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def panels(desk: Desk) -> HttpResponse:
    """The panels on a role-play, and the form of a new one on the present draft."""
    request = desk.request
    form = PanelForm(request.POST if request.method == "POST" else None)
    if desk.faults:
        if form.is_bound:
            messages.error(request, _("Mend the draft first."))
    elif form.is_valid():
        try:
            panel = open_panel(
                scenario=desk.scenario,
                document=desk.document,
                experts=form.cleaned_data["experts"],
                opened_by=request.user,
            )
        except NothingToRate:
            form.add_error(None, _("Mark the replies first: there is nothing to rate yet."))
        else:
            said = _("The panel is open. The experts find it in their menu.")
            if form.is_small:
                said = f"{said} {_('With fewer than five of them nothing will be suggested.')}"
            messages.success(request, said)
            return redirect(RESULTS, desk.scenario.pk, panel.pk)
    opened = desk.scenario.expert_panels.select_related("opened_by").prefetch_related("experts")
    context = {
        "scenario": desk.scenario,
        "panels": list(opened),
        "form": form,
        "has_faults": bool(desk.faults),
        "rated": len(items(desk.document)) if not desk.faults else 0,
    }
    status = 400 if form.errors else 200
    return screen(request, "author_panels", _("Experts"), _trail(desk), context, status)


@dataclass(frozen=True)
class Line:
    """One item in the table of results; ``now`` is the quality in the present draft."""

    key: str
    text: str
    competency: str
    opinion: Opinion
    percent: int
    now: str
    suggested: str
    is_disputed: bool
    is_gone: bool
    comments: list[str]


@require_safe
@at_the_desk
def results(desk: Desk, panel_id: int) -> HttpResponse:
    """What the experts make of each choice, beside the draft of today. Three queries of its own."""
    panel = _panel(desk, panel_id)
    document, names = document_of(panel), competency_names(document_of(panel))
    ratings, comments = ratings_of(panel)
    opinions = opinions_of(items(document), ratings)
    offered = {} if desk.faults else suggestions(desk.document, opinions)
    disputed = set() if desk.faults else set(disputes(desk.document, opinions))
    scenes: dict[str, list[Line]] = {}
    for item, said in opinions.items():
        choice = choice_of(document, item)
        now = None if desk.faults else quality_of(desk.document, item)
        line = Line(
            key=":".join(item),
            text=choice["text"] if choice else item.choice,
            competency=names.get(item.competency, item.competency),
            opinion=said,
            percent=round(100 * said.agreement),
            now=str(QUALITIES[now]) if now is not None else "",
            suggested=str(QUALITIES[offered[item]]) if item in offered else "",
            is_disputed=item in disputed,
            is_gone=not desk.faults and choice_of(desk.document, item) is None,
            comments=comments.get(item, []),
        )
        scenes.setdefault(item.node, []).append(line)
    context = {
        "scenario": desk.scenario,
        "panel": panel,
        "token": desk.token,
        "locked": desk.locked,
        "experts": list(panel.experts.by_name()),
        "scenes": [(title_of(document, name), lines) for name, lines in scenes.items()],
        "suggested": len(offered),
        "rate_url": desk.request.build_absolute_uri(
            reverse("scenario_admin:rate", args=[panel.pk])
        ),
    }
    title = _("Panel of %(day)s") % {"day": f"{panel.opened_at:%d.%m.%Y}"}
    experts = {"url": reverse(LIST, args=[desk.scenario.pk]), "label": _("Experts")}
    return screen(desk.request, "results", title, [*_trail(desk), experts], context)


@require_POST
@at_the_desk
def take(desk: Desk, panel_id: int) -> HttpResponse:
    """Take suggested keys into the draft, or a disputed quality out of it.

    ``take=all`` or ``take=node:choice:competency``; ``drop=node:choice:competency``. Only what the
    experts said decides: a key that they do not suggest is not taken.
    """
    panel, request = _panel(desk, panel_id), desk.request
    back = redirect(RESULTS, desk.scenario.pk, panel.pk)
    if desk.locked or desk.faults:
        messages.error(request, strip_tags(desk.locked) or _("Mend the draft first."))
        return back
    opinions = opinions_of(items(document_of(panel)), ratings_of(panel)[0])
    wanted = _wanted(desk, opinions)
    if not wanted:
        messages.info(request, _("The draft has this already."))
        return back
    count = len(wanted)
    note = ngettext("Experts: %(count)d mark", "Experts: %(count)d marks", count) % {"count": count}
    try:
        desk.save(with_qualities(desk.document, wanted), note)
    except DraftChanged:
        messages.error(
            request,
            _("The draft was saved elsewhere meanwhile, so nothing was done. This is it now."),
        )
    except DraftLocked as refusal:
        messages.error(request, strip_tags(refusal.reason))
    else:
        messages.success(request, note)
    return back


@require_POST
@at_the_desk
def close(desk: Desk, panel_id: int) -> HttpResponse:
    panel = _panel(desk, panel_id)
    close_panel(panel)
    messages.success(desk.request, _("The panel is closed; nobody rates any more."))
    return redirect(RESULTS, desk.scenario.pk, panel.pk)


def _wanted(desk: Desk, opinions: dict[Item, Opinion]) -> dict[Item, int | None]:
    taken, dropped = desk.request.POST.get("take", ""), desk.request.POST.get("drop", "")
    offered = suggestions(desk.document, opinions)
    if taken == ALL:
        return dict(offered)
    item = _item(taken or dropped)
    if item not in opinions:
        raise BadRequest("take")
    if taken:
        return {item: offered[item]} if item in offered else {}
    return {item: None} if item in disputes(desk.document, opinions) else {}


def _item(text: str) -> Item:
    parts = text.split(":")
    return Item(*parts) if len(parts) == len(Item._fields) else Item("", "", "")


def _panel(desk: Desk, panel_id: int) -> ExpertPanel:
    return get_object_or_404(desk.scenario.expert_panels, pk=panel_id)


def _trail(desk: Desk) -> list[dict[str, Any]]:
    board = reverse("scenario_admin:storyboard", args=[desk.scenario.pk])
    name = desk.document["title"] or desk.scenario.code
    return [{"url": board, "label": f"{name} · {_('Storyboard')}"}]
