"""What a correction means for certificates, which rooms above this one know.

They register an ``Awards``; until then nothing is known of certificates, and nothing is said.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Gain:
    """What a person would have more of: steps done, and levels by the code of the competency."""

    person_id: int
    steps: frozenset[uuid.UUID] = frozenset()
    levels: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Loss:
    """What would hold no longer: a pass of ``step``, and levels, which are now as given."""

    person_id: int
    step: uuid.UUID | None = None
    levels: Mapping[str, int] = field(default_factory=dict)


class Awards(Protocol):
    def following(self, gains: Collection[Gain]) -> set[int]:
        """People who would get a certificate."""

    def resting_on(self, losses: Collection[Loss]) -> dict[int, list[str]]:
        """Person → numbers of valid certificates that rest on what would be lost."""


class _NoAwards:
    def following(self, gains: Collection[Gain]) -> set[int]:
        return set()

    def resting_on(self, losses: Collection[Loss]) -> dict[int, list[str]]:
        return {}


_registered: list[Awards] = []


def register_awards(provider: Awards) -> None:
    """The last one registered counts."""
    _registered[:] = [provider]


def awards() -> Awards:
    return _registered[0] if _registered else _NoAwards()
