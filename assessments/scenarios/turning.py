"""Which steps of a talk to speak about first. Pure.

Turning points are at most three: critical errors, then the greatest losses of points, and the
step that cost the client most trust (or moved another shown state furthest the wrong way).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scenarios.engine import StepResult
from assessments.scenarios.grammar import Document, Variable

MOST = 3
TRUST = "trust"


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """The step at ``index`` and why it is one: any of "critical", "loss", "fall"."""

    index: int
    reasons: tuple[str, ...]


def turning_points(document: Document, steps: Sequence[StepResult]) -> list[TurningPoint]:
    """At most three, in the order of the talk."""
    fallen = deepest_fall(document, steps)
    losses = sorted(
        (index for index, step in enumerate(steps) if loss(step) > 0),
        key=lambda index: (-loss(steps[index]), index),
    )
    errors = sorted(
        (index for index, step in enumerate(steps) if is_critical(step)),
        key=lambda index: (-loss(steps[index]), index),
    )
    by_weight = [*errors, *losses[:1], *([] if fallen is None else [fallen]), *losses[1:]]
    picked = sorted(list(dict.fromkeys(by_weight))[:MOST])
    return [TurningPoint(index, _reasons(index, steps[index], fallen)) for index in picked]


def went_well(document: Document, steps: Sequence[StepResult]) -> int | None:
    """The step that helped most: the best-weighted decision, else what was good for the client.

    One that was only half right and cost the client something is taken where there is no other.
    ``None`` when nothing in the talk helped.
    """
    right = [index for index, step in enumerate(steps) if not is_critical(step)]
    scored = [index for index in right if steps[index].earned.earned > 0]
    if scored:
        return max(scored, key=lambda index: (*_merit(document, steps[index]), -index))
    kind = [index for index in right if gain(document, steps[index]) > 0]
    return max(kind, key=lambda index: (gain(document, steps[index]), -index), default=None)


def loss(step: StepResult) -> int:
    return step.earned.offered - step.earned.earned


def is_critical(step: StepResult) -> bool:
    return step.earned.critical == "error"


def is_missed(step: StepResult) -> bool:
    return loss(step) > 0 or is_critical(step)


def gain(document: Document, step: StepResult) -> int:
    """How far the shown variables moved for the better in sum; negative: for the worse."""
    return sum(_moved(variable, step) for variable in _shown(document))


def deepest_fall(document: Document, steps: Sequence[StepResult]) -> int | None:
    """Where trust fell furthest; without a shown trust, any shown state. The first of equals."""
    watched = _shown(document)
    watched = [item for item in watched if item["key"] == TRUST] or watched
    falls = [
        (min((_moved(variable, step) for variable in watched), default=0), index)
        for index, step in enumerate(steps)
    ]
    deepest, index = min(falls, default=(0, 0))
    return index if deepest < 0 else None


def _merit(document: Document, step: StepResult) -> tuple[bool, bool, bool, int]:
    is_right = loss(step) == 0
    helped = is_right or gain(document, step) >= 0
    return step.earned.critical == "success", is_right, helped, step.earned.earned


def _reasons(index: int, step: StepResult, fallen: int | None) -> tuple[str, ...]:
    reasons = {"critical": is_critical(step), "loss": loss(step) > 0, "fall": index == fallen}
    return tuple(reason for reason, holds in reasons.items() if holds)


def _shown(document: Document) -> list[Variable]:
    return [variable for variable in document["variables"] if variable["shown"] != "never"]


def _moved(variable: Variable, step: StepResult) -> int:
    key = variable["key"]
    change = dict(step.after.variables)[key] - dict(step.before.variables)[key]
    return change if variable["better"] == "high" else -change
