"""Steps back and forth through the saves of a draft. Each is a save of its own: nothing is lost.

Where a draft stands is kept beside its save in the log: ``position`` is the revision whose content
it has, ``redo`` the revisions that were stepped back from, the nearest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from wagtail.models import Revision

from assessments.scenarios.exceptions import NothingToUndo
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import (
    Draft,
    readable,
    save_draft,
    saves_of,
)
from training.people.models import Person

LONGEST_REDO = 50


@dataclass(frozen=True, slots=True)
class Standing:
    """Which revisions a step back and a step forth would bring; None: there is none."""

    position: int | None
    back: int | None
    redo: tuple[int, ...] = ()

    @property
    def forth(self) -> int | None:
        return self.redo[0] if self.redo else None


def standing(scenario: Scenario, draft: Draft) -> Standing:
    """At most three queries."""
    if draft.revision_id is None:
        return Standing(None, None)
    position, redo = _position(draft.revision_id)
    back = _revisions(scenario).filter(pk__lt=position).order_by("-pk").values_list("pk", flat=True)
    kept = list(_revisions(scenario).filter(pk__in=redo).values_list("pk", flat=True))
    return Standing(position, back.first(), tuple(pk for pk in redo if pk in kept))


def step_back(*, scenario: Scenario, person: Person, draft: Draft) -> Revision:
    """Save the content before the last save again. Raises as ``save_draft`` and NothingToUndo."""
    now = standing(scenario, draft)
    if now.back is None or now.position is None:
        raise NothingToUndo
    redo = (now.position, *now.redo)[:LONGEST_REDO]
    return _bring_back(scenario, person, draft, now.back, redo, "undo")


def step_forth(*, scenario: Scenario, person: Person, draft: Draft) -> Revision:
    """Take the last step back back. Raises as ``save_draft`` and NothingToUndo."""
    now = standing(scenario, draft)
    if now.forth is None:
        raise NothingToUndo
    return _bring_back(scenario, person, draft, now.forth, now.redo[1:], "redo")


def note_of(revision_id: int | None) -> str:
    """What the last save of a revision did, as its author was told; empty where nobody noted it."""
    save = saves_of(revision_id).last() if revision_id else None
    return str((save.data or {}).get("note", "")) if save else ""


def _bring_back(
    scenario: Scenario,
    person: Person,
    draft: Draft,
    target: int,
    redo: Sequence[int],
    note: str,
) -> Revision:
    content = _revisions(scenario).get(pk=target).content
    position, _redo = _position(target)
    return save_draft(
        scenario=scenario,
        document=readable(content.get("graph")),
        person=person,
        revision_id=draft.revision_id,
        stamp=draft.stamp,
        note=note,
        data={"position": position, "redo": list(redo)},
    )


def _position(revision_id: int) -> tuple[int, tuple[int, ...]]:
    save = saves_of(revision_id).last()
    data = (save.data or {}) if save else {}
    return data.get("position", revision_id), tuple(data.get("redo", ()))


def _revisions(scenario: Scenario) -> QuerySet[Revision]:
    found: QuerySet[Revision] = scenario.revisions.all()
    return found
