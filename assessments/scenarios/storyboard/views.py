"""The storyboard: one page, one form a node, plain posts that a script only smooths."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.scenarios.exceptions import DraftChanged, DraftLocked, NothingToUndo
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.services.undo import note_of, standing, step_back, step_forth
from assessments.scenarios.storyboard import edits, map_view
from assessments.scenarios.storyboard.access import Desk, at_the_desk, posted_token, refused
from assessments.scenarios.storyboard.brief_conflict import brief_conflict_page
from assessments.scenarios.storyboard.conflict import base_of, conflict_page, posted_kind
from assessments.scenarios.storyboard.fixes import fixed
from assessments.scenarios.storyboard.node_forms import NodeEditor
from assessments.scenarios.storyboard.page import (
    address,
    editor_of,
    frame,
    framework,
    storyboard_page,
)
from assessments.scenarios.storyboard.settings_forms import Settings

DeskView = Callable[..., HttpResponse]
UNPROCESSABLE = 422


def changes_the_draft(view: DeskView) -> DeskView:
    """Refusals to save become messages; what a form held is kept where there was a form."""

    @wraps(view)
    def tried(desk: Desk, *args: Any, **kwargs: Any) -> HttpResponse:
        if desk.request.method == "POST" and (desk.locked or desk.faults):
            messages.error(desk.request, strip_tags(desk.locked) or _("Mend the draft first."))
            return _back(desk, kwargs.get("node_id", ""))
        try:
            return view(desk, *args, **kwargs)
        except DraftChanged:
            messages.error(
                desk.request,
                _("The draft was saved elsewhere meanwhile, so nothing was done. This is it now."),
            )
        except DraftLocked as refusal:
            messages.error(desk.request, strip_tags(refusal.reason))
        except PermissionDenied:
            return refused(desk.request)
        return _back(desk, kwargs.get("node_id", ""))

    return tried


@require_safe
@at_the_desk
def board(desk: Desk) -> HttpResponse:
    return storyboard_page(desk)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@changes_the_draft
def node(desk: Desk, node_id: str) -> HttpResponse:
    """The form of one node. A post saves it, half finished or not."""
    request = desk.request
    if desk.faults:
        return storyboard_page(desk)
    known = desk.document["nodes"].get(node_id)
    is_stale = request.method == "POST" and posted_token(request)[1] != desk.draft.stamp
    if is_stale and (known is None or known["kind"] != posted_kind(request.POST)):
        return conflict_page(desk, node_id, None)
    if known is None:
        raise Http404
    if request.method != "POST":
        return storyboard_page(desk, node_id)
    editor = editor_of(desk, node_id, request.POST, request.POST.get("do", ""))
    if not editor.is_valid():
        return storyboard_page(_as_posted(desk), node_id, editor, UNPROCESSABLE)
    if editor.result == desk.document:
        return redirect(address("node", desk.scenario, node_id))
    try:
        desk.save(editor.result, _saved_note(editor), subject=f"node:{node_id}")
    except DraftChanged:
        return conflict_page(desk, node_id, editor)
    messages.success(request, _("Saved: “%(node)s”.") % {"node": _named(editor)})
    return redirect(address("node", desk.scenario, node_id))


@require_POST
@at_the_desk
@changes_the_draft
def add(desk: Desk) -> HttpResponse:
    """A new scene, fork or ending, not linked from anywhere yet."""
    title = " ".join(desk.request.POST.get("title", "").split())[: edits.LONGEST_TITLE]
    kind = desk.request.POST.get("kind", "")
    document = desk.document
    if kind == "router":
        changed, node_id = edits.new_node(document, edits.blank_router(), title or "fork")
    elif kind in {"scene", "ending"} and not title:
        messages.error(desk.request, _("Give the new node a name."))
        return _back(desk)
    elif kind == "ending":
        changed, node_id = edits.new_node(document, edits.blank_ending(title), title)
    elif kind == "scene":
        changed, node_id = edits.new_scene(document, title)
    else:
        raise BadRequest("kind")
    name = title_of(changed, node_id)
    desk.save(changed, _("Added: “%(node)s”.") % {"node": name})
    messages.success(desk.request, _("Added: “%(node)s”.") % {"node": name})
    return redirect(address("node", desk.scenario, node_id))


@require_POST
@at_the_desk
@changes_the_draft
def act(desk: Desk, node_id: str) -> HttpResponse:
    """Copy a node or its branch, or begin the talk with it."""
    document = desk.document
    if node_id not in document["nodes"]:
        raise Http404
    title, wanted = title_of(document, node_id), desk.request.POST.get("do", "")
    if wanted == "copy":
        changed, shown = edits.copy_node(document, node_id)
        note = _("Copied: “%(node)s”.") % {"node": title}
    elif wanted == "copy-branch":
        changed, names = edits.copy_branch(document, node_id)
        shown = names[node_id]
        note = _("Copied with its branch: “%(node)s”.") % {"node": title}
    elif wanted == "start":
        changed, shown = edits.with_start(document, node_id), node_id
        note = _("The talk now begins with “%(node)s”.") % {"node": title}
    else:
        raise BadRequest("do")
    desk.save(changed, note)
    messages.success(desk.request, note)
    return redirect(address("node", desk.scenario, shown))


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@changes_the_draft
def delete(desk: Desk, node_id: str) -> HttpResponse:
    """Asks first, and says which links will be left open."""
    document = desk.document
    if desk.faults or node_id not in document["nodes"]:
        raise Http404
    title = title_of(document, node_id)
    if desk.request.method != "POST":
        incoming = [
            (link.node, title_of(document, link.node), _branch_words(desk, link))
            for link in edits.links_into(document, node_id)
        ]
        page_title = _("Delete “%(node)s”?") % {"node": title}
        context = {**frame(desk, page_title), "node_id": node_id, "incoming": incoming}
        return render(desk.request, "scenarios/storyboard/delete.html", context)
    note = _("Deleted: “%(node)s”.") % {"node": title}
    desk.save(edits.without_node(document, node_id), note)
    messages.success(desk.request, note)
    return _back(desk)


@require_POST
@at_the_desk
@changes_the_draft
def fix(desk: Desk) -> HttpResponse:
    """Mend one finding by the simple way it offers."""
    changed, node_id = fixed(desk.document, desk.request.POST.get("fix", ""))
    if changed == desk.document:
        messages.info(desk.request, _("There is nothing left to mend here."))
        return _back(desk)
    note = _("Mended: a finding of the checker.")
    desk.save(changed, note)
    messages.success(desk.request, note)
    return _back(desk, node_id)


@require_POST
@at_the_desk
def look(desk: Desk) -> HttpResponse:
    """The map smaller, larger, or only what follows from one node. The draft stays as it is."""
    posted = desk.request.POST
    view = map_view.seen_by(desk.request, desk.scenario)
    if "size" in posted:
        if posted["size"] not in map_view.SIZES:
            raise BadRequest("size")
        view = replace(view, size=posted["size"])
    if "branch" in posted:
        is_known = posted["branch"] in desk.document["nodes"]
        view = replace(view, branch=posted["branch"] if is_known else "")
    map_view.remember(desk.request, desk.scenario, view)
    node_id = posted.get("node", "")
    response = _back(desk, node_id if node_id in desk.document["nodes"] else "")
    response.headers["Location"] += "#map"
    return response


@require_POST
@at_the_desk
def undo(desk: Desk) -> HttpResponse:
    return _step(desk, is_back=True)


@require_POST
@at_the_desk
def redo(desk: Desk) -> HttpResponse:
    return _step(desk, is_back=False)


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
@changes_the_draft
def settings(desk: Desk) -> HttpResponse:
    """The brief: client, competencies, pass rule, meters."""
    if desk.faults:
        return storyboard_page(desk)
    request = desk.request
    if request.method != "POST":
        return _settings_page(desk, Settings(desk.document, framework()), 200)
    is_stale = posted_token(request)[1] != desk.draft.stamp
    before = (base_of(desk) if is_stale else None) or desk.document
    forms = Settings(before, framework(), request.POST)
    is_valid = forms.is_valid()
    if forms.result and is_stale:
        return brief_conflict_page(desk, forms.result)
    if forms.result and is_valid:
        return _save_settings(desk, forms.result)
    return _settings_page(_as_posted(desk), forms, UNPROCESSABLE)


@require_safe
@at_the_desk
def text(desk: Desk) -> HttpResponse:
    """The whole draft as a text to read and to print."""
    if desk.faults:
        return storyboard_page(desk)
    context = {"object": desk.scenario, "document": desk.document}
    desk.scenario.graph = desk.document
    return render(desk.request, "scenarios/preview.html", context)


def _as_posted(desk: Desk) -> Desk:
    """For a form shown again: it is still about the draft it was made from, which may be an older
    one; with the token of the newest it would overwrite that unseen.
    """
    revision_id, stamp = posted_token(desk.request)
    return replace(desk, draft=replace(desk.draft, revision_id=revision_id, stamp=stamp))


def _save_settings(desk: Desk, typed: Document) -> HttpResponse:
    note = _("Saved: the brief.")
    if typed != desk.document:
        try:
            desk.save(typed, note, subject="settings")
        except DraftChanged:
            return brief_conflict_page(desk, typed)
        messages.success(desk.request, note)
    return redirect(address("storyboard", desk.scenario))


def _settings_page(desk: Desk, forms: Settings, status: int) -> HttpResponse:
    context = {**frame(desk, _("Brief")), "forms": forms}
    return render(desk.request, "scenarios/storyboard/settings.html", context, status=status)


def _step(desk: Desk, *, is_back: bool) -> HttpResponse:
    request = desk.request
    revision, stamp = posted_token(request)
    if (revision, stamp) != (desk.draft.revision_id, desk.draft.stamp):
        messages.error(
            request,
            _("The draft was saved elsewhere meanwhile, so nothing was done. This is it now."),
        )
        return _back(desk)
    stand = standing(desk.scenario, desk.draft)
    undone = note_of(stand.position if is_back else stand.forth)
    step = step_back if is_back else step_forth
    try:
        step(scenario=desk.scenario, person=request.user, draft=desk.draft)
    except NothingToUndo:
        messages.info(request, _("There is nothing to undo."))
    except DraftLocked as refusal:
        messages.error(request, strip_tags(refusal.reason))
    else:
        said = _("Undone: %(what)s") if is_back else _("Done again: %(what)s")
        messages.success(request, said % {"what": undone or _("the last save")})
    return _back(desk)


def _branch_words(desk: Desk, link: edits.LinkTo) -> str:
    source = desk.document["nodes"][link.node]
    if source["kind"] != "scene":
        return ""
    return next(choice["text"] for choice in source["choices"] if choice["id"] == link.branch)


def _saved_note(editor: NodeEditor) -> str:
    return _("Saved: “%(node)s”.") % {"node": _named(editor)}


def _named(editor: NodeEditor) -> str:
    return title_of(editor.result, editor.node_id)


def _back(desk: Desk, node_id: str = "") -> HttpResponse:
    if node_id:
        return redirect(address("node", desk.scenario, node_id))
    return redirect(address("storyboard", desk.scenario))
