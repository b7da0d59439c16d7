"""The draft of a role-play: read, saved, and never overwritten unseen.

Drafts are Wagtail's revisions. A draft is identified by its revision and a stamp, since a revision
that takes up several saves keeps its number.
"""

import datetime
from dataclasses import dataclass
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision
from wagtail.permissions import policy_registry

from assessments.scenarios.document import complete
from assessments.scenarios.exceptions import DraftChanged, DraftLocked
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario
from assessments.scenarios.storyboard.edits import starting
from training.people.models import Person

__all__ = [
    "Draft",
    "DraftChanged",
    "DraftLocked",
    "draft_of",
    "lock_reason",
    "may_author",
    "save_draft",
]

SAVED = "scenarios.draft"
LONGEST_TITLE = 150
FOLDED_FOR = datetime.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Draft:
    """``document`` is complete, yet may have faults of shape: people paste.

    ``revision_id`` is None before the first revision; ``stamp`` changes with every save.
    """

    document: Document
    revision_id: int | None
    stamp: str


def draft_of(scenario: Scenario) -> Draft:
    """The newest draft; the row itself where there is no revision yet. At most one query."""
    revision = scenario.latest_revision
    graph = revision.content.get("graph") if revision else scenario.graph
    document = readable(graph) if graph else starting(scenario.code, scenario.title)
    if revision is None:
        return Draft(document, None, "")
    return Draft(document, revision.pk, stamp_of(revision))


def stamp_of(revision: Revision) -> str:
    return revision.created_at.isoformat()


def may_author(person: Any, scenario: Scenario) -> bool:
    """Whether ``person`` may change this role-play: by their groups, or as its reviewer now."""
    if policy_registry.get_by_type(Scenario).user_has_permission(person, "change"):
        return True
    task = scenario.current_workflow_task
    return bool(task and task.user_can_access_editor(scenario, person))


def lock_reason(person: Any, scenario: Scenario) -> str:
    """A sentence (safe HTML) on who locked the draft; empty where ``person`` may write."""
    lock = scenario.get_lock()
    if lock is None or not lock.for_user(person):
        return ""
    return str(lock.get_message(person) or lock.get_description(person))


@transaction.atomic
def save_draft(
    *,
    scenario: Scenario,
    document: Document,
    person: Person | None,
    revision_id: int | None,
    note: str,
    stamp: str = "",
    subject: str = "",
    data: dict[str, Any] | None = None,
) -> Revision:
    """Save ``document`` as the newest draft and return its revision.

    ``note`` says in a few words what was done. Saves of one ``subject`` (such as one node) by
    one author fold into one revision for ten minutes, unless it was published, scheduled or sent
    to review; an empty subject never folds. ``data`` goes to the log beside the note. ``person``
    is None for commands, which nothing locks out.

    Raises:
        DraftChanged: the newest revision is not ``revision_id`` (or its ``stamp`` differs).
        DraftLocked: somebody else locked it, or it is in review or scheduled.
        PermissionDenied: ``person`` may not change role-plays.
    """
    fresh = Scenario.objects.select_for_update(of=("self",)).get(pk=scenario.pk)
    latest = fresh.latest_revision
    if (latest.pk if latest else None) != revision_id:
        raise DraftChanged(f"{revision_id}, now {latest.pk if latest else None}")
    if latest and stamp and stamp != stamp_of(latest):
        raise DraftChanged(f"{stamp}, now {stamp_of(latest)}")
    if person is not None:
        if not may_author(person, fresh):
            raise PermissionDenied
        if reason := lock_reason(person, fresh):
            raise DraftLocked(reason)
    working = latest.as_object() if latest else fresh
    title, before = document.get("title"), readable(working.graph).get("title")
    working.graph = document
    if isinstance(title, str) and title.strip() and title != before:
        working.title = title.strip()[:LONGEST_TITLE]
    target = latest if latest and _folds(fresh, latest, person, subject) else None
    revision = working.save_revision(user=person, clean=False, overwrite_revision=target)
    log(
        instance=working,
        action=SAVED,
        user=person,
        revision=revision,
        content_changed=True,
        data={"note": note, "subject": subject, **(data or {})},
    )
    scenario.latest_revision = revision
    scenario.has_unpublished_changes = True
    return cast(Revision, revision)


def saves_of(revision_id: int) -> Any:
    """Log entries of the saves that went into one revision, first to last."""
    return ModelLogEntry.objects.filter(revision_id=revision_id, action=SAVED).order_by("timestamp")


def _folds(scenario: Scenario, latest: Revision, person: Person | None, subject: str) -> bool:
    if not subject or person is None or latest.user_id != person.pk:
        return False
    if latest.pk == scenario.live_revision_id or latest.approved_go_live_at:
        return False
    if latest.task_states.exists():
        return False
    saves = list(saves_of(latest.pk))
    return (
        bool(saves)
        and all((save.data or {}).get("subject") == subject for save in saves)
        and saves[0].timestamp > timezone.now() - FOLDED_FOR
    )


def readable(graph: object) -> Any:
    """The draft in a stored ``graph``; what is no document at all counts as an empty one."""
    return complete({"start": "", "nodes": {}} | (graph if isinstance(graph, dict) else {}))
