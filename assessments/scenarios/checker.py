"""Is a scenario fit to be published? Every finding, from shape to chance. docs/scenario-format.md.

Pure and deterministic: the same document and the same cap give the same report.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self, cast

from assessments.scenarios.behaviour import behaviour_findings
from assessments.scenarios.dice import PLAYS, PassChance, Rolls, pass_chance, roll
from assessments.scenarios.exploration import Exploration, explore, rescorable_scenes
from assessments.scenarios.extremes import Landscape
from assessments.scenarios.findings import ERROR, INFO, WARNING, Finding, found
from assessments.scenarios.grammar import Document
from assessments.scenarios.recommended import recommended_path
from assessments.scenarios.shape import Problem, parse_problems
from assessments.scenarios.structure import structure_findings
from assessments.scenarios.totals import (
    EndingTotals,
    Totals,
    reading_minutes,
    recommended_findings,
)
from assessments.scenarios.wording import wording_findings

EDITION = 1
"""Raise it with every change of a check: proofs made by another edition are made again."""

MAX_STATES = 20_000
PROOF_STATES = 300_000
CHANCE_LIMIT = 0.05
HOPELESS = frozenset({"nobody_can_pass", "no_ending"})
ORDER = {ERROR: 0, WARNING: 1, INFO: 2}


@dataclass(frozen=True, slots=True)
class Report:
    """What the checker found out.

    ``exhaustive``: every state was looked at, so no finding means no fault of that kind.
    ``max_earned`` is M; unless ``is_max_exact`` it is what the recommended path earns.
    ``endings`` and minutes are known only with ``is_max_exact`` and an ending in reach.
    ``random_pass_chance`` is 0–1, computed (``is_chance_exact``) or the share in random
    plays.
    """

    states: int = 0
    exhaustive: bool = False
    findings: tuple[Finding, ...] = ()
    max_earned: int = 0
    is_max_exact: bool = False
    endings: tuple[EndingTotals, ...] = ()
    minutes_min: float | None = None
    minutes_max: float | None = None
    random_pass_chance: float = 0.0
    is_chance_exact: bool = False

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == WARNING)

    def to_json(self) -> dict[str, Any]:
        return {
            **asdict(self),
            "endings": [asdict(ending) for ending in self.endings],
            "findings": [finding.to_json() for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The report ``to_json`` was called on."""
        return cls(
            **{
                **data,
                "endings": tuple(EndingTotals(**ending) for ending in data["endings"]),
                "findings": tuple(map(Finding.from_json, data["findings"])),
            }
        )


def check(
    document: object,
    *,
    max_states: int = MAX_STATES,
    chance_limit: float = CHANCE_LIMIT,
    plays: int = PLAYS,
) -> Report:
    """Run every check on any JSON value; never raises.

    A value that is not well formed gets the findings of its shape and nothing else. Findings
    come errors first, then by number of the check. ``plays`` is how often to play at random
    where not everything could be explored.
    """
    if problems := parse_problems(document):
        return Report(findings=tuple(map(shape_finding, problems)))
    return _Checking(cast(Document, document), max_states, chance_limit, plays).report()


def quick_findings(document: object) -> list[Finding]:
    """What needs no exploration: shape, or links, variables, competencies and wording."""
    if problems := parse_problems(document):
        return list(map(shape_finding, problems))
    known = cast(Document, document)
    return sorted_findings([*structure_findings(known), *wording_findings(known)])


def shape_finding(problem: Problem) -> Finding:
    """A problem of shape as an error at the node and the choice its path names."""
    parts = problem.path.split(".")
    node = parts[1] if parts[0] == "nodes" and len(parts) > 1 else ""
    choice = parts[3] if node and len(parts) > 3 and parts[2] == "choices" else ""
    params = {**problem.params, "path": problem.path}
    return Finding(0, ERROR, node, choice, problem.message_code, params)


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: (ORDER[finding.level], finding.check))


class _Checking:
    """One run over a well-formed document.

    Scores are exact only if the exploration remembers which scenes were scored already. Where
    that makes too many states, a second exploration without it still settles what can happen.
    """

    def __init__(
        self, document: Document, max_states: int, chance_limit: float, plays: int
    ) -> None:
        self.document = document
        self.chance_limit = chance_limit
        self.plays = plays
        self.recommended = recommended_path(document)
        self.exploration, self.is_scored = self._explored(max_states)
        self.landscape = Landscape(self.exploration)
        self.totals = Totals(self.landscape) if self.is_scored else None
        self.max_earned = self.totals.max_earned if self.totals else self.recommended.earned

    def _explored(self, max_states: int) -> tuple[Exploration, bool]:
        tracked = rescorable_scenes(self.document)
        exploration = explore(self.document, max_states=max_states, tracked=tracked)
        if exploration.exhaustive or not tracked:
            return exploration, exploration.exhaustive
        return explore(self.document, max_states=max_states), False

    def report(self) -> Report:
        exploration, totals = self.exploration, self.totals
        findings = [
            *structure_findings(self.document),
            *behaviour_findings(self.landscape),
            *(totals.findings() if totals else ()),
            *recommended_findings(self.document, self.recommended, totals),
            *wording_findings(self.document),
        ]
        minutes = reading_minutes(self.landscape) if exploration.exhaustive else None
        findings += minutes.findings if minutes else ()
        chance, rolls = self._chance()
        findings += self._chance_findings(chance, tuple(findings))
        if rolls is not None:
            findings += self._coverage(rolls)
            findings += [item for item in self._stuck(rolls) if not _is_known(item, findings)]
        return Report(
            states=len(exploration.states),
            exhaustive=exploration.exhaustive,
            findings=tuple(sorted_findings(findings)),
            max_earned=self.max_earned,
            is_max_exact=totals is not None,
            endings=totals.ending_totals() if totals else (),
            minutes_min=minutes.least if minutes else None,
            minutes_max=minutes.most if minutes else None,
            random_pass_chance=chance.value,
            is_chance_exact=chance.is_exact,
        )

    def _chance(self) -> tuple[PassChance, Rolls | None]:
        """The chance of passing blindly; with the plays it rests on if not all was explored."""
        if self.totals is not None:
            return pass_chance(self.exploration, max_earned=self.max_earned), None
        rolls = roll(self.document, max_earned=self.max_earned, plays=self.plays)
        return PassChance(rolls.passed / rolls.plays, is_exact=False), rolls

    def _coverage(self, rolls: Rolls) -> Iterator[Finding]:
        if not self.exploration.exhaustive:
            states = len(self.exploration.states)
            yield found("not_exhaustive", states=states, plays=rolls.plays)
        elif self.totals is None:
            yield found("totals_estimated", max=self.max_earned)

    def _stuck(self, rolls: Rolls) -> Iterator[Finding]:
        """Scenes that random plays found closed."""
        for node_id, witness in rolls.stuck.items():
            node = self.document["nodes"][node_id]
            if node["kind"] == "scene" and node["choices"]:
                yield found("all_closed", node_id, witness=witness)

    def _chance_findings(self, chance: PassChance, known: Sequence[Finding]) -> Iterator[Finding]:
        """Too likely to pass blindly; or, as an exact 0 proves, impossible to pass at all."""
        if chance.value > self.chance_limit:
            percent, limit = round(100 * chance.value, 1), round(100 * self.chance_limit, 1)
            yield found("passed_by_chance", percent=percent, limit=limit)
        impossible = chance.is_exact and chance.value == 0
        if impossible and not any(item.message_code in HOPELESS for item in known):
            yield found("gates_never_together")


def _is_known(finding: Finding, findings: list[Finding]) -> bool:
    known = {(item.message_code, item.node) for item in findings}
    return (finding.message_code, finding.node) in known
