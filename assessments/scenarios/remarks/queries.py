"""Remarks as the person who made them sees them, and as authors do."""

from django.db.models import QuerySet

from assessments.scenarios.models import ScenarioRemark, ScenarioVersion
from training.people.models import Person


def remarks_of(person: Person, version: ScenarioVersion | None = None) -> QuerySet[ScenarioRemark]:
    """Own remarks, the newest first; on one version, or on all. One query."""
    rows = ScenarioRemark.objects.filter(person=person).order_by("-opened_at")
    if version is not None:
        return rows.filter(version=version)
    return rows.select_related("version__scenario")


def remarks_to_answer(
    *, scenario_id: int | None = None, answered: bool = False
) -> QuerySet[ScenarioRemark]:
    """Open ones, or answered ones, for authors; the oldest open first."""
    rows = ScenarioRemark.objects.filter(answered_at__isnull=not answered)
    if scenario_id is not None:
        rows = rows.filter(version__scenario=scenario_id)
    order = "-answered_at" if answered else "opened_at"
    return rows.select_related("version__scenario", "answered_by").order_by(order)


def node_title(remark: ScenarioRemark) -> str:
    """The scene a remark is about; empty for the whole talk."""
    node = remark.version.document["nodes"].get(remark.node)
    return (node.get("title") or remark.node) if node else ""
