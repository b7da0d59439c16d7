"""What use tells the authors of a role-play. For those who may change it, nobody else."""

import logging
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.scenarios.analytics.filters import ATTEMPTS, HINTS, MODES, Filters, filters_from
from assessments.scenarios.analytics.health import health
from assessments.scenarios.analytics.page import (
    Names,
    change_row,
    decision_rows,
    drawing,
    health_context,
    node_rows,
    paths_context,
)
from assessments.scenarios.analytics.queries import Pool, VersionGroup, version_groups
from assessments.scenarios.analytics.reports import UseReport, use_report
from assessments.scenarios.analytics.tables import decisions_csv
from assessments.scenarios.analytics.talks import LEAST_PEOPLE
from assessments.scenarios.debriefing import competency_names
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.xapi import export_statements
from assessments.scenarios.trainers import for_trainers, frame
from training.people.http import PersonRequest
from training.people.models import OrgUnit

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What one request asks for; ``group`` is absent before the first publishing."""

    filters: Filters
    groups: list[VersionGroup]
    group: VersionGroup | None
    pool: Pool | None
    unit: OrgUnit | None

    @property
    def path(self) -> str:
        return self.unit.path if self.unit else ""

    def report(self) -> UseReport | None:
        return use_report(self.pool, self.filters, self.path) if self.pool else None


@require_safe
@for_trainers
def analytics(request: PersonRequest, scenario: Scenario) -> HttpResponse:
    """Map, decisions, paths, change, health, under the filters in the address."""
    asked = _asked(request, scenario)
    report = asked.report()
    logger.info(
        "scenarios.analytics_seen",
        extra={"scenario": scenario.pk, "user": request.user.pk, "unit": asked.filters.unit},
    )
    context = {
        **frame(scenario, _("How it is played"), "table"),
        "asked": asked,
        "choices": _choices(asked),
        "least": LEAST_PEOPLE,
        "report": report,
        "csv_url": f"{reverse('scenario_admin:analytics_csv', args=[scenario.pk])}"
        f"?{request.GET.urlencode()}",
    }
    if asked.group:
        names = Names(scenario, asked.group.document)
        context |= health_context(health(scenario, asked.group), names)
        if report:
            context |= _figures(report, names)
    return render(request, "scenarios/analytics/analytics.html", context)


def _figures(report: UseReport, names: Names) -> dict[str, Any]:
    competencies = competency_names(report.document)
    return {
        "drawing": drawing(report, names),
        "nodes": node_rows(report, names),
        "decisions": decision_rows(report, names),
        "changes": None
        if report.changes is None
        else [change_row(row, competencies) for row in report.changes],
        **paths_context(report, names),
    }


@require_safe
@for_trainers
def decisions_file(request: PersonRequest, scenario: Scenario) -> HttpResponse:
    """The decisions of the same filters as CSV; 404 where the page would show none."""
    asked = _asked(request, scenario)
    report = asked.report()
    if report is None or asked.group is None:
        raise Http404
    logger.info(
        "scenarios.analytics_exported",
        extra={"scenario": scenario.pk, "user": request.user.pk, "rows": len(report.decisions)},
    )
    return HttpResponse(
        decisions_csv(report, Names(scenario, asked.group.document)),
        content_type="text/csv; charset=utf-8",
        headers=_attachment(f"{scenario.code}-decisions.csv"),
    )


@require_POST
@for_trainers
def xapi_file(request: PersonRequest, scenario: Scenario) -> StreamingHttpResponse:
    """Statements about the talks of the exporter and of the people they lead, one a line."""
    day = timezone.localdate()
    return StreamingHttpResponse(
        export_statements(scenario=scenario, by=request.user),
        content_type="application/x-ndjson; charset=utf-8",
        headers=_attachment(f"{scenario.code}-xapi-{day:%Y-%m-%d}.jsonl"),
    )


def _attachment(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _asked(request: PersonRequest, scenario: Scenario) -> Asked:
    """Raises ``BadRequest`` for what no list offers, ``Http404`` for another's unit or version."""
    filters = filters_from(request.GET.dict())
    groups = version_groups(scenario)
    group = next((one for one in groups if filters.version in {0, one.key}), None)
    if group is None and filters.version:
        raise Http404
    pool = Pool(group, filters.hints, request.user) if group else None
    unit = None
    if filters.unit:
        units = {one.pk: one for one in pool.units} if pool else {}
        unit = units.get(filters.unit)
        if unit is None:
            raise Http404
    return Asked(filters, groups, group, pool, unit)


def _choices(asked: Asked) -> list[dict[str, Any]]:
    """The filters as lists: name, label, options as (value, label, is chosen)."""
    filters = asked.filters
    lists: list[tuple[str, str, list[tuple[Any, Any]], Any]] = [
        ("mode", _("Mode"), list(MODES.items()), filters.mode),
        ("hints", _("Hints"), list(HINTS.items()), filters.hints),
        ("attempts", _("Attempts"), list(ATTEMPTS.items()), filters.attempts),
    ]
    if len(asked.groups) > 1:
        named = [(one.key, _group_name(one)) for one in asked.groups]
        chosen = asked.group.key if asked.group else 0
        lists.insert(0, ("version", _("Versions"), named, chosen))
    if asked.pool and (units := _units(asked, asked.pool)):
        lists.append(("unit", _("Unit"), [("", _("everybody")), *units], filters.unit))
    return [
        {
            "name": name,
            "label": label,
            "options": [(value, text, value == chosen) for value, text in options],
        }
        for name, label, options, chosen in lists
    ]


def _units(asked: Asked, pool: Pool) -> list[tuple[int, str]]:
    """Units that may be shown under these filters, indented as the tree; the chosen one always."""
    shown = pool.shown_paths(asked.filters)
    wanted = [unit for unit in pool.units if unit.path in shown or unit == asked.unit]
    top = min((unit.depth for unit in wanted), default=0)
    return [(unit.pk, "– " * (unit.depth - top) + unit.short_name) for unit in wanted]


def _group_name(group: VersionGroup) -> str:
    values = {
        "newest": group.newest,
        "oldest": group.oldest,
        "since": f"{timezone.localtime(group.since):%d.%m.%Y}",
    }
    if group.newest == group.oldest:
        return _("version %(newest)d, from %(since)s") % values
    return _("versions %(oldest)d–%(newest)d, from %(since)s") % values
