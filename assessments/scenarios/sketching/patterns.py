"""Patterns to begin a role-play with: talks that play at once, to be filled with own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml
from django.utils.translation import gettext_lazy

from assessments.scenarios.document import from_text
from assessments.scenarios.grammar import Document

FOLDER = Path(__file__).parent / "pattern_files"
KEYS = ("empty", "straight", "bottleneck", "crisis", "phone")
NAMES: Mapping[str, Any] = {
    "empty": gettext_lazy("Empty"),
    "straight": gettext_lazy("Straight talk with detours"),
    "bottleneck": gettext_lazy("Branches and a bottleneck"),
    "crisis": gettext_lazy("Crisis"),
    "phone": gettext_lazy("Phone call"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    key: str
    name: Any
    document: Document

    @property
    def about(self) -> str:
        """What the pattern is good for, in the language of its scenes."""
        return self.document["summary"]


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """All patterns in the order in which they are offered; read once a process."""
    return tuple(Pattern(key, NAMES[key], _document(key)) for key in KEYS)


def begun_with(pattern: Document, draft: Document) -> Document:
    """``pattern`` as the draft of another role-play: its code and title are those of ``draft``."""
    own = {key: draft.get(key) for key in ("code", "title") if draft.get(key)}
    return cast(Document, {**pattern, **own})


def _document(key: str) -> Document:
    return from_text(yaml.safe_load((FOLDER / f"{key}.yaml").read_text("utf-8")))
