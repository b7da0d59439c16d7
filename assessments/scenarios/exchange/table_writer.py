"""A role-play as rows of a table, which :mod:`tables` reads back whole."""

from collections.abc import Iterator, Mapping
from typing import Any

from assessments.scenarios.exchange.table_cells import (
    by_name,
    conditions,
    listing,
    requirements,
    yes,
)
from assessments.scenarios.exchange.table_columns import (
    COLUMNS,
    SETTINGS,
    heading_of,
    row_name_of,
)
from assessments.scenarios.grammar import Choice, Document, Ending, Router, Scene, Variable
from modules.spreadsheets import csv_bytes, xlsx_bytes

Cells = dict[str, str]


def write_csv(document: Document) -> bytes:
    return csv_bytes(_rows(document))


def write_xlsx(document: Document) -> bytes:
    return xlsx_bytes(_rows(document))


def _rows(document: Document) -> Iterator[list[str]]:
    yield [heading_of(column) for column in COLUMNS]
    for kind, cells in _cells(document):
        named = {"row": row_name_of(kind), **cells}
        yield [named.get(column, "") for column in COLUMNS]


def _cells(document: Document) -> Iterator[tuple[str, Cells]]:
    for name, value in _settings(document).items():
        yield "setting", {"node": name, "text": value}
    for variable in document["variables"]:
        yield "variable", _variable(variable)
    for name, node in document["nodes"].items():
        if node["kind"] == "scene":
            yield "scene", _scene(name, node)
            yield from (("choice", _choice(name, choice)) for choice in node["choices"])
        elif node["kind"] == "router":
            yield from _router(name, node)
        else:
            yield "ending", _ending(name, node)


def _settings(document: Document) -> dict[str, str]:
    whole: Mapping[str, Any] = document
    found = {name: str(whole[name]) for name in SETTINGS if name in whole}
    client, rule = document["client"], document["pass"]
    found |= {
        "client.name": client["name"],
        "client.age": "" if client["age"] is None else str(client["age"]),
        "client.about": client["about"],
        "competencies": "; ".join(document["competencies"]),
        "pass.level": str(rule["level"]),
        "pass.achievement": str(rule["achievement"]),
        "pass.competencies": requirements(rule["competencies"]),
    }
    return found


def _variable(variable: Variable) -> Cells:
    band = variable["band"]
    return {
        "node": variable["key"],
        "title": variable["label"],
        "min": str(variable["min"]),
        "max": str(variable["max"]),
        "start": str(variable["start"]),
        "kind": variable["kind"],
        "shown": variable["shown"],
        "wish": variable["better"],
        "words": listing(variable["words"]),
        "band": f"{band[0]}–{band[1]}" if band else "",
    }


def _scene(name: str, scene: Scene) -> Cells:
    texts: Mapping[str, Any] = scene
    keys = ("title", "text", "speaker", "mood", "note", "hint", "behaviour")
    return {"node": name, **{key: texts[key] for key in keys}}


def _choice(name: str, choice: Choice) -> Cells:
    return {
        "node": name,
        "choice": choice["id"],
        "text": choice["text"],
        "to": choice["to"],
        "when": conditions(choice["when"]),
        "effects": conditions(choice["effects"]),
        "qualities": by_name(choice["qualities"]),
        "weight": str(choice["weight"]),
        "critical": choice["critical"],
        "recommended": yes(choice["recommended"]),
        "once": yes(choice["once"]),
        "move": choice["move"],
        "reaction": choice["reaction"],
        "feedback": choice["feedback"],
        "better": choice["better"],
        "basis": choice["basis"],
    }


def _router(name: str, router: Router) -> Iterator[tuple[str, Cells]]:
    for rule in router["rules"]:
        yield "rule", {"node": name, "when": conditions(rule["when"]), "to": rule["to"]}
    yield "otherwise", {"node": name, "to": router["else"]}


def _ending(name: str, ending: Ending) -> Cells:
    return {
        "node": name,
        "title": ending["title"],
        "text": ending["text"],
        "level": str(ending["level"]),
        "follow_up": listing(ending["follow_up"]),
    }
