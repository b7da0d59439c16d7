"""The attempt protocol: start, save, submit, pause, close. Nothing is acknowledged before commit.

Source: docs/attempt-protocol.md.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.quizzes.exceptions import (
    AttemptClosed,
    InvalidResponse,
    NoPauseLeft,
    NotShownAtOnce,
)
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.models import AnswerLog, Attempt, AttemptItem, QuarantinedPacket
from assessments.quizzes.packets import Save, Submit
from assessments.quizzes.projection import Received, apply
from assessments.quizzes.services.results import finish
from training.people.models import Person

# Beside an answer, a packet may carry how sure the person is ("3.sure") and a flag ("3.flag").
SURE, FLAG = "sure", "flag"
CONFIDENCE = ("1", "2", "3")
LARGEST_POSITION = 10_000


@dataclass(frozen=True)
class Ack:
    """What the device is told once its packet is committed."""

    acked: int
    rev: int
    state: str
    server_time: datetime.datetime
    deadline: datetime.datetime | None


def save_answers(
    *, attempt_id: uuid.UUID, person: Person, packet: Save, now: datetime.datetime | None = None
) -> Ack:
    """Log ``packet`` and bring the current answers up to it: two writes, one transaction.

    A repeated packet is acknowledged again and changes nothing.

    Raises:
        Attempt.DoesNotExist: not this person's.
        InvalidResponse: an answer no form of ours could send; nothing is kept.
        AttemptClosed: submitted or past the deadline; the packet is kept as late evidence.
    """
    now = now or timezone.now()
    with transaction.atomic():
        attempt = _locked(attempt_id, person)
        answers = _clean(attempt, packet.answers)
        accepted = attempt.accepts(now)
        _receive(attempt, packet.client, packet.seq, answers, now, late=not accepted)
        if accepted:
            attempt.save(update_fields=["answers", "rev"])
    if not accepted:
        raise AttemptClosed
    return Ack(packet.seq, attempt.rev, "open", now, attempt.deadline_at)


def submit_attempt(
    *, attempt_id: uuid.UUID, person: Person, packet: Submit, now: datetime.datetime | None = None
) -> Attempt:
    """Take the last answers, grade, record evidence and completion: one transaction.

    The same key again returns the finished attempt as it is.

    Raises:
        Attempt.DoesNotExist, InvalidResponse.
        AttemptClosed: finished under another key, or past the deadline; what came is kept as late.
    """
    now = now or timezone.now()
    with transaction.atomic():
        attempt = _locked(attempt_id, person)
        if not attempt.is_open and attempt.submit_key == packet.key:
            return attempt
        answers = _clean(attempt, packet.answers)
        accepted = attempt.accepts(now)
        _receive(attempt, packet.key, 0, answers, now, late=not accepted)
        if accepted:
            attempt.submit_key = packet.key
            finish(attempt, now)
        elif attempt.is_open:
            finish(attempt, attempt.deadline_at or now)
    if not accepted:
        raise AttemptClosed
    return attempt


def close_overdue(*, person: Person | None = None, now: datetime.datetime | None = None) -> int:
    """Finish overdue attempts with what is stored, as of their deadlines. Returns how many.

    Everybody's, or only those of ``person``, who need not wait for the minute's job.
    """
    now = now or timezone.now()
    closed = 0
    overdue = Attempt.objects.overdue(now)
    if person is not None:
        overdue = overdue.filter(person=person)
    for pk in overdue.values_list("pk", flat=True):
        with transaction.atomic():
            attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=pk)
            if attempt.is_open and not attempt.accepts(now):
                finish(attempt, attempt.deadline_at or now)
                closed += 1
    return closed


@transaction.atomic
def check_answer(*, attempt_id: uuid.UUID, person: Person, packet: Save, position: int) -> Attempt:
    """Take the answer in ``packet`` as final and let its review be seen now. Safe to repeat.

    Raises:
        Attempt.DoesNotExist, InvalidResponse, AttemptClosed.
        NotShownAtOnce: this quiz shows nothing before it is submitted.
    """
    attempt = _locked(attempt_id, person)
    now = timezone.now()
    if not attempt.accepts(now):
        raise AttemptClosed
    if not attempt.shows(now):
        raise NotShownAtOnce
    if not attempt.items.filter(position=position).exists():
        raise InvalidResponse("question", "unknown question")
    _receive(attempt, packet.client, packet.seq, _clean(attempt, packet.answers), now, late=False)
    if position not in attempt.checked and attempt.answers.get(str(position), {}).get("value"):
        attempt.checked = [*attempt.checked, position]
    attempt.save(update_fields=["answers", "rev", "checked"])
    return attempt


@transaction.atomic
def pause_attempt(*, attempt_id: uuid.UUID, person: Person) -> Attempt:
    """Stop the clock, for an alert or a power cut. Raises ``AttemptClosed``, ``NoPauseLeft``."""
    attempt = _locked(attempt_id, person)
    now = timezone.now()
    if not attempt.accepts(now):
        raise AttemptClosed
    if attempt.deadline_at is not None and not attempt.pause_left():
        raise NoPauseLeft
    if not attempt.is_paused:
        attempt.paused_at = now
        attempt.save(update_fields=["paused_at"])
    return attempt


@transaction.atomic
def resume_attempt(*, attempt_id: uuid.UUID, person: Person) -> Attempt:
    """Start the clock again; the deadline moves by the pause, up to what the quiz allows."""
    attempt = _locked(attempt_id, person)
    if attempt.is_open and attempt.paused_at is not None:
        pause = attempt.running_pause(timezone.now())
        attempt.paused_seconds += round(pause.total_seconds())
        if attempt.deadline_at is not None:
            attempt.deadline_at += pause
        attempt.paused_at = None
        attempt.save(update_fields=["paused_at", "paused_seconds", "deadline_at"])
    return attempt


def quarantine(*, attempt_id: uuid.UUID, person: Person, body: Any, reason: str) -> None:
    """Keep a packet that could not be processed. Raises ``Attempt.DoesNotExist``."""
    attempt = Attempt.objects.get(pk=attempt_id, person=person)
    QuarantinedPacket.objects.create(
        attempt=attempt, body=body, reason=reason[:500], received_at=timezone.now()
    )


def _locked(attempt_id: uuid.UUID, person: Person) -> Attempt:
    return Attempt.objects.select_for_update(of=("self",)).get(pk=attempt_id, person=person)


def _clean(attempt: Attempt, answers: dict[str, Any]) -> dict[str, Any]:
    """Answers in their stored form. Raises ``InvalidResponse`` for what was never asked."""
    asked = {question.partition(".")[0] for question in answers}
    positions = [int(number) for number in asked if number.isascii() and number.isdigit()]
    found = attempt.items.filter(position__in=[n for n in positions if n < LARGEST_POSITION])
    items = {item.key: item for item in found.with_documents()} if positions else {}
    return {
        question: _clean_one(attempt, items, question, value) for question, value in answers.items()
    }


def _clean_one(attempt: Attempt, items: dict[str, AttemptItem], question: str, value: Any) -> Any:
    number, _dot, beside = question.partition(".")
    item = items.get(number)
    if item is None or question not in (number, f"{number}.{SURE}", f"{number}.{FLAG}"):
        raise InvalidResponse(question[:12], "unknown question")
    if beside == FLAG:
        if value not in (None, True, False):
            raise InvalidResponse(question, "true or false is expected")
        return value or None
    if beside == SURE:
        if not attempt.rules.get("asks_confidence") or value not in (None, *CONFIDENCE):
            raise InvalidResponse(question, "1, 2 or 3 where it is asked")
        return value
    document = item.document
    return kind_of(document).clean(document, value, item.options, question)


def _receive(
    attempt: Attempt,
    client: str,
    seq: int,
    answers: dict[str, Any],
    now: datetime.datetime,
    *,
    late: bool,
) -> None:
    """Add the log rows of one packet and project them onto ``attempt`` (not yet saved).

    An answer to a question whose right answer was shown already is late, whatever the time.
    """
    shown = {str(position) for position in attempt.checked}
    late_ones = {question for question in answers if late or question.partition(".")[0] in shown}
    AnswerLog.objects.bulk_create(
        [
            AnswerLog(
                attempt=attempt,
                client=client,
                seq=seq,
                question=question,
                value=value,
                received_at=now,
                late=question in late_ones,
            )
            for question, value in answers.items()
        ],
        ignore_conflicts=True,
    )
    before = attempt.answers
    for question, value in answers.items():
        if question not in late_ones:
            row = Received(client, seq, question, value, now.isoformat())
            attempt.answers = apply(attempt.answers, row)
    attempt.rev += int(attempt.answers is not before)
