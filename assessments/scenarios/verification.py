"""Does a stored run follow from its steps? Reads only."""

from collections.abc import Iterator

from assessments.scenarios import engine
from assessments.scenarios.exceptions import ScenarioError
from assessments.scenarios.models import Run
from assessments.scenarios.scoring import result


def faults(run: Run) -> Iterator[str]:
    """Where states, scores or the result differ from the replay. One query besides the version."""
    stored = list(run.steps.order_by("index"))
    document = run.document
    try:
        steps = engine.replay(document, [step.choice for step in stored], run.initial_state)
    except ScenarioError as error:
        yield f"the steps cannot be replayed: {error}"
        return
    for row, step in zip(stored, steps, strict=True):
        if (row.before, row.after) != (step.before.to_json(), step.after.to_json()):
            yield f"step {row.index}: the stored states differ from the replay"
        if (row.earned, row.offered) != (step.earned.earned, step.earned.offered):
            yield f"step {row.index}: the stored score differs from the replay"
    last = steps[-1].after if steps else run.initial_state or engine.start(document)
    if run.state != last.to_json() or run.index != len(steps):
        yield "the state of the run differs from the replay"
    if not run.is_running:
        scored = result(document, steps, run.version.max_earned)
        if (run.ending, run.level, run.is_passed) != (
            scored.ending,
            scored.level,
            scored.is_passed,
        ):
            yield "the result of the run differs from the replay"
