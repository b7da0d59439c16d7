"""Publishing a role-play makes an immutable version of it, proved before."""

from typing import Any

from django.db import transaction
from django.db.models import Max

from assessments.scenarios.checker import check
from assessments.scenarios.document import complete, content_hash, structure_hash
from assessments.scenarios.exceptions import NotPublishable
from assessments.scenarios.models import Scenario, ScenarioVersion
from training.people.models import Person

PROOF_STATES = 300_000


@transaction.atomic
def publish_version(*, scenario: Scenario, published_by: Person | None = None) -> ScenarioVersion:
    """Return the version of ``scenario`` as it stands; a new one only when its content changed.

    Raises:
        NotPublishable: a learner could get stuck.
    """
    Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    document = complete(scenario.graph)
    newest = ScenarioVersion.objects.latest_of(scenario)
    report = check(document, max_states=PROOF_STATES)
    if report.errors:
        raise NotPublishable(report.errors)
    hashed = content_hash(document)
    if newest is not None and newest.content_hash == hashed:
        return newest
    numbers = scenario.versions.aggregate(newest=Max("number"))
    return ScenarioVersion.objects.create(
        scenario=scenario,
        number=(numbers["newest"] or 0) + 1,
        schema_version=document["schema_version"],
        document=document,
        content_hash=hashed,
        structure_hash=structure_hash(document),
        max_earned=report.max_earned,
        is_exhaustive=report.exhaustive,
        states=report.states,
        findings=[finding.to_json() for finding in report.findings],
        random_pass_chance=report.random_pass_chance,
        minutes_min=report.minutes_min,
        minutes_max=report.minutes_max,
        published_by=published_by,
    )


def scenario_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Receiver of Wagtail's ``published``, which is sent for every kind of snippet and page."""
    if isinstance(instance, Scenario):
        publish_version(scenario=instance, published_by=revision.user if revision else None)
