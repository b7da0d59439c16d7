"""Does what is stored follow from what was received? Reads only."""

from collections.abc import Iterator

from assessments.quizzes.corrections.in_force import overrides_of
from assessments.quizzes.corrections.marks import parts_of, total
from assessments.quizzes.models import AnswerLog, Attempt
from assessments.quizzes.projection import Answers, Received, project
from assessments.quizzes.services.corrections.reading import marks_given


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
    """Where the projection or the grade differs from the log. Two queries, more if corrected.

    Corrected items are graded by the keys that entered them, in their order.
    """
    if plain(replayed_answers(attempt)) != plain(attempt.answers):
        yield "the answers do not follow from the log"
    if attempt.is_open:
        return
    items = attempt.items.with_documents()
    given = marks_given({attempt.pk: items})[attempt.pk]
    result = total(parts_of(items, attempt.answers, overrides_of(items), given))
    if result.percent is not None and result.percent != attempt.percent:
        yield f"the grade is {attempt.percent}, the stored answers give {result.percent}"
