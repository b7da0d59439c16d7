"""Play from here, plays kept by name, and whether the draft still keeps what they promised."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.scenarios.engine import State
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.drawing import Drawing, conditions_in_words, draw
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import NamedPlay
from assessments.scenarios.plays.addresses import Track, track_of, track_of_state
from assessments.scenarios.plays.named import (
    BrokenPlay,
    NotFinished,
    broken_play,
    expectations,
    keep_play,
    replayed,
)
from assessments.scenarios.plays.playing import Option, Play, Turn, play, state_at
from assessments.scenarios.plays.words import effects_in_words, marks_in_words
from assessments.scenarios.scoring import result
from assessments.scenarios.services.proofs import proof_of
from assessments.scenarios.storyboard.access import Desk, at_the_desk
from assessments.scenarios.storyboard.page import frame

LONGEST_NAME = 120


def writes(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuses where the draft is locked: its plays bind those who publish it."""

    @wraps(view)
    def tried(desk: Desk, *args: Any, **kwargs: Any) -> HttpResponse:
        if not desk.locked:
            return view(desk, *args, **kwargs)
        messages.error(desk.request, strip_tags(desk.locked))
        return redirect("scenario_admin:plays", desk.scenario.pk)

    return tried


@require_safe
@at_the_desk
def from_here(desk: Desk) -> HttpResponse:
    """The talk as far as the address plays it. Nothing is stored; every link is a next address."""
    document, request = desk.document, desk.request
    if desk.faults or not document["nodes"]:
        return _unplayable(desk)
    track = track_of(document, request.GET)
    try:
        played = play(document, state_at(document, track.node, track.values), track.choices)
    except BrokenScenario:
        return _unplayable(desk)
    track = Track(track.node, track.values, played.choices, track.remarks)
    return render(request, "scenarios/plays/play.html", _play_page(desk, track, played))


@require_POST
@at_the_desk
@writes
def keep(desk: Desk) -> HttpResponse:
    """Keep a finished play under a name. What was posted is played again first."""
    document, post = desk.document, desk.request.POST
    if desk.faults:
        return _unplayable(desk)
    track = track_of(document, post)
    back = f"{reverse('scenario_admin:play', args=[desk.scenario.pk])}?{track.query()}"
    name = " ".join(post.get("name", "").split())
    if not name or len(name) > LONGEST_NAME:
        messages.error(
            desk.request,
            _("Give the play a name of up to %(most)d signs.") % {"most": LONGEST_NAME},
        )
        return redirect(back)
    try:
        played = play(document, state_at(document, track.node, track.values), track.choices)
        if played.stopped:
            raise NotFinished
        keep_play(
            scenario=desk.scenario,
            document=document,
            played=played,
            name=name,
            person=desk.request.user,
        )
    except (BrokenScenario, NotFinished):
        messages.error(desk.request, _("Play to an ending first: then the play can be kept."))
        return redirect(back)
    messages.success(desk.request, _("Kept: “%(name)s”.") % {"name": name})
    return redirect("scenario_admin:plays", desk.scenario.pk)


@require_safe
@at_the_desk
def kept(desk: Desk) -> HttpResponse:
    """Every named play and whether the draft still keeps its promise. Two queries of its own."""
    plays = [] if desk.faults else list(desk.scenario.named_plays.select_related("created_by"))
    proof = proof_of(desk.document) if plays else None
    most = proof.max_earned if proof else None
    context = {
        **frame(desk, _("Named plays")),
        "rows": [_row(desk, one, broken_play(desk.document, one, most)) for one in plays],
        "is_proved": most is not None,
        "faults": desk.faults,
    }
    return render(desk.request, "scenarios/plays/plays.html", context)


@require_POST
@at_the_desk
@writes
def renew(desk: Desk, play_id: int) -> HttpResponse:
    """Take what the draft answers now for the promise of the play from now on."""
    one = get_object_or_404(desk.scenario.named_plays, pk=play_id)
    if desk.faults:
        return _unplayable(desk)
    try:
        played = replayed(desk.document, one)
        if played.stopped:
            raise NotFinished
        values = expectations(desk.document, played)
    except (BrokenScenario, NotFinished):
        messages.error(desk.request, _("These replies no longer lead to an ending: play it anew."))
    else:
        NamedPlay.objects.filter(pk=one.pk).update(**values)
        messages.success(
            desk.request, _("“%(name)s” now expects what the draft does.") % {"name": one.name}
        )
    return redirect("scenario_admin:plays", desk.scenario.pk)


@require_POST
@at_the_desk
@writes
def forget(desk: Desk, play_id: int) -> HttpResponse:
    one = get_object_or_404(desk.scenario.named_plays, pk=play_id)
    one.delete()
    messages.success(desk.request, _("Deleted: “%(name)s”.") % {"name": one.name})
    return redirect("scenario_admin:plays", desk.scenario.pk)


def _unplayable(desk: Desk) -> HttpResponse:
    context = {**frame(desk, _("Play from here")), "faults": desk.faults}
    return render(desk.request, "scenarios/plays/unplayable.html", context, status=409)


def _play_page(desk: Desk, track: Track, played: Play) -> dict[str, Any]:
    document = desk.document
    node = document["nodes"][played.node]
    return {
        **frame(desk, _("Play from here")),
        "play": played,
        "track": track,
        "turns": [_turn(desk, track, turn) for turn in played.turns],
        "here": {**_place(desk, played.node), "node": node},
        "options": [_option(document, option, track) for option in played.options],
        "places": _places(document, track.node),
        "meters": played.meters,
        "fields": _fields(played),
        "drawing": _drawing(desk, played),
        "verdict": _verdict(document, played),
        "again": track.query(steps=0),
        "longest_name": LONGEST_NAME,
    }


def _place(desk: Desk, node_id: str) -> dict[str, Any]:
    return {
        "title": title_of(desk.document, node_id),
        "url": reverse("scenario_admin:node", args=[desk.scenario.pk, node_id]),
    }


def _turn(desk: Desk, track: Track, turn: Turn) -> dict[str, Any]:
    document = desk.document
    return {
        **_place(desk, turn.node),
        "node": document["nodes"][turn.node],
        "turn": turn,
        "forks": [title_of(document, hop.router) for hop in turn.forks],
        "taken": _option(document, Option(turn.choice, ""), track),
        "others": [
            _option(document, option, track, steps=turn.number - 1)
            for option in turn.options
            if option.choice["id"] != turn.choice["id"]
        ],
        "query": track.query(steps=turn.number - 1),
    }


def _option(
    document: Document, option: Option, track: Track, steps: int | None = None
) -> dict[str, Any]:
    choice = option.choice
    return {
        "choice": choice,
        "closed": option.closed,
        "condition": conditions_in_words(document, choice["when"]),
        "effects": effects_in_words(document, choice["effects"]),
        "marks": marks_in_words(choice),
        "query": track.query(choice["id"], steps=steps),
    }


def _places(document: Document, chosen: str) -> list[dict[str, Any]]:
    """Where a talk may begin, as the options of a list."""
    return [
        {"id": name, "title": title_of(document, name), "is_chosen": name == chosen}
        for name, node in document["nodes"].items()
        if node["kind"] != "ending"
    ]


def _fields(played: Play) -> list[dict[str, Any]]:
    """The meters as fields to begin with, each at the value this play began with."""
    begun = dict(played.initial.variables)
    return [{"meter": meter, "value": begun[meter.key]} for meter in played.meters]


def _drawing(desk: Desk, played: Play) -> Drawing:
    names = desk.document["nodes"]
    taken = {step.node for step in played.steps}
    taken |= {f"{step.node}.{step.choice}" for step in played.steps}
    for hop in (hop for turn in played.turns for hop in turn.forks):
        branch = "else" if hop.rule < 0 else f"rule-{hop.rule}"
        taken |= {hop.router, f"{hop.router}.{branch}"}
    return draw(
        desk.document,
        hrefs={
            name: reverse("scenario_admin:node", args=[desk.scenario.pk, name]) for name in names
        },
        tones=dict.fromkeys(taken, "path"),
        current=played.node,
    )


def _verdict(document: Document, played: Play) -> dict[str, Any] | None:
    """How a finished talk is judged, as far as the draft is proved already."""
    if not played.is_finished:
        return None
    proof = proof_of(document)
    if proof is None:
        return {"is_known": False}
    scored = result(document, played.steps, proof.max_earned)
    return {"is_known": True, "is_passed": scored.is_passed, "max_earned": proof.max_earned}


def _row(desk: Desk, one: NamedPlay, broken: BrokenPlay | None) -> dict[str, Any]:
    document = desk.document
    begun = State.from_json(one.initial) if one.initial else None
    track = track_of_state(document, begun, one.choices)
    known = one.ending in document["nodes"]
    return {
        "play": one,
        "broken": broken,
        "ending": title_of(document, one.ending) if known else one.ending,
        "url": f"{reverse('scenario_admin:play', args=[desk.scenario.pk])}?{track.query()}",
        "node_url": reverse("scenario_admin:node", args=[desk.scenario.pk, broken.node])
        if broken and broken.node
        else "",
    }
