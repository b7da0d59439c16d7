"""What the editor's preview panel shows of a draft: its first scene to play, its map, its text."""

from collections.abc import Mapping
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext_lazy

from assessments.scenarios.document import complete
from assessments.scenarios.engine import open_choices
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.drawing import draw
from assessments.scenarios.models import Scenario
from assessments.scenarios.plays.playing import state_at
from assessments.scenarios.shape import parse_problems

PLAY, MAP, PRINT = "play", "map", "print"
PREVIEW_MODES = [
    (PRINT, gettext_lazy("Print")),
    (PLAY, gettext_lazy("Play from the start")),
    (MAP, gettext_lazy("Whole map")),
]
"""For ``Scenario.preview_modes``; the first is shown at once."""

TEMPLATES = {
    PLAY: "scenarios/plays/preview_play.html",
    MAP: "scenarios/plays/preview_map.html",
    PRINT: "scenarios/preview.html",
}


def preview_template(mode: str) -> str:
    """For ``get_preview_template``; an unknown mode prints."""
    return TEMPLATES.get(mode, TEMPLATES[PRINT])


def preview_context(scenario: Scenario, mode: str) -> Mapping[str, Any]:
    """What the template of ``mode`` needs beside ``object``; for ``get_preview_context``.

    The document may be half finished or no document at all; then the page says so. No queries.
    """
    document = complete(scenario.graph)
    if not isinstance(document, dict) or parse_problems(document):
        return {"faults": True}
    known = cast(Document, document)
    if mode == MAP:
        return {"drawing": draw(known) if known["nodes"] else None}
    if mode == PLAY:
        return {"scene": _first_scene(scenario, known)}
    return {}


def _first_scene(scenario: Scenario, document: Document) -> dict[str, Any] | None:
    """The scene a learner meets first, each reply a link that plays on; ``None`` without one."""
    try:
        state = state_at(document, "", {})
    except BrokenScenario:
        return None
    address = reverse("scenario_admin:play", args=[scenario.pk]) if scenario.pk else ""
    return {
        "node": document["nodes"][state.node],
        "client": document["client"],
        "place": document["place"],
        "role": document["role"],
        "choices": [
            {"text": choice["text"], "url": address and f"{address}?c={choice['id']}#here"}
            for choice in open_choices(document, state)
        ],
    }
