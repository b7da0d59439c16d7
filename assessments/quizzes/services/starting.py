"""Starting an attempt: may this person, and which questions do they get.

Source: docs/attempt-protocol.md, docs/quiz-rules.md.
"""

import datetime
import random
import secrets
from collections.abc import Sequence
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Sum
from django.utils import timezone
from wagtail.log_actions import log

from assessments.quizzes.draw import Candidate, CannotDraw, draw
from assessments.quizzes.exceptions import (
    BankTooSmall,
    NoAttemptsLeft,
    NotOpen,
    TooEarly,
)
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    QuestionVersion,
    QuizExtension,
    QuizPage,
    documents,
)
from assessments.quizzes.queries import times_asked
from training.people.models import Person

TOKEN_BYTES = 6


def opens_again_at(*, person: Person, page: QuizPage) -> datetime.datetime | None:
    """When the next attempt may start; ``None`` means now.

    Raises:
        NoAttemptsLeft: all attempts, those of extensions included, are used.
        NotOpen: the quiz is not open yet, or closed.
    """
    now = timezone.now()
    if page.opens_at and now < page.opens_at:
        raise NotOpen(opens_at=page.opens_at)
    if page.closes_at and now >= page.closes_at:
        raise NotOpen(opens_at=None)
    finished = Attempt.objects.finished().filter(person=person, quiz_key=page.translation_key)
    if page.attempts_allowed is not None:
        allowed = page.attempts_allowed + _extra(person, page, "extra_attempts")
        if finished.count() >= allowed:
            raise NoAttemptsLeft
    if not page.wait_minutes:
        return None
    last = finished.aggregate(at=Max("finished_at"))["at"]
    if last is None:
        return None
    opens_at: datetime.datetime = last + datetime.timedelta(minutes=page.wait_minutes)
    return opens_at if opens_at > now else None


def _extra(person: Person, page: QuizPage, what: str) -> int:
    """What extensions give together. One query."""
    rows = QuizExtension.objects.of(person.pk, page.translation_key)
    return rows.aggregate(sum=Sum(what))["sum"] or 0


def start_attempt(*, person: Person, page: QuizPage) -> Attempt:
    """Return the open attempt of ``person`` at this quiz, starting one if there is none.

    Safe to repeat and to race: the database allows one open attempt per person and quiz.

    Raises:
        NoAttemptsLeft, NotOpen, TooEarly, BankTooSmall.
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
    drawn = _draw(person, page, random.Random(seed))  # noqa: S311  the order is no secret
    attempt = Attempt.objects.create(
        person=person,
        quiz_key=page.translation_key,
        rules=page.rules(),
        seed=seed,
        started_at=now,
        deadline_at=_deadline(person, page, now),
    )
    order = random.Random(seed)  # noqa: S311  likewise
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version_id=candidate.version,
            options=_tokens(candidate.version, order, shuffle=page.shuffle),
        )
        for position, candidate in enumerate(drawn, start=1)
    )
    return attempt


def _deadline(person: Person, page: QuizPage, now: datetime.datetime) -> datetime.datetime | None:
    """The earlier of the time limit, extensions included, and the closing of the quiz."""
    ends = [page.closes_at] if page.closes_at else []
    if page.time_limit_minutes:
        minutes = page.time_limit_minutes + _extra(person, page, "extra_minutes")
        ends.append(now + datetime.timedelta(minutes=minutes))
    return min(ends, default=None)


def _draw(person: Person, page: QuizPage, order: random.Random) -> Sequence[Candidate]:
    """Fixed questions, then those this person has met least, else at random.

    Raises ``BankTooSmall``.
    """
    fixed = page.fixed_questions.values_list("question__translation_key", flat=True)
    candidates, asked = QuestionVersion.objects.candidates(
        page.bank_id, page.locale.language_code, fixed
    )
    seen = times_asked(person, page.translation_key)
    known = [replace(one, seen=seen[one.question]) for one in candidates]
    try:
        drawn = draw(known, page.blueprint(), order, asked)
    except CannotDraw as refusal:
        raise BankTooSmall(str(refusal)) from refusal
    if page.shuffle:
        order.shuffle(drawn)
    elif not page.cells.all():
        found = documents.of(candidate.version for candidate in drawn)
        drawn.sort(key=lambda candidate: found[candidate.version]["code"])
    return drawn


def _tokens(version: int, order: random.Random, *, shuffle: bool) -> list[list[str]]:
    """Opaque names for what one attempt may point at: ``[[token, id], …]`` as shown."""
    document = documents.of([version])[version]
    ids = kind_of(document).arrange(document, order if shuffle else None)
    return [[secrets.token_urlsafe(TOKEN_BYTES), one] for one in ids]


def grant_extension(*, extension: QuizExtension, granted_by: Person) -> QuizExtension:
    """Save a new extension; an attempt that is open gets its minutes too. Logged."""
    with transaction.atomic():
        extension.granted_by = granted_by
        extension.save()
        if extension.extra_minutes:
            Attempt.objects.open().filter(
                person=extension.person_id, quiz_key=extension.quiz_key
            ).exclude(deadline_at=None).update(
                deadline_at=F("deadline_at") + datetime.timedelta(minutes=extension.extra_minutes)
            )
        log(instance=extension, action="quizzes.extend", user=granted_by)
    return extension
