"""Reads the talks behind the figures. The number of queries does not depend on their number."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import CharField, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from assessments.scenarios.analytics.filters import Attempts, Filters, Hints
from assessments.scenarios.analytics.forks import Hops, forks
from assessments.scenarios.analytics.privacy import may_show, shown_units
from assessments.scenarios.analytics.talks import Choices, Step, Talk, choices_of, scenes
from assessments.scenarios.engine import landing
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import (
    FeedbackMode,
    Run,
    RunMode,
    RunStep,
    Scenario,
    ScenarioVersion,
)
from assessments.scenarios.models.scenarios import published_document
from training.people.models import OrgUnit, Person, Posting
from training.people.scope import scope

STOPPED_AFTER = datetime.timedelta(days=7)
"""A talk nobody has gone on with for so long counts as broken off."""
CHUNK = 2_000
RUN = Cast("run", CharField())
"""A run as text: turning so many keys into UUIDs would cost more than reading them."""

Place = tuple[Any, int]
"""Run and index of a step."""


@dataclass(frozen=True)
class VersionGroup:
    """Versions of one structure, whose talks are pooled.

    ``newest`` and ``oldest`` are their numbers, ``versions`` their keys, the newest first.
    """

    newest: int
    oldest: int
    since: datetime.datetime
    versions: tuple[int, ...]

    @property
    def key(self) -> int:
        return self.versions[0]

    @property
    def document(self) -> Document:
        """That of the newest version: its words are shown."""
        return published_document(self.key)


class RunRow(NamedTuple):
    """A run without its steps. ``number``: 1 for the person's first talk of this structure."""

    pk: Any
    person: int
    mode: str
    is_coached: bool
    number: int
    at: str
    ending: str
    started_at: datetime.datetime
    finished_at: datetime.datetime | None
    achievement: float | None


def version_groups(scenario: Scenario) -> list[VersionGroup]:
    """The newest first; versions of all languages of the role-play. One query."""
    rows = list(
        ScenarioVersion.objects.filter(scenario__translation_key=scenario.translation_key)
        .order_by("-published_at", "-number", "-pk")
        .values_list("structure_hash", "pk", "number", "published_at", "scenario_id")
    )
    found = []
    for structure in dict.fromkeys(row[0] for row in rows):
        group = [row for row in rows if row[0] == structure]
        group.sort(key=lambda row: row[4] != scenario.pk)  # stable: own language first
        numbers = [row[2] for row in group if row[4] == group[0][4]]
        since = min(row[3] for row in group)
        keys = tuple(row[1] for row in group)
        found.append(VersionGroup(max(numbers), min(numbers), since, keys))
    return found


class Pool:
    """Every talk of one group of versions, with or without hints, and who may be told of.

    Talks that try another way from an earlier one are never in it. At most seven queries for
    all that can be asked of it.
    """

    def __init__(self, group: VersionGroup, hints: Hints, viewer: Person) -> None:
        self.group = group
        self.hints = hints
        self.viewer = viewer

    @cached_property
    def document(self) -> Document:
        return self.group.document

    @cached_property
    def _choices(self) -> Choices:
        return choices_of(self.document)

    @cached_property
    def runs(self) -> list[RunRow]:
        """One query."""
        wants_coached = self.hints == Hints.WITH
        return [row for row in self._all_runs() if row.is_coached == wants_coached]

    def _all_runs(self) -> Iterator[RunRow]:
        rows = (
            self._base()
            .order_by("person", "started_at", "pk")
            .values_list(
                Cast("pk", CharField()),
                "person",
                "mode",
                "feedback_mode",
                KT("state__node"),
                "ending",
                "started_at",
                "finished_at",
                "achievement",
            )
        )
        for person, own in groupby(rows.iterator(CHUNK), key=itemgetter(1)):
            for number, row in enumerate(own, start=1):
                pk, _person, mode, feedback, at, ending, started, done, achievement = row
                yield RunRow(
                    pk=pk,
                    person=person,
                    mode=mode,
                    is_coached=mode == RunMode.PRACTICE and feedback == FeedbackMode.COACH,
                    number=number,
                    at=at,
                    ending=ending,
                    started_at=started,
                    finished_at=done,
                    achievement=None if achievement is None else float(achievement),
                )

    def _base(self) -> Any:
        return Run.objects.filter(version__in=self.group.versions, origin=None)

    @cached_property
    def units(self) -> list[OrgUnit]:
        """Units the viewer leads, in the order of the tree; none for who leads nobody. Two."""
        own = scope(self.viewer)
        return list(own.units()) if own.leads else []

    @cached_property
    def unit_of(self) -> Mapping[int, str]:
        """Path of the unit of each person, today. One query, none without units to ask about."""
        if not self.units:
            return {}
        posted = Posting.objects.current(timezone.localdate())
        here = posted.filter(person__in=self._base().values("person"))
        return dict(here.values_list("person", "unit__path"))

    def selected(self, filters: Filters, path: str = "") -> list[RunRow]:
        """Runs that ``filters`` ask for, in the unit at ``path`` and below it."""
        return [
            row
            for row in self.runs
            if (not filters.mode or row.mode == filters.mode)
            and (filters.attempts == Attempts.ALL or row.number == 1)
            and self.unit_of.get(row.person, "").startswith(path)
        ]

    def shown_paths(self, filters: Filters) -> set[str]:
        """Paths of units that may be asked about under the other filters."""
        rows = ((row.person, self.unit_of.get(row.person, "")) for row in self.selected(filters))
        return shown_units([unit.path for unit in self.units], rows)

    def may_show(self, filters: Filters, path: str = "") -> bool:
        """Whether these talks may be told of, and subtracted from nothing that could be asked."""
        if path and any(path not in self.shown_paths(wide) for wide in filters.wider()):
            return False
        own = self.selected(filters, path)
        inside = {row.pk for row in own}
        above = [""] + [unit.path for unit in self.units if path.startswith(unit.path)]
        return may_show(
            [row.person for row in own],
            (
                [(row.pk, row.person) for row in self.selected(wide, up) if row.pk not in inside]
                for wide in filters.wider()
                for up in above
            ),
        )

    def talks(self, rows: Sequence[RunRow]) -> list[Talk]:
        """The runs with their steps. At most three queries."""
        wanted = {row.pk for row in rows}
        stored: dict[Any, list[tuple[Any, ...]]] = {}
        for step in self._steps().iterator(CHUNK):
            if step[0] in wanted:
                stored.setdefault(step[0], []).append(step)
        reader = _Reader(self.document, self._shown(), self._values())
        return [reader.talk(row, stored.get(row.pk, [])) for row in rows]

    def _steps(self) -> Any:
        return (
            self._all_steps()
            .order_by("run", "index")
            .values_list(RUN, "index", "node", "choice", "earned", "offered", "at")
        )

    def _all_steps(self) -> Any:
        return RunStep.objects.filter(run__in=self._base().values("pk"))

    def _shown(self) -> dict[Place, list[str]]:
        """What was on offer, in scenes that do not always offer the same."""
        nodes = [
            name
            for name, scene in scenes(self.document).items()
            if any(choice["when"] or choice["once"] for choice in scene["choices"])
        ]
        if not nodes:
            return {}
        rows = self._all_steps().filter(node__in=nodes).order_by()
        values = rows.values_list(RUN, "index", "shown").iterator(CHUNK)
        return {(run, index): shown for run, index, shown in values}

    def _values(self) -> dict[Place, dict[str, int]]:
        """The client's state after steps to forks that the next scene does not tell."""
        unclear = forks(self.document).open
        steps = [place for place, choice in self._choices.items() if choice["to"] in unclear]
        if not steps:
            return {}
        leading = Q()
        for node, choice in steps:
            leading |= Q(node=node, choice=choice)
        rows = self._all_steps().filter(leading).order_by()
        values = rows.values_list(RUN, "index", "after").iterator(CHUNK)
        return {(run, index): after["variables"] for run, index, after in values}


class _Reader:
    """Makes talks of rows that were read. ``shown`` and ``values``: of the steps that need them."""

    def __init__(
        self,
        document: Document,
        shown: Mapping[Place, list[str]],
        values: Mapping[Place, dict[str, int]],
    ) -> None:
        self.nodes = document["nodes"]
        self.known = forks(document).known
        self.target = {place: choice["to"] for place, choice in choices_of(document).items()}
        self.shown = shown
        self.values = values
        self.stale = timezone.now() - STOPPED_AFTER

    def talk(self, row: RunRow, stored: Sequence[tuple[Any, ...]]) -> Talk:
        before = row.started_at
        onward = [*(step[2] for step in stored[1:]), row.at]
        steps = []
        for (run, index, node, choice, earned, offered, at), landed in zip(
            stored, onward, strict=False
        ):
            steps.append(
                Step(
                    node=node,
                    choice=choice,
                    earned=earned,
                    offered=offered,
                    seconds=max((at - before).total_seconds(), 0.0),
                    shown=tuple(self.shown.get((run, index), ())),
                    hops=self._hops(self.target[node, choice], landed, (run, index)),
                )
            )
            before = at
        is_left = row.finished_at is not None and not row.ending
        return Talk(
            person=row.person,
            number=row.number,
            at=row.at,
            ending=row.ending,
            is_stopped=not row.ending and (is_left or before < self.stale),
            achievement=row.achievement if row.ending else None,
            steps=tuple(steps),
        )

    def _hops(self, target: str, landed: str, place: Place) -> Hops:
        if target == landed:
            return ()
        if place in self.values:
            return landing(self.nodes, target, self.values[place])[1]
        return self.known.get((target, landed), ())
