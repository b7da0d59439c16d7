"""Plays kept by name: what they promised, and whether a draft still keeps it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.engine import State
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import NamedPlay, Scenario
from assessments.scenarios.plays.playing import Play, play, state_at
from assessments.scenarios.scoring import result
from assessments.scenarios.services.proofs import prove
from training.people.models import Person


class NotFinished(Exception):
    """The play has not reached an ending, so there is nothing to hold a draft to."""


@dataclass(frozen=True, slots=True)
class BrokenPlay:
    """A named play that a draft answers otherwise; ``reason`` is a sentence for the author.

    ``code``: ``start``, ``choice``, ``link``, ``unfinished``, ``ending``, ``score``, ``verdict``.
    ``node`` is where it shows, as far as that exists.
    """

    play: NamedPlay
    code: str
    reason: str
    node: str = ""


def broken_plays(
    scenario: Scenario, document: Document, max_earned: int | None = None
) -> list[BrokenPlay]:
    """The named plays of ``scenario`` that no longer hold in ``document``, by name. One query.

    ``max_earned`` is that of the document's proof, which is sought or made if it is not given.
    """
    kept = list(scenario.named_plays.all())
    if kept and max_earned is None:
        max_earned = prove(document).max_earned
    return [broken for one in kept if (broken := broken_play(document, one, max_earned))]


def broken_play(document: Document, kept: NamedPlay, max_earned: int | None) -> BrokenPlay | None:
    """The first thing that differs, if any. Without ``max_earned`` nobody asks who passes."""
    try:
        played = replayed(document, kept)
    except BrokenScenario:
        reason = _("It begins at a place that is not there any more.")
        return BrokenPlay(kept, "start", reason)
    return (
        _broken_way(document, kept, played)
        or _other_end(document, kept, played)
        or _other_verdict(document, kept, played, max_earned)
    )


def replayed(document: Document, kept: NamedPlay) -> Play:
    """The play as ``document`` answers today. Raises ``BrokenScenario`` if it cannot begin."""
    return play(document, initial_state(document, kept.initial), kept.choices)


def initial_state(document: Document, stored: dict[str, Any] | None) -> State:
    """A stored state in today's variables. Raises ``BrokenScenario``."""
    if stored is None:
        return state_at(document, "", {})
    begun = State.from_json(stored)
    placed = state_at(document, begun.node, dict(begun.variables))
    return State(placed.node, placed.variables, begun.used, begun.scored)


def keep_play(
    *, scenario: Scenario, document: Document, played: Play, name: str, person: Person
) -> NamedPlay:
    """Keep a finished play under ``name``; one of that name is replaced.

    Raises:
        NotFinished: there is no ending to hold a draft to.
    """
    kept, _created = NamedPlay.objects.update_or_create(
        scenario=scenario,
        name=name,
        defaults={**expectations(document, played), "created_by": person},
    )
    return kept


def expectations(document: Document, played: Play) -> dict[str, Any]:
    """The fields of a ``NamedPlay`` that this play fills. May explore the document."""
    if not played.is_finished or not played.steps:
        raise NotFinished
    scored = result(document, played.steps, prove(document).max_earned)
    plain = state_at(document, "", {})
    return {
        "initial": None if played.initial == plain else played.initial.to_json(),
        "choices": list(played.choices),
        "ending": played.node,
        "earned": played.earned,
        "is_passed": scored.is_passed,
    }


def _broken_way(document: Document, kept: NamedPlay, played: Play) -> BrokenPlay | None:
    if played.stopped in ("choice", "link"):
        values = {
            "number": len(played.steps) + 1,
            "choice": kept.choices[len(played.steps)],
            "place": title_of(document, played.node),
        }
        if played.stopped == "choice":
            reason = _("Step %(number)d: the reply %(choice)s is not open in “%(place)s”.")
        else:
            reason = _("Step %(number)d: the reply %(choice)s of “%(place)s” leads nowhere.")
        return BrokenPlay(kept, played.stopped, reason % values, played.node)
    if not played.is_finished:
        values = {"place": title_of(document, played.node)}
        reason = _("It no longer ends: after its last reply it stands in “%(place)s”.") % values
        return BrokenPlay(kept, "unfinished", reason, played.node)
    return None


def _other_end(document: Document, kept: NamedPlay, played: Play) -> BrokenPlay | None:
    if played.node != kept.ending:
        gone = kept.ending not in document["nodes"]
        values = {
            "then": kept.ending if gone else title_of(document, kept.ending),
            "now": title_of(document, played.node),
        }
        reason = _("It ends with “%(now)s” instead of “%(then)s”.") % values
        return BrokenPlay(kept, "ending", reason, played.node)
    if played.earned != kept.earned:
        points = {"now": played.earned, "then": kept.earned}
        reason = _("It earns points: %(now)d instead of %(then)d.") % points
        return BrokenPlay(kept, "score", reason, played.node)
    return None


def _other_verdict(
    document: Document, kept: NamedPlay, played: Play, max_earned: int | None
) -> BrokenPlay | None:
    if max_earned is None:
        return None
    is_passed = result(document, played.steps, max_earned).is_passed
    if is_passed == kept.is_passed:
        return None
    reason = _("It passes now.") if is_passed else _("It does not pass any more.")
    return BrokenPlay(kept, "verdict", reason, played.node)
