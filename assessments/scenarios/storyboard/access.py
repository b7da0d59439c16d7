"""Who may open the storyboard, and the one way its views save."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from assessments.scenarios.grammar import Document
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import (
    Draft,
    draft_of,
    lock_reason,
    may_author,
    save_draft,
)
from assessments.scenarios.services.proofs import prove_later
from assessments.scenarios.shape import Problem, parse_problems
from training.people.http import PersonRequest


@dataclass(frozen=True)
class Desk:
    """One role-play on one author's desk. ``locked`` says who locked it; empty: it may be changed.

    ``faults``: what keeps the draft from being a document at all; then it can only be looked at.
    """

    request: PersonRequest
    scenario: Scenario
    draft: Draft
    locked: str
    faults: tuple[Problem, ...]

    @property
    def document(self) -> Document:
        return self.draft.document

    @property
    def token(self) -> str:
        """Identifies the draft that a form was made from."""
        return f"{self.draft.revision_id or ''}|{self.draft.stamp}"

    def save(self, document: Document, note: str, **options: Any) -> None:
        """Save over the draft that the posted form was made from. Raises as ``save_draft``."""
        revision_id, stamp = posted_token(self.request)
        save_draft(
            scenario=self.scenario,
            document=document,
            person=self.request.user,
            revision_id=revision_id,
            stamp=stamp,
            note=note,
            **options,
        )
        transaction.on_commit(lambda: prove_later(document))


View = Callable[..., HttpResponse]


def posted_token(request: HttpRequest) -> tuple[int | None, str]:
    """Revision and stamp of the draft behind a posted form; nothing readable fits no draft."""
    revision, _bar, stamp = request.POST.get("draft", "none").partition("|")
    if not revision:
        return None, stamp
    return (int(revision) if revision.isdecimal() and len(revision) < 18 else -1), stamp


def at_the_desk(view: View) -> View:
    """Gives the view a ``Desk`` in place of the address's ``pk``; 404 and 403 as everywhere."""

    @wraps(view)
    def opened(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
        scenarios = Scenario.objects.select_related("latest_revision", "locale", "locked_by")
        scenario = get_object_or_404(scenarios, pk=pk)
        if not may_author(request.user, scenario):
            return refused(request)
        draft = draft_of(scenario)
        desk = Desk(
            request=cast(PersonRequest, request),
            scenario=scenario,
            draft=draft,
            locked=lock_reason(request.user, scenario),
            faults=tuple(parse_problems(draft.document)),
        )
        return view(desk, *args, **kwargs)

    return opened


def refused(request: HttpRequest) -> HttpResponse:
    context = {
        "status": 403,
        "error_title": _("This is not open to you"),
        "error_text": _("If you need it, ask your manager or trainer."),
        "number": getattr(request, "request_id", ""),
    }
    return render(request, "errors/error.html", context, status=403)
