"""A published quiz with one question of every kind, and answers to it."""

from assessments.quizzes.kinds import KINDS, kind_of
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.models.versions import document_hash
from tests.factories.quizzes import question, quiz
from tests.quizzes.documents import document


def quiz_of_every_kind(**changes):
    """Each question is a row like any other; what it asks is the newest version's document."""
    for kind in KINDS:
        published = document(kind, **changes.get(kind, {}))
        QuestionVersion.objects.create(
            question_id=question(code=f"X-{kind}").pk,
            number=2,
            schema_version=2,
            document=published,
            sha256=document_hash(published),
        )
    return quiz(questions=0, draw=len(KINDS), shuffle=False)


def items_by_kind(attempt):
    return {item.version.document["kind"]: item for item in attempt.items.select_related("version")}


def full_answers(attempt):
    """Position → an answer that earns everything; for a long answer, some words."""
    answers = {}
    for item in attempt.items.select_related("version"):
        right = kind_of(item.version.document).right_value(item.version.document, item.options)
        answers[item.key] = right if right is not None else "Я вислухала її до кінця."
    return answers


def form_of(position, value):
    """The fields a browser would post for ``value``."""
    if isinstance(value, dict):
        return {f"q{position}-{part}": given for part, given in value.items()}
    return {f"q{position}": value}
