"""Two states of a role-play side by side, by changed sentences; the changes as pages show them."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.scenarios.comparing import part_name, summary
from assessments.scenarios.comparison import Comparison, NodeChange, Restructuring, compare
from assessments.scenarios.document import complete
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.drawing import branch_label
from assessments.scenarios.shape import parse_problems
from assessments.scenarios.storyboard.access import Desk, at_the_desk
from assessments.scenarios.storyboard.page import frame

DRAFT = "draft"
SHOWN_REVISIONS = 50


@require_safe
@at_the_desk
def compare_page(desk: Desk) -> HttpResponse:
    """Any two of: the draft, a published version (``v3``), an earlier draft (``r120``)."""
    query = desk.request.GET
    states = _states(desk)
    old = query.get("old") or _usual_old(states)
    new = query.get("new") or DRAFT
    documents = [_document(desk, name) for name in (old, new)]
    context = {
        **frame(desk, _("Compare versions")),
        "states": [{"name": name, "label": label} for name, label in states.items()],
        "old": old,
        "new": new,
        "unreadable": any(parse_problems(document) for document in documents),
    }
    if not context["unreadable"]:
        before, after = documents
        comparison = compare(before, after)
        context |= {
            "comparison": comparison,
            "summary": summary(comparison),
            "changes": changes_in_words(before, after, comparison),
        }
    return render(desk.request, "scenarios/compare/compare.html", context)


def _states(desk: Desk) -> dict[str, str]:
    """What may be compared, newest first. Two queries."""
    states = {DRAFT: _("The draft")}
    versions = desk.scenario.versions.order_by("-number").values_list("number", "published_at")
    for number, at in versions:
        words = {"number": number, "at": _day(at)}
        states[f"v{number}"] = _("Version %(number)d, published on %(at)s") % words
    revisions = desk.scenario.revisions.order_by("-created_at", "-pk")
    for pk, at in revisions.values_list("pk", "created_at")[:SHOWN_REVISIONS]:
        states[f"r{pk}"] = _("Draft of %(at)s") % {"at": _day(at)}
    return states


def _usual_old(states: dict[str, str]) -> str:
    """The newest version; without one the draft before this one; else the draft itself."""
    versions = [name for name in states if name.startswith("v")]
    drafts = [name for name in states if name.startswith("r")]
    return next(iter([*versions, *drafts[1:2], DRAFT]))


def _day(at: Any) -> str:
    return str(date_format(localtime(at), "SHORT_DATETIME_FORMAT"))


def _document(desk: Desk, name: str) -> Document:
    """The document behind a name. Raises ``Http404``, also for another role-play's."""
    if name == DRAFT:
        return desk.document
    digits = name[1:]
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 10):
        raise Http404
    if name[0] == "v":
        stored = desk.scenario.versions.filter(number=int(digits)).values_list(
            "document", flat=True
        )
        found: Any = stored.first()
    elif name[0] == "r":
        revision = desk.scenario.revisions.filter(pk=int(digits)).first()
        found = revision and revision.content.get("graph")
    else:
        raise Http404
    if not isinstance(found, dict):
        raise Http404
    document: Document = complete({"start": "", "nodes": {}} | found)
    return document


def changes_in_words(old: Document, new: Document, comparison: Comparison) -> list[dict[str, Any]]:
    """For ``scenarios/compare/_changes.html``: the whole first, then node by node."""
    result = []
    if comparison.wording or comparison.structure:
        whole = NodeChange(
            "",
            "",
            _("The role-play as a whole"),
            "changed",
            comparison.wording,
            comparison.structure,
        )
        result.append(_change(old, new, whole))
    result += [_change(old, new, node) for node in comparison.nodes]
    return result


def _change(old: Document, new: Document, change: NodeChange) -> dict[str, Any]:
    return {
        "change": change,
        "wording": [
            {
                "place": _place(old, new, change, item.choice),
                "part": part_name(item.field),
                "sentences": item.sentences,
            }
            for item in change.wording
        ],
        "structure": [
            {
                "place": _place(old, new, change, item.branch),
                "part": part_name(item.part),
                "item": item,
                "fate": _fate(item),
            }
            for item in change.structure
        ],
    }


def _fate(item: Restructuring) -> str:
    if item.part not in ("choice", "rule", "variable"):
        return "changed"
    return "gone" if item.is_loss else "new"


def _place(old: Document, new: Document, change: NodeChange, branch: str) -> str:
    """``Відповідь 2`` as it is numbered now, or was before it went; a label of a variable."""
    if not branch:
        return ""
    if not change.node:
        for document in (new, old):
            for variable in document["variables"]:
                if variable["key"] == branch:
                    return variable["label"] or branch
        return branch
    for document in (new, old):
        node = document["nodes"].get(change.node)
        if node is None:
            continue
        try:
            label = branch_label(node, branch)
        except ValueError:  # not among its branches on this side
            continue
        return (
            _("Rule %(label)s") % {"label": label}
            if node["kind"] == "router"
            else _("Reply %(label)s") % {"label": label}
        )
    return branch
