"""Marks of long answers: draft, submit, return, rewrite, decide. One transaction each.

Whoever changes something holds the attempt's lock. Source: docs/marking.md.
"""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db import transaction
from django.utils import timezone

from assessments.quizzes.marking.exceptions import (
    MarkingClosed,
    MarkingConflict,
    MarkingIncomplete,
)
from assessments.quizzes.marking.scope import marker_scope
from assessments.quizzes.marking.texts import open_return, revision
from assessments.quizzes.models import Attempt, AttemptItem
from assessments.quizzes.models.marking import (
    Decision,
    Marking,
    MarkingState,
    Return,
    RevisedAnswer,
)
from assessments.quizzes.rubric import (
    Points,
    differ_too_much,
    markers_needed,
    mean,
    missing,
    rubric_of,
    share_of,
)
from assessments.quizzes.services.results import settle_attempt
from training.people.models import Person

SHARE_DIGITS = Decimal("0.00001")


@dataclass(frozen=True)
class Sheet:
    """What a marker has typed, and what they had before them while typing.

    ``rev``: of their marking, 0 for none. ``tab``: the window. ``revision``: of the text.
    """

    points: Mapping[str, str]
    comment: str
    note: str
    rev: int
    tab: str
    revision: int


def save_draft(*, marker: Person, item_id: int, sheet: Sheet) -> Marking:
    """Keep unfinished marks.

    Raises:
        AttemptItem.DoesNotExist: not theirs to mark.
        MarkingClosed, MarkingConflict, MarkingIncomplete.
    """
    with transaction.atomic():
        item = _locked_for(marker, item_id)
        return _save(_writable(item, marker, sheet), item, sheet)


def submit_marking(*, marker: Person, item_id: int, sheet: Sheet) -> Marking:
    """Hand marks in; the last one needed makes the answer's share final and settles the attempt.

    The same marks again from the same window change nothing. Raises as ``save_draft``.
    """
    with transaction.atomic():
        item = _locked_for(marker, item_id)
        if done := _same_again(item, marker, sheet):
            return done
        marking = _writable(item, marker, sheet)
        returned = open_return(item)
        if returned and timezone.now() < returned.until:
            raise MarkingClosed(MarkingClosed.RETURNED)
        if len(_submitted(item)) >= markers_needed(item.document):
            raise MarkingClosed(MarkingClosed.ENOUGH)
        if missing(rubric_of(item.document), sheet.points):
            raise MarkingIncomplete
        marking.state, marking.submitted_at = MarkingState.SUBMITTED, timezone.now()
        _save(marking, item, sheet)
        _conclude(item)
        return marking


def return_answer(*, marker: Person, item_id: int, sheet: Sheet, reason: str) -> Return:
    """Ask the author to write the answer again; what was marked so far is kept.

    Raises as ``save_draft``.
    """
    with transaction.atomic():
        item = _locked_for(marker, item_id)
        marking = _writable(item, marker, sheet)
        if open_return(item):
            raise MarkingClosed(MarkingClosed.RETURNED)
        marking.state = MarkingState.RETURNED
        _save(marking, item, sheet)
        return Return.objects.create(item=item, by=marker, reason=reason, at=timezone.now())


def decide(
    *, moderator: Person, item_id: int, points: Points, reason: str, comment: str = ""
) -> Decision:
    """Settle an answer on which two markers differ too much; these marks count alone.

    Raises:
        AttemptItem.DoesNotExist: not theirs to mark.
        MarkingClosed: nothing to decide, or the moderator is one of the two.
        MarkingIncomplete.
    """
    with transaction.atomic():
        item = _locked_for(moderator, item_id)
        if item.share is not None:
            raise MarkingClosed(MarkingClosed.DONE)
        submitted = _submitted(item)
        if any(marking.marker_id == moderator.pk for marking in submitted):
            raise MarkingClosed(MarkingClosed.SUBMITTED)
        if len(submitted) < markers_needed(item.document) or open_return(item):
            raise MarkingClosed(MarkingClosed.NOT_NEEDED)
        criteria = rubric_of(item.document)
        _check(item, points)
        if missing(criteria, points):
            raise MarkingIncomplete
        decision = Decision.objects.create(
            item=item,
            moderator=moderator,
            points=dict(points),
            reason=reason,
            comment=comment,
            at=timezone.now(),
        )
        _settle(item, share_of(criteria, points))
        return decision


def rewrite_answer(
    *, person: Person, attempt_id: uuid.UUID, position: int, text: str
) -> RevisedAnswer:
    """Take the new text of a returned answer; it is marked anew. The same text again is one text.

    Raises:
        AttemptItem.DoesNotExist: not this person's, or not a long answer.
        MarkingClosed: not returned, or marked meanwhile as it was.
    """
    with transaction.atomic():
        item = _locked(
            AttemptItem.objects.filter(
                attempt__person=person,
                attempt__finished_at__isnull=False,
                version__document__kind="long",
            ).get(attempt=attempt_id, position=position)
        )
        returned = open_return(item)
        if returned is None:
            last = item.revised.last()
            if last and last.text == text:
                return last
            raise MarkingClosed(MarkingClosed.NOT_RETURNED)
        if not may_rewrite(item):
            raise MarkingClosed(MarkingClosed.DONE)
        item.markings.filter(is_current=True).update(is_current=False)
        return RevisedAnswer.objects.create(
            item=item, returned=returned, text=text, at=timezone.now()
        )


def may_rewrite(item: AttemptItem) -> bool:
    """Whether the author may answer a return: nobody has marked the old text since."""
    returned = open_return(item)
    return (
        returned is not None
        and item.share is None
        and not any(_since(marking, returned.at) for marking in item.markings.all())
    )


def _since(marking: Marking, at: datetime.datetime) -> bool:
    return marking.is_current and marking.submitted_at is not None and marking.submitted_at > at


def _locked_for(marker: Person, item_id: int) -> AttemptItem:
    return _locked(marker_scope(marker).items().get(pk=item_id))


def _locked(item: AttemptItem) -> AttemptItem:
    """The item as it is once its attempt is ours to change."""
    Attempt.objects.select_for_update(of=("self",)).get(pk=item.attempt_id)
    return (
        AttemptItem.objects.select_related("attempt")
        .prefetch_related("returns__rewriting", "markings")
        .get(pk=item.pk)
    )


def _submitted(item: AttemptItem) -> list[Marking]:
    return [
        marking
        for marking in item.markings.all()
        if marking.is_current and marking.state == MarkingState.SUBMITTED
    ]


def _own(item: AttemptItem, marker: Person) -> Marking | None:
    return next(
        (
            marking
            for marking in item.markings.all()
            if marking.is_current and marking.marker_id == marker.pk
        ),
        None,
    )


def _same_again(item: AttemptItem, marker: Person, sheet: Sheet) -> Marking | None:
    """This very sheet, already handed in: a double click, or an answer lost on its way."""
    own = _own(item, marker)
    if own is None or own.state != MarkingState.SUBMITTED or own.tab != sheet.tab:
        return None
    is_same = (own.points, own.comment, own.note) == (
        dict(sheet.points),
        sheet.comment,
        sheet.note,
    )
    return own if is_same else None


def _writable(item: AttemptItem, marker: Person, sheet: Sheet) -> Marking:
    """The marker's own marking of the text they have read, found or new, not yet saved."""
    own = _own(item, marker)
    if own is not None and own.state == MarkingState.SUBMITTED:
        raise MarkingClosed(MarkingClosed.SUBMITTED)
    if item.share is not None:
        raise MarkingClosed(MarkingClosed.DONE)
    if sheet.revision != revision(item):
        raise MarkingClosed(MarkingClosed.REWRITTEN)
    _check(item, sheet.points)
    if own is None:
        now = timezone.now()
        return Marking(item=item, marker=marker, started_at=now, saved_at=now)
    if own.rev != sheet.rev and own.tab != sheet.tab:
        raise MarkingConflict(own)
    return own


def _check(item: AttemptItem, points: Points) -> None:
    allowed = {
        criterion.id: {level.key for level in criterion.levels}
        for criterion in rubric_of(item.document)
    }
    if any(value not in allowed.get(ident, ()) for ident, value in points.items()):
        raise MarkingIncomplete


def _save(marking: Marking, item: AttemptItem, sheet: Sheet) -> Marking:
    marking.points = dict(sheet.points)
    marking.comment, marking.note, marking.tab = sheet.comment, sheet.note, sheet.tab
    marking.saved_at = timezone.now()
    marking.rev += 1
    marking.save()
    return marking


def _conclude(item: AttemptItem) -> None:
    """Make the share final once everybody needed has marked and nobody is far from the others."""
    criteria = rubric_of(item.document)
    submitted = Marking.objects.current().submitted().filter(item=item)
    shares = [share_of(criteria, marking.points) for marking in submitted]
    if len(shares) >= markers_needed(item.document) and not differ_too_much(shares):
        _settle(item, mean(shares))


def _settle(item: AttemptItem, share: Fraction) -> None:
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    item.share = exact.quantize(SHARE_DIGITS, rounding=ROUND_HALF_UP)
    item.save(update_fields=["share"])
    if not AttemptItem.objects.filter(attempt=item.attempt_id, share=None).exists():
        settle_attempt(attempt_id=item.attempt_id)
