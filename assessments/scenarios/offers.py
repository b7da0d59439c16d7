"""What is on offer in the step a run stands at: choices under opaque names, in a mixed order."""

from django.utils.crypto import salted_hmac

from assessments.scenarios.engine import open_choices
from assessments.scenarios.grammar import Choice
from assessments.scenarios.models import Run

TOKEN_LENGTH = 20


def offer(run: Run) -> dict[str, Choice]:
    """Token → open choice. Tokens differ for each run and step; sorted by them, the order is mixed.

    The same step always gets the same tokens, so a page may be reloaded.
    """
    named = {
        _token(run, choice["id"], run.index): choice
        for choice in open_choices(run.document, run.engine_state)
    }
    return dict(sorted(named.items()))


def words_behind(run: Run, index: int, token: str) -> str:
    """The words of a choice that was on offer at an earlier step, or is at this one; else "".

    At most one query.
    """
    if index == run.index and run.is_running:
        choice = offer(run).get(token)
        return choice["text"] if choice else ""
    step = run.steps.filter(index=index).first()
    node = run.document["nodes"][step.node] if step else None
    if step is None or node is None or node["kind"] != "scene":
        return ""
    for choice in node["choices"]:
        if choice["id"] in step.shown and _token(run, choice["id"], index) == token:
            return choice["text"]
    return ""


def _token(run: Run, choice_id: str, index: int) -> str:
    name = f"{run.pk}:{index}:{choice_id}"
    return salted_hmac("scenarios.offer", name).hexdigest()[:TOKEN_LENGTH]
