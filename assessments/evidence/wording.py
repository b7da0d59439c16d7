"""A level in words: why it is what it is, until when, what raises it, and the rule itself.

Conditions are listed after the kind of evidence and a colon, so that they translate without
declension. Called while a language is active.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from assessments.evidence.models import Evidence, EvidenceKind
from assessments.evidence.rules import (
    Alternative,
    AlternativeState,
    EvidenceItem,
    LevelResult,
    LevelState,
    RequirementState,
    Standing,
    WhyNot,
)
from modules.models import Level

EVIDENCE_NAMED = 4  # in one sentence; the rest is counted


@dataclass(frozen=True)
class _Unit:
    """What the count of a piece of evidence is a count of."""

    over: Any
    at_least: Any
    more: Any


_QUESTIONS = _Unit(
    over=ngettext_lazy("%(number)s question", "%(number)s questions", "number"),
    at_least=ngettext_lazy("%(number)s question or more", "%(number)s questions or more", "number"),
    more=ngettext_lazy("%(number)s more question", "%(number)s more questions", "number"),
)
_DECISIONS = _Unit(
    over=ngettext_lazy("%(number)s decision", "%(number)s decisions", "number"),
    at_least=ngettext_lazy("%(number)s decision or more", "%(number)s decisions or more", "number"),
    more=ngettext_lazy("%(number)s more decision", "%(number)s more decisions", "number"),
)
_OBSERVATIONS = _Unit(
    over=ngettext_lazy("%(number)s observation", "%(number)s observations", "number"),
    at_least=ngettext_lazy(
        "%(number)s observation or more", "%(number)s observations or more", "number"
    ),
    more=ngettext_lazy("%(number)s more observation", "%(number)s more observations", "number"),
)
_UNITS = {
    EvidenceKind.QUIZ: _QUESTIONS,
    EvidenceKind.PULSE: _QUESTIONS,
    EvidenceKind.SCENARIO: _DECISIONS,
}


@dataclass(frozen=True)
class Explanation:
    """A level for its owner. Each string is a whole sentence; empty where nothing is to be said."""

    why: tuple[str, ...]
    until: str
    rises: str  # when a block runs out and the level rises by itself
    raises: tuple[str, ...]  # what leads to the next level; empty at the top
    next_level: Level | None


@dataclass(frozen=True)
class RequirementWords:
    text: str
    is_met: bool


@dataclass(frozen=True)
class LevelWords:
    """One level of the rule in words, and how far it is met."""

    level: int
    label: str
    is_met: bool
    requirements: tuple[RequirementWords, ...]


def explain(result: LevelResult) -> Explanation:
    return Explanation(
        why=_why(result),
        until=_until(result),
        rises=_rises(result),
        raises=tuple(_raise(requirement) for requirement in result.unmet),
        next_level=Level(result.next_state.level) if result.next_state else None,
    )


def rule_in_words(result: LevelResult) -> tuple[LevelWords, ...]:
    """Every level of the rule ``result`` was made with, lowest first."""
    return tuple(_level_words(state) for state in result.levels)


def result_words(item: EvidenceItem | Evidence) -> str:
    """What was shown: ``85%, 8 questions`` or ``level “Guided”``; never empty."""
    parts = []
    if item.share is not None:
        parts.append(_("%(percent)s%%") % {"percent": _percent(item.share)})
        parts.append(_unit(item.kind).over % {"number": item.count})
    if item.level is not None:
        parts.append(_("level “%(level)s”") % {"level": Level(item.level).label})
    if item.is_critical_error:
        parts.append(_("critical error"))
    return ", ".join(parts) or _("no result")


def standing_words(standing: Standing) -> str:
    """Whether a piece of evidence counts today, and until when or why not."""
    if standing.counts and standing.until:
        return _("Counts until %(date)s.") % {"date": _date(standing.until)}
    if standing.counts:
        return _("Counts.")
    return {
        WhyNot.NOT_ASKED: _("Does not count: the rule does not ask for it."),
        WhyNot.NO_RESULT: _("Does not count: it was done, and no result was measured."),
        WhyNot.TOO_LOW: _("Does not count: the result is below what the rule asks for."),
        WhyNot.TOO_OLD: _("Does not count any more: it is too old."),
        WhyNot.OUTDONE: _("Does not count: another result from the same source does."),
        WhyNot.NOT_YET: _("Does not count yet."),
    }[standing.why_not or WhyNot.NOT_ASKED]


def void_words(evidence: Evidence) -> str:
    return _("Does not count: withdrawn on %(date)s. %(reason)s") % {
        "date": _date(timezone.localdate(evidence.voided_at)),
        "reason": evidence.void_reason,
    }


def _why(result: LevelResult) -> tuple[str, ...]:
    state = result.state(result.level)
    if state is None:
        if not result.items:
            return (_("Nothing has been measured here yet."),)
        return (_("What has been shown so far is not enough for a level."),)
    met = (next(way for way in need.alternatives if way.is_met) for need in state.requirements)
    return tuple(
        _("%(rule)s. Shown: %(evidence)s.")
        % {"rule": _alternative(way.alternative), "evidence": _named(way.items)}
        for way in met
    )


def _until(result: LevelResult) -> str:
    if result.level == 0:
        return ""
    if result.holds_until is None:
        return _("This level has no end date.")
    return _("If nothing is added, it holds until %(date)s, then becomes “%(level)s”.") % {
        "date": _date(result.holds_until),
        "level": Level(result.falls_to or 0).label,
    }


def _rises(result: LevelResult) -> str:
    if result.rises_on is None:
        return ""
    return _(
        "A critical error holds the level back. On %(date)s that ends and the level becomes "
        "“%(level)s” by itself, if nothing else changes."
    ) % {"date": _date(result.rises_on), "level": Level(result.rises_to or 0).label}


def _raise(requirement: RequirementState) -> str:
    return f"{_either(_missing(way) for way in requirement.alternatives)}."


def _missing(state: AlternativeState) -> str:
    """What is missing from an alternative; the whole of it while nothing counts towards it."""
    asked, missing = state.alternative, state.missing
    if not state.items:
        return _alternative(asked)
    if state.is_enough and state.opens_on:
        return _("%(kind)s: enough is shown, and it counts from %(date)s") % {
            "kind": EvidenceKind(asked.kind).label,
            "date": _date(state.opens_on),
        }
    parts = _thresholds(asked)
    if missing.sources:
        parts.append(
            ngettext(
                "%(number)s more different one", "%(number)s more different ones", missing.sources
            )
            % {"number": missing.sources}
        )
    if missing.count:
        parts.append(_unit(asked.kind).more % {"number": missing.count})
    if missing.times:
        parts.append(
            ngettext("%(number)s more time", "%(number)s more times", missing.times)
            % {"number": missing.times}
        )
    if missing.observers:
        parts.append(
            ngettext("%(number)s more observer", "%(number)s more observers", missing.observers)
            % {"number": missing.observers}
        )
    if state.opens_on:
        parts.append(_("counts from %(date)s") % {"date": _date(state.opens_on)})
    return _listed(asked, parts)


def _level_words(state: LevelState) -> LevelWords:
    return LevelWords(
        level=state.level,
        label=str(Level(state.level).label),
        is_met=state.is_met,
        requirements=tuple(
            RequirementWords(
                text=f"{_either(_alternative(way.alternative) for way in need.alternatives)}.",
                is_met=need.is_met,
            )
            for need in state.requirements
        ),
    )


def _alternative(asked: Alternative) -> str:
    parts = _thresholds(asked)
    if asked.sources and asked.sources > 1:
        parts.append(
            ngettext("%(number)s different one", "%(number)s different ones", asked.sources)
            % {"number": asked.sources}
        )
    if asked.count:
        parts.append(_unit(asked.kind).at_least % {"number": asked.count})
    if asked.times and asked.times > 1:
        parts.append(
            ngettext("%(number)s time or more", "%(number)s times or more", asked.times)
            % {"number": asked.times}
        )
    if asked.observers and asked.observers > 1:
        parts.append(
            ngettext(
                "%(number)s different observer", "%(number)s different observers", asked.observers
            )
            % {"number": asked.observers}
        )
    if asked.max_age_months:
        parts.append(
            ngettext(
                "not older than %(number)s month",
                "not older than %(number)s months",
                asked.max_age_months,
            )
            % {"number": asked.max_age_months}
        )
    if asked.no_critical_days:
        parts.append(
            ngettext(
                "no critical error in the last %(number)s day",
                "no critical error in the last %(number)s days",
                asked.no_critical_days,
            )
            % {"number": asked.no_critical_days}
        )
    return _listed(asked, parts)


def _thresholds(asked: Alternative) -> list[str]:
    parts = []
    if asked.share is not None:
        parts.append(_("%(percent)s%% or more") % {"percent": _percent(asked.share)})
    if asked.level is not None:
        parts.append(_("level “%(level)s” or higher") % {"level": Level(asked.level).label})
    return parts


def _listed(asked: Alternative, parts: Sequence[str]) -> str:
    return _("%(kind)s: %(conditions)s") % {
        "kind": EvidenceKind(asked.kind).label,
        "conditions": ", ".join(parts),
    }


def _either(ways: Iterable[str]) -> str:
    first, *others = ways
    for other in others:
        first = _("%(first)s; or %(other)s") % {"first": first, "other": other}
    return first


def _named(items: Sequence[EvidenceItem]) -> str:
    newest = sorted(items, key=lambda item: item.performed_on, reverse=True)
    parts = [
        _("%(kind)s, %(date)s (%(result)s)")
        % {
            "kind": EvidenceKind(item.kind).label,
            "date": _date(item.performed_on),
            "result": result_words(item),
        }
        for item in newest[:EVIDENCE_NAMED]
    ]
    further = len(newest) - EVIDENCE_NAMED
    if further > 0:
        parts.append(
            ngettext("and %(number)s more", "and %(number)s more", further) % {"number": further}
        )
    return "; ".join(parts)


def _percent(share: Decimal) -> str:
    """Rounded down, so that a result below a threshold never looks as if it met it."""
    return str((share * 100).to_integral_value(rounding=ROUND_FLOOR))


def _date(day: datetime.date) -> str:
    return date_format(day, "DATE_FORMAT")


def _unit(kind: str) -> _Unit:
    return _UNITS.get(EvidenceKind(kind), _OBSERVATIONS)
