"""Checks 10–12 and the length of paths: what talks can add up to, from the best to the least."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assessments.scenarios.exploration import Edge, Turn
from assessments.scenarios.extremes import Landscape, Sweep
from assessments.scenarios.findings import Finding, found
from assessments.scenarios.grammar import REQUIRED_DECISIONS, Document
from assessments.scenarios.reading import ReadingTime
from assessments.scenarios.recommended import RecommendedPath
from assessments.scenarios.scoring import reaches

LONGEST_MINUTES = 20
SHORTEST_MINUTES = 2


@dataclass(frozen=True, slots=True)
class EndingTotals:
    """What can be earned on the way to an ending."""

    ending: str
    level: int
    least: int
    most: int


def _earned(index: int, edge: Edge) -> int:
    return edge.earned


class Totals:
    """Sums over every path of an exhaustive exploration that tracks rescorable scenes.

    ``max_earned`` is M: the most on any path to an ending of the highest level that can be
    reached; 0 without endings.
    """

    def __init__(self, landscape: Landscape) -> None:
        self.landscape = landscape
        self.exploration = landscape.exploration
        self.document: Document = self.exploration.document
        self.rule = self.document["pass"]
        self.endings: dict[str, list[int]] = {}
        for index, spot in enumerate(self.exploration.states):
            if self.exploration.is_ending(index):
                self.endings.setdefault(spot.node, []).append(index)
        self.most = Sweep(landscape, _earned)
        self.top_level = max(map(self._level, self.endings), default=-1)
        best = self.most.best(self._states(lambda level: level == self.top_level))
        self.max_earned = best[0] if best else 0

    def _level(self, ending: str) -> int:
        return self.exploration.level(self.endings[ending][0])

    def _states(self, is_wanted: Callable[[int], bool]) -> list[int]:
        return [
            index
            for ending, states in self.endings.items()
            if is_wanted(self._level(ending))
            for index in states
        ]

    def _is_good(self, level: int) -> bool:
        return level >= self.rule["level"]

    def ending_totals(self) -> tuple[EndingTotals, ...]:
        """One row for each ending that can be reached, the best first."""
        least = Sweep(self.landscape, _earned, most=False)
        rows = []
        for ending, states in self.endings.items():
            low, high = least.best(states), self.most.best(states)
            if low and high:
                rows.append(EndingTotals(ending, self._level(ending), low[0], high[0]))
        return tuple(sorted(rows, key=lambda row: (-row.level, -row.most, row.ending)))

    def findings(self) -> Iterator[Finding]:
        yield from self._evidence()
        yield from self._pass_mark()
        yield from self._full_marks()

    def _evidence(self) -> Iterator[Finding]:
        """Check 10: the fewest decisions per promised competency on the way to a good ending."""
        good = self._states(self._is_good)
        for code in dict.fromkeys([*self.document["competencies"], *self.rule["competencies"]]):
            fewest = Sweep(self.landscape, _speaks_about(code), most=False)
            found_least = fewest.best(good)
            requirement = self.rule["competencies"].get(code)
            needed = requirement["decisions"] if requirement else REQUIRED_DECISIONS
            if found_least and found_least[0] < needed:
                count, index = found_least
                yield found(
                    "too_few_decisions",
                    self.exploration.states[index].node,
                    witness=fewest.witness(index),
                    competency=code,
                    count=count,
                    needed=needed,
                )

    def _pass_mark(self) -> Iterator[Finding]:
        """Check 11: who can pass, and which endings stand on the wrong side of the mark."""
        clean = self._without_critical_errors()
        best = clean.best(self._states(self._is_good))
        facts: dict[str, Any] = {"max": self.max_earned, "achievement": self.rule["achievement"]}
        if best is None or not self._reaches(best[0]):
            earned = best[0] if best else 0
            yield found("nobody_can_pass", level=self.rule["level"], best=earned, **facts)
        for ending, states in self.endings.items():
            top = clean.best(states)
            reached = top is not None and self._reaches(top[0])
            if self._is_good(self._level(ending)) and not reached:
                earned = top[0] if top else 0
                yield found("good_ending_below_mark", ending, best=earned, **facts)
            elif top and reached and not self._is_good(self._level(ending)):
                witness, code = clean.witness(top[1]), "bad_ending_reaches_mark"
                yield found(code, ending, witness=witness, best=top[0], **facts)

    def _without_critical_errors(self) -> Sweep:
        edges = (edge for edges in self.exploration.edges for edge in edges)
        if not any(_is_critical(edge) for edge in edges):
            return self.most
        clean = Landscape(self.exploration, lambda edge: not _is_critical(edge))
        return Sweep(clean, _earned)

    def _full_marks(self) -> Iterator[Finding]:
        """Check 11: paths that take all they meet, yet less than the maximum."""
        flawless = Landscape(self.exploration, lambda edge: edge.earned == edge.offered)
        sweep = Sweep(flawless, _earned, most=False)
        for ending, states in self.endings.items():
            lowest = sweep.best(states)
            if lowest is None or not 0 < lowest[0] < self.max_earned:
                continue
            passes = self._is_good(self._level(ending)) and self._reaches(lowest[0])
            yield found(
                "detour_full_marks" if passes else "short_path_full_marks",
                ending,
                witness=sweep.witness(lowest[1]),
                earned=lowest[0],
                max=self.max_earned,
            )

    def _reaches(self, earned: int) -> bool:
        return reaches(earned, self.max_earned, self.rule["achievement"])


def _is_critical(edge: Edge) -> bool:
    return edge.choice["critical"] == "error"


def _speaks_about(code: str) -> Callable[[int, Edge], int]:
    return lambda index, edge: int(edge.counted and code in edge.choice["qualities"])


def recommended_findings(
    document: Document, path: RecommendedPath, totals: Totals | None
) -> Iterator[Finding]:
    """Check 12. Without ``totals`` nothing is said about being the best."""
    if path.fault:
        yield found(f"recommended_{path.fault}", path.node, witness=path.turns)
        return
    taken = set(path.turns)
    for node_id, node in document["nodes"].items():
        if node["kind"] == "scene":
            for choice in node["choices"]:
                if choice["recommended"] and (node_id, choice["id"]) not in taken:
                    yield found("recommended_off_path", node_id, choice["id"])
    if totals is not None:
        yield from _not_the_best(document, path, totals)


def _not_the_best(document: Document, path: RecommendedPath, totals: Totals) -> Iterator[Finding]:
    ending = document["nodes"][path.node]
    if ending["kind"] == "ending" and ending["level"] < totals.top_level:
        level, best = ending["level"], totals.top_level
        yield found(
            "recommended_lower_ending", path.node, witness=path.turns, level=level, best=best
        )
    if path.earned < totals.max_earned:
        lossy = [step for step in path.steps if step.earned.earned < step.earned.offered]
        turn = Turn(lossy[0].node, lossy[0].choice) if lossy else ("", "")
        facts: dict[str, Any] = {"earned": path.earned, "max": totals.max_earned}
        yield found("recommended_not_best", *turn, witness=path.turns, **facts)


@dataclass(frozen=True, slots=True)
class Minutes:
    """Reading time of the quickest and of the slowest path, to a tenth of a minute."""

    least: float
    most: float
    findings: tuple[Finding, ...]


def reading_minutes(landscape: Landscape) -> Minutes | None:
    """Check 16 for whole paths; ``None`` when no ending can be reached."""
    reading = ReadingTime(landscape.exploration.document, landscape.exploration)
    shortest, longest = reading.shortest(), reading.longest(landscape)
    if shortest is None or longest is None:
        return None
    least, most = (round(milliseconds / 60_000, 1) for milliseconds, _ in (shortest, longest))
    findings = []
    if most > LONGEST_MINUTES:
        limit, witness = LONGEST_MINUTES, longest[1]
        findings.append(found("long_path", witness=witness, minutes=most, limit=limit))
    if least < SHORTEST_MINUTES:
        limit, witness = SHORTEST_MINUTES, shortest[1]
        findings.append(found("short_path", witness=witness, minutes=least, limit=limit))
    return Minutes(least, most, tuple(findings))
