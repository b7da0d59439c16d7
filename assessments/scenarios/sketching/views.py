"""The draft as text, and where a new role-play begins: a pattern, a copy, a file."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.html import strip_tags
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.scenarios.comparing import summary
from assessments.scenarios.comparison import Comparison, compare
from assessments.scenarios.exceptions import DraftChanged, DraftLocked
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.shape import parse_problems
from assessments.scenarios.sketching.comparing_pages import changes_in_words
from assessments.scenarios.sketching.keywords import keywords
from assessments.scenarios.sketching.merging import Merged, merge
from assessments.scenarios.sketching.patterns import begun_with, patterns
from assessments.scenarios.sketching.reading import read
from assessments.scenarios.sketching.sentences import sentence
from assessments.scenarios.sketching.writing import write
from assessments.scenarios.storyboard.access import Desk, at_the_desk
from assessments.scenarios.storyboard.page import frame

LONGEST_TEXT = 600_000
OUTLINE, WHOLE = "outline", "whole"
SHOWN_PROBLEMS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def sketch(desk: Desk) -> HttpResponse:
    """The draft as text. A post shows what the text would do; only “save” saves it."""
    request = desk.request
    if desk.faults:
        context = {**frame(desk, _("As text")), "faults": desk.faults}
        return render(request, "scenarios/plays/unplayable.html", context, status=409)
    if request.method != "POST":
        detail = OUTLINE if request.GET.get("detail") == OUTLINE else WHOLE
        text = write(desk.document, language=_language(), whole=detail == WHOLE)
        return _page(desk, text, detail)
    detail = OUTLINE if request.POST.get("detail") == OUTLINE else WHOLE
    text = request.POST.get("text", "")
    if len(text) > LONGEST_TEXT:
        messages.error(request, _("The text is too long."))
        return _page(desk, text[:LONGEST_TEXT], detail, status=413)
    merged = merge(desk.document, read(text), whole=detail == WHOLE)
    if merged.problems or request.POST.get("do") != "save" or desk.locked:
        if desk.locked:
            messages.error(request, strip_tags(desk.locked))
        return _page(desk, text, detail, merged, status=422 if merged.problems else 200)
    return _save(desk, text, detail, merged)


def _save(desk: Desk, text: str, detail: str, merged: Merged) -> HttpResponse:
    request = desk.request
    comparison = compare(desk.document, merged.document)
    if comparison.is_empty:
        messages.info(request, _("The text says what the draft says: nothing to save."))
        return redirect(_address(desk, detail))
    try:
        desk.save(merged.document, _("As text: %(what)s") % {"what": summary(comparison)})
    except DraftChanged:
        messages.error(
            request,
            _(
                "The draft was saved elsewhere meanwhile. Your text is still here: see below what "
                "it would do to the newest draft, then save again."
            ),
        )
        return _page(desk, text, detail, merged, status=409)
    except DraftLocked as refusal:
        messages.error(request, strip_tags(refusal.reason))
        return _page(desk, text, detail, merged, status=409)
    messages.success(request, _("Saved: %(what)s") % {"what": summary(comparison)})
    return redirect(_address(desk, detail))


def _address(desk: Desk, detail: str) -> str:
    return f"{reverse('scenario_admin:sketch', args=[desk.scenario.pk])}?detail={detail}"


def _page(
    desk: Desk, text: str, detail: str, merged: Merged | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **frame(desk, _("As text")),
        "text": text,
        "detail": detail,
        "words": keywords(_language()),
        "checked": merged,
    }
    if merged and merged.problems:
        context["problems"] = [
            {"line": problem.line, "sentence": sentence(problem)}
            for problem in merged.problems[:SHOWN_PROBLEMS]
        ]
        context["more"] = max(0, len(merged.problems) - SHOWN_PROBLEMS)
    elif merged:
        context |= _preview(desk.document, merged)
    return render(desk.request, "scenarios/sketch/sketch.html", context, status=status)


def _preview(document: Document, merged: Merged) -> dict[str, Any]:
    comparison = compare(document, merged.document)
    return {
        "comparison": comparison,
        "summary": summary(comparison),
        "changes": changes_in_words(document, merged.document, comparison),
        "created": [title_of(merged.document, name) for name in merged.created],
        "lost": _lost(document, comparison),
    }


def _lost(document: Document, comparison: Comparison) -> list[str]:
    """Nodes and replies of the draft that the text has no longer."""
    nodes = [
        title_of(document, change.node) for change in comparison.nodes if change.fate == "removed"
    ]
    replies = [
        f"{change.title}: {part.before}"
        for change in comparison.nodes
        for part in change.structure
        if part.part == "choice" and part.is_loss
    ]
    return nodes + replies


@require_http_methods(["GET", "HEAD", "POST"])
@at_the_desk
def begin(desk: Desk) -> HttpResponse:
    """Where to begin: a pattern, a copy of another role-play, a file; or at once."""
    request = desk.request
    if request.method != "POST":
        return _begin_page(desk)
    source = _source(desk, request.POST.get("from", ""))
    if source is None:
        messages.error(request, _("Choose what to begin with."))
        return _begin_page(desk, 422)
    if desk.document["nodes"] and request.POST.get("replace") != "yes":
        messages.error(
            request,
            _("The draft has scenes already. Tick that they may be replaced, or keep them."),
        )
        return _begin_page(desk, 422)
    try:
        desk.save(begun_with(source, desk.document), _("Begun from a pattern or a copy."))
    except DraftChanged:
        messages.error(
            request,
            _("The draft was saved elsewhere meanwhile, so nothing was done. This is it now."),
        )
        return _begin_page(desk, 409)
    except DraftLocked as refusal:
        messages.error(request, strip_tags(refusal.reason))
        return _begin_page(desk, 409)
    messages.success(request, _("The draft is filled. Now put your own words into it."))
    return redirect("scenario_admin:storyboard", desk.scenario.pk)


def _source(desk: Desk, wanted: str) -> Document | None:
    """``pattern:crisis`` or ``copy:12``; ``None`` for anything else or what cannot be copied."""
    kind, _colon, name = wanted.partition(":")
    if kind == "pattern":
        return next((item.document for item in patterns() if item.key == name), None)
    if kind == "copy" and name.isascii() and name.isdecimal() and len(name) < 10:
        other = _others(desk).select_related("latest_revision").filter(pk=int(name)).first()
        document = draft_of(other).document if other else None
        return None if document is None or parse_problems(document) else document
    return None


def _others(desk: Desk) -> Any:
    return Scenario.objects.exclude(pk=desk.scenario.pk).select_related("locale").order_by("code")


def _begin_page(desk: Desk, status: int = 200) -> HttpResponse:
    context = {
        **frame(desk, _("Where to begin")),
        "patterns": patterns(),
        "others": _others(desk),
        "has_nodes": bool(desk.document["nodes"]),
        "import_url": _import_url(),
    }
    return render(desk.request, "scenarios/patterns/begin.html", context, status=status)


def _import_url() -> str:
    try:
        return reverse("scenario_admin:import")
    except NoReverseMatch:  # the room of the formats is not in this installation
        return ""


def _language() -> str:
    return get_language() or "uk"
