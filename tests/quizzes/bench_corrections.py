"""How long a correction takes, and for how long it keeps others from writing.

``measure()`` needs Django set up on a migrated file database (``tests/bench.py`` has one). It adds
people, a bank and attempts, corrects one key, and returns figures. The promise: 1,000 attempts of
20 questions in under 60 s, and no other writer waits more than 200 ms.
"""

import datetime
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone

from assessments.evidence.levels import rebuild_levels
from assessments.evidence.models import Evidence, EvidenceKind
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    CorrectionCase,
    Question,
    QuestionBank,
    QuestionVersion,
)
from assessments.quizzes.models.corrections import Policy
from assessments.quizzes.services.corrections import applying
from assessments.quizzes.services.corrections.applying import apply_case
from assessments.quizzes.services.corrections.computing import compute_case
from assessments.quizzes.services.corrections.opening import approve_case, open_case
from modules.models import Competency
from tests.factories.corrections import NEW, OLD
from tests.factories.quizzes import question
from training.people.models import Person

ATTEMPTS, QUESTIONS = 1000, 20


@dataclass(frozen=True)
class Figures:
    """Seconds. ``held``: how long each transaction of a chunk kept the lock; ``busy``: of that,
    the time it was computing, which other work on the machine does not lengthen.
    """

    attempts: int
    preview: float
    applying: float
    held: list[float]
    busy: list[float]
    waited: list[float]

    @property
    def longest_held(self) -> float:
        return max(self.held, default=0)

    @property
    def longest_waited(self) -> float:
        return max(self.waited, default=0)

    def __str__(self) -> str:
        return (
            f"{self.attempts} attempts: preview {self.preview:.1f} s, applied in "
            f"{self.applying:.1f} s; a chunk held the lock {statistics.median(self.held):.3f} s, "
            f"at most {self.longest_held:.3f} s, computing {max(self.busy, default=0):.3f} s; "
            f"another writer waited "
            f"{statistics.median(self.waited or [0]):.3f} s, at most {self.longest_waited:.3f} s"
        )


def measure(attempts: int = ATTEMPTS, questions: int = QUESTIONS) -> Figures:
    case = waiting_case(attempts, questions)
    started = time.perf_counter()
    compute_case(case=case)
    previewed = time.perf_counter()
    approve_case(case=case, by=_somebody())
    held: list[float] = []
    busy: list[float] = []
    with _other_writer() as waited, _timed_chunks(held, busy):
        begun = time.perf_counter()
        apply_case(case.pk)
        done = time.perf_counter()
    return Figures(attempts, previewed - started, done - begun, held, busy, waited)


def _somebody() -> Person:
    return Person.objects.create_superuser(
        f"{uuid.uuid4().hex}@example.org", surname="Замір", given_name="Олена"
    )


@contextmanager
def _timed_chunks(held: list[float], busy: list[float]) -> Iterator[None]:
    """Notes how long each chunk keeps the lock: from the first query under it to the commit."""
    locked = applying._locked

    def timed(pk: int) -> CorrectionCase:
        started, computed = time.perf_counter(), time.process_time()

        def committed() -> None:
            held.append(time.perf_counter() - started)
            busy.append(time.process_time() - computed)

        transaction.on_commit(committed)
        return locked(pk)

    applying._locked = timed
    try:
        yield
    finally:
        applying._locked = locked


OTHER_WRITER = """
import sqlite3, sys, time
database = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
print("ready", flush=True)
while True:
    started = time.perf_counter()
    database.execute("BEGIN IMMEDIATE")
    database.execute("UPDATE people_person SET given_name = given_name WHERE id = 1")
    database.execute("COMMIT")
    print(time.perf_counter() - started, flush=True)
    time.sleep(0.01)
"""


@contextmanager
def _other_writer() -> Iterator[list[float]]:
    """Another process that saves something every few milliseconds; how long each time took."""
    waited: list[float] = []
    if connection.vendor != "sqlite":
        yield waited
        return
    command = [sys.executable, "-c", OTHER_WRITER, str(connection.settings_dict["NAME"])]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        yield waited
    finally:
        writer.terminate()
        waited += [float(line) for line in writer.stdout.read().split()]
        writer.wait()


def waiting_case(attempts: int, questions: int) -> CorrectionCase:
    """A case over people who each answered everything, half of them by the mended key."""
    tag = uuid.uuid4().hex[:6]
    bank = QuestionBank.objects.create(code=f"B-{tag}", name="Замір")
    codes = [f"Z{tag}-{number}" for number in range(questions)]
    for code in codes:
        question(code=code, bank=bank)
    versions = [
        QuestionVersion.objects.filter(question__code=code).order_by("number").first()
        for code in codes
    ]
    mended = Question.objects.get(code=codes[0])
    stream = list(mended.options.raw_data)
    for place, block in enumerate(stream):
        block["value"]["right"] = place == NEW
    mended.options = stream
    mended.save_revision().publish()
    to_version = QuestionVersion.objects.filter(question=mended).order_by("-number").first()
    _attempts(tag, attempts, versions)
    return open_case(
        by=_somebody(),
        from_versions=[versions[0]],
        to_version=to_version,
        policy=Policy.STRICT,
        reason="Замір.",
    )


def _attempts(tag: str, count: int, versions: list[QuestionVersion]) -> None:
    now, quiz_key = timezone.now(), uuid.uuid4()
    people = Person.objects.bulk_create(
        Person(email=f"{tag}-{number}@example.org", surname=f"Замір-{number}", given_name="Олена")
        for number in range(count)
    )
    competency = Competency.objects.canonical().get(code=versions[0].document["competency"])
    attempts, items, evidence = [], [], []
    options = [
        [[f"t{place}", option["id"]] for place, option in enumerate(version.document["options"])]
        for version in versions
    ]
    for number, person in enumerate(people):
        first = NEW if number % 2 else OLD
        right = len(versions) - 1 + (first == OLD)
        percent = (Decimal(100 * right) / len(versions)).quantize(Decimal("0.01"))
        attempt = Attempt(
            person=person,
            quiz_key=quiz_key,
            rules={"title": "Замір", "pass_mark": 100, "feedback": "never", "pause_minutes": 0},
            seed=number,
            started_at=now - datetime.timedelta(hours=1),
            finished_at=now,
            percent=percent,
            is_passed=percent == 100,
            answers={
                str(place): {"value": f"t{first if place == 1 else OLD}", "at": now.isoformat()}
                for place in range(1, len(versions) + 1)
            },
        )
        attempts.append(attempt)
        items += [
            AttemptItem(
                attempt=attempt,
                position=place,
                version=version,
                options=options[place - 1],
                share=Decimal(1 if place > 1 or first == OLD else 0),
            )
            for place, version in enumerate(versions, start=1)
        ]
        evidence.append(
            Evidence(
                person=person,
                competency=competency,
                kind=EvidenceKind.QUIZ,
                share=(percent / 100).quantize(Decimal("0.0001")),
                count=len(versions),
                source_key=quiz_key,
                source_ref=attempt.pk,
                performed_at=now,
            )
        )
    Attempt.objects.bulk_create(attempts)
    AttemptItem.objects.bulk_create(items, batch_size=2000)
    Evidence.objects.bulk_create(evidence)
    rebuild_levels()
