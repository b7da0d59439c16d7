"""What somebody reads before a talk: from the newest version, never from the draft."""

import math
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import pgettext_lazy

from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario, ScenarioPage, ScenarioVersion
from assessments.scenarios.models.scenarios import in_language, published_document
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
    without a proof of them what the author wrote, twice. ``newest`` are the newest versions of all
    its languages.
    """

    version_id: int
    newest: frozenset[int]
    scenario_key: uuid.UUID
    document: Document
    minutes: tuple[int, int]

    @property
    def channel(self) -> str:
        return str(CHANNELS[self.document["channel"]])


@dataclass(frozen=True)
class Briefing:
    """``own`` is ``None`` until the role-play is published; ``alternative`` where there is none.

    ``plays_alternative``: the open talk is the alternative. ``has_newer``: the open talk has an
    older version than a fresh one would have.
    """

    own: Published | None
    alternative: Published | None
    standing: RunStanding
    plays_alternative: bool
    has_newer: bool


def briefing(page: ScenarioPage, person: Person) -> Briefing:
    """Two queries, and one for each document this process has not read yet."""
    newest = _newest([page.scenario_id, page.alternative_id], page.locale_id)
    own = newest.get(page.scenario_id or 0)
    alternative = newest.get(page.alternative_id or 0)
    standing = run_standing(person, page.translation_key)
    run = standing.running
    played = [one for one in (own, alternative) if run and one]
    played = [one for one in played if run and one.scenario_key == run.scenario_key]
    return Briefing(
        own=own,
        alternative=alternative,
        standing=standing,
        plays_alternative=bool(played) and played[0] is alternative,
        has_newer=bool(run and played and run.version_id not in played[0].newest),
    )


def _newest(scenario_ids: list[int | None], locale_id: int) -> dict[int, Published]:
    """By scenario, in the language of the page. One query besides the documents."""
    wanted = [pk for pk in scenario_ids if pk]
    keys = Scenario.objects.filter(pk__in=wanted).values("translation_key")
    rows = ScenarioVersion.objects.filter(scenario__translation_key__in=keys).annotate(
        scenario_key=F("scenario__translation_key"), locale_id=F("scenario__locale")
    )
    rows = rows.defer("document", "findings").order_by("number")
    newest: dict[int, Any] = {row.scenario_id: row for row in rows}
    found = {}
    for pk in wanted:
        if original := newest.get(pk):
            key = original.scenario_key
            family = [row for row in newest.values() if row.scenario_key == key]
            translated = next((row for row in family if row.locale_id == locale_id), None)
            chosen = in_language(original, translated)
            found[pk] = _published(chosen, frozenset(row.pk for row in family))
    return found


def _published(version: Any, newest: frozenset[int]) -> Published:
    document = published_document(version.pk)
    quickest = math.ceil(version.minutes_min or document["minutes"])
    longest = math.ceil(version.minutes_max or document["minutes"])
    return Published(
        version_id=version.pk,
        newest=newest,
        scenario_key=version.scenario_key,
        document=document,
        minutes=(max(quickest, 1), max(quickest, longest, 1)),
    )
