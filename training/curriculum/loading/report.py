"""What a run of the loader did."""

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.curriculum.reading.faults import Fault


class Outcome(Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    ABSENT = "absent"


class Why(models.TextChoices):
    """Why something was left as it is."""

    CHANGED = "changed", _("changed by an editor, left as it is")
    DELETED = "deleted", _("deleted by an editor, left as it is")
    FOREIGN = "foreign", _("made by an editor under the same name, left as it is")
    ABSENT = "absent", _("no longer in the files, left as it is")


@dataclass(frozen=True)
class Entry:
    """``key`` such as ``question:M2-01``; ``why`` only for what was left alone."""

    key: str
    outcome: Outcome
    why: Why | None = None


@dataclass
class Report:
    """``warnings`` stop nothing: a translation that its original has left behind."""

    entries: list[Entry] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)
    is_dry_run: bool = False

    def add(self, key: str, outcome: Outcome, why: Why | None = None) -> None:
        self.entries.append(Entry(key, outcome, why))

    def keys(self, outcome: Outcome) -> list[str]:
        return [entry.key for entry in self.entries if entry.outcome is outcome]

    def left_alone(self) -> dict[str, Why]:
        """Key → why, of everything that was not brought to what the files say."""
        return {entry.key: entry.why for entry in self.entries if entry.why is not None}

    @property
    def has_writes(self) -> bool:
        return bool(self.keys(Outcome.CREATED) or self.keys(Outcome.UPDATED))

    def counts(self) -> dict[str, int]:
        """Outcome → how many, every outcome named."""
        found = Counter(entry.outcome for entry in self.entries)
        return {outcome.value: found[outcome] for outcome in Outcome}

    def to_json(self) -> dict[str, Any]:
        return {
            "dry_run": self.is_dry_run,
            "counts": self.counts(),
            "created": self.keys(Outcome.CREATED),
            "updated": self.keys(Outcome.UPDATED),
            "kept": [{"key": key, "why": why.value} for key, why in self.left_alone().items()],
            "warnings": [
                {"file": one.file, "line": one.line, "message": one.text()} for one in self.warnings
            ],
        }
