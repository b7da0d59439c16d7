"""Another way from a step of a talk that is over: practice, and the first talk stays as it was."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.scenarios.models import Run, RunMode, RunStep
from training.people.models import Person


def start_branch(*, person: Person, step_id: int) -> Run:
    """Return the open branch from this step, starting one in the state the step was taken in.

    Safe to repeat and to race.

    Raises:
        RunStep.DoesNotExist: not of a finished talk of this person; a branch has no branches.
    """
    step = RunStep.objects.select_related("run").get(
        pk=step_id, run__person=person, run__finished_at__isnull=False, run__origin=None
    )
    running = Run.objects.running().filter(origin=step)
    if run := running.first():
        return run
    talk = step.run
    try:
        with transaction.atomic():
            return Run.objects.create(
                person=person,
                step_key=talk.step_key,
                scenario_key=talk.scenario_key,
                version_id=talk.version_id,
                mode=RunMode.PRACTICE,
                feedback_mode=talk.feedback_mode,
                origin=step,
                initial=step.before,
                state=step.before,
                started_at=timezone.now(),
            )
    except IntegrityError:  # a second click was quicker
        return running.get()
