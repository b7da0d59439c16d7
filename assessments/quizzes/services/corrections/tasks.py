"""What runs in the background. Each task may run twice; ``reconcile`` makes good what was lost."""

from django_tasks import task

from assessments.quizzes.models import CorrectionCase
from assessments.quizzes.services.corrections.applying import apply_case
from assessments.quizzes.services.corrections.computing import compute_case


@task(backend="jobs")
def apply_in_background(pk: int) -> None:
    apply_case(pk)


@task(backend="jobs")
def compute_in_background(pk: int) -> None:
    compute_case(case=CorrectionCase.objects.get(pk=pk))
