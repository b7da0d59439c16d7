"""What an answer costs beside the database itself: services against one bare transaction.

On the wall clock, because a commit waits for the disk; in turns, on one database.
"""

import os
import shutil
import subprocess
import sys
import time
import uuid
from pathlib import Path

from django.db import connection
from django.utils import timezone

from assessments.quizzes.models import Attempt, AttemptItem, QuestionBank, QuestionVersion
from assessments.quizzes.packets import Save, Submit
from assessments.quizzes.services.attempts import save_answers, submit_attempt
from tests.bench_bare import log_answer, newcomer
from tests.bench_rows import ROUNDS, Ratio, Skipped, in_turns, say
from tests.factories.quizzes import question
from training.people.models import Person

QUESTIONS = 20
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
ON_POSTGRESQL = (
    'BENCH_DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres" '
    '"$0" -m tests.bench transactions'
)


def rows() -> list[Ratio]:
    """Both against the same transaction: one row locked, one insert, one update."""
    versions, other = _versions(), newcomer()
    _attempt(other, versions)
    saver = _attempt(newcomer(), versions)
    packets = iter(range(1, 10**6))
    saving = in_turns(
        lambda: _save(saver, next(packets)), lambda: log_answer(other), clock=time.perf_counter
    )
    rounds = max(ROUNDS // 2, 5)
    waiting = iter([_attempt(newcomer(), versions) for _ in range(2 * rounds + 20)])
    submitting = in_turns(
        lambda: _submit(next(waiting)), lambda: log_answer(other), rounds, time.perf_counter
    )
    on = DATABASES[connection.vendor]
    return [
        Ratio(f"{on}: one answer saved, in bare transactions", *saving),
        Ratio(f"{on}: {QUESTIONS} answers submitted and graded", *submitting),
    ]


def on_postgresql() -> Skipped | None:
    """The same rows on a throw-away server, printed by a process of their own."""
    if shutil.which("pg_virtualenv") is None:
        return Skipped("PostgreSQL: the same", "pg_virtualenv is not installed")
    command = ["pg_virtualenv", "sh", "-c", ON_POSTGRESQL, sys.executable]
    ran = subprocess.run(  # noqa: S603  our own command
        command,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    for line in ran.stdout.splitlines():
        if line.startswith("PostgreSQL"):
            say(line)
    if ran.returncode:
        return Skipped("PostgreSQL: the same", f"pg_virtualenv ended with {ran.returncode}")
    return None


def _versions() -> list[QuestionVersion]:
    bank = QuestionBank.objects.create(code=f"T-{uuid.uuid4().hex[:6]}", name="Вимір")
    codes = [f"{bank.code}-{number}" for number in range(QUESTIONS)]
    for code in codes:
        question(code=code, bank=bank)
    return list(QuestionVersion.objects.filter(question__bank=bank).order_by("pk"))


def _attempt(person: Person, versions: list[QuestionVersion]) -> Attempt:
    attempt = Attempt.objects.create(
        person=person,
        quiz_key=uuid.uuid4(),
        rules={"title": "Вимір", "pass_mark": 80, "feedback": "never", "pause_minutes": 0},
        seed=1,
        started_at=timezone.now(),
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(
            attempt=attempt,
            position=position,
            version=version,
            options=[
                [f"t{place}", option["id"]]
                for place, option in enumerate(version.document["options"])
            ],
        )
        for position, version in enumerate(versions, start=1)
    )
    return attempt


def _save(attempt: Attempt, seq: int) -> None:
    packet = Save(client="bench", seq=seq, answers={"1": f"t{seq % 3}"})
    save_answers(attempt_id=attempt.pk, person=attempt.person, packet=packet)


def _submit(attempt: Attempt) -> None:
    answers = {str(position): "t0" for position in range(1, QUESTIONS + 1)}
    packet = Submit(key="bench", answers=answers)
    done = submit_attempt(attempt_id=attempt.pk, person=attempt.person, packet=packet)
    assert done.percent == 100
