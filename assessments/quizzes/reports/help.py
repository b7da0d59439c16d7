"""When a question asks for help, and how the reason is said. Source: docs/statistics.md."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.models.help_requests import HelpReason
from assessments.quizzes.reports.figures import better_option, item_numbers, option_figures
from assessments.quizzes.reports.wording import figure
from assessments.quizzes.statistics.options import reading_seconds
from assessments.quizzes.statistics.sums import UNIT, Sums
from assessments.quizzes.statistics.verdicts import (
    ENOUGH_ATTEMPTS,
    NEEDS_HELP,
    TOO_EASY,
    TOO_HARD,
)

LANGUAGE_POINTS = 15

Evidence = dict[str, Any]


def reasons_for_help(
    sums: Sums, document: Mapping[str, Any], languages: Mapping[str, Sums]
) -> dict[HelpReason, Evidence]:
    """Why the question asks for help, with the figures; nothing below thirty answers.

    ``languages``: the sums of the same question by language, its own among them.
    """
    n = sums.n
    if n < ENOUGH_ATTEMPTS:
        return {}
    numbers = item_numbers(sums, document)
    found: dict[HelpReason, Evidence] = {}
    index, facility = numbers.discrimination_index, sums.x / n / UNIT
    if index is not None and index < 100 * NEEDS_HELP:
        found[HelpReason.SEPARATES_LITTLE] = {"n": n, "discrimination_index": round(index, 2)}
    if facility > TOO_EASY:
        found[HelpReason.TOO_EASY] = {"n": n, "facility": round(facility, 4)}
    if facility < TOO_HARD:
        found[HelpReason.TOO_HARD] = {"n": n, "facility": round(facility, 4)}
    if rival := better_option(sums, document):
        found[HelpReason.BETTER_OPTION] = {"n": n, **_rivals(sums, document, rival)}
    if timed := _too_quick(sums, document, numbers.median_seconds):
        found[HelpReason.TOO_QUICK] = {"n": n, **timed}
    if apart := _apart(languages):
        found[HelpReason.LANGUAGES_DIFFER] = {"n": n, "languages": apart}
    return found


def _rivals(sums: Sums, document: Mapping[str, Any], rival: str) -> Evidence:
    """What share of the best third chose the wrong option, and the most chosen key."""
    figures = option_figures(sums, document)
    best = {one.option: one.thirds[-1] or 0 for one in figures}
    keyed = max((best[one.option] for one in figures if one.is_key), default=0)
    return {"option": rival, "option_share": round(best[rival], 4), "key_share": round(keyed, 4)}


def _too_quick(sums: Sums, document: Mapping[str, Any], median: float | None) -> Evidence:
    reading = reading_seconds(document)
    if median is None or median >= reading or sum(sums.seconds.values()) < ENOUGH_ATTEMPTS:
        return {}
    return {"median_seconds": median, "reading_seconds": reading}


def _apart(languages: Mapping[str, Sums]) -> dict[str, float]:
    """Facility by language where two of them are too far apart, in per cent."""
    shares = {
        language: Fraction(100 * sums.x, sums.n * UNIT)
        for language, sums in languages.items()
        if sums.n >= ENOUGH_ATTEMPTS
    }
    if len(shares) < 2 or max(shares.values()) - min(shares.values()) <= LANGUAGE_POINTS:
        return {}
    return {language: round(float(share), 2) for language, share in sorted(shares.items())}


def evidence_in_words(reason: str, evidence: Mapping[str, Any], option: str = "") -> str:
    """One sentence. ``option``: the name of the option that the evidence speaks of."""
    values = {"n": evidence["n"]}
    match HelpReason(reason):
        case HelpReason.SEPARATES_LITTLE:
            values["index"] = figure(evidence["discrimination_index"])
            if evidence["discrimination_index"] < 0:
                return (
                    _(
                        "Of %(n)d people, those who did well overall were less often right than "
                        "the others (discrimination index %(index)s %%): check the key."
                    )
                    % values
                )
            return (
                _(
                    "Of %(n)d people, those who did well overall were hardly more often right than "
                    "the others (discrimination index %(index)s %%)."
                )
                % values
            )
        case HelpReason.TOO_EASY:
            values["facility"] = figure(100 * evidence["facility"], 1)
            return (
                _("%(n)d people earned %(facility)s %% of the points: everybody knows it.") % values
            )
        case HelpReason.TOO_HARD:
            values["facility"] = figure(100 * evidence["facility"], 1)
            return _("%(n)d people earned only %(facility)s %% of the points.") % values
        case HelpReason.BETTER_OPTION:
            values |= {
                "option": option,
                "share": figure(100 * evidence["option_share"], 1),
                "key": figure(100 * evidence["key_share"], 1),
            }
            return (
                _(
                    "Of %(n)d people, the best third chose %(option)s (%(share)s %%) more often "
                    "than the key (%(key)s %%): check the key."
                )
                % values
            )
        case HelpReason.TOO_QUICK:
            values |= {
                "median": figure(evidence["median_seconds"], 0),
                "reading": evidence["reading_seconds"],
            }
            return (
                _(
                    "Half of %(n)d people answered within %(median)s seconds; reading alone takes "
                    "%(reading)d."
                )
                % values
            )
        case HelpReason.LANGUAGES_DIFFER:
            values["languages"] = "; ".join(
                f"{language}: {figure(share, 1)} %"
                for language, share in evidence["languages"].items()
            )
            return _("The language versions differ in difficulty: %(languages)s.") % values
