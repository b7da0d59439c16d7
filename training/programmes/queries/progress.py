"""How far people are. Everything here takes many people at once."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F
from wagtail.models import Page

from assessments.evidence.queries import completions_of
from modules.queries import FALLBACK_LANGUAGE, StepLink
from training.people.models import Person
from training.programmes.models import Enrolment, Programme, StageModule
from training.programmes.models.enrolments import DUE
from training.programmes.queries.outlines import outlines
from training.programmes.queries.required import below, required_steps


@dataclass(frozen=True)
class Progress:
    """Required steps done out of all. ``percent`` is a whole number and 100 only when all are.

    ``next_step``: the first one not done, in the order of the way; ``None`` when none is left.
    """

    done: int
    total: int
    next_step: StepLink | None

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done == self.total


def progress_of(enrolments: Collection[Enrolment], language: str) -> dict[int, Progress]:
    """Progress by the id of the enrolment; what is completed stays complete.

    A constant number of queries: those of ``outlines`` and one for what is done. Give enrolments
    with ``select_related("programme")``.
    """
    shown = outlines({enrolment.programme for enrolment in enrolments}, language)
    required = {pk: outline.required for pk, outline in shown.items()}
    done = completions_of(
        {enrolment.person_id for enrolment in enrolments},
        {step.key for steps in required.values() for step in steps},
    )
    return {
        enrolment.pk: _progress(
            enrolment, required[enrolment.programme_id], done[enrolment.person_id]
        )
        for enrolment in enrolments
    }


def _progress(
    enrolment: Enrolment, required: Sequence[StepLink], done: Collection[uuid.UUID]
) -> Progress:
    total = len(required)
    if not enrolment.is_open:
        return Progress(done=total, total=total, next_step=None)
    left = [step for step in required if step.key not in done]
    return Progress(done=total - len(left), total=total, next_step=left[0] if left else None)


def with_all_steps_done(enrolments: Collection[Enrolment]) -> list[Enrolment]:
    """Those of ``enrolments`` whose person has done every required step. 3 queries.

    Cheaper than ``progress_of`` and says nothing of levels and errors (see ``gaps``).
    """
    required = required_keys({enrolment.programme_id for enrolment in enrolments})
    done = completions_of(
        {enrolment.person_id for enrolment in enrolments},
        {key for keys in required.values() for key in keys},
    )
    return [
        enrolment
        for enrolment in enrolments
        if (keys := required.get(enrolment.programme_id)) and keys <= done[enrolment.person_id]
    ]


def required_keys(programme_ids: Collection[int]) -> dict[int, set[uuid.UUID]]:
    """Required steps by programme; none for a programme with an unpublished module. 2 queries."""
    placed = list(
        StageModule.objects.filter(stage__programme__in=programme_ids).values_list(
            "stage__programme", "module__path", "module__live"
        )
    )
    unfinished = {programme for programme, _path, is_live in placed if not is_live}
    keys: dict[str, set[uuid.UUID]] = {path: set() for _programme, path, _is_live in placed}
    for path, key in required_steps().filter(below(keys)).values_list("path", "translation_key"):
        if (module := path[: -Page.steplen]) in keys:
            keys[module].add(key)
    required: dict[int, set[uuid.UUID]] = {}
    for programme, path, _is_live in placed:
        if programme not in unfinished:
            required.setdefault(programme, set()).update(keys[path])
    return required


def current_enrolment(person: Person) -> Enrolment | None:
    """The open enrolment that is due first, else the one completed last. One query."""
    return (
        Enrolment.objects.filter(person=person)
        .select_related("programme")
        .order_by(F("completed_at").desc(nulls_first=True), DUE, "pk")
        .first()
    )


def latest_enrolment(person: Person, programme: Programme) -> Enrolment | None:
    """The last round of ``person`` in ``programme`` (a row of any language). One query."""
    return (
        Enrolment.objects.filter(
            person=person,
            programme__translation_key=programme.translation_key,
            programme__locale__language_code=FALLBACK_LANGUAGE,
        )
        .select_related("programme", "certificate")
        .order_by("-cycle")
        .first()
    )
