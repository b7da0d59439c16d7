"""Check 17: is the law behind a role-play known here, and was it compared with the acts in time?"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from assessments.scenarios.findings import ERROR, SOURCES, Finding, found
from assessments.scenarios.grammar import Document
from modules.models import Norm

SHOWN_DATE = "%d.%m.%Y"


def source_findings(
    document: Document,
    review_due: datetime.date | None = None,
    today: datetime.date | None = None,
) -> list[Finding]:
    """Every choice whose source of law is unknown or overdue, and the review of the whole.

    Warnings, or errors where the site demands sources (``SCENARIO_SOURCES_REQUIRED``). The day
    named by ``review_due`` and by a source is still in time. One query, none without a basis.
    """
    findings = _findings(document, review_due, today or timezone.localdate())
    if settings.SCENARIO_SOURCES_REQUIRED:
        return [replace(finding, level=ERROR) for finding in findings]
    return list(findings)


def is_about_sources(finding: Finding) -> bool:
    return finding.check == SOURCES


def _findings(
    document: Document, review_due: datetime.date | None, today: datetime.date
) -> Iterator[Finding]:
    if review_due is not None and review_due < today:
        yield found("review_overdue", due=review_due.strftime(SHOWN_DATE))
    places = list(_bases(document))
    due = _next_checks({code for _, _, code in places}) if places else {}
    for node_id, choice_id, code in places:
        if code not in due:
            yield found("source_unknown", node_id, choice_id, code=code)
        elif (day := due[code]) is not None and day < today:
            shown = day.strftime(SHOWN_DATE)
            yield found("source_overdue", node_id, choice_id, code=code, due=shown)


def _bases(document: Document) -> Iterator[tuple[str, str, str]]:
    for node_id, node in document["nodes"].items():
        if node["kind"] == "scene":
            for choice in node["choices"]:
                if choice["basis"]:
                    yield node_id, choice["id"], choice["basis"]


def _next_checks(codes: Iterable[str]) -> dict[str, datetime.date | None]:
    """When each known source is to be compared next; the earliest of its languages."""
    due: dict[str, datetime.date | None] = {}
    for code, day in Norm.objects.filter(code__in=codes).values_list("code", "next_check"):
        known = due.get(code)
        due[code] = min(filter(None, (known, day)), default=None)
    return due
