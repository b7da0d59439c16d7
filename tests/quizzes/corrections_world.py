"""What corrections may change, read back as it stands."""

from assessments.evidence.models import CompetencyLevel, Evidence
from assessments.quizzes.models import Attempt
from tests.factories.corrections import OLD

RIGHT = [OLD, OLD, OLD, OLD]


def results(*attempts):
    rows = {one.pk: one for one in Attempt.objects.filter(pk__in=[one.pk for one in attempts])}
    return [(rows[one.pk].percent, rows[one.pk].is_passed) for one in attempts]


def world():
    """Everything a correction may write, as it stands."""
    return (
        list(Attempt.objects.order_by("pk").values("pk", "percent", "is_passed")),
        list(
            Evidence.objects.in_force()
            .order_by("person", "competency")
            .values("person", "competency", "share", "count", "performed_at", "source_ref")
        ),
        list(CompetencyLevel.objects.order_by("person").values("person", "competency", "level")),
    )
