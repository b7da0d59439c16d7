"""The vocabulary of a scenario document: its types, its permitted words and its limits.

The page about it is docs/scenario-format.md.
"""

import re
from typing import Literal, TypedDict

SCHEMA_VERSION = 1

NODE_ID = re.compile(r"[a-z][a-z0-9-]{0,39}")
VARIABLE_KEY = re.compile(r"[a-z][a-z0-9_]{0,23}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")

CHANNELS = ("office", "phone", "chat", "visit")
KINDS_OF_VARIABLE = ("meter", "flag", "counter")
SHOWN = ("never", "during", "debrief")
BETTER = ("high", "low")
CRITICAL = ("none", "error", "success")
MOVES = (
    "",
    "open_question",
    "closed_question",
    "reflection_simple",
    "reflection_complex",
    "summary",
    "affirm",
    "seek_collaboration",
    "emphasise_autonomy",
    "give_information",
    "persuade",
    "persuade_with_permission",
    "confront",
    "silence",
    "other",
)
CONDITION_OPERATORS = (">=", "<=", "==", "!=", ">", "<")
EFFECT_OPERATORS = ("+", "-", "=")

BEST_QUALITY = 4
MAX_NODES = 500
MAX_CHOICES = 12
MAX_READ_VARIABLES = 4
MAX_READ_SPAN = 10
LARGEST_NUMBER = 1000

REQUIRED_SHARE = 60
"""Least share of a required competency, in per cent, where the document names none."""
REQUIRED_DECISIONS = 2
"""Least number of scored decisions behind a competency, where the document names none."""


class Condition(TypedDict):
    variable: str
    op: str
    value: int


class Effect(TypedDict):
    variable: str
    op: str
    value: int


class Choice(TypedDict):
    id: str
    text: str
    to: str
    reaction: str
    when: list[Condition]
    effects: list[Effect]
    qualities: dict[str, int]
    weight: int
    move: str
    critical: str
    recommended: bool
    once: bool
    feedback: str
    better: str
    basis: str


class Scene(TypedDict):
    kind: Literal["scene"]
    title: str
    speaker: str
    text: str
    mood: str
    note: str
    hint: str
    behaviour: str
    choices: list[Choice]


class Rule(TypedDict):
    when: list[Condition]
    to: str


Router = TypedDict("Router", {"kind": Literal["router"], "rules": list[Rule], "else": str})


class Ending(TypedDict):
    kind: Literal["ending"]
    level: int
    title: str
    text: str
    follow_up: list[str]


Node = Scene | Router | Ending


class Variable(TypedDict):
    key: str
    label: str
    min: int
    max: int
    start: int
    kind: str
    shown: str
    better: str
    words: list[str]
    band: list[int]


class Client(TypedDict):
    name: str
    age: int | None
    about: str


class Requirement(TypedDict):
    share: int
    decisions: int


class PassRule(TypedDict):
    level: int
    achievement: int
    competencies: dict[str, Requirement]


Document = TypedDict(
    "Document",
    {
        "schema_version": int,
        "code": str,
        "title": str,
        "summary": str,
        "role": str,
        "channel": str,
        "place": str,
        "client": Client,
        "warning": str,
        "difficulty": int,
        "minutes": int,
        "competencies": list[str],
        "pass": PassRule,
        "start": str,
        "variables": list[Variable],
        "nodes": dict[str, Node],
    },
)
