"""What a talk adds up to: totals, evidence per competency, gates, the client's state.

The rules with worked examples are docs/scenario-scoring.md.

Pure arithmetic over the steps the engine returned; gates compare whole numbers, so rounding
never decides who passes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.scenarios.engine import Evidence, StepResult
from assessments.scenarios.grammar import BEST_QUALITY, Document, Requirement, Variable


@dataclass(frozen=True, slots=True)
class CompetencyScore:
    """Q_k as ``got`` of ``best`` weighted points, over ``decisions`` scored decisions."""

    competency: str
    got: int
    best: int
    decisions: int

    @property
    def share(self) -> float | None:
        """0–1; ``None`` when no decision spoke about the competency."""
        return self.got / self.best if self.best else None


@dataclass(frozen=True, slots=True)
class CriticalError:
    node: str
    choice: str


@dataclass(frozen=True, slots=True)
class Gate:
    """One condition of passing: ``level``, ``critical``, ``achievement``, ``share``, ``decisions``.

    ``critical`` is passed at ``value`` 0; the others at ``needed`` or above. ``achievement`` and
    ``share`` are per cent; with nothing to measure their ``value`` is ``None`` and they are passed
    only if 0 is needed. Before the end ``level`` is ``None`` and not passed. ``competency`` is set
    for ``share`` and ``decisions``.
    """

    name: str
    passed: bool
    value: float | None
    needed: int
    competency: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """The score of one talk; ``ending`` is empty and ``level`` ``None`` before the end."""

    earned: int
    offered: int
    max_earned: int
    competencies: tuple[CompetencyScore, ...]
    critical_errors: tuple[CriticalError, ...]
    ending: str
    level: int | None
    gates: tuple[Gate, ...]

    @property
    def path_quality(self) -> float | None:
        """P: per cent of what this path offered; ``None`` when it offered nothing."""
        return 100 * self.earned / self.offered if self.offered else None

    @property
    def achievement(self) -> float | None:
        """A: per cent of what the best path earns, at most 100; ``None`` when nothing is scored."""
        return _achievement(self.earned, self.max_earned)

    @property
    def is_passed(self) -> bool:
        """Every gate; a strength in one place never makes up for another."""
        return all(gate.passed for gate in self.gates)


def result(document: Document, steps: Sequence[StepResult], max_earned: int) -> Result:
    """Score the steps of one talk against the version's fixed denominator ``max_earned`` (M)."""
    earned = sum(step.earned.earned for step in steps)
    competencies = competency_scores(steps)
    errors = tuple(
        CriticalError(step.node, step.choice) for step in steps if step.earned.critical == "error"
    )
    ending, level = _ending(document, steps)
    rule = document["pass"]
    gates = [
        _level_gate(level, rule["level"]),
        Gate("critical", not errors, len(errors), 0),
        _achievement_gate(earned, max_earned, rule["achievement"]),
    ]
    for code, requirement in sorted(rule["competencies"].items()):
        gates += _competency_gates(competencies.get(code), code, requirement)
    return Result(
        earned=earned,
        offered=sum(step.earned.offered for step in steps),
        max_earned=max_earned,
        competencies=tuple(competencies.values()),
        critical_errors=errors,
        ending=ending,
        level=level,
        gates=tuple(gates),
    )


def competency_scores(steps: Sequence[StepResult]) -> dict[str, CompetencyScore]:
    """One score for each competency that a counted decision spoke about, by code."""
    found: dict[str, list[Evidence]] = {}
    for step in steps:
        for evidence in step.earned.evidence:
            found.setdefault(evidence.competency, []).append(evidence)
    return {
        code: CompetencyScore(
            competency=code,
            got=sum(item.weight * item.quality for item in items),
            best=sum(item.weight * BEST_QUALITY for item in items),
            decisions=len(items),
        )
        for code, items in sorted(found.items())
    }


@dataclass(frozen=True, slots=True)
class ClientState:
    """A shown variable at one moment. ``closeness`` is 1 inside the band wished for, else the rest
    of the way to it: 1 − distance / (max − min); ``None`` without a band. Reported, never added up.
    """

    key: str
    value: int
    closeness: float | None


def client_state(document: Document, values: Mapping[str, int]) -> tuple[ClientState, ...]:
    """Every variable that the learner may see, in the author's order."""
    return tuple(
        ClientState(item["key"], values[item["key"]], _closeness(item, values[item["key"]]))
        for item in document["variables"]
        if item["shown"] != "never"
    )


def _closeness(variable: Variable, value: int) -> float | None:
    if not variable["band"]:
        return None
    low, high = variable["band"]
    distance = max(low - value, value - high, 0)
    return 1 - distance / (variable["max"] - variable["min"])


def reaches(earned: int, max_earned: int, achievement: int) -> bool:
    """True if ``earned`` is at least ``achievement`` per cent of ``max_earned``."""
    if max_earned == 0:
        return achievement == 0
    return 100 * earned >= achievement * max_earned


def _achievement(earned: int, max_earned: int) -> float | None:
    return min(100 * earned / max_earned, 100.0) if max_earned else None


def _ending(document: Document, steps: Sequence[StepResult]) -> tuple[str, int | None]:
    if not steps:
        return "", None
    node_id = steps[-1].after.node
    node = document["nodes"][node_id]
    return (node_id, node["level"]) if node["kind"] == "ending" else ("", None)


def _level_gate(level: int | None, needed: int) -> Gate:
    return Gate("level", level is not None and level >= needed, level, needed)


def _achievement_gate(earned: int, max_earned: int, needed: int) -> Gate:
    passed = reaches(earned, max_earned, needed)
    return Gate("achievement", passed, _achievement(earned, max_earned), needed)


def _competency_gates(
    score: CompetencyScore | None, code: str, requirement: Requirement
) -> list[Gate]:
    got, best, decisions = (score.got, score.best, score.decisions) if score else (0, 0, 0)
    share, least = requirement["share"], requirement["decisions"]
    return [
        Gate("share", reaches(got, best, share), _achievement(got, best), share, code),
        Gate("decisions", decisions >= least, decisions, least, code),
    ]
