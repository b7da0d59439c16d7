"""The in-between form of role-play files: a reader of any format gives it, the import takes it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from assessments.scenarios.document import Problem
from assessments.scenarios.findings import sentence
from assessments.scenarios.grammar import Document, Node
from modules.decoding import CannotRead

__all__ = ["CannotRead", "Reading", "Story", "as_json", "edges", "in_words", "shown_place"]

MOST_STORIES = 40
MOST_REMARKS = 200


@dataclass
class Story:
    """One role-play of a file.

    ``document`` is complete and well formed. ``start``: the name the file gives its first part.
    ``identifier``: the file's own lasting id, such as an IFID, or "". ``left_behind``: how often
    what could not be kept occurs, by the name the format has for it. ``broken_links``: links to
    parts that are not there, as “from → to”.
    """

    title: str
    document: Document
    start: str = ""
    identifier: str = ""
    left_behind: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    broken_links: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        nodes = self.document["nodes"]
        return {
            "title": self.title,
            "start": self.start,
            "nodes": len(nodes),
            "choices": sum(
                len(node["choices"]) for node in nodes.values() if node["kind"] == "scene"
            ),
            "links": sum(1 for node in nodes.values() for target in edges(node) if target),
            "broken_links": self.broken_links,
            "variables": [variable["key"] for variable in self.document["variables"]],
            "left_behind": dict(sorted(self.left_behind.items())),
        }


@dataclass
class Reading:
    """What a file holds. With ``errors`` nothing of it is imported."""

    format: str
    stories: list[Story] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def as_json(reading: Reading) -> dict[str, Any]:
    """The report: ``{"format", "scenarios", "warnings", "errors"}``; remarks name their story."""
    several = len(reading.stories) > 1
    warnings = [
        *reading.warnings,
        *(
            f"{story.title}: {warning}" if several else warning
            for story in reading.stories
            for warning in story.warnings
        ),
    ]
    return {
        "format": reading.format,
        "scenarios": [story.to_json() for story in reading.stories],
        "warnings": warnings[:MOST_REMARKS],
        "errors": reading.errors[:MOST_REMARKS],
    }


def edges(node: Node) -> Iterator[str]:
    """Targets of a node in their order; "" where none is decided."""
    if node["kind"] == "scene":
        yield from (choice["to"] for choice in node["choices"])
    elif node["kind"] == "router":
        yield from (rule["to"] for rule in node["rules"])
        yield node["else"]


def in_words(problems: Iterable[Problem]) -> list[str]:
    """Faults of shape as sentences, each with its place, in the language of the person."""
    language = get_language() or "uk"
    return [f"{shown_place(problem.path)}: {sentence(problem, language)}" for problem in problems]


def shown_place(path: str) -> str:
    return path.replace(".", " · ") or "—"
