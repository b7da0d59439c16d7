"""Somebody saved meanwhile: both versions of the node side by side, each field to choose from."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.scenarios.document import complete
from assessments.scenarios.exceptions import DraftChanged, DraftLocked
from assessments.scenarios.grammar import Document, Node
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of, readable, stamp_of
from assessments.scenarios.shape import parse_problems
from assessments.scenarios.storyboard import edits
from assessments.scenarios.storyboard.access import Desk, at_the_desk, posted_token, refused
from assessments.scenarios.storyboard.describing import described, label
from assessments.scenarios.storyboard.merging import MINE, Difference, differences, merged
from assessments.scenarios.storyboard.naming import unique
from assessments.scenarios.storyboard.node_forms import NodeEditor
from assessments.scenarios.storyboard.page import address, editor_of, frame, storyboard_page

CONFLICT, UNPROCESSABLE = 409, 422
PICK = "pick-"


@dataclass(frozen=True, slots=True)
class Mine:
    """What one author typed: the node, and the new nodes that it asked for."""

    node: Node
    added: dict[str, Node]

    def to_json(self) -> str:
        return json.dumps({"node": self.node, "added": self.added}, ensure_ascii=False)


class ResolveForm(forms.Form):
    mine = forms.JSONField()

    def clean_mine(self) -> Mine:
        data = self.cleaned_data["mine"]
        if not isinstance(data, dict) or not isinstance(data.get("added"), dict):
            raise forms.ValidationError("mine")
        return Mine(cast(Node, data.get("node")), data["added"])


def conflict_page(desk: Desk, node_id: str, editor: NodeEditor | None) -> HttpResponse:
    """Both versions of the node. ``editor`` holds mine; None where theirs is of another kind."""
    scenario = Scenario.objects.select_related("latest_revision").get(pk=desk.scenario.pk)
    desk = replace(desk, draft=draft_of(scenario))
    if editor is None or node_id not in desk.document["nodes"]:
        editor = _editor_of_another(desk, node_id)
        if not editor.is_valid():
            restored = replace(desk, draft=replace(desk.draft, document=editor.document))
            return storyboard_page(restored, node_id, editor, UNPROCESSABLE)
    fresh = editor.result["nodes"].keys() - editor.document["nodes"].keys()
    mine = Mine(
        editor.result["nodes"][node_id], {name: editor.result["nodes"][name] for name in fresh}
    )
    if not mine.added and desk.document["nodes"].get(node_id) == mine.node:
        messages.info(desk.request, _("This was saved already."))
        return redirect(address("node", desk.scenario, node_id))
    return _page(desk, node_id, mine)


@require_POST
@at_the_desk
def resolve(desk: Desk, node_id: str) -> HttpResponse:
    """Save the node picked from both versions."""
    form = ResolveForm(desk.request.POST)
    if desk.faults or not form.is_valid():
        raise BadRequest("mine")
    mine: Mine = form.cleaned_data["mine"]
    if desk.locked:
        messages.error(desk.request, strip_tags(desk.locked))
        return _page(desk, node_id, _checked(desk, node_id, mine))
    document = _resolved(desk, node_id, _checked(desk, node_id, mine))
    note = _("Joined with another version: “%(node)s”.") % {"node": title_of(document, node_id)}
    try:
        desk.save(document, note)
    except DraftChanged:
        return conflict_page_again(desk, node_id, mine)
    except DraftLocked as refusal:
        messages.error(desk.request, strip_tags(refusal.reason))
        return _page(desk, node_id, mine)
    except PermissionDenied:
        return refused(desk.request)
    messages.success(desk.request, note)
    return redirect(address("node", desk.scenario, node_id))


def conflict_page_again(desk: Desk, node_id: str, mine: Mine) -> HttpResponse:
    messages.error(desk.request, _("It was saved once more meanwhile: look at the versions again."))
    scenario = Scenario.objects.select_related("latest_revision").get(pk=desk.scenario.pk)
    return _page(replace(desk, draft=draft_of(scenario)), node_id, mine)


def _page(desk: Desk, node_id: str, mine: Mine) -> HttpResponse:
    theirs = desk.document["nodes"].get(node_id)
    base = _base(desk, node_id)
    if theirs is not None:
        mine = replace(mine, node=_apart(theirs, mine.node, base))
    found = differences(theirs, mine.node, base) if theirs is not None else []
    shown = {**desk.document["nodes"], **mine.added, node_id: mine.node}
    reading = cast(Document, {**desk.document, "nodes": shown})
    revision = desk.draft
    title = _("Two versions of “%(node)s”") % {"node": title_of(reading, node_id)}
    context = {
        **frame(replace(desk, draft=revision), title),
        "page_title": title,
        "node_id": node_id,
        "is_deleted": theirs is None,
        "rows": [_row(reading, difference) for difference in found],
        "mine": mine.to_json(),
        "author": author_of(desk),
    }
    return render(desk.request, "scenarios/storyboard/conflict.html", context, status=CONFLICT)


def _row(document: Document, difference: Difference) -> dict[str, Any]:
    field = difference.field
    return {
        "name": PICK + difference.name,
        "choice": difference.choice,
        "label": label(difference),
        "theirs": described(document, field, difference.theirs),
        "mine": described(document, field, difference.mine),
        "is_mine": difference.picked == MINE,
    }


def _resolved(desk: Desk, node_id: str, mine: Mine) -> Document:
    theirs = desk.document["nodes"].get(node_id)
    picks = {
        name.removeprefix(PICK): str(value)
        for name, value in desk.request.POST.items()
        if name.startswith(PICK)
    }
    node = merged(theirs, mine.node, picks) if theirs is not None else mine.node
    targets = {target for _branch, target in edits.branches(node)}
    document = desk.document
    for name, added in mine.added.items():
        if name in targets and name not in document["nodes"]:
            document = edits.with_node(document, name, added)
    document = edits.with_node(document, node_id, node)
    if parse_problems(document):
        raise BadRequest("mine")
    return document


def _checked(desk: Desk, node_id: str, mine: Mine) -> Mine:
    """Refuses what is no node: the form carries it through the browser."""
    nodes = {**desk.document["nodes"], **mine.added, node_id: mine.node}
    document = {**desk.document, "nodes": nodes}
    if parse_problems(document) or document != complete(document):
        raise BadRequest("mine")
    return mine


def _apart(theirs: Node, mine: Node, base: Node | None) -> Node:
    """Mine, with replies that both sides added under one id told apart."""
    if base is None or not theirs["kind"] == mine["kind"] == base["kind"] == "scene":
        return mine
    old = {choice["id"] for choice in base["choices"]}
    new = {choice["id"] for choice in theirs["choices"]} - old
    taken = {choice["id"] for node in (theirs, mine) for choice in node["choices"]}
    choices = []
    for choice in mine["choices"]:
        if choice["id"] in new and choice not in theirs["choices"]:
            choice = {**choice, "id": unique(choice["id"], taken)}
            taken.add(choice["id"])
        choices.append(choice)
    return cast(Node, {**mine, "choices": choices})


def _base(desk: Desk, node_id: str) -> Node | None:
    document = base_of(desk)
    return document["nodes"].get(node_id) if document else None


def base_of(desk: Desk) -> Document | None:
    """The draft as it was when the form was made; None where that cannot be known any more."""
    revision_id, stamp = posted_token(desk.request)
    revision = desk.scenario.revisions.filter(pk=revision_id).first() if revision_id else None
    if revision is None or stamp_of(revision) != stamp:
        return None
    document = readable(revision.content.get("graph"))
    return None if parse_problems(document) else cast(Document, document)


def author_of(desk: Desk) -> str:
    """Who saved the newest draft."""
    revision = desk.scenario.revisions.filter(pk=desk.draft.revision_id).first()
    user = revision.user if revision else None
    return user.get_full_name() if user else ""


def posted_kind(posted: QueryDict) -> str:
    """Which kind of node a form was made for."""
    if "choices-TOTAL_FORMS" in posted:
        return "scene"
    return "router" if "rules-TOTAL_FORMS" in posted else "ending"


def _editor_of_another(desk: Desk, node_id: str) -> NodeEditor:
    """A form over the node as it was typed, in a draft where it is gone or of another kind."""
    posted: QueryDict = desk.request.POST
    blank: dict[str, Callable[[], Node]] = {
        "scene": edits.blank_scene,
        "router": edits.blank_router,
        "ending": edits.blank_ending,
    }
    document = edits.with_node(desk.document, node_id, blank[posted_kind(posted)]())
    restored = replace(desk, draft=replace(desk.draft, document=document))
    return editor_of(restored, node_id, posted)
