"""A path of the checker as people read it: where it is, what is said, what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scenarios.exploration import Turn
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.layout import title_of


@dataclass(frozen=True, slots=True)
class Said:
    """One turn: the place, and the words of the reply taken there."""

    node: str
    place: str
    reply: str


def walk(document: Document, witness: Sequence[Turn]) -> list[Said]:
    """``witness`` in words; turns that the draft no longer has are left out."""
    said = []
    for turn in witness:
        node = document["nodes"].get(turn.node)
        if node is None or node["kind"] != "scene":
            continue
        reply = next((item["text"] for item in node["choices"] if item["id"] == turn.choice), None)
        if reply is not None:
            said.append(Said(turn.node, title_of(document, turn.node), reply or turn.choice))
    return said
