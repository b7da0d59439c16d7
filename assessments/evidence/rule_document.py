"""A level rule as data: its shape, its check, and the rule this product starts with.

    {"max_age_months": 24, "critical_max_age_months": 12,
     "levels": [{"level": 1, "requirements": [[{"kind": "quiz", "share": "0.60", "count": 4}]]}]}

All ``requirements`` of a level must hold; each is a list of alternatives, of which one must.
Importable without Django set up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from assessments.evidence.exceptions import BadRule

KINDS = frozenset(
    {"quiz", "scenario", "observation", "manager_confirmation", "earlier_learning", "pulse"}
)
TOP_LEVEL = 4
LONGEST_AGE_MONTHS = 600
LARGEST_NUMBER = 10_000

# Version 1, and so it stays: a change is a new version (``levels.adopt_rule``).
START_RULE: dict[str, Any] = {
    "max_age_months": 24,
    "critical_max_age_months": 12,
    "levels": [
        {"level": 1, "requirements": [[{"kind": "quiz", "share": "0.60", "count": 4}]]},
        {
            "level": 2,
            "requirements": [
                [{"kind": "quiz", "share": "0.80", "count": 6}],
                [
                    {"kind": "scenario", "share": "0.60", "sources": 1},
                    {"kind": "observation", "level": 2},
                ],
            ],
        },
        {
            "level": 3,
            "requirements": [
                [
                    {
                        "kind": "scenario",
                        "share": "0.75",
                        "count": 6,
                        "sources": 2,
                        "no_critical_days": 180,
                    },
                    {"kind": "observation", "level": 3},
                ]
            ],
        },
        {
            "level": 4,
            "requirements": [
                [
                    {
                        "kind": "observation",
                        "level": 4,
                        "times": 2,
                        "observers": 2,
                        "max_age_months": 12,
                    }
                ]
            ],
        },
    ],
}


@dataclass(frozen=True)
class Alternative:
    """One way to meet a requirement. ``None`` asks for nothing; one piece of evidence always is."""

    kind: str
    share: Decimal | None = None  # least share of each piece, 0..1
    count: int | None = None  # questions or decisions behind all pieces together
    sources: int | None = None  # different quizzes or scenarios
    level: int | None = None  # least level an observer gave
    times: int | None = None  # pieces of evidence, also of one source
    observers: int | None = None  # different people who recorded them
    max_age_months: int | None = None
    no_critical_days: int | None = None  # a critical error blocks this way for so many days


@dataclass(frozen=True)
class LevelRequirements:
    level: int
    requirements: tuple[tuple[Alternative, ...], ...]


@dataclass(frozen=True)
class Rule:
    """A checked rule document."""

    levels: tuple[LevelRequirements, ...]  # ascending
    max_age_months: int | None = None
    critical_max_age_months: int | None = None

    def age_limit(self, alternative: Alternative, *, is_critical: bool) -> int | None:
        """Months after which evidence stops counting for ``alternative``; ``None``: never."""
        limits = (
            self.max_age_months,
            self.critical_max_age_months if is_critical else None,
            alternative.max_age_months,
        )
        return min((limit for limit in limits if limit is not None), default=None)


_ALTERNATIVE_NUMBERS = {
    "count": LARGEST_NUMBER,
    "sources": LARGEST_NUMBER,
    "level": TOP_LEVEL,
    "times": LARGEST_NUMBER,
    "observers": LARGEST_NUMBER,
    "max_age_months": LONGEST_AGE_MONTHS,
    "no_critical_days": LARGEST_NUMBER,
}
_RULE_KEYS = {"levels", "max_age_months", "critical_max_age_months"}


def validate_rule(document: object) -> Rule:
    """The rule that ``document`` states.

    Raises:
        BadRule: with the path of the first fault.
    """
    fields = _object(document, "rule", allowed=_RULE_KEYS)
    levels = tuple(
        _level(entry, f"levels[{index}]")
        for index, entry in enumerate(_filled_list(fields.get("levels"), "levels"))
    )
    for index, (lower, upper) in enumerate(pairwise(levels), start=1):
        if upper.level <= lower.level:
            raise BadRule(f"levels[{index}].level", "levels must ascend, each once")
    return Rule(
        levels=levels,
        max_age_months=_number(fields, "max_age_months", LONGEST_AGE_MONTHS, ""),
        critical_max_age_months=_number(fields, "critical_max_age_months", LONGEST_AGE_MONTHS, ""),
    )


def _level(entry: object, path: str) -> LevelRequirements:
    fields = _object(entry, path, allowed={"level", "requirements"})
    level = _number(fields, "level", TOP_LEVEL, f"{path}.")
    if level is None:
        raise BadRule(f"{path}.level", "is missing")
    requirements = _filled_list(fields.get("requirements"), f"{path}.requirements")
    return LevelRequirements(
        level=level,
        requirements=tuple(
            _requirement(requirement, f"{path}.requirements[{index}]")
            for index, requirement in enumerate(requirements)
        ),
    )


def _requirement(entry: object, path: str) -> tuple[Alternative, ...]:
    return tuple(
        _alternative(alternative, f"{path}[{index}]")
        for index, alternative in enumerate(_filled_list(entry, path))
    )


def _alternative(entry: object, path: str) -> Alternative:
    fields = _object(entry, path, allowed={"kind", "share", *_ALTERNATIVE_NUMBERS})
    kind = fields.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise BadRule(f"{path}.kind", f"must be one of {', '.join(sorted(KINDS))}")
    numbers = {
        name: _number(fields, name, largest, f"{path}.")
        for name, largest in _ALTERNATIVE_NUMBERS.items()
    }
    share = _share(fields.get("share"), f"{path}.share")
    if share is None and numbers["level"] is None:
        raise BadRule(path, "needs a share or a level")
    return Alternative(kind=kind, share=share, **numbers)


def _share(value: object, path: str) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        raise BadRule(path, "must be a number from 0 to 1")
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        raise BadRule(path, "must be a number from 0 to 1") from None
    if not (share.is_finite() and 0 <= share <= 1):
        raise BadRule(path, "must be a number from 0 to 1")
    return share


def _number(fields: Mapping[str, Any], name: str, largest: int, prefix: str) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= largest:
        raise BadRule(f"{prefix}{name}", f"must be a whole number from 1 to {largest}")
    return value


def _object(value: object, path: str, *, allowed: set[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadRule(path, "must be an object")
    if unknown := sorted(str(key) for key in value if key not in allowed):
        raise BadRule(f"{path}.{unknown[0]}", "is unknown")
    return value


def _filled_list(value: object, path: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(value, (list, tuple)) or not value:
        raise BadRule(path, "must be a list that is not empty")
    return value
