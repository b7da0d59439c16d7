"""What somebody reads before a talk: from the newest version, never from the draft."""

import math
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import pgettext_lazy

from assessments.scenarios.grammar import Document
from assessments.scenarios.models import ScenarioPage, ScenarioVersion
from assessments.scenarios.models.scenarios import published_document
from assessments.scenarios.queries import RunStanding, run_standing
from training.people.models import Person

CHANNELS = {
    "office": pgettext_lazy("channel of a talk", "in the office"),
    "phone": pgettext_lazy("channel of a talk", "by phone"),
    "chat": pgettext_lazy("channel of a talk", "in a chat"),
    "visit": pgettext_lazy("channel of a talk", "at the client’s place"),
}


@dataclass(frozen=True)
class Published:
    """The newest version of a role-play. ``minutes``: the quickest and the longest way, rounded up;
    without a proof of them what the author wrote, twice.
    """

    version_id: int
    scenario_key: uuid.UUID
    structure_hash: str
    document: Document
    minutes: tuple[int, int]

    @property
    def channel(self) -> str:
        return str(CHANNELS[self.document["channel"]])


@dataclass(frozen=True)
class Briefing:
    """``own`` is ``None`` until the role-play is published; ``alternative`` where there is none.

    ``plays_alternative``: the open talk is the alternative. ``has_newer``: the open talk has an
    older version than a fresh one would have; ``same_talk``: of the same structure.
    """

    own: Published | None
    alternative: Published | None
    standing: RunStanding
    plays_alternative: bool
    has_newer: bool
    same_talk: bool


def briefing(page: ScenarioPage, person: Person) -> Briefing:
    """Two queries, and one for each document this process has not read yet."""
    newest = _newest([page.scenario_id, page.alternative_id])
    own = newest.get(page.scenario_id or 0)
    alternative = newest.get(page.alternative_id or 0)
    standing = run_standing(person, page.translation_key)
    run = standing.running
    played = [one for one in (own, alternative) if run and one]
    played = [one for one in played if run and one.scenario_key == run.scenario_key]
    is_newer = bool(run and played and played[0].version_id != run.version_id)
    return Briefing(
        own=own,
        alternative=alternative,
        standing=standing,
        plays_alternative=bool(played) and played[0] is alternative,
        has_newer=is_newer,
        same_talk=bool(run and is_newer and played[0].structure_hash == _structure(run.version_id)),
    )


def _newest(scenario_ids: list[int | None]) -> dict[int, Published]:
    """By scenario. One query besides the documents."""
    rows = ScenarioVersion.objects.filter(scenario__in=[pk for pk in scenario_ids if pk])
    rows = rows.annotate(scenario_key=F("scenario__translation_key")).defer("document", "findings")
    by_scenario = {row.scenario_id: row for row in rows.order_by("number")}
    return {pk: _published(row) for pk, row in by_scenario.items()}


def _published(version: Any) -> Published:
    document = published_document(version.pk)
    quickest = math.ceil(version.minutes_min or document["minutes"])
    longest = math.ceil(version.minutes_max or document["minutes"])
    return Published(
        version_id=version.pk,
        scenario_key=version.scenario_key,
        structure_hash=version.structure_hash,
        document=document,
        minutes=(max(quickest, 1), max(quickest, longest, 1)),
    )


def _structure(version_id: int) -> str:
    return ScenarioVersion.objects.values_list("structure_hash", flat=True).get(pk=version_id)
