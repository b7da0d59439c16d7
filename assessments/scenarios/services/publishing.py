"""Publishing a role-play makes an immutable version of it, proved before.

What stops it: an error of the checker, a named play that answers otherwise, a warning that nobody
has ticked. A tick belongs to a content: whoever changes a word afterwards reads the list again.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from assessments.scenarios.checker import Report, sorted_findings
from assessments.scenarios.document import complete, content_hash, parse_problems, structure_hash
from assessments.scenarios.exceptions import NotAccepted, NotPublishable, PlaysBroken
from assessments.scenarios.findings import ERROR, WARNING, Finding
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario, ScenarioVersion
from assessments.scenarios.plays.named import BrokenPlay, broken_plays
from assessments.scenarios.services.proofs import prove
from assessments.scenarios.services.sources import is_about_sources, source_findings
from training.people.models import Person

ACCEPTED = "scenarios.accept"
"""The audit log keeps who ticked which warnings of which content."""


@dataclass(frozen=True)
class Sheet:
    """What there is to know before a draft is published.

    ``findings`` are those of the proof and of the sources, errors first. ``key`` stands for this
    content with these warnings; empty for what is no document. ``is_published``: the newest
    version says the same, so nothing would be published. ``is_accepted``: the warnings were
    ticked already, in this very content.
    """

    report: Report
    findings: tuple[Finding, ...]
    broken: tuple[BrokenPlay, ...] = ()
    content_hash: str = ""
    is_published: bool = False
    is_accepted: bool = False

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.level == WARNING)

    @property
    def infos(self) -> int:
        return len(self.findings) - len(self.errors) - len(self.warnings)

    @property
    def key(self) -> str:
        listed = [self.content_hash, *(finding.to_json() for finding in self.warnings)]
        return hashlib.sha256(json.dumps(listed, sort_keys=True).encode()).hexdigest()

    @property
    def needs_tick(self) -> bool:
        return bool(self.warnings) and not (self.is_published or self.is_accepted)


def sheet_of(scenario: Scenario, document: Document, report: Report | None = None) -> Sheet:
    """The sheet of ``document`` as a draft of ``scenario``, which may be unsaved.

    Explores unless ``report`` is given or the proof is there. At most five queries.
    """
    report = report or prove(document)
    if parse_problems(document):
        return Sheet(report, report.findings)
    hashed = content_hash(document)
    sources = source_findings(document, scenario.review_due)
    findings = tuple(sorted_findings([*report.findings, *sources]))
    newest = ScenarioVersion.objects.latest_of(scenario) if scenario.pk else None
    return Sheet(
        report=report,
        findings=findings,
        broken=tuple(broken_plays(scenario, document, report.max_earned)) if scenario.pk else (),
        content_hash=hashed,
        is_published=newest is not None and newest.content_hash == hashed,
        is_accepted=_covers(accepted_warnings(scenario, hashed), findings),
    )


def record_acceptance(
    *, scenario: Scenario, sheet: Sheet, person: Person, revision: Revision | None = None
) -> None:
    """Keep that ``person`` has read the warnings on ``sheet``."""
    warnings = [finding.to_json() for finding in sheet.warnings]
    data = {"content_hash": sheet.content_hash, "warnings": warnings}
    log(instance=scenario, action=ACCEPTED, user=person, revision=revision, data=data)


def accepted_warnings(scenario: Scenario, hashed: str) -> list[dict[str, Any]]:
    """The warnings last ticked in this content, as they were listed. One query."""
    if not scenario.pk:
        return []
    entries = ModelLogEntry.objects.for_instance(scenario).filter(
        action=ACCEPTED, data__content_hash=hashed
    )
    newest = entries.order_by("-timestamp", "-pk").values_list("data", flat=True).first()
    return newest["warnings"] if newest else []


def _covers(accepted: Sequence[dict[str, Any]], findings: Iterable[Finding]) -> bool:
    """Were all warnings among ``findings`` ticked? Figures in them do not count, places do."""
    ticked = {(item["message_code"], item["node"], item["choice"]) for item in accepted}
    return all(
        (finding.message_code, finding.node, finding.choice) in ticked
        for finding in findings
        if finding.level == WARNING
    )


@transaction.atomic
def publish_version(
    *, scenario: Scenario, published_by: Person | None = None, revision: Revision | None = None
) -> ScenarioVersion:
    """Return the version of ``scenario`` as it stands; a new one only when its content changed.

    A person must have ticked the warnings of this content (``record_acceptance``); what commands
    publish, without a person, has its warnings recorded and none accepted. A source that became
    overdue after the tick is recorded, too.

    Raises:
        NotPublishable: a learner could get stuck.
        PlaysBroken: a named play answers otherwise.
        NotAccepted: warnings that nobody has ticked.
    """
    Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    document = complete(scenario.graph)
    newest = ScenarioVersion.objects.latest_of(scenario)
    sheet = sheet_of(scenario, document)
    if sheet.is_published and newest is not None:
        return newest
    if sheet.errors:
        raise NotPublishable(sheet.errors)
    if sheet.broken:
        raise PlaysBroken(sheet.broken)
    accepted = accepted_warnings(scenario, sheet.content_hash)
    lasting = [finding for finding in sheet.findings if not is_about_sources(finding)]
    if published_by is not None and not _covers(accepted, lasting):
        raise NotAccepted(sheet.warnings)
    report = sheet.report
    numbers = scenario.versions.aggregate(newest=Max("number"))
    return ScenarioVersion.objects.create(
        scenario=scenario,
        number=(numbers["newest"] or 0) + 1,
        schema_version=document["schema_version"],
        document=document,
        content_hash=sheet.content_hash,
        structure_hash=structure_hash(document),
        max_earned=report.max_earned,
        is_exhaustive=report.exhaustive,
        states=report.states,
        findings=[finding.to_json() for finding in sheet.findings],
        random_pass_chance=report.random_pass_chance,
        minutes_min=report.minutes_min,
        minutes_max=report.minutes_max,
        accepted=accepted,
        revision=revision,
        published_by=published_by,
    )


def scenario_published(instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Receiver of Wagtail's ``published``, which is sent for every kind of snippet and page.

    Wagtail sends it also for what is only scheduled and not live yet.
    """
    if isinstance(instance, Scenario) and instance.live:
        publisher = revision.user if revision else None
        publish_version(scenario=instance, published_by=publisher, revision=revision)
