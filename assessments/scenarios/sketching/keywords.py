"""The words of the notation in both languages; both are read, one is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.scenarios.grammar import CONDITION_OPERATORS

FIELDS = {
    ">": "text",
    "@": "speaker",
    "*": "hint",
    "&": "behaviour",
    "<": "reaction",
    "!": "feedback",
    "~": "better",
}
"""The sign a line begins with → the field it belongs to."""
NODE_FIELDS = {"scene": (">", "@", "*", "&"), "ending": (">",), "router": ()}
CHOICE_FIELDS = ("<", "!", "~")
ROUTER = "?"
SIGNS = {">=": ">=", "<=": "<=", "==": "=", "!=": "!=", ">": ">", "<": "<"}
READ_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!=", "=": "==", **{op: op for op in CONDITION_OPERATORS}}


@dataclass(frozen=True, slots=True)
class Keywords:
    condition: str
    otherwise: str
    always: str
    end: str
    weight: str
    recommended: str
    once: str
    critical: Mapping[str, str]


UKRAINIAN = Keywords(
    condition="якщо",
    otherwise="інакше",
    always="завжди",
    end="кінець",
    weight="вага",
    recommended="рекомендовано",
    once="один раз",
    critical={"error": "критична помилка", "success": "критичний успіх"},
)
ENGLISH = Keywords(
    condition="if",
    otherwise="else",
    always="always",
    end="end",
    weight="weight",
    recommended="recommended",
    once="once",
    critical={"error": "critical error", "success": "critical success"},
)
BOTH = (UKRAINIAN, ENGLISH)
CRITICAL = {word: value for words in BOTH for value, word in words.critical.items()}


def keywords(language: str) -> Keywords:
    return UKRAINIAN if language.startswith("uk") else ENGLISH
