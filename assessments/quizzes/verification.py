"""Does what is stored follow from what was received? Reads only."""

from collections.abc import Iterator

from assessments.quizzes.grading import mark
from assessments.quizzes.models import AnswerLog, Attempt
from assessments.quizzes.projection import Answers, Received, project


def replayed_answers(attempt: Attempt) -> Answers:
    """The answers that follow from the log of ``attempt``. One query."""
    return project(received(row) for row in attempt.log.order_by("pk"))


def received(row: AnswerLog) -> Received:
    return Received(
        row.client, row.seq, row.question, row.value, row.received_at.isoformat(), row.late
    )


def plain(answers: Answers) -> dict[str, object]:
    """Question → value, without who sent it when."""
    return {question: current["value"] for question, current in answers.items()}


def faults(attempt: Attempt) -> Iterator[str]:
    """Where the projection or the grade differs from the log. Two queries."""
    if plain(replayed_answers(attempt)) != plain(attempt.answers):
        yield "the answers do not follow from the log"
    if attempt.is_open:
        return
    marks = mark(attempt.items.select_related("version"), attempt.answers)
    if marks.percent != attempt.percent:
        yield f"the grade is {attempt.percent}, the stored answers give {marks.percent}"
