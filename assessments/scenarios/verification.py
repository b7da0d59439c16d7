"""Does a stored run follow from its steps? Reads only."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from assessments.scenarios import engine, queries
from assessments.scenarios.document import complete, content_hash, parse_problems
from assessments.scenarios.exceptions import ScenarioError
from assessments.scenarios.models import Run, ScenarioVersion
from assessments.scenarios.scoring import result


def faults(run: Run) -> Iterator[str]:
    """Where states, scores or the result differ from the replay; a branch begins at ``initial``.

    At most five queries besides the version.
    """
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
        if (row.node, set(row.shown)) != (step.node, set(step.shown)):
            yield f"step {row.index}: the stored choices on offer differ from the replay"
        if (row.earned, row.offered) != (step.earned.earned, step.earned.offered):
            yield f"step {row.index}: the stored score differs from the replay"
    last = steps[-1].after if steps else run.initial_state or engine.start(document)
    if run.state != last.to_json() or run.index != len(steps):
        yield "the state of the run differs from the replay"
    if run.origin is not None and run.initial != run.origin.before:
        yield "the branch does not begin where its origin stood"
    if not run.is_running:
        yield from _faults_of_result(run)


def _faults_of_result(run: Run) -> Iterator[str]:
    """A branch has the result of the whole talk; a talk that was left has none."""
    scored = result(run.document, queries.whole_talk(run), run.version.max_earned)
    stored = (run.ending, run.level, run.is_passed)
    if not run.ending:
        if scored.ending or stored != ("", None, None) or run.is_counted:
            yield "a talk that was left has a result"
    elif stored != (scored.ending, scored.level, scored.is_passed):
        yield "the result of the run differs from the replay"
    elif (run.achievement, run.critical_errors) != (
        Decimal(scored.achievement or 0).quantize(Decimal("0.01"), ROUND_HALF_UP),
        len(scored.critical_errors),
    ):
        yield "the score of the run differs from the replay"


def faults_of_versions() -> Iterator[tuple[int, str]]:
    """Versions, by primary key, whose stored document is not the one that was published."""
    rows = ScenarioVersion.objects.order_by("pk").values_list("pk", "document", "content_hash")
    for pk, document, hashed in rows.iterator(chunk_size=10):
        if parse_problems(complete(document)) or content_hash(complete(document)) != hashed:
            yield pk, "the stored document differs from the one published"
