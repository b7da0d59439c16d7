"""Talks as xAPI statements, one a line, for another system that learns from them."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from assessments.scenarios.analytics.xapi import Decided, statement
from assessments.scenarios.models import Run, RunStep, Scenario
from assessments.scenarios.models.scenarios import published_document
from training.people.models import Person

EXPORTED = "scenarios.export_xapi"
CHUNK = 1_000


def export_statements(*, scenario: Scenario, by: Person | None) -> Iterator[str]:
    """JSON statements with a line feed each, oldest talk first. The export is logged at once.

    Talks of ``by`` and of the people in their scope today; of everybody where ``by`` is ``None``,
    for a command run beside the database. Ways tried from an earlier talk are left out. Two
    queries, and one for each version; the statements are read while they are asked for.
    """
    runs = Run.objects.filter(scenario_key=scenario.translation_key, origin=None)
    if by is not None:
        runs = runs.visible_to(by)
    steps = RunStep.objects.filter(run__in=runs.values("pk"))
    log(
        instance=scenario,
        action=EXPORTED,
        user=by,
        data={"statements": steps.count(), "scope": "own" if by else "all"},
    )
    return _lines(steps)


def _lines(steps: Any) -> Iterator[str]:
    rows = steps.order_by("run__started_at", "run", "index").values_list(
        "run",
        "run__person",
        "run__started_at",
        "run__ending",
        "run__mode",
        "run__feedback_mode",
        "run__version",
        "run__version__number",
        "index",
        "node",
        "choice",
        "earned",
        "offered",
        "at",
    )
    home = settings.BASE_URL.rstrip("/")
    current, before = None, None
    for row in rows.iterator(CHUNK):
        run, person, started, ending, mode, feedback, version, number, *step = row
        index, node, choice, earned, offered, at = step
        since = before if run == current and before else started
        current, before = run, at
        decided = Decided(
            run=str(run),
            person=person,
            index=index,
            node=node,
            choice=choice,
            earned=earned,
            offered=offered,
            at=at,
            since=since,
            mode=mode,
            feedback=feedback,
            version=number,
            is_finished=bool(ending),
        )
        document = published_document(version)
        yield json.dumps(statement(decided, document, home, keyed), ensure_ascii=False) + "\n"


def keyed(purpose: str, value: str) -> str:
    """The same for the same value on this site, tells nothing to anybody else. 64 hex digits."""
    return salted_hmac(f"scenarios.xapi.{purpose}", value, algorithm="sha256").hexdigest()
