"""How invented people answer: fixed, through the same services as everybody."""

import datetime
from typing import Any

from assessments.evidence.services import complete_step
from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds import kind_of
from assessments.quizzes.kinds.base import Document, Kind
from assessments.quizzes.models import Attempt, AttemptItem, QuizPage
from assessments.quizzes.packets import Save, Submit
from assessments.quizzes.services.attempts import save_answers, submit_attempt
from assessments.quizzes.services.starting import start_attempt
from assessments.reflections.models import Frequency, Moment, SelfAssessment, SelfAssessmentPage
from assessments.reflections.services import assessing
from assessments.scenarios.grammar import Choice
from assessments.scenarios.models import Run, ScenarioPage
from assessments.scenarios.offers import offer
from assessments.scenarios.services.runs import start_run, take_step
from training.people.models import Person

CLIENT = "demo"
SECONDS_A_QUESTION = 70
SECONDS_A_REPLY = 55
SECONDS_A_STATEMENT = 20
MOST_REPLIES = 80
OWN_WORDS = (
    Frequency.SOMETIMES,
    Frequency.MOSTLY,
    Frequency.MOSTLY,
    None,  # no occasion
    Frequency.ALWAYS,
    Frequency.SOMETIMES,
    Frequency.NEVER,
    Frequency.MOSTLY,
)


def take_quiz(
    person: Person, page: QuizPage, begun_at: datetime.datetime, *, wrong: int
) -> Attempt:
    """An attempt begun at ``begun_at`` with ``wrong`` answers quite wrong and the others right."""
    attempt = start_attempt(person=person, page=page)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=begun_at)
    now = begun_at
    answers: dict[str, Any] = {}
    items = list(attempt.items.select_related("version"))
    for number, item in enumerate(items):
        now += datetime.timedelta(seconds=SECONDS_A_QUESTION)
        answers[item.key] = _answer(item, is_right=number >= wrong)
        save_answers(
            attempt_id=attempt.pk,
            person=person,
            packet=Save(CLIENT, number, {item.key: answers[item.key]}),
            now=now,
        )
    return submit_attempt(
        attempt_id=attempt.pk, person=person, packet=Submit(CLIENT, answers), now=now
    )


def _answer(item: AttemptItem, *, is_right: bool) -> Any:
    """The value a form would send: one that earns everything, or a poor one."""
    document = item.version.document
    kind = kind_of(document)
    right = kind.right_value(document, item.options)
    if is_right:
        return right
    poor = [
        answer
        for answer in _other_answers(kind.shape, item.options, right)
        if _is_possible(kind, document, answer, item.options)
    ]
    return min(
        poor, key=lambda answer: kind.grade(document, answer, item.options).share, default=None
    )


def _other_answers(shape: str, options: list[list[str]], right: Any) -> list[Any]:
    """Answers among which there is a poor one."""
    tokens = [token for token, _ in options]
    if shape == "one":
        return tokens
    if shape == "many":
        return [[token] for token in tokens]
    if shape == "text":
        return ["Не знаю"]
    values = list(right.values())
    turned = [values[turn:] + values[:turn] for turn in range(1, len(values))]
    same = [[value] * len(values) for value in dict.fromkeys(values)]
    return [dict(zip(right, given, strict=True)) for given in (*turned, *same)]


def _is_possible(
    kind: type[Kind], document: Document, answer: Any, options: list[list[str]]
) -> bool:
    """Whether a form could send ``answer``."""
    try:
        kind.clean(document, answer, options, "answer")
    except InvalidResponse:
        return False
    return True


def play(
    person: Person, page: ScenarioPage, begun_at: datetime.datetime, *, slips: frozenset[int]
) -> Run:
    """A run that follows the recommended path but for the turns in ``slips`` (from 0).

    A slip is the next best reply that is no critical error.
    """
    run = start_run(person=person, page=page)
    Run.objects.filter(pk=run.pk).update(started_at=begun_at)
    now = begun_at
    while run.is_running and run.index < MOST_REPLIES:
        now += datetime.timedelta(seconds=SECONDS_A_REPLY)
        on_offer = offer(run)
        ranked = sorted(on_offer, key=lambda token: _worth(on_offer[token]), reverse=True)
        harmless = [token for token in ranked if on_offer[token]["critical"] != "error"] or ranked
        token = harmless[1] if run.index in slips and len(harmless) > 1 else ranked[0]
        run = take_step(
            run_id=run.pk,
            person=person,
            index=run.index,
            token=token,
            request_id=f"{CLIENT}-{run.index}",
            now=now,
        )
    return run


def _worth(choice: Choice) -> tuple[bool, int]:
    return (choice["recommended"], sum(choice["qualities"].values()))


def look_at_oneself(person: Person, page: SelfAssessmentPage, begun_at: datetime.datetime) -> None:
    """A finished self-assessment: different from person to person, a little higher afterwards."""
    assessment = assessing.start_step(person=person, page=page)
    codes = [row["code"] for row in assessment.statements]
    assessing.save_answers(
        person=person,
        key=assessment.key,
        answers={
            code: _own_word(person.pk, number, page.moment) for number, code in enumerate(codes)
        },
    )
    now = begun_at + datetime.timedelta(seconds=SECONDS_A_STATEMENT * len(codes))
    complete_step(  # before finishing does, so that the day is the earlier one
        person=person,
        step_key=page.translation_key,
        version=assessing.statements_digest(assessment.statements),
        at=now,
    )
    assessing.finish(person=person, key=assessment.key, is_sure=True)
    SelfAssessment.objects.filter(pk=assessment.pk).update(started_at=begun_at, finished_at=now)


def _own_word(person: int, number: int, moment: str) -> int | None:
    first = OWN_WORDS[(person + 3 * number) % len(OWN_WORDS)]
    if first is None:
        return None
    is_better = moment == Moment.AFTER and number % 3
    return min(first + 1, Frequency.ALWAYS) if is_better else first
