"""What the marking page shows: whose turn it is, the rubric, what was given so far."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assessments.quizzes.marking.forms import DecisionForm, MarkingForm, RubricForm
from assessments.quizzes.marking.queue import MARK, Queue
from assessments.quizzes.marking.texts import Text, texts_of
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.marking import Marking, MarkingState, Return
from assessments.quizzes.rubric import (
    Criterion,
    Level,
    Points,
    earned,
    markers_needed,
    rubric_of,
    whole,
)
from assessments.quizzes.showing import ShownQuestion, shown
from assessments.quizzes.wording import words

TO_MARK, TO_DECIDE, SUBMITTED, WITH_LEARNER, DONE = (
    "mark",
    "decide",
    "submitted",
    "returned",
    "done",
)
TAB_BYTES = 9
KEYS = "1234567890"
"""Keys that choose a level of the criterion in focus, in their order."""


@dataclass(frozen=True)
class Choice:
    level: Level
    key: str
    is_chosen: bool


@dataclass(frozen=True)
class CriterionRow:
    """A criterion of the form. ``errors`` of what was typed."""

    name: str
    criterion: Criterion
    choices: list[Choice]
    errors: list[str]

    @property
    def shows_keys(self) -> bool:
        """Whether keys are other than the points that stand beside them."""
        return any(choice.key != choice.level.key for choice in self.choices)


@dataclass(frozen=True)
class Given:
    """Marks somebody gave. ``levels``: criterion and level, ``None`` where there is no mark."""

    marking: Any
    levels: list[tuple[Criterion, Level | None]]
    total: Decimal


@dataclass(frozen=True)
class MarkingPage:
    """One answer before a marker.

    ``turn``: what this person can do now. ``own``: their marks, where they may not change them any
    more. ``others``: marks of others, once this person's are in or not asked for. ``earlier``:
    texts that were returned.
    """

    item: AttemptItem
    question: ShownQuestion
    turn: str
    text: Text
    earlier: list[Text]
    returned: Return | None
    criteria: tuple[Criterion, ...]
    whole: Decimal
    sample: str
    notes: str
    is_double: bool
    own: Given | None
    others: list[Given]
    saved: Marking | None
    form: RubricForm | None = None
    rows: list[CriterionRow] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """Of what is chosen in the form."""
        chosen = (choice for row in self.rows for choice in row.choices if choice.is_chosen)
        return sum((choice.level.points for choice in chosen), Decimal(0))


def item_for(queue: Queue, item_id: int) -> AttemptItem:
    """An answer this person may mark, with all that its page needs. Raises ``DoesNotExist``."""
    return (
        queue.scope.items()
        .select_related("attempt", "decision")
        .prefetch_related("returns__rewriting", "markings")
        .get(pk=item_id)
    )


def marking_page(item: AttemptItem, queue: Queue, form: RubricForm | None = None) -> MarkingPage:
    """The page of ``item_for``; ``form`` with what was typed, else with what was saved."""
    document = item.document
    texts = texts_of(item)
    current = [marking for marking in item.markings.all() if marking.is_current]
    own = next((one for one in current if one.marker_id == queue.scope.viewer.pk), None)
    submitted = [one for one in current if one.state == MarkingState.SUBMITTED]
    turn = _turn(item, own, submitted, texts[-1].returned)
    criteria = rubric_of(document)
    if form is None or not isinstance(form, _FORMS.get(turn, ())):
        form = _fresh(turn, criteria, own, revision=len(texts) - 1)
    others = [one for one in submitted if one is not own] if turn not in BLIND else []
    final = [item.decision] if turn == DONE and hasattr(item, "decision") else []
    return MarkingPage(
        item=item,
        question=shown(document, item.options, texts[-1].text),
        turn=turn,
        text=texts[-1],
        earlier=texts[:-1],
        returned=texts[-1].returned,
        criteria=criteria,
        whole=whole(criteria),
        sample=words(document, document.get("sample") or ""),
        notes=words(document, document.get("marking_notes") or ""),
        is_double=markers_needed(document) > 1,
        own=given(criteria, own) if own in submitted and own is not None else None,
        others=[given(criteria, one) for one in (*others, *final)],
        saved=own,
        form=form,
        rows=_rows(criteria, form) if form else [],
    )


_FORMS: Mapping[str, type[RubricForm]] = {TO_MARK: MarkingForm, TO_DECIDE: DecisionForm}
BLIND = frozenset({TO_MARK, WITH_LEARNER})
"""While it may still be this person's turn to mark, others' marks are not shown."""


def _turn(
    item: AttemptItem, own: Marking | None, submitted: list[Marking], returned: Return | None
) -> str:
    if item.share is not None:
        return DONE
    if returned is not None and timezone.now() < returned.until:
        return WITH_LEARNER
    if own in submitted:
        return SUBMITTED
    return TO_DECIDE if len(submitted) >= markers_needed(item.document) else TO_MARK


def _fresh(
    turn: str, criteria: tuple[Criterion, ...], own: Marking | None, revision: int
) -> RubricForm | None:
    if turn == TO_DECIDE:
        return DecisionForm(criteria)
    if turn != TO_MARK:
        return None
    values: dict[str, Any] = {"rev": 0, "revision": revision, "tab": new_tab()}
    if own is not None:
        values |= {"rev": own.rev, "comment": own.comment, "note": own.note}
        values |= {
            f"c{number}": own.points.get(criterion.id, "")
            for number, criterion in enumerate(criteria, start=1)
        }
    return MarkingForm(criteria, initial=values)


def new_tab() -> str:
    """A name for one window with the page."""
    return secrets.token_urlsafe(TAB_BYTES)


def _rows(criteria: tuple[Criterion, ...], form: RubricForm) -> list[CriterionRow]:
    return [
        CriterionRow(
            name=f"c{number}",
            criterion=criterion,
            choices=[
                Choice(level, key, form[f"c{number}"].value() == level.key)
                for level, key in _with_keys(criterion.levels)
            ],
            errors=[str(error) for error in form[f"c{number}"].errors],
        )
        for number, criterion in enumerate(criteria, start=1)
    ]


def _with_keys(levels: tuple[Level, ...]) -> list[tuple[Level, str]]:
    """Levels without words are chosen by their points where one key can say them."""
    if all(not level.text and level.key in set(KEYS) for level in levels):
        return [(level, level.key) for level in levels]
    return [(level, KEYS[place : place + 1]) for place, level in enumerate(levels)]


def given(criteria: tuple[Criterion, ...], marking: Any) -> Given:
    """``marking``: a ``Marking`` or a ``Decision``."""
    points: Points = marking.points
    levels = [(one, one.level(points[one.id]) if one.id in points else None) for one in criteria]
    return Given(marking, levels, earned(points))


def place_in_queue(item: AttemptItem, queue: Queue) -> dict[str, Any]:
    """Neighbours and how many are left. Three queries."""
    before, after = queue.neighbours(item)
    return {"before": before, "after": after, "left": queue.show(MARK).count()}
