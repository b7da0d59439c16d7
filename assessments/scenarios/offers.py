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
        _token(run, choice["id"]): choice for choice in open_choices(run.document, run.engine_state)
    }
    return dict(sorted(named.items()))


def _token(run: Run, choice_id: str) -> str:
    name = f"{run.pk}:{run.index}:{choice_id}"
    return salted_hmac("scenarios.offer", name).hexdigest()[:TOKEN_LENGTH]
