"""A talk beside the other ways tried from its steps."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scenarios.debriefing import SHOWN, Ending, ending_of
from assessments.scenarios.engine import StepResult
from assessments.scenarios.models import ReviewCard, Run
from assessments.scenarios.queries import Meter, Turn, meters, transcript, whole_talk


@dataclass(frozen=True)
class Way:
    """How one way ended: its ending, and the client's state there in words and numbers."""

    ending: Ending
    meters: list[Meter]


@dataclass(frozen=True)
class BesideTheFirst:
    """``fork`` is the step ``number`` at which both ways part, as it went in the first talk."""

    first: Run
    number: int
    fork: Turn
    before: Way
    now: Way

    @property
    def pairs(self) -> list[tuple[Meter, Meter]]:
        """Each shown state at the end of the first talk and of this one."""
        return list(zip(self.before.meters, self.now.meters, strict=True))


@dataclass(frozen=True)
class Branch:
    """Another way tried from step ``number``; without an ending it is still open."""

    run: Run
    number: int
    ending: str


@dataclass(frozen=True)
class Cards:
    """How many cards came of a talk, and when the next of them is due."""

    number: int
    due_at: datetime.datetime


def beside_the_first(run: Run) -> BesideTheFirst:
    """``run``: a branch that has ended, loaded with its origin. Three queries.

    Raises ``ValueError`` for a talk that is no branch.
    """
    origin = run.origin
    if origin is None:
        raise ValueError(run.pk)
    first = whole_talk(origin.run)
    return BesideTheFirst(
        first=origin.run,
        number=origin.index + 1,
        fork=transcript(run.document, [first[origin.index]])[0],
        before=_way(run, first),
        now=_way(run, whole_talk(run)),
    )


def branches_of(run: Run) -> list[Branch]:
    """Open and ended branches of a talk, newest first; those that were left are none. One query."""
    nodes = run.document["nodes"]
    rows = Run.objects.filter(origin__run=run).select_related("origin")
    return [
        Branch(row, row.origin.index + 1, _title(nodes.get(row.ending)))
        for row in rows
        if row.origin is not None and (row.is_running or row.ending)
    ]


def cards_of(run: Run) -> Cards | None:
    """One query."""
    rows = list(ReviewCard.objects.filter(step__run=run, finished_at=None))
    return Cards(len(rows), min(card.due_at for card in rows)) if rows else None


def _way(run: Run, steps: Sequence[StepResult]) -> Way:
    return Way(
        ending=ending_of(run.document, steps),
        meters=meters(run.document, steps[-1].after, shown=SHOWN, numbers=True),
    )


def _title(node: object) -> str:
    return node["title"] if isinstance(node, dict) else ""
