"""A self-assessment from its start to its end. Never evidence: only that a step is done is told."""

import hashlib
import uuid
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from assessments.evidence.levels import lock_people
from assessments.evidence.services import complete_step
from assessments.reflections import scoring
from assessments.reflections.exceptions import (
    AllEqual,
    AlreadyFinished,
    NothingAnswered,
    NothingToAsk,
    PartOfTheProgramme,
    UnknownStatement,
)
from assessments.reflections.models import (
    Moment,
    SelfAnswer,
    SelfAssessment,
    SelfAssessmentPage,
)
from assessments.reflections.queries.asking import Frozen, statements_now
from training.people.models import Person


@transaction.atomic
def start_step(*, person: Person, page: SelfAssessmentPage) -> SelfAssessment:
    """The self-assessment of a step: the finished or the open one, else a new one.

    Safe to repeat and to race. A step asks once; whoever wants it anew does so on their own wish.

    Raises:
        NothingToAsk: no statement is published for it.
    """
    lock_people([person.pk])
    here = SelfAssessment.objects.of(person).filter(step_key=page.translation_key)
    found = here.finished().order_by("-finished_at").first() or here.open().first()
    return found or _begin(person, statements_now(page), page.moment, page.translation_key)


@transaction.atomic
def start_on_demand(*, person: Person) -> SelfAssessment:
    """The open self-assessment on one’s own wish, else a new one over every statement.

    Safe to repeat and to race.

    Raises:
        NothingToAsk: no statement is published at all.
    """
    lock_people([person.pk])
    found = SelfAssessment.objects.of(person).open().filter(step_key=None).first()
    return found or _begin(person, statements_now(), Moment.ON_DEMAND, None)


@transaction.atomic
def save_answers(*, person: Person, key: uuid.UUID, answers: Mapping[str, int | None]) -> None:
    """Keep ``answers``, the last one to a statement each; ``None`` is “no occasion”.

    Safe to repeat; of two tabs the one received last counts.

    Raises:
        SelfAssessment.DoesNotExist: not theirs.
        AlreadyFinished: nothing is written.
        UnknownStatement: nothing is written.
    """
    assessment = _locked(person, key)
    if assessment.finished_at:
        raise AlreadyFinished(str(key))
    asked = {row["code"] for row in assessment.statements}
    for code in answers:
        if code not in asked:
            raise UnknownStatement(code)
    now = timezone.now()
    SelfAnswer.objects.bulk_create(
        [
            SelfAnswer(assessment=assessment, statement=code, score=score, updated_at=now)
            for code, score in answers.items()
        ],
        update_conflicts=True,
        unique_fields=["assessment", "statement"],
        update_fields=["score", "updated_at"],
    )


@transaction.atomic
def finish(*, person: Person, key: uuid.UUID, is_sure: bool = False) -> SelfAssessment:
    """Close it; of a step also note that the step is done, so that the programme goes on.

    Safe to repeat and to race: a finished one is returned as it is. ``is_sure``: the person was
    asked about answers that are all the same.

    Raises:
        SelfAssessment.DoesNotExist: not theirs.
        NothingAnswered: there is nothing to finish.
        AllEqual: every answer is the same, and ``is_sure`` is not set.
    """
    assessment = _locked(person, key)
    if assessment.finished_at:
        return assessment
    scores = list(assessment.answers.values_list("score", flat=True))
    if not scores:
        raise NothingAnswered(str(key))
    if scoring.are_all_equal(scores) and not is_sure:
        raise AllEqual(str(key))
    assessment.finished_at = timezone.now()
    assessment.save(update_fields=["finished_at"])
    if assessment.step_key:
        complete_step(
            person=person,
            step_key=assessment.step_key,
            version=statements_digest(assessment.statements),
            at=assessment.finished_at,
        )
    return assessment


@transaction.atomic
def delete_assessment(*, person: Person, key: uuid.UUID) -> None:
    """Delete one made on one’s own wish, with its answers and whatever of it was shared.

    Raises:
        SelfAssessment.DoesNotExist: not theirs, or deleted already.
        PartOfTheProgramme: it belongs to a step.
    """
    assessment = _locked(person, key)
    if assessment.step_key:
        raise PartOfTheProgramme(str(key))
    assessment.delete()


def statements_digest(statements: list[Frozen]) -> str:
    """Names what was asked, whatever was answered: 32 hexadecimal digits."""
    codes = "\n".join(sorted(row["code"] for row in statements))
    return hashlib.sha256(codes.encode()).hexdigest()[:32]


def _begin(
    person: Person, statements: list[Frozen], moment: str, step_key: uuid.UUID | None
) -> SelfAssessment:
    if not statements:
        raise NothingToAsk(str(step_key or moment))
    return SelfAssessment.objects.create(
        person=person, step_key=step_key, moment=moment, statements=statements
    )


def _locked(person: Person, key: uuid.UUID) -> SelfAssessment:
    return SelfAssessment.objects.of(person).select_for_update(of=("self",)).get(key=key)
