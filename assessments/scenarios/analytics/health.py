"""What in a role-play asks for its author's eye: law, remarks, experts, findings ticked off."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone, translation

from assessments.scenarios.analytics.queries import VersionGroup
from assessments.scenarios.analytics.talks import scenes
from assessments.scenarios.experts.opinions import opinion
from assessments.scenarios.findings import Finding, sentence
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import (
    ExpertPanel,
    ExpertRating,
    Scenario,
    ScenarioRemark,
    ScenarioVersion,
)
from assessments.scenarios.remarks.queries import remarks_to_answer
from modules.models import Norm

SHOWN_REMARKS = 10

Rating = tuple[str, str, str, int]
"""Node, choice, competency, rating 0–4."""


@dataclass(frozen=True)
class Disagreement:
    """Experts of the newest panel do not agree about a choice. ``agreement``: r_wg, below 0.70."""

    node: str
    choice: str
    competency: str
    agreement: float
    experts: int


@dataclass(frozen=True)
class Accepted:
    """A warning that was ticked off when the version was published."""

    node: str
    choice: str
    words: str


@dataclass(frozen=True)
class Health:
    """``version`` is the published one that ``accepted`` belongs to."""

    review_due: datetime.date | None
    is_review_overdue: bool
    overdue_norms: list[Norm]
    open_remarks: int
    remarks: list[ScenarioRemark]
    disagreements: list[Disagreement]
    version: ScenarioVersion
    accepted: list[Accepted]


def health(scenario: Scenario, group: VersionGroup) -> Health:
    """Of the newest version in ``group``. At most six queries."""
    today = timezone.localdate()
    version = ScenarioVersion.objects.defer("document").get(pk=group.key)
    waiting = remarks_to_answer(scenario_id=scenario.pk)
    due = scenario.review_due
    return Health(
        review_due=due,
        is_review_overdue=due is not None and due < today,
        overdue_norms=_overdue_norms(group.document, today),
        open_remarks=waiting.count(),
        remarks=list(waiting.defer("version__document", "version__findings")[:SHOWN_REMARKS]),
        disagreements=disagreements(_ratings(scenario)),
        version=version,
        accepted=[_accepted(Finding.from_json(one)) for one in version.accepted],
    )


def disagreements(ratings: Iterable[Rating]) -> list[Disagreement]:
    """Choices that enough experts rated and do not agree about, worst first."""
    given: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for node, choice, competency, rating in ratings:
        given[node, choice, competency].append(rating)
    found = [(place, opinion(marks)) for place, marks in given.items()]
    return sorted(
        (
            Disagreement(*place, float(said.agreement), said.raters)
            for place, said in found
            if said.is_disputed
        ),
        key=lambda one: (one.agreement, one.node, one.choice),
    )


def _ratings(scenario: Scenario) -> list[Rating]:
    newest = ExpertPanel.objects.filter(scenario=scenario).order_by("-opened_at", "-pk")[:1]
    rows = ExpertRating.objects.filter(panel__in=newest.values("pk"))
    return list(rows.values_list("node", "choice", "competency", "rating"))


def _overdue_norms(document: Document, today: datetime.date) -> list[Norm]:
    codes = {
        choice["basis"] for scene in scenes(document).values() for choice in scene["choices"]
    } - {""}
    if not codes:
        return []
    norms = Norm.objects.filter(code__in=codes, locale__language_code="uk").order_by("code")
    return [norm for norm in norms if norm.is_overdue(today)]


def _accepted(finding: Finding) -> Accepted:
    language = translation.get_language() or "uk"
    return Accepted(finding.node, finding.choice, sentence(finding, language))
