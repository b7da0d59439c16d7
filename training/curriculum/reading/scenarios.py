"""Reads scenarios/*.yaml: the text form, judged by the checker before anybody can play it."""

from collections.abc import Iterator
from typing import Any

from assessments.scenarios.document import from_text
from assessments.scenarios.exceptions import InvalidText
from assessments.scenarios.findings import sentence
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.fields import Fields, Ref
from training.curriculum.reading.records import Scenario, digest_of
from training.curriculum.reading.yamlfile import Map, Seq

SECTIONS = ("scenes", "routers", "endings")
_NAMES = ("id", "key", "code")


def read_scenario(data: Any, file: str, faults: Faults, language: str) -> Scenario:
    """``language`` is the one in which faults of the document are said."""
    document = None
    try:
        document = from_text(data)
    except InvalidText as error:
        for problem in error.problems:
            line = line_of(data, problem.path)
            faults.add(
                Place(file, line),
                "%(path)s: %(problem)s",
                path=problem.path,
                problem=sentence(problem, language),
            )
    text = data if isinstance(data, Map) else Map(1)
    return Scenario(
        code=str(text.get("code") or ""),
        place=Place(file, 1),
        digest=digest_of(data),
        title=str(text.get("title") or ""),
        document=document,
        text=text,
        note=Fields(text, Place(file, 1), Faults()).note(),
    )


def line_of(data: Any, path: str) -> int:
    """The line of a place in the document, as near as the text form has it."""
    line = 1
    parts = path.split(".") if path else []
    if parts and parts[0] == "nodes" and isinstance(data, Map):
        parts = _section(data, parts[1:])
    while parts:
        step = _step(data, parts)
        if step is None:
            break
        data, line, parts = step
    return line


def _section(data: Map, parts: list[str]) -> list[str]:
    """“nodes.papery.choices” is found in one of the lists of nodes."""
    for section in SECTIONS:
        if parts and _named(data.get(section), parts[0]) is not None:
            return [section, *parts]
    return parts


def _step(data: Any, parts: list[str]) -> tuple[Any, int, list[str]] | None:
    if isinstance(data, Map):
        for taken in range(1, len(parts) + 1):  # keys such as FL-02.1 have dots of their own
            key = ".".join(parts[:taken])
            if key in data:
                return data[key], data.lines[key], parts[taken:]
        return None
    index = _named(data, parts[0])
    return None if index is None else (data[index], data.lines[index], parts[1:])


def _named(items: Any, name: str) -> int | None:
    """Where in a list something is, by its own name or its number."""
    if not isinstance(items, Seq):
        return None
    for index, item in enumerate(items):
        if isinstance(item, Map) and any(item.get(key) == name for key in _NAMES):
            return index
    return int(name) if name.isdecimal() and int(name) < len(items) else None


def node_place(scenario: Scenario, node: str, choice: str = "") -> Place:
    """Where a node, or one of its choices, is written."""
    path = f"nodes.{node}.choices.{choice}" if choice else f"nodes.{node}" if node else ""
    return Place(scenario.place.file, line_of(scenario.text, path))


def references(scenario: Scenario) -> Iterator[tuple[str, Ref]]:
    """What the document names elsewhere: (“competency” or “norm”, code and place)."""
    if scenario.document is None:
        return
    file = scenario.place.file
    for code in scenario.document["competencies"]:
        yield "competency", Ref(code, Place(file, line_of(scenario.text, "competencies")))
    for node_id, node in scenario.document["nodes"].items():
        for choice in node.get("choices", ()) if node["kind"] == "scene" else ():
            place = node_place(scenario, node_id, choice["id"])
            for code in choice["qualities"]:
                yield "competency", Ref(code, place)
            if choice["basis"]:
                path = f"nodes.{node_id}.choices.{choice['id']}.basis"
                yield "norm", Ref(choice["basis"], Place(file, line_of(scenario.text, path)))
