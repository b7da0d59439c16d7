"""A live role-play on paper, from the version that is played. For trainers, nobody else."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe

from assessments.scenarios.briefing import CHANNELS
from assessments.scenarios.debriefing import competency_names
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario, ScenarioVersion
from assessments.scenarios.models.scenarios import published_document
from assessments.scenarios.packs.checklist import checklist
from assessments.scenarios.packs.script import script
from assessments.scenarios.paper.answers import pdf_answer
from assessments.scenarios.trainers import for_trainers, frame
from training.people.http import PersonRequest

PARTS = {
    "actor": gettext_lazy("Actor’s script"),
    "observer": gettext_lazy("Observer’s checklist"),
    "learner": gettext_lazy("Learner’s sheet"),
}
WHOLE = "all"
RATINGS = (
    (1, gettext_lazy("the client leaves worse off: not heard, misled or put at risk")),
    (2, gettext_lazy("the client is served, yet the need behind the question is missed")),
    (3, gettext_lazy("the need is found and the next step agreed, with hesitation or detours")),
    (4, gettext_lazy("contact, clarity and the next step all hold; small things to polish")),
    (5, gettext_lazy("one would let a new colleague learn from this talk")),
)


@require_safe
@for_trainers
def pack(request: PersonRequest, scenario: Scenario) -> HttpResponse:
    """What the pack holds, and where each sheet is."""
    context = {
        **frame(scenario, _("Packs for live role-play"), "form"),
        "version": ScenarioVersion.objects.defer("document", "findings").latest_of(scenario),
        "parts": list(PARTS.items()),
        "whole": WHOLE,
    }
    return render(request, "scenarios/packs/pack.html", context)


@require_safe
@for_trainers
def sheet(request: PersonRequest, scenario: Scenario, part: str) -> HttpResponse:
    """One sheet, or all of them one after another, made to be printed on A4."""
    return render(request, "scenarios/packs/sheet.html", _context(scenario, part))


@require_GET
@for_trainers
def sheet_pdf(request: PersonRequest, scenario: Scenario, part: str) -> HttpResponse:
    """The same as a file, in the language of the role-play. Each call renders anew."""
    with translation.override(scenario.locale.language_code):
        context = _context(scenario, part)
        html = render_to_string("scenarios/paper/pack.html", context)
    return pdf_answer(request, f"{slugify(context['document']['code'])}-{part}.pdf", html)


def _context(scenario: Scenario, part: str) -> dict[str, Any]:
    """Raises ``Http404`` for a sheet that is not there, or not yet."""
    version = ScenarioVersion.objects.defer("document", "findings").latest_of(scenario)
    if version is None or part not in {*PARTS, WHOLE}:
        raise Http404
    parts = list(PARTS) if part == WHOLE else [part]
    document = published_document(version.pk)
    return {
        "scenario": scenario,
        "version": version,
        "document": document,
        "language": scenario.locale.language_code,
        "channel": CHANNELS[document["channel"]],
        "title": _("Live role-play") if part == WHOLE else PARTS[part],
        "part": part,
        "parts": parts,
        "names": PARTS,
        **sheets(document, parts),
    }


def sheets(document: Document, parts: list[str]) -> dict[str, Any]:
    """What the sheets asked for show. At most one query."""
    found: dict[str, Any] = {}
    if "actor" in parts:
        found["script"] = script(document)
    if "observer" in parts:
        found |= {"checklist": checklist(document, competency_names(document)), "ratings": RATINGS}
    return found
