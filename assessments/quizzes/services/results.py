"""From a finished attempt to what it proves: marks, evidence, completion.

Source: docs/grading.md, docs/quiz-rules.md.
"""

import datetime
import uuid

from django.db import transaction

from assessments.evidence.models import Evidence, EvidenceKind
from assessments.evidence.services import (
    NewEvidence,
    complete_step,
    record_evidence,
    void_evidence,
)
from assessments.quizzes.corrections.in_force import mark_fields, mark_items
from assessments.quizzes.grading import Marks
from assessments.quizzes.models import Attempt, AttemptItem, Counting
from assessments.quizzes.queries import standing
from assessments.quizzes.services.statistics import attempt_finished
from modules.models import Competency

ANOTHER_COUNTS = "another attempt at the quiz counts"


def finish(attempt: Attempt, at: datetime.datetime) -> None:
    """Grade from the stored answers by the keys in force, and let the result be known.

    Inside the transaction that closes the attempt. With long answers unmarked the result stays
    open until ``settle_attempt``.
    """
    items = attempt.items.with_documents()
    marks = mark_items(items, attempt.answers)
    AttemptItem.objects.bulk_update(items, mark_fields(items))
    attempt.finished_at = at
    attempt.paused_at = None
    _decide(attempt, marks)


@transaction.atomic
def settle_attempt(*, attempt_id: uuid.UUID) -> Attempt:
    """Decide an attempt whose last long answer has its share; else leave it open.

    Safe to repeat.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=attempt_id)
    if attempt.is_pending:
        items = attempt.items.with_documents()
        marks = mark_items(items, attempt.answers)
        AttemptItem.objects.bulk_update(items, mark_fields(items))
        _decide(attempt, marks)
    return attempt


def _decide(attempt: Attempt, marks: Marks) -> None:
    attempt.percent = marks.percent
    attempt.is_pending = bool(marks.pending)
    attempt.is_passed = None if marks.pending else marks.percent >= attempt.pass_mark
    attempt.save()
    if not attempt.is_pending:
        attempt_finished(attempt=attempt)
        _record(attempt, marks)


def _record(attempt: Attempt, marks: Marks) -> None:
    """Evidence of the attempt that counts, and the completion of the step."""
    now_stands = standing(attempt.person, attempt.quiz_key)
    at = attempt.finished_at
    if at is None:
        return
    version = str(attempt.rules.get("revision") or "")
    if attempt.pk in now_stands.counted:
        _void_others(attempt, now_stands.counted)
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
                    source_version=version,
                    performed_at=at,
                )
                for code, (share, count) in marks.competencies.items()
                if code in codes
            ],
        )
    if now_stands.is_passed:
        complete_step(person=attempt.person, step_key=attempt.quiz_key, version=version, at=at)


def _void_others(attempt: Attempt, counted: set[uuid.UUID]) -> None:
    """Evidence of earlier attempts that count no more."""
    if attempt.rules.get("counting", Counting.BEST) in (Counting.FIRST, Counting.MEAN):
        return
    rows = Evidence.objects.in_force().filter(
        person=attempt.person, kind=EvidenceKind.QUIZ, source_key=attempt.quiz_key
    )
    for evidence in rows.exclude(source_ref__in=counted):
        void_evidence(evidence=evidence, by=attempt.person, reason=ANOTHER_COUNTS)
