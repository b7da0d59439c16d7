"""A quiz people have taken, a question of it whose key is wrong, and those who mend it."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import Group, Permission

from assessments.quizzes.models import (
    Attempt,
    CorrectionCase,
    Question,
    QuestionVersion,
    QuizPage,
)
from assessments.quizzes.models.corrections import Policy
from assessments.quizzes.packets import Submit
from assessments.quizzes.services.attempts import submit_attempt
from assessments.quizzes.services.corrections.applying import apply_case
from assessments.quizzes.services.corrections.computing import compute_case
from assessments.quizzes.services.corrections.opening import approve_case, open_case
from assessments.quizzes.services.publishing import publish_version
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from training.people.models import Person
from training.people.queries import EDITOR_ACCESS

OLD, NEW, OTHER = 0, 1, 2
"""Options of a question by their place: right by the old key, by the mended one, by none."""


def corrector(**fields: Any) -> Person:
    """Somebody who may publish questions."""
    group, _created = Group.objects.get_or_create(name="Хто виправляє")
    names = [EDITOR_ACCESS, ("quizzes", "change_question"), ("quizzes", "publish_question")]
    for app, codename in names:
        group.permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    person = PersonFactory(**fields)
    person.groups.add(group)
    return Person.objects.get(pk=person.pk)


def take(
    page: QuizPage, picks: Mapping[str, int] | Sequence[int], person: Person | None = None
) -> Attempt:
    """A finished attempt of ``person`` at ``page``; ``picks``: code of the question → place."""
    attempt = start_attempt(person=person or PersonFactory(), page=page)
    return submit(attempt, picks)


def begun(page: QuizPage, person: Person | None = None) -> Attempt:
    """An attempt in progress, as it was begun before any key was mended."""
    attempt = start_attempt(person=person or PersonFactory(), page=page)
    for item in attempt.items.select_related("version"):
        first = item.version.question.versions.order_by("number")[0]
        attempt.items.filter(pk=item.pk).update(version=first)
    return attempt


def submit(attempt: Attempt, picks: Mapping[str, int] | Sequence[int]) -> Attempt:
    chosen = picks if isinstance(picks, Mapping) else _by_code(picks)
    answers = {}
    for item in attempt.items.with_documents():
        place = chosen.get(item.document["code"], OTHER)
        wanted = item.document["options"][place]["id"]
        answers[item.key] = next(token for token, ident in item.options if ident == wanted)
    packet = Submit(key="key", answers=answers)
    return submit_attempt(attempt_id=attempt.pk, person=attempt.person, packet=packet)


def _by_code(picks: Sequence[int]) -> dict[str, int]:
    return {f"T-{number}": place for number, place in enumerate(picks)}


def asked(code: str = "T-0") -> Question:
    return Question.objects.get(code=code)


def mend(code: str = "T-0", right: int = NEW) -> QuestionVersion:
    """The next version of a question, in which the option at ``right`` is the right one."""
    question = asked(code)
    stream = copy.deepcopy(list(question.options.raw_data))
    for place, block in enumerate(stream):
        block["value"]["right"] = place == right
    question.options = stream
    question.explanation = "Виправлене пояснення."
    question.save_revision().publish()
    return publish_version(question=question)


def versions(code: str = "T-0") -> list[QuestionVersion]:
    return list(QuestionVersion.objects.filter(question__code=code).order_by("number"))


def opened(policy: str = Policy.STRICT, *, code: str = "T-0", **fields: Any) -> CorrectionCase:
    """A draft from all older versions of a question to its newest."""
    *old, new = versions(code)
    values = {
        "by": fields.pop("by", None) or corrector(),
        "from_versions": old,
        "to_version": new,
        "policy": policy,
        "reason": "Ключ був хибний.",
    }
    return open_case(**{**values, **fields})


def approved(case: CorrectionCase, by: Person | None = None) -> CorrectionCase:
    return approve_case(case=compute_case(case=case), by=by or corrector())


def applied(case: CorrectionCase) -> CorrectionCase:
    """The case after preview, approval by another person, and the work of the background."""
    approved(case)
    apply_case(case.pk)
    case.refresh_from_db()
    return case
