"""Somebody saved meanwhile: both versions of the brief side by side, each part to choose from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.scenarios.document import complete
from assessments.scenarios.exceptions import DraftChanged, DraftLocked
from assessments.scenarios.findings import sentence
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.shape import parse_problems
from assessments.scenarios.storyboard import words
from assessments.scenarios.storyboard.access import Desk, at_the_desk, refused
from assessments.scenarios.storyboard.brief_merging import (
    COMPETENCY,
    VARIABLE,
    Brief,
    brief_differences,
    brief_of,
    picked_brief,
    with_brief,
)
from assessments.scenarios.storyboard.conflict import CONFLICT, PICK, author_of, base_of
from assessments.scenarios.storyboard.merging import MINE, Difference
from assessments.scenarios.storyboard.page import address, frame, framework
from assessments.scenarios.storyboard.settings_forms import BriefForm, still_used

SCALES: Mapping[str, words.Labels] = {
    "channel": words.CHANNELS,
    "difficulty": words.DIFFICULTIES,
    "pass.level": words.LEVELS,
}


class ResolveForm(forms.Form):
    mine = forms.JSONField()

    def __init__(self, document: Document, *args: Any) -> None:
        super().__init__(*args)
        self.document = document

    def clean_mine(self) -> Brief:
        """Refuses what is no brief: the form carries it through the browser."""
        brief = self.cleaned_data["mine"]
        try:
            document = with_brief({**self.document, "nodes": {}, "start": ""}, brief)
        except (AttributeError, KeyError, TypeError) as error:
            raise forms.ValidationError("mine") from error
        if parse_problems(document) or document != complete(document):
            raise forms.ValidationError("mine")
        return brief_of(document)


def brief_conflict_page(desk: Desk, typed: Document) -> HttpResponse:
    """The newest brief beside that of ``typed``. Nothing is saved."""
    desk = _with_newest(desk)
    mine = brief_of(typed)
    if not desk.faults and brief_of(desk.document) == mine:
        messages.info(desk.request, _("This was saved already."))
        return redirect(address("brief", desk.scenario))
    return _page(desk, mine)


@require_POST
@at_the_desk
def resolve(desk: Desk) -> HttpResponse:
    """Save the brief picked from both versions."""
    form = ResolveForm(desk.document, desk.request.POST)
    if desk.faults or not form.is_valid():
        raise BadRequest("mine")
    mine: Brief = form.cleaned_data["mine"]
    if desk.locked:
        messages.error(desk.request, strip_tags(desk.locked))
        return _page(desk, mine)
    picks = {
        name.removeprefix(PICK): str(value)
        for name, value in desk.request.POST.items()
        if name.startswith(PICK)
    }
    document = with_brief(desk.document, picked_brief(brief_of(desk.document), mine, picks))
    if problems := _problems(desk.document, document):
        return _page(desk, mine, picks, problems)
    note = _("Joined with another version: the brief.")
    try:
        desk.save(document, note)
    except DraftChanged:
        messages.error(
            desk.request, _("It was saved once more meanwhile: look at the versions again.")
        )
        return _page(_with_newest(desk), mine)
    except DraftLocked as refusal:
        messages.error(desk.request, strip_tags(refusal.reason))
        return _page(desk, mine, picks)
    except PermissionDenied:
        return refused(desk.request)
    messages.success(desk.request, note)
    return redirect(address("brief", desk.scenario))


def _with_newest(desk: Desk) -> Desk:
    scenario = Scenario.objects.select_related("latest_revision").get(pk=desk.scenario.pk)
    draft = draft_of(scenario)
    return replace(desk, draft=draft, faults=tuple(parse_problems(draft.document)))


def _problems(newest: Document, document: Document) -> list[str]:
    return still_used(newest, document["variables"]) or [
        f"{sentence(fault)} ({fault.path})" for fault in parse_problems(document)
    ]


def _page(
    desk: Desk, mine: Brief, picks: Mapping[str, str] = {}, problems: Sequence[str] = ()
) -> HttpResponse:
    base = base_of(desk)
    found = brief_differences(brief_of(desk.document), mine, brief_of(base) if base else None)
    names = framework()
    title = _("Two versions of the brief")
    context = {
        **frame(desk, title),
        "page_title": title,
        "rows": [_row(names, difference, picks) for difference in found],
        "problems": problems,
        "mine": forms.JSONField().prepare_value(mine),
        "author": author_of(desk),
    }
    return render(
        desk.request, "scenarios/storyboard/brief_conflict.html", context, status=CONFLICT
    )


def _row(
    names: Mapping[str, str], difference: Difference, picks: Mapping[str, str]
) -> dict[str, Any]:
    name = difference.name
    return {
        "name": PICK + name,
        "choice": "",
        "label": _label(names, difference),
        "theirs": _described(name, difference.theirs),
        "mine": _described(name, difference.mine),
        "is_mine": picks.get(name, difference.picked) == MINE,
    }


def _label(names: Mapping[str, str], difference: Difference) -> str:
    name = difference.name
    if name.startswith(COMPETENCY):
        code = name.removeprefix(COMPETENCY)
        return f"{code} {names.get(code, '')}".strip()
    if name.startswith(VARIABLE):
        meter = difference.mine or difference.theirs
        return _("Meter “%(name)s”") % {"name": meter["label"] or meter["key"]}
    field = name.removeprefix("pass.").replace("client.", "client_")
    return str(BriefForm.base_fields[field].label)


def _described(name: str, value: Any) -> str:
    """A part of the brief as a person reads it; a dash where there is nothing."""
    if value is None or value == "":
        return "–" if name.startswith("client.") or value == "" else _("– not there –")
    if name.startswith(COMPETENCY):
        return _competency(value)
    if name.startswith(VARIABLE):
        return _meter(value)
    if name in SCALES:
        return str(SCALES[name].get(value, value))
    return str(value)


def _competency(marks: Mapping[str, Any]) -> str:
    said = [_("trained here")] if marks["trained"] else []
    if needed := marks["required"]:
        said.append(
            _("needed to pass: %(share)d %%, %(decisions)d decisions")
            % {"share": needed["share"], "decisions": needed["decisions"]}
        )
    return "\n".join(said) or "–"


def _meter(meter: Mapping[str, Any]) -> str:
    lines = [
        str(meter["label"]),
        str(words.KINDS_OF_VARIABLE.get(meter["kind"], meter["kind"])),
        _("from %(low)d to %(high)d, at the start %(start)d")
        % {"low": meter["min"], "high": meter["max"], "start": meter["start"]},
        str(words.SHOWN.get(meter["shown"], meter["shown"])),
        str(words.BETTER.get(meter["better"], meter["better"])),
        ", ".join(meter["words"]),
    ]
    if meter["band"]:
        low, high = meter["band"]
        lines.append(_("wished at the end: %(low)d to %(high)d") % {"low": low, "high": high})
    return "\n".join(filter(None, lines))
