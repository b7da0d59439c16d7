"""Talks for the pure figures, without a database."""

from assessments.scenarios.analytics.talks import Step, Talk
from assessments.scenarios.engine import landing, replay


def talk(document, person, *choices, number=1, seconds=10, stopped=False, achievement=None):
    """A talk by the names of its choices; ended where they end it."""
    steps = replay(document, choices)
    last = steps[-1].after.node
    is_over = document["nodes"][last]["kind"] == "ending"
    return Talk(
        person=person,
        number=number,
        at=last,
        ending=last if is_over else "",
        is_stopped=stopped,
        achievement=achievement,
        steps=tuple(_step(document, step, seconds) for step in steps),
    )


def _step(document, step, seconds):
    choice = next(
        one for one in document["nodes"][step.node]["choices"] if one["id"] == step.choice
    )
    return Step(
        node=step.node,
        choice=step.choice,
        earned=step.earned.earned,
        offered=step.earned.offered,
        seconds=seconds,
        shown=step.shown,
        hops=landing(document["nodes"], choice["to"], dict(step.after.variables))[1],
    )
