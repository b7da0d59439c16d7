"""The sheet about publishing in the form of a role-play."""

from dataclasses import dataclass
from typing import Any

from django import template

from assessments.scenarios.checker import quick_findings
from assessments.scenarios.comparing import summary
from assessments.scenarios.comparison import compare
from assessments.scenarios.document import complete, parse_problems
from assessments.scenarios.findings import Finding
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario, ScenarioVersion
from assessments.scenarios.models.scenarios import published_document
from assessments.scenarios.publishing_form import TICK
from assessments.scenarios.services.proofs import proof_of, prove_later
from assessments.scenarios.services.publishing import Sheet, sheet_of

register = template.Library()


@dataclass(frozen=True)
class Shown:
    """``sheet`` is None until the whole talk was explored; then ``quick`` says what a look decides.

    ``version`` is the newest, ``changes`` what the draft does otherwise; empty without a version.
    ``faults``: the sentences of a refusal.
    """

    sheet: Sheet | None
    quick: tuple[Finding, ...]
    version: ScenarioVersion | None
    changes: str
    faults: list[str]


@register.simple_tag
def publishing_sheet(scenario: Scenario, form: Any = None) -> Shown:
    """What to know before publishing. Explores nothing while the page waits; six queries."""
    document = complete(scenario.graph)
    sheet = getattr(form, "sheet", None) or _known_sheet(scenario, document)
    version = ScenarioVersion.objects.latest_of(scenario) if scenario.pk else None
    return Shown(
        sheet=sheet,
        quick=() if sheet else tuple(quick_findings(document)),
        version=version,
        changes=_changes(version, document),
        faults=list(form.errors.get(TICK, [])) if form is not None and form.is_bound else [],
    )


@register.simple_tag
def known_findings(graph: Any) -> tuple[Finding, ...]:
    """What is known of a draft now: its proof, or what a look decides. One query."""
    document = complete(graph)
    report = proof_of(document)
    return report.findings if report else tuple(quick_findings(document))


def _known_sheet(scenario: Scenario, document: Document) -> Sheet | None:
    if parse_problems(document):
        return sheet_of(scenario, document)
    report = proof_of(document)
    if report is None:
        prove_later(document)
        report = proof_of(document)
    return sheet_of(scenario, document, report) if report else None


def _changes(version: ScenarioVersion | None, document: Document) -> str:
    if version is None or parse_problems(document):
        return ""
    return summary(compare(published_document(version.pk), document))
