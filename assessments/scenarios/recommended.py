"""The path an author recommends, played as a learner would play it."""

from dataclasses import dataclass

from assessments.scenarios.engine import (
    State,
    StepResult,
    is_finished,
    open_choices,
    start,
    take,
)
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.exploration import Turn, Witness
from assessments.scenarios.grammar import Document


@dataclass(frozen=True, slots=True)
class RecommendedPath:
    """The steps up to an ending, or up to the fault that stops them at ``node``.

    ``fault``: "" (an ending is reached), "missing" (no choice is recommended at ``node``),
    "closed" (one is, but it is not open), "twice" (several are open), "loop" (the same state
    again), "broken" (it leads nowhere).
    """

    steps: tuple[StepResult, ...]
    fault: str
    node: str

    @property
    def earned(self) -> int:
        return sum(step.earned.earned for step in self.steps)

    @property
    def turns(self) -> Witness:
        return tuple(Turn(step.node, step.choice) for step in self.steps)


def recommended_path(document: Document) -> RecommendedPath:
    """Follow the recommended choices from the start. Never raises on a well-formed document."""
    steps: list[StepResult] = []
    try:
        state = start(document)
    except BrokenScenario:
        return RecommendedPath((), "broken", document["start"])
    seen: set[State] = set()
    while not is_finished(document, state):
        marked = [choice["id"] for choice in open_choices(document, state) if choice["recommended"]]
        fault = "loop" if state in seen else _fault(document, state, len(marked))
        if fault:
            return RecommendedPath(tuple(steps), fault, state.node)
        seen.add(state)
        try:
            steps.append(take(document, state, marked[0]))
        except BrokenScenario:
            return RecommendedPath(tuple(steps), "broken", state.node)
        state = steps[-1].after
    return RecommendedPath(tuple(steps), "", state.node)


def _fault(document: Document, state: State, marked: int) -> str:
    if marked == 1:
        return ""
    if marked > 1:
        return "twice"
    node = document["nodes"][state.node]
    choices = node["choices"] if node["kind"] == "scene" else []
    return "closed" if any(choice["recommended"] for choice in choices) else "missing"
