"""Variables of a story within the limits of our documents: names, ranges, and what has to go."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.exchange.pieces import Part, Way
from assessments.scenarios.grammar import (
    LARGEST_NUMBER,
    MAX_READ_SPAN,
    MAX_READ_VARIABLES,
    VARIABLE_KEY,
    Condition,
    Effect,
)
from assessments.scenarios.storyboard.naming import slug, unique

MOST_VARIABLES = 12
MOST_CONDITIONS = 6
MOST_EFFECTS = 8
LONGEST_KEY = 24


@dataclass
class Use:
    """What a story does with one variable."""

    numbers: set[int] = field(default_factory=set)
    is_counted: bool = False
    reads: int = 0
    writes: int = 0


@dataclass
class Fitted:
    variables: list[dict[str, Any]]
    warnings: list[str]
    lost: Counter[str]


def fit(
    parts: Sequence[Part], starts: Mapping[str, int], known: Sequence[Mapping[str, Any]]
) -> Fitted:
    """Give the variables of ``parts`` keys and ranges; change their conditions and effects.

    ``known``: variables that the file describes in our own words.
    """
    fitted = Fitted([], [], Counter())
    uses = _uses(parts, starts)
    bounds = {name: pair for part in parts for name, pair in part.bounds.items()}
    described = {str(variable.get("key")): dict(variable) for variable in known}
    kept = _kept(uses, described, fitted)
    keys = {key: key for key in described}
    fitted.variables += described.values()
    for name in kept:
        if name not in keys:
            keys[name] = _key(name, set(keys.values()))
            start = starts.get(name, 0)
            fitted.variables.append(_variable(keys[name], name, uses[name], start, bounds))
    unread = _unreadable(fitted, {keys[name]: uses[name].reads for name in kept})
    for way in _ways(parts):
        way.when = _conditions(way, keys, unread, fitted.lost)
    for effects in _effect_lists(parts):
        effects[:] = _renamed(effects, keys, fitted.lost)
    return fitted


def _ways(parts: Iterable[Part]) -> Iterable[Way]:
    return (way for part in parts for way in (*part.ways, *part.jumps))


def _effect_lists(parts: Iterable[Part]) -> Iterable[list[Effect]]:
    for part in parts:
        yield part.on_entry
        yield from (way.effects for way in part.ways)


def _uses(parts: Sequence[Part], starts: Mapping[str, int]) -> dict[str, Use]:
    uses: dict[str, Use] = {}
    for name, number in starts.items():
        uses.setdefault(name, Use()).numbers.add(number)
    for way in _ways(parts):
        for condition in way.when:
            use = uses.setdefault(condition["variable"], Use())
            use.numbers.add(condition["value"])
            use.reads += 1
    for effect in (one for effects in _effect_lists(parts) for one in effects):
        use = uses.setdefault(effect["variable"], Use())
        use.writes += 1
        if effect["op"] == "=":
            use.numbers.add(effect["value"])
        else:
            use.is_counted = True
    return uses


def _kept(uses: Mapping[str, Use], described: Mapping[str, Any], fitted: Fitted) -> list[str]:
    """The variables that conditions read most come first when there are too many."""
    room = MOST_VARIABLES - sum(name not in uses for name in described)
    ranked = sorted(uses, key=lambda name: (name not in described, -uses[name].reads))
    for name in ranked[room:]:
        fitted.warnings.append(
            _("Variable “%(name)s” is left out: a role-play has at most %(most)d.")
            % {"name": name, "most": MOST_VARIABLES}
        )
    left = set(ranked[:room])
    return [name for name in uses if name in left]


def _key(name: str, taken: set[str]) -> str:
    if VARIABLE_KEY.fullmatch(name) and name not in taken:
        return name
    spelt = "".join(f"_{sign}" if sign.isupper() else sign for sign in name).strip("_")
    plain = slug(spelt.replace("_", "-"), "v").replace("-", "_")[:LONGEST_KEY].rstrip("_")
    shorter = plain[: LONGEST_KEY - 3]
    return unique(plain, taken) if plain not in taken else unique(shorter, taken).replace("-", "_")


def _variable(
    key: str, label: str, use: Use, start: int, bounds: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    numbers = use.numbers | {start}
    low, high = min(0, *numbers), max(numbers)
    kind = "meter"
    if label in bounds:
        low, high = bounds[label]
        start = min(max(start, low), high)
    elif not use.is_counted and numbers <= {0, 1}:
        low, high, kind = 0, 1, "flag"
    elif max(numbers) - min(numbers) <= MAX_READ_SPAN < high - low:
        low, high = min(numbers), min(numbers) + MAX_READ_SPAN
    else:
        high = min(max(high, low + MAX_READ_SPAN), LARGEST_NUMBER)
    return {
        "key": key,
        "label": label[:60],
        "min": low,
        "max": high,
        "start": start,
        "kind": kind,
        "shown": "never",
    }


def _unreadable(fitted: Fitted, reads: Mapping[str, int]) -> set[str]:
    """Variables that conditions may not read here: too wide, or one too many."""
    wide = {
        variable["key"]
        for variable in fitted.variables
        if reads.get(variable["key"]) and _span(variable) > MAX_READ_SPAN
    }
    rest = sorted((key for key in reads if reads[key] and key not in wide), key=lambda k: -reads[k])
    for key in sorted(wide):
        fitted.warnings.append(
            _("Conditions on “%(name)s” are left out: its values span more than %(most)d.")
            % {"name": key, "most": MAX_READ_SPAN}
        )
    for key in rest[MAX_READ_VARIABLES:]:
        fitted.warnings.append(
            _("Conditions on “%(name)s” are left out: they may read at most %(most)d variables.")
            % {"name": key, "most": MAX_READ_VARIABLES}
        )
    return wide | set(rest[MAX_READ_VARIABLES:])


def _span(variable: Mapping[str, Any]) -> int:
    low, high = variable.get("min", 0), variable.get("max", 10)
    return high - low if type(low) is int and type(high) is int else 0


def _conditions(
    way: Way, keys: Mapping[str, str], unread: set[str], lost: Counter[str]
) -> list[Condition]:
    kept: list[Condition] = []
    for condition in way.when:
        key = keys.get(condition["variable"])
        if key is None or key in unread or len(kept) == MOST_CONDITIONS:
            lost["condition"] += 1
        else:
            kept.append({**condition, "variable": key})
    return kept


def _renamed(
    effects: Iterable[Effect], keys: Mapping[str, str], lost: Counter[str]
) -> list[Effect]:
    kept: list[Effect] = []
    for effect in effects:
        if (key := keys.get(effect["variable"])) is None:
            lost["set"] += 1
        else:
            kept.append({**effect, "variable": key})
    return kept
