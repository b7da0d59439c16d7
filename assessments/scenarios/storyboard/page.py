"""What the storyboard shows: gathered in a constant number of queries, whatever the draft holds."""

from contextlib import suppress
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from assessments.scenarios.findings import ERROR, WARNING
from assessments.scenarios.grammar import Document, Node
from assessments.scenarios.graph import links
from assessments.scenarios.maps.drawing import draw
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.undo import note_of, standing
from assessments.scenarios.storyboard import edits, map_view
from assessments.scenarios.storyboard.access import Desk
from assessments.scenarios.storyboard.fields import Parts, parts_of
from assessments.scenarios.storyboard.node_forms import NodeEditor
from assessments.scenarios.storyboard.outline import outline
from assessments.scenarios.storyboard.verdict import MOST_SHOWN, remarks, verdict
from assessments.scenarios.storyboard.words import Labels
from modules.models import Competency, Norm

MAIN_ROOMS: Labels = {
    "brief": gettext_lazy("Brief and meters"),
    "play": pgettext_lazy("try a role-play out", "Play"),
    "sketch": gettext_lazy("Sketch as text"),
    "begin": gettext_lazy("Patterns"),
}
MORE_ROOMS: Labels = {
    "plays": gettext_lazy("Named plays"),
    "compare": gettext_lazy("Compare versions"),
    "experts": gettext_lazy("Expert panel"),
    "draft_text": gettext_lazy("Read the whole draft"),
    "packs": gettext_lazy("Packs for live role-play"),
    "files": gettext_lazy("Files"),
    "analytics": gettext_lazy("How it is played"),
}
FRAGMENT = "X-Storyboard"
"""Header of requests by the script, which swaps the parts of the page instead of the whole."""


def address(name: str, scenario: Scenario, *args: Any) -> str:
    return reverse(f"scenario_admin:{name}", args=[scenario.pk, *args])


def editor_of(desk: Desk, node_id: str, data: Any = None, action: str = "") -> NodeEditor:
    """Two queries."""
    return NodeEditor(desk.document, node_id, parts(desk, node_id), data, action)


def parts(desk: Desk, node_id: str) -> Parts:
    document = desk.document
    used = dict.fromkeys([*document["competencies"], *_marked(document["nodes"][node_id])])
    names = framework()
    norms = {
        code: f"{code} – {act} {article}".strip()
        for code, act, article in Norm.objects.filter(locale__language_code=_language())
        .order_by("code")
        .values_list("code", "act", "article")
    }
    return parts_of(document, {code: names.get(code, code) for code in used}, norms)


def framework() -> dict[str, str]:
    """Code → name of every competency, in the language of the editor. One query."""
    rows = Competency.objects.filter(locale__language_code=_language()).order_by("code")
    return dict(rows.values_list("code", "name"))


def storyboard_page(
    desk: Desk, node_id: str = "", editor: NodeEditor | None = None, status: int = 200
) -> HttpResponse:
    """The whole page, or its parts for the script."""
    is_fragment = FRAGMENT in desk.request.headers
    name = "_parts" if is_fragment else "storyboard"
    title = title_of(desk.document, node_id) if node_id else ""
    context = {**frame(desk, title), "is_fragment": is_fragment}
    context |= faulty(desk) if desk.faults else _parts_of_page(desk, node_id, editor)
    return render(desk.request, f"scenarios/storyboard/{name}.html", context, status=status)


def frame(desk: Desk, title: str = "") -> dict[str, Any]:
    """What every page about one role-play carries."""
    scenario = desk.scenario
    board = address("storyboard", scenario)
    library = reverse(scenario.snippet_viewset.get_url_name("list"))
    name = str(desk.document.get("title") or scenario)
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": library, "label": _("Role-plays")},
        {"url": board if title else "", "label": f"{name} · {_('Storyboard')}"},
    ]
    if title:
        trail.append({"url": "", "label": title})
    return {
        "scenario": scenario,
        "document": desk.document,
        "locked": desk.locked,
        "token": desk.token,
        "main_links": _links(scenario, MAIN_ROOMS),
        "more_links": _links(scenario, MORE_ROOMS),
        "edit_url": reverse(scenario.snippet_viewset.get_url_name("edit"), args=[scenario.pk]),
        "header_title": " · ".join(filter(None, (title, name, _("Storyboard")))),
        "header_icon": "comment",
        "breadcrumbs_items": trail,
    }


def _links(scenario: Scenario, rooms: Labels) -> list[tuple[str, str]]:
    """Address and name of the rooms beside the storyboard that there are."""
    found = []
    for name, label in rooms.items():
        with suppress(NoReverseMatch):
            found.append((address(name, scenario), str(label)))
    return found


def faulty(desk: Desk) -> dict[str, Any]:
    return {"faults": desk.faults, "standing": standing(desk.scenario, desk.draft)}


def _parts_of_page(desk: Desk, node_id: str, editor: NodeEditor | None) -> dict[str, Any]:
    document, scenario = desk.document, desk.scenario
    known = verdict(document)
    comments = dict(
        scenario.comments.open()
        .order_by()
        .values("node")
        .annotate(open=Count("pk"))
        .values_list("node", "open")
    )
    errors, warnings = known.by_node(ERROR), known.by_node(WARNING)
    stand = standing(scenario, desk.draft)
    return {
        "outline": outline(document, errors=errors, warnings=warnings, comments=comments),
        **_map_parts(desk, node_id, errors, comments),
        "neighbours": _neighbours(document),
        "verdict": known,
        "remarks": remarks(document, known.findings),
        "more_remarks": max(0, len(known.findings) - MOST_SHOWN),
        "standing": stand,
        "undo_note": note_of(stand.position) if stand.back else "",
        **(_node_parts(desk, node_id, editor) if node_id else {}),
    }


def _node_parts(desk: Desk, node_id: str, editor: NodeEditor | None) -> dict[str, Any]:
    document = desk.document
    return {
        "node_id": node_id,
        "node_title": title_of(document, node_id),
        "editor": editor or editor_of(desk, node_id),
        "incoming": [
            (source, title_of(document, source))
            for source in dict.fromkeys(link.node for link in edits.links_into(document, node_id))
        ],
        "comments": desk.scenario.comments.filter(node=node_id).select_related(
            "author", "resolved_by"
        ),
        "branch_size": len(edits.branch_of(document, node_id)),
    }


def _map_parts(desk: Desk, node_id: str, errors: Any, comments: Any) -> dict[str, Any]:
    document = desk.document
    view = map_view.seen_by(desk.request, desk.scenario)
    only = map_view.shown_nodes(document, view, node_id)
    return {
        "drawing": _drawing(desk, node_id, errors, comments, only, view.percent)
        if document["nodes"]
        else None,
        "map_sizes": [(key, label, key == view.size) for key, label in map_view.SIZES.items()],
        "map_branch": title_of(document, view.branch) if only is not None else "",
    }


def _drawing(
    desk: Desk, node_id: str, errors: Any, comments: Any, only: set[str] | None, percent: int
) -> Any:
    names = desk.document["nodes"]
    hrefs = {name: address("node", desk.scenario, name) for name in names}
    notes = {name: _note(errors[name], comments.get(name, 0)) for name in names}
    return draw(
        desk.document, hrefs=hrefs, notes=notes, only=only, current=node_id, percent=percent
    )


def _note(errors: int, comments: int) -> str:
    said = []
    if errors:
        said.append(ngettext("%(count)d error", "%(count)d errors", errors) % {"count": errors})
    if comments:
        words = ngettext("%(count)d comment", "%(count)d comments", comments)
        said.append(words % {"count": comments})
    return ", ".join(said)


def _neighbours(document: Document) -> dict[str, list[str]]:
    """Existing targets of each node, for moving along the map with the arrow keys."""
    nodes = document["nodes"]
    return {
        name: [target for target in dict.fromkeys(links(node)) if target in nodes]
        for name, node in nodes.items()
    }


def _marked(node: Node) -> list[str]:
    if node["kind"] != "scene":
        return []
    return [code for choice in node["choices"] for code in choice["qualities"]]


def _language() -> str:
    return "en" if (translation.get_language() or "uk").startswith("en") else "uk"
