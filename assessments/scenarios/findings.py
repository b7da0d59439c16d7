"""What the checker can say: every finding with its check, its level and its sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, Self

from assessments.scenarios.exploration import Turn, Witness
from assessments.scenarios.sentences import SENTENCES

ERROR, WARNING, INFO = "E", "W", "I"

CHECKS = {
    0: "shape",
    1: "links",
    2: "unlinked",
    3: "no_way_on",
    4: "all_closed",
    5: "trap",
    6: "idle_loop",
    7: "never_open",
    8: "never_reached",
    9: "idle_part",
    10: "evidence",
    11: "totals",
    12: "recommended",
    13: "qualities",
    14: "cues",
    15: "lengths",
    16: "wording",
    17: "sources",
    18: "personal_data",
    19: "chance",
    20: "coverage",
}
"""Stable numbers and names of the checks; 1–18 as in docs/scenario-format.md."""


class Ruling(NamedTuple):
    check: int
    level: str


RULINGS = {
    "start_missing": Ruling(1, ERROR),
    "target_missing": Ruling(1, ERROR),
    "route_missing": Ruling(1, ERROR),
    "unlinked": Ruling(2, WARNING),
    "unlinked_only_ending": Ruling(2, ERROR),
    "no_choices": Ruling(3, ERROR),
    "all_closed": Ruling(4, ERROR),
    "trap": Ruling(5, ERROR),
    "no_ending": Ruling(5, ERROR),
    "endless_routers": Ruling(5, ERROR),
    "idle_loop": Ruling(6, WARNING),
    "choice_never_open": Ruling(7, WARNING),
    "rule_never_used": Ruling(7, WARNING),
    "never_reached": Ruling(8, WARNING),
    "ending_never_reached": Ruling(8, WARNING),
    "condition_always_true": Ruling(9, INFO),
    "rule_always_true": Ruling(9, INFO),
    "idle_effect": Ruling(9, INFO),
    "variable_never_read": Ruling(9, INFO),
    "variable_never_set": Ruling(9, INFO),
    "too_few_decisions": Ruling(10, WARNING),
    "competency_never_scored": Ruling(10, WARNING),
    "competency_not_promised": Ruling(10, WARNING),
    "nobody_can_pass": Ruling(11, ERROR),
    "gates_never_together": Ruling(11, ERROR),
    "good_ending_below_mark": Ruling(11, WARNING),
    "bad_ending_reaches_mark": Ruling(11, WARNING),
    "short_path_full_marks": Ruling(11, WARNING),
    "detour_full_marks": Ruling(11, INFO),
    "recommended_missing": Ruling(12, ERROR),
    "recommended_closed": Ruling(12, ERROR),
    "recommended_twice": Ruling(12, ERROR),
    "recommended_loop": Ruling(12, ERROR),
    "recommended_broken": Ruling(12, ERROR),
    "recommended_not_best": Ruling(12, WARNING),
    "recommended_lower_ending": Ruling(12, WARNING),
    "recommended_off_path": Ruling(12, INFO),
    "mixed_competencies": Ruling(13, ERROR),
    "mixed_weights": Ruling(13, WARNING),
    "equal_qualities": Ruling(13, WARNING),
    "no_good_choice": Ruling(13, WARNING),
    "critical_with_quality": Ruling(13, WARNING),
    "longest_is_best": Ruling(14, WARNING),
    "first_is_best": Ruling(14, WARNING),
    "absolute_words": Ruling(14, WARNING),
    "uneven_lengths": Ruling(15, INFO),
    "empty_text": Ruling(16, ERROR),
    "long_scene": Ruling(16, WARNING),
    "long_choice": Ruling(16, WARNING),
    "no_feedback": Ruling(16, WARNING),
    "long_path": Ruling(16, WARNING),
    "short_path": Ruling(16, INFO),
    "source_unknown": Ruling(17, WARNING),
    "source_overdue": Ruling(17, WARNING),
    "review_overdue": Ruling(17, WARNING),
    "personal_data": Ruling(18, WARNING),
    "passed_by_chance": Ruling(19, WARNING),
    "not_exhaustive": Ruling(20, WARNING),
    "totals_estimated": Ruling(20, WARNING),
}
"""Every message of the checker; messages about shape (check 0) are always errors."""

SOURCES = 17
"""The check that looks beyond the document: services/sources.py."""


class Message(Protocol):
    @property
    def message_code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before publishing.

    ``level``: E blocks, W warns, I informs. ``node`` and ``choice`` say where (empty: the whole
    document). ``witness`` is a path from the start that shows it; empty where the place alone
    is enough or where no path leads there.
    """

    check: int
    level: str
    node: str
    choice: str
    message_code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    witness: Witness = ()

    @property
    def name(self) -> str:
        return CHECKS[self.check]

    def to_json(self) -> dict[str, Any]:
        return {
            "check": self.check,
            "level": self.level,
            "node": self.node,
            "choice": self.choice,
            "message_code": self.message_code,
            "params": dict(self.params),
            "witness": [list(turn) for turn in self.witness],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        witness = tuple(Turn(*turn) for turn in data["witness"])
        return cls(**{**data, "witness": witness})


def found(
    message_code: str, node: str = "", choice: str = "", *, witness: Witness = (), **params: Any
) -> Finding:
    """A finding with the check and the level that belong to its message."""
    check, level = RULINGS[message_code]
    return Finding(check, level, node, choice, message_code, params, witness)


def sentence(message: Message, language: str = "uk") -> str:
    """What a finding or a problem of shape means, in Ukrainian ("uk") or English ("en").

    Other languages get English. The place is not part of the sentence.
    """
    ukrainian, english = SENTENCES[message.message_code]
    template = ukrainian if language.startswith("uk") else english
    return template.format_map(_Params(message.params))


class _Params(dict[str, Any]):
    """A missing parameter shows as a dash instead of breaking a page."""

    def __missing__(self, key: str) -> str:
        return "–"
