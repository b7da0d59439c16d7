"""The attempt protocol: start, save, submit, pause, close. Nothing is acknowledged before commit.

Source: docs/attempt-protocol.md.
"""

import datetime
import random
import secrets
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from assessments.evidence.models import EvidenceKind
from assessments.evidence.services import NewEvidence, complete_step, record_evidence
from assessments.quizzes.exceptions import (
    AttemptClosed,
    BankTooSmall,
    InvalidResponse,
    NoAttemptsLeft,
    NoPauseLeft,
    TooEarly,
)
from assessments.quizzes.grading import Marks, mark
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.models import (
    AnswerLog,
    Attempt,
    AttemptItem,
    QuarantinedPacket,
    QuestionVersion,
    QuizPage,
)
from assessments.quizzes.packets import Save, Submit
from assessments.quizzes.projection import Received, apply
from assessments.quizzes.queries import drawable_versions, times_asked
from modules.models import Competency
from training.people.models import Person

TOKEN_BYTES = 6


@dataclass(frozen=True)
class Ack:
    """What the device is told once its packet is committed."""

    acked: int
    rev: int
    state: str
    server_time: datetime.datetime
    deadline: datetime.datetime | None


def opens_again_at(*, person: Person, page: QuizPage) -> datetime.datetime | None:
    """When the next attempt may start; ``None`` means now. Raises ``NoAttemptsLeft``."""
    finished = Attempt.objects.finished().filter(person=person, quiz_key=page.translation_key)
    if page.attempts_allowed is not None and finished.count() >= page.attempts_allowed:
        raise NoAttemptsLeft
    last = finished.aggregate(at=Max("finished_at"))["at"]
    if last is None or not page.wait_minutes:
        return None
    opens_at: datetime.datetime = last + datetime.timedelta(minutes=page.wait_minutes)
    return opens_at if opens_at > timezone.now() else None


def start_attempt(*, person: Person, page: QuizPage) -> Attempt:
    """Return the open attempt of ``person`` at this quiz, starting one if there is none.

    Safe to repeat and to race: the database allows one open attempt per person and quiz.

    Raises:
        NoAttemptsLeft, TooEarly, BankTooSmall.
    """
    running = Attempt.objects.open().filter(person=person, quiz_key=page.translation_key)
    if attempt := running.first():
        return attempt
    if opens_at := opens_again_at(person=person, page=page):
        raise TooEarly(opens_at)
    try:
        with transaction.atomic():
            return _new_attempt(person, page)
    except IntegrityError:  # somebody was quicker: a second tab or a double click
        return running.get()


def _new_attempt(person: Person, page: QuizPage) -> Attempt:
    now = timezone.now()
    seed = secrets.randbits(62)
    versions = _draw(person, page, random.Random(seed))  # noqa: S311  the order is no secret
    limit = page.time_limit_minutes
    attempt = Attempt.objects.create(
        person=person,
        quiz_key=page.translation_key,
        rules=page.rules(),
        seed=seed,
        started_at=now,
        deadline_at=now + datetime.timedelta(minutes=limit) if limit else None,
    )
    order = random.Random(seed)  # noqa: S311  likewise
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version=version,
            options=_tokens(version, order, shuffle=page.shuffle),
        )
        for position, version in enumerate(versions, start=1)
    )
    return attempt


def _draw(person: Person, page: QuizPage, order: random.Random) -> list[QuestionVersion]:
    """Questions this person has met least, otherwise at random."""
    versions = drawable_versions(page)
    if len(versions) < page.draw:
        raise BankTooSmall(f"{len(versions)} < {page.draw}")
    asked = times_asked(person, page.translation_key)
    order.shuffle(versions)
    drawn = sorted(versions, key=lambda version: asked.get(version.question_id, 0))[: page.draw]
    if page.shuffle:
        order.shuffle(drawn)
    else:
        drawn.sort(key=lambda version: version.document["code"])
    return drawn


def _tokens(version: QuestionVersion, order: random.Random, *, shuffle: bool) -> list[list[str]]:
    """Opaque names for the options of one attempt: ``[[token, option id], …]`` as shown."""
    kind = kind_of(version.document)
    ids = kind.option_ids(version.document)
    if shuffle and kind.shuffles:
        order.shuffle(ids)
    return [[secrets.token_urlsafe(TOKEN_BYTES), option] for option in ids]


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
            _finish(attempt, now)
        elif attempt.is_open:
            _finish(attempt, attempt.deadline_at or now)
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
                _finish(attempt, attempt.deadline_at or now)
                closed += 1
    return closed


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
    if not answers:
        return {}
    items = {item.key: item for item in attempt.items.select_related("version")}
    cleaned = {}
    for question, value in answers.items():
        item = items.get(question)
        if item is None:
            raise InvalidResponse(str(question)[:8], "unknown question")
        kind = kind_of(item.version.document)
        cleaned[question] = kind.clean(value, item.options, question)
    return cleaned


def _receive(
    attempt: Attempt,
    client: str,
    seq: int,
    answers: dict[str, Any],
    now: datetime.datetime,
    *,
    late: bool,
) -> None:
    """Add the log rows of one packet and project them onto ``attempt`` (not yet saved)."""
    AnswerLog.objects.bulk_create(
        [
            AnswerLog(
                attempt=attempt,
                client=client,
                seq=seq,
                question=question,
                value=value,
                received_at=now,
                late=late,
            )
            for question, value in answers.items()
        ],
        ignore_conflicts=True,
    )
    if late:
        return
    before = attempt.answers
    for question, value in answers.items():
        row = Received(client, seq, question, value, now.isoformat())
        attempt.answers = apply(attempt.answers, row)
    attempt.rev += int(attempt.answers is not before)


def _finish(attempt: Attempt, at: datetime.datetime) -> None:
    """Grade from the stored answers and the pinned keys, and let the result be known."""
    items = list(attempt.items.select_related("version"))
    marks = mark(items, attempt.answers)
    for item in items:
        item.share = marks.shares[item.position]
    AttemptItem.objects.bulk_update(items, ["share"])
    attempt.finished_at = at
    attempt.paused_at = None
    attempt.percent = marks.percent
    attempt.is_passed = marks.percent >= attempt.pass_mark
    attempt.save()
    _record(attempt, marks, at)


def _record(attempt: Attempt, marks: Marks, at: datetime.datetime) -> None:
    codes = {
        competency.code: competency
        for competency in Competency.objects.canonical().filter(code__in=marks.competencies)
    }
    record_evidence(
        person=attempt.person,
        items=[
            NewEvidence(
                competency=codes[code],
                kind=EvidenceKind.QUIZ,
                share=share,
                count=count,
                source_key=attempt.quiz_key,
                source_ref=attempt.pk,
                source_version=str(attempt.rules.get("revision") or ""),
                performed_at=at,
            )
            for code, (share, count) in marks.competencies.items()
            if code in codes
        ],
    )
    if attempt.is_passed:
        complete_step(
            person=attempt.person,
            step_key=attempt.quiz_key,
            version=str(attempt.rules.get("revision") or ""),
            at=at,
        )
