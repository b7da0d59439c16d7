"""A sketch: what the text says, line by line, before it meets a document. Pure.

Names are as typed: a target may be a title or an id, a variable its label or its key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["scene", "router", "ending"]


@dataclass(frozen=True, slots=True)
class SketchProblem:
    """What cannot be read in one line; lines count from 1. ``sentences.sentence`` says it."""

    line: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a way leads: a title, or an id that was written as ``#id``; neither: not decided."""

    title: str = ""
    node: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A condition or an effect; ``name`` is a variable's label or key."""

    name: str
    op: str
    value: int


@dataclass(slots=True)
class SketchChoice:
    line: int
    id: str = ""
    text: str = ""
    target: Target = Target()
    when: list[Term] = field(default_factory=list)
    effects: list[Term] = field(default_factory=list)
    qualities: dict[str, int] = field(default_factory=dict)
    weight: int = 1
    critical: str = "none"
    is_recommended: bool = False
    is_once: bool = False
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class SketchRule:
    """``is_else``: what holds where no rule does."""

    line: int
    when: list[Term] = field(default_factory=list)
    is_else: bool = False
    target: Target = Target()


@dataclass(slots=True)
class SketchNode:
    line: int
    kind: Kind = "scene"
    id: str = ""
    title: str = ""
    level: int = 0
    choices: list[SketchChoice] = field(default_factory=list)
    rules: list[SketchRule] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sketch:
    """Nodes in the order of the text; the first is where the talk begins."""

    nodes: list[SketchNode] = field(default_factory=list)
    problems: list[SketchProblem] = field(default_factory=list)
