"""How an author looks at the map: its size, and the whole of it or what follows from one node.

Kept in the session, so that it lasts while nodes are saved; the draft knows nothing of it.
"""

from dataclasses import dataclass
from typing import cast

from django.utils.translation import pgettext_lazy

from assessments.scenarios.grammar import Document
from assessments.scenarios.graph import linked_nodes
from assessments.scenarios.models import Scenario
from assessments.scenarios.storyboard.words import Labels
from training.people.http import PersonRequest

KEY = "storyboard_map"
USUAL = "usual"
SIZES: Labels = {
    "small": pgettext_lazy("size of the map", "small"),
    USUAL: pgettext_lazy("size of the map", "usual"),
    "large": pgettext_lazy("size of the map", "large"),
}
PERCENT = {"small": 55, USUAL: 100, "large": 160}


@dataclass(frozen=True, slots=True)
class MapView:
    """``branch`` is the node that the map begins with; empty for the whole map."""

    size: str = USUAL
    branch: str = ""

    @property
    def percent(self) -> int:
        return PERCENT[self.size]


def seen_by(request: PersonRequest, scenario: Scenario) -> MapView:
    """What was asked for last. The size holds for every role-play, the branch for its own."""
    kept = request.session.get(KEY, {})
    size = kept.get("size", USUAL)
    return MapView(
        size=size if size in PERCENT else USUAL,
        branch=kept.get("branch", "") if kept.get("scenario") == scenario.pk else "",
    )


def remember(request: PersonRequest, scenario: Scenario, view: MapView) -> None:
    request.session[KEY] = {"size": view.size, "scenario": scenario.pk, "branch": view.branch}


def shown_nodes(document: Document, view: MapView, node_id: str) -> set[str] | None:
    """What follows from the branch's node, itself included; None for the whole map.

    The whole map is shown too where that node is gone or the open node lies elsewhere.
    """
    if view.branch not in document["nodes"]:
        return None
    found = linked_nodes(cast(Document, {**document, "start": view.branch}))
    return found if not node_id or node_id in found else None
