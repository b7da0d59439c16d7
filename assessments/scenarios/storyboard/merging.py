"""Two versions of one node, theirs and mine: where they differ, and a node picked from both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from assessments.scenarios.grammar import Node

THEIRS, MINE = "theirs", "mine"
WHOLE = "node"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in both versions, None where a version has no such part.

    ``name`` is dotted (``choices.a.text``). A choice that only one side has is one difference
    (``choices.a``), and so is the node (``node``) where the two are of different kinds.
    """

    name: str
    theirs: Any
    mine: Any
    picked: str

    @property
    def choice(self) -> str:
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def field(self) -> str:
        """The key of the field; empty for a whole choice or node."""
        parts = self.name.split(".")
        return {1: "" if self.name == WHOLE else self.name, 3: parts[-1]}.get(len(parts), "")


def differences(theirs: Node, mine: Node, base: Node | None = None) -> list[Difference]:
    """Every field where the versions differ, in the order of the form.

    With ``base``, the version both started from, a field that only they changed is proposed as
    theirs; any other as mine.
    """
    if theirs["kind"] != mine["kind"]:
        return [Difference(WHOLE, theirs, mine, MINE)]
    shared = _choice_ids(theirs) & _choice_ids(mine)
    there, here = _fields(theirs, shared), _fields(mine, shared)
    before = _fields(base, shared) if base is not None else {}
    return [
        Difference(
            name,
            there.get(name),
            here.get(name),
            THEIRS if base is not None and here.get(name) == before.get(name) else MINE,
        )
        for name in dict.fromkeys([*here, *there])
        if there.get(name) != here.get(name)
    ]


def merged(theirs: Node, mine: Node, picks: Mapping[str, str]) -> Node:
    """A node of the fields picked; what is not picked, or is the same, is mine."""
    if theirs["kind"] != mine["kind"]:
        return theirs if picks.get(WHOLE) == THEIRS else mine
    shared = _choice_ids(theirs) & _choice_ids(mine)
    there, here = _fields(theirs, shared), _fields(mine, shared)
    picked = {
        name: (there if picks.get(name) == THEIRS else here).get(name)
        for name in dict.fromkeys([*here, *there])
    }
    node = {name: value for name, value in picked.items() if "." not in name}
    if mine["kind"] == "scene":
        node["choices"] = [
            choice
            for choice_id in dict.fromkeys([*_ordered_ids(mine), *_ordered_ids(theirs)])
            if (choice := _choice(picked, choice_id))
        ]
    return cast(Node, node)


def _choice(picked: Mapping[str, Any], choice_id: str) -> Any:
    whole = f"choices.{choice_id}"
    if whole in picked:
        return picked[whole]
    prefix = f"{whole}."
    return {
        name.removeprefix(prefix): value
        for name, value in picked.items()
        if name.startswith(prefix)
    }


def _fields(node: Node, shared: set[str]) -> dict[str, Any]:
    """Values by dotted name; choices outside ``shared`` stay whole."""
    fields = {name: value for name, value in node.items() if name != "choices"}
    if node["kind"] != "scene":
        return fields
    for choice in node["choices"]:
        place = f"choices.{choice['id']}"
        if choice["id"] in shared:
            fields |= {f"{place}.{name}": value for name, value in choice.items()}
        else:
            fields[place] = choice
    return fields


def _ordered_ids(node: Node) -> list[str]:
    return [choice["id"] for choice in node["choices"]] if node["kind"] == "scene" else []


def _choice_ids(node: Node) -> set[str]:
    return set(_ordered_ids(node))
