"""Own words about an own talk. Private: nobody but their owner ever reaches them."""

from collections.abc import Mapping

from django.db import transaction

from assessments.scenarios.models import Run, RunReflection


@transaction.atomic
def keep_before(
    *, run: Run, differently: str = "", ratings: Mapping[str, int] | None = None
) -> RunReflection:
    """Keep what was said before the result was seen; with nothing given, that it was skipped.

    Once the result is shown these words stay as they are: a repeat changes nothing.
    """
    reflection, _created = RunReflection.objects.get_or_create(
        run=run, defaults={"differently": differently, "ratings": dict(ratings or {})}
    )
    return reflection


def keep_next_time(*, run: Run, next_time: str) -> None:
    """Keep the sentence about the next talk instead of what was there."""
    RunReflection.objects.update_or_create(run=run, defaults={"next_time": next_time})


def reflection_on(run: Run) -> RunReflection | None:
    """One query. ``run`` must come from its owner's request."""
    return RunReflection.objects.filter(run=run).first()
