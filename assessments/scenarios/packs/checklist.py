"""The observer's checklist: what to look for in each decision, and what must not happen. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.scenarios.grammar import Document, Scene
from assessments.scenarios.packs.order import order


@dataclass(frozen=True)
class Line:
    """One decision. ``behaviour`` is the author's; where it is empty, ``example`` stands in for it.

    ``competencies`` by name.
    """

    number: int
    title: str
    behaviour: str
    example: str
    competencies: tuple[str, ...]


@dataclass(frozen=True)
class RedFlag:
    """A critical error: what was said or done, and why it is one."""

    number: int
    title: str
    text: str
    why: str


@dataclass(frozen=True)
class Checklist:
    """``main`` in the order of the recommended path; ``aside`` may not come up at all."""

    main: list[Line]
    aside: list[Line]
    red_flags: list[RedFlag]
    competencies: list[str]


def checklist(document: Document, names: Mapping[str, str]) -> Checklist:
    """``names``: competencies by code. A scene neither scored nor described has no line."""
    places = order(document)
    numbers = places.numbers
    scenes = {
        name: node for name in numbers if (node := document["nodes"][name])["kind"] == "scene"
    }
    lines = {
        name: _line(numbers[name], name, scene, names)
        for name, scene in scenes.items()
        if scene["behaviour"].strip() or _codes(scene)
    }
    return Checklist(
        main=[lines[name] for name in places.main if name in lines],
        aside=[lines[name] for name in places.aside if name in lines],
        red_flags=[
            RedFlag(numbers[name], scene["title"] or name, choice["text"], choice["feedback"])
            for name, scene in scenes.items()
            for choice in scene["choices"]
            if choice["critical"] == "error"
        ],
        competencies=[names.get(code, code) for code in document["competencies"]],
    )


def _line(number: int, name: str, scene: Scene, names: Mapping[str, str]) -> Line:
    best = [choice["text"] for choice in scene["choices"] if choice["recommended"]]
    return Line(
        number=number,
        title=scene["title"] or name,
        behaviour=scene["behaviour"].strip(),
        example=best[0] if best else "",
        competencies=tuple(names.get(code, code) for code in _codes(scene)),
    )


def _codes(scene: Scene) -> list[str]:
    return list(dict.fromkeys(code for choice in scene["choices"] for code in choice["qualities"]))
