"""Evidence, a rule and a day make a level: a pure function, importable without Django set up.

A level is the highest one whose own requirements hold; the ones below it need not. With time alone
evidence only drops out, so a level falls or stays; it rises by itself only when a block (a recent
critical error) runs out, and ``rises_on`` names that day. Worked examples: docs/levels.md.
"""

import calendar
import datetime
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cached_property, partial
from typing import Any

from assessments.evidence.rule_document import START_RULE as START_RULE
from assessments.evidence.rule_document import Alternative, Rule, validate_rule

FOREVER = datetime.date.max
ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class EvidenceItem:
    """One piece of evidence for one competency, voided ones left out."""

    kind: str
    performed_on: datetime.date
    source: Hashable  # which quiz or scenario, whatever its language and version
    ref: Hashable  # which attempt or run
    share: Decimal | None = None  # 0..1
    level: int | None = None  # as an observer claimed it, 0..4
    count: int = 1  # questions or decisions behind it
    observer: Hashable | None = None
    is_critical_error: bool = False


@dataclass(frozen=True)
class Missing:
    """How much is missing until an alternative is met; zeros mean enough."""

    count: int = 0
    sources: int = 0
    times: int = 0
    observers: int = 0

    def __bool__(self) -> bool:
        return bool(self.count or self.sources or self.times or self.observers)


@dataclass(frozen=True)
class AlternativeState:
    """How far one alternative is met. ``items`` are those that count towards it on the day."""

    alternative: Alternative
    items: tuple[EvidenceItem, ...]
    missing: Missing
    opens_on: datetime.date | None  # first day without the critical error that blocks it now
    lasts_until: datetime.date | None  # last day on which the items are enough; None: no end

    @cached_property
    def item_set(self) -> frozenset[EvidenceItem]:
        return frozenset(self.items)

    @property
    def is_enough(self) -> bool:
        return not self.missing

    @property
    def is_met(self) -> bool:
        return self.is_enough and self.opens_on is None

    def holds(self, day: datetime.date) -> bool:
        """Whether it is met on ``day``, not before the day of evaluation, if nothing is added."""
        return (
            self.is_enough
            and (self.opens_on is None or day >= self.opens_on)
            and (self.lasts_until is None or day <= self.lasts_until)
        )


@dataclass(frozen=True)
class RequirementState:
    alternatives: tuple[AlternativeState, ...]

    @property
    def is_met(self) -> bool:
        return any(state.is_met for state in self.alternatives)

    def holds(self, day: datetime.date) -> bool:
        return any(state.holds(day) for state in self.alternatives)


@dataclass(frozen=True)
class LevelState:
    level: int
    requirements: tuple[RequirementState, ...]

    @property
    def is_met(self) -> bool:
        return all(state.is_met for state in self.requirements)

    def holds(self, day: datetime.date) -> bool:
        return all(state.holds(day) for state in self.requirements)

    @property
    def alternatives(self) -> Iterator[AlternativeState]:
        for requirement in self.requirements:
            yield from requirement.alternatives


class WhyNot(Enum):
    """Why a piece of evidence adds nothing on the day."""

    NOT_ASKED = "not asked"  # the rule does not ask for this kind
    NO_RESULT = "no result"  # shows only that it was done
    TOO_LOW = "too low"
    TOO_OLD = "too old"
    OUTDONE = "outdone"  # other evidence from the same source counts instead
    NOT_YET = "not yet"  # performed after the day of evaluation


@dataclass(frozen=True)
class Standing:
    """Whether one piece of evidence counts, and the last day it will; ``until`` None: no end."""

    counts: bool
    until: datetime.date | None = None
    why_not: WhyNot | None = None


@dataclass(frozen=True)
class LevelResult:
    """A level with its reasons."""

    level: int  # 0: nothing confirmed
    on: datetime.date
    is_critical: bool
    items: tuple[EvidenceItem, ...]  # all that had been performed by ``on``
    levels: tuple[LevelState, ...]  # ascending
    holds_until: datetime.date | None  # last day if nothing is added; None: nothing runs out
    falls_to: int | None  # the level on the day after ``holds_until``
    rises_on: datetime.date | None  # when a block runs out and the level rises by itself
    rises_to: int | None
    rule: Rule = field(repr=False)

    def state(self, level: int) -> LevelState | None:
        return next((state for state in self.levels if state.level == level), None)

    @property
    def next_state(self) -> LevelState | None:
        """The level above the present one; ``None`` at the top."""
        return next((state for state in self.levels if state.level > self.level), None)

    @property
    def unmet(self) -> tuple[RequirementState, ...]:
        """What would raise it: the requirements of the next level that do not hold yet."""
        if self.next_state is None:
            return ()
        return tuple(state for state in self.next_state.requirements if not state.is_met)

    def standing(self, item: EvidenceItem) -> Standing:
        """What ``item`` is worth on the day of evaluation."""
        if item.performed_on > self.on:
            return Standing(counts=False, why_not=WhyNot.NOT_YET)
        asked = [
            state
            for level in self.levels
            for state in level.alternatives
            if state.alternative.kind == item.kind
        ]
        fitting = [state for state in asked if _fits(item, state.alternative)]
        used = [state for state in fitting if item in state.item_set]
        if used:
            return Standing(
                counts=True, until=_or_none(max(map(partial(self._last_day, item), used)))
            )
        if not asked:
            return Standing(counts=False, why_not=WhyNot.NOT_ASKED)
        if item.share is None and item.level is None:
            return Standing(counts=False, why_not=WhyNot.NO_RESULT)
        if not fitting:
            return Standing(counts=False, why_not=WhyNot.TOO_LOW)
        if all(self._last_day(item, state) < self.on for state in fitting):
            return Standing(counts=False, why_not=WhyNot.TOO_OLD)
        return Standing(counts=False, why_not=WhyNot.OUTDONE)

    def _last_day(self, item: EvidenceItem, state: AlternativeState) -> datetime.date:
        limit = self.rule.age_limit(state.alternative, is_critical=self.is_critical)
        return _last_day(item, limit)


def evaluate(
    items: Iterable[EvidenceItem],
    rule: Rule | Mapping[str, Any],
    on: datetime.date,
    *,
    is_critical: bool,
) -> LevelResult:
    """The level that ``items`` give on ``on``. Their order does not matter; none gives level 0.

    Raises:
        BadRule: ``rule`` is a document that cannot be followed.
    """
    checked = rule if isinstance(rule, Rule) else validate_rule(rule)
    past = sorted((item for item in items if item.performed_on <= on), key=_order)
    levels = tuple(
        LevelState(
            level=entry.level,
            requirements=tuple(
                RequirementState(
                    tuple(
                        _alternative_state(
                            alternative,
                            past,
                            on,
                            checked.age_limit(alternative, is_critical=is_critical),
                        )
                        for alternative in requirement
                    )
                )
                for requirement in entry.requirements
            ),
        )
        for entry in checked.levels
    )
    level = _level_on(levels, on)
    holds_until, falls_to, rises_on, rises_to = _future(levels, level, on)
    return LevelResult(
        level=level,
        on=on,
        is_critical=is_critical,
        items=tuple(past),
        levels=levels,
        holds_until=holds_until,
        falls_to=falls_to,
        rises_on=rises_on,
        rises_to=rises_to,
        rule=checked,
    )


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day ``months`` later, or the last day of that month where it has no such day.

    >>> add_months(datetime.date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > FOREVER.year:
        return FOREVER
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _level_on(levels: Sequence[LevelState], day: datetime.date) -> int:
    return max((state.level for state in levels if state.holds(day)), default=0)


def _future(
    levels: Sequence[LevelState], level: int, on: datetime.date
) -> tuple[datetime.date | None, int | None, datetime.date | None, int | None]:
    """When the level first falls and when it first rises if nothing is added.

    The level can only change when an alternative opens or ends, so only those days are looked at.
    """
    days = {
        day
        for state in levels
        for alternative in state.alternatives
        if alternative.is_enough
        for day in (
            alternative.opens_on,
            alternative.lasts_until and alternative.lasts_until + ONE_DAY,
        )
        if day is not None and day > on
    }
    holds_until = falls_to = rises_on = rises_to = None
    for day in sorted(days):
        level_then = _level_on(levels, day)
        if level_then < level and holds_until is None:
            holds_until, falls_to = day - ONE_DAY, level_then
        if level_then > level and rises_on is None:
            rises_on, rises_to = day, level_then
    return holds_until, falls_to, rises_on, rises_to


def _alternative_state(
    alternative: Alternative, items: Sequence[EvidenceItem], on: datetime.date, months: int | None
) -> AlternativeState:
    dated = [(_last_day(item, months), item) for item in items if _fits(item, alternative)]
    pool = [(last_day, item) for last_day, item in dated if last_day >= on]
    tally = _Tally(alternative)
    lasts_until = None
    for last_day, item in sorted(pool, key=lambda entry: entry[0], reverse=True):
        tally.add(item)
        if lasts_until is None and not tally.missing():
            lasts_until = last_day
    return AlternativeState(
        alternative=alternative,
        items=_counted(alternative, [item for _, item in pool]),
        missing=tally.missing(),
        opens_on=_opens_on(alternative, items, on),
        lasts_until=_or_none(lasts_until),
    )


class _Tally:
    """Adds up what an alternative asks for. Adding a piece never takes anything away."""

    def __init__(self, alternative: Alternative) -> None:
        self.alternative = alternative
        self.best_counts: dict[Hashable, int] = {}
        self.refs: set[Hashable] = set()
        self.observers: set[Hashable] = set()

    def add(self, item: EvidenceItem) -> None:
        self.best_counts[item.source] = max(item.count, self.best_counts.get(item.source, 0))
        self.refs.add(item.ref)
        if item.observer is not None:
            self.observers.add(item.observer)

    def missing(self) -> Missing:
        asked = self.alternative
        return Missing(
            count=max((asked.count or 0) - sum(self.best_counts.values()), 0),
            sources=max((asked.sources or 1) - len(self.best_counts), 0),
            times=max((asked.times or 0) - len(self.refs), 0),
            observers=max((asked.observers or 0) - len(self.observers), 0),
        )


def _counted(alternative: Alternative, pool: Sequence[EvidenceItem]) -> tuple[EvidenceItem, ...]:
    """The pieces that count: all where times or observers matter, else the best of each source.

    The share has been asked for already, so the best is the one with most behind it, then the
    latest. A better-looking but thinner result never hides a fuller one.
    """
    if alternative.times or alternative.observers:
        return tuple(pool)
    best: dict[Hashable, EvidenceItem] = {}
    for item in pool:
        held = best.get(item.source)
        if held is None or _worth(item) >= _worth(held):
            best[item.source] = item
    return tuple(sorted(best.values(), key=_order))


def _opens_on(
    alternative: Alternative, items: Sequence[EvidenceItem], on: datetime.date
) -> datetime.date | None:
    if alternative.no_critical_days is None:
        return None
    errors = [item.performed_on for item in items if item.is_critical_error]
    if not errors:
        return None
    first_free_day = max(errors) + datetime.timedelta(days=alternative.no_critical_days)
    return first_free_day if first_free_day > on else None


def _fits(item: EvidenceItem, alternative: Alternative) -> bool:
    return (
        item.kind == alternative.kind
        and (
            alternative.share is None
            or (item.share is not None and item.share >= alternative.share)
        )
        and (
            alternative.level is None
            or (item.level is not None and item.level >= alternative.level)
        )
    )


def _last_day(item: EvidenceItem, months: int | None) -> datetime.date:
    return FOREVER if months is None else add_months(item.performed_on, months)


def _or_none(day: datetime.date | None) -> datetime.date | None:
    return None if day == FOREVER else day


def _order(item: EvidenceItem) -> tuple[Any, ...]:
    return (item.performed_on, item.kind, str(item.source), str(item.ref), *_amount(item))


def _worth(item: EvidenceItem) -> tuple[Any, ...]:
    return (item.count, item.performed_on, *_amount(item), str(item.ref))


def _amount(item: EvidenceItem) -> tuple[Any, ...]:
    return (
        Decimal(-1) if item.share is None else item.share,
        -1 if item.level is None else item.level,
        item.count,
        item.is_critical_error,
        str(item.observer),
    )
