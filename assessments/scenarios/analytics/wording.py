"""Figures in words, and numbers as the reader's language writes them."""

from collections.abc import Mapping, Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.scenarios.analytics.change import CompetencyChange
from assessments.scenarios.analytics.decisions import (
    LEAST_PAIRS,
    DecisionFigures,
    Flag,
    FlagKind,
)
from assessments.scenarios.analytics.paths import NodeFigures
from assessments.scenarios.analytics.talks import LEAST_PEOPLE
from assessments.scenarios.grammar import BEST_QUALITY

ABSENT = "—"
GOES_WELL, MIDDLING = 0.75, 0.5
ALMOST_ALL = 0.9
SEPARATES_WELL = 0.3
_FLAGS = {
    FlagKind.BETTER_OPTION: gettext_lazy(
        "those who chose answer %(options)s did better in the rest of the talk than those who "
        "chose the best one: check the marks"
    ),
    FlagKind.SEPARATES_LITTLE: gettext_lazy(
        "hardly separates: check whether the answers give themselves away"
    ),
    FlagKind.RARELY_CHOSEN: gettext_lazy("hardly anybody takes answer %(options)s"),
}


def figure(value: float | None, places: int = 0) -> str:
    return ABSENT if value is None else str(number_format(round(value, places) + 0, places))


def per_cent(share: float | None) -> str:
    """A share 0–1 as per cent without the sign."""
    return figure(None if share is None else 100 * share)


def duration(seconds: float | None) -> str:
    """``45 s``, ``2 min 5 s``."""
    if seconds is None:
        return ABSENT
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return _("%(seconds)d s") % {"seconds": rest}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}


def too_few() -> str:
    return _("Fewer than %(least)d people: nothing is told") % {"least": LEAST_PEOPLE}


def tone(share: float | None) -> str:
    """A tone of the map for a mean quality 0–1; empty in the middle and where it is absent."""
    if share is None:
        return ""
    return "good" if share >= GOES_WELL else "poor" if share < MIDDLING else ""


def quality_words(share: float | None) -> str:
    if share is None:
        return _("not scored")
    if share >= ALMOST_ALL:
        return _("almost everybody answers well: easy")
    if share >= GOES_WELL:
        return _("goes well")
    if share >= MIDDLING:
        return _("half well, half badly")
    return _("goes badly: hard")


def separation_words(row: DecisionFigures) -> str:
    """What the discrimination says; empty where a flag says it already."""
    if row.discrimination is None:
        if row.difficulty is None:
            return ""
        if row.pairs < LEAST_PAIRS:
            return _("too few talks to say whether it separates: %(pairs)d of %(least)d") % {
                "pairs": row.pairs,
                "least": LEAST_PAIRS,
            }
        return _("cannot separate: the answers do not vary")
    if any(flag.kind == FlagKind.SEPARATES_LITTLE for flag in row.flags):
        return ""
    if row.discrimination >= SEPARATES_WELL:
        return _("separates well")
    return _("separates somewhat")


def flag_words(flags: Sequence[Flag], names: Mapping[str, str]) -> list[str]:
    """One sentence a kind, the gravest first. ``names``: how the options are called."""
    by_kind: dict[FlagKind, list[str]] = {}
    for flag in flags:
        by_kind.setdefault(flag.kind, []).append(names.get(flag.choice, flag.choice))
    return [
        str(_FLAGS[kind]) % {"options": ", ".join(options)} for kind, options in by_kind.items()
    ]


def about_decision(row: DecisionFigures, names: Mapping[str, str]) -> list[str]:
    """One sentence each, the gravest first, with a capital and no full stop.

    ``names``: id of an option → how it is called.
    """
    if not row.is_shown:
        return [too_few()]
    said = flag_words(row.flags, names)
    said += [quality_words(row.difficulty), separation_words(row)]
    return [words[:1].upper() + words[1:] for words in said if words]


def about_node(node: NodeFigures, quality: float | None) -> str:
    """What the map says of a node beside its name: ``60 visits, 5 stopped here, 3.1 of 4``."""
    if not node.visits:
        return ""
    if not node.is_shown:
        return too_few()
    parts = [ngettext("%(count)d visit", "%(count)d visits", node.visits) % {"count": node.visits}]
    if node.stopped:
        parts.append(
            ngettext("%(count)d talk stopped here", "%(count)d talks stopped here", node.stopped)
            % {"count": node.stopped}
        )
    if quality is not None:
        parts.append(
            _("mean quality %(quality)s of %(best)d")
            % {"quality": figure(BEST_QUALITY * quality, 1), "best": BEST_QUALITY}
        )
    return ", ".join(parts)


def about_change(row: CompetencyChange) -> str:
    if row.difference is None:
        return too_few()
    if not row.is_clear:
        return _("No clear change")
    return _("Better in later talks") if row.difference > 0 else _("Worse in later talks")
