"""Where questions are used: quizzes that draw from their bank, lessons that ask them."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Cast

from assessments.quizzes.models import Question, QuizPage, Use
from assessments.quizzes.models.quiz_page import FixedQuestion
from modules.models import LessonPage

_NAMED = re.compile(r'"question":\s*"([A-Za-z0-9_.-]+)"')


@dataclass(frozen=True)
class Uses:
    """Pages, with drafts among them, in the order of the site."""

    quizzes: list[QuizPage]
    lessons: list[LessonPage]


def _lessons_with_checks() -> models.QuerySet[LessonPage]:
    """Lessons with a knowledge check, the stored text of their body as ``raw``."""
    lessons = LessonPage.objects.annotate(raw=Cast("body", models.TextField()))
    return lessons.filter(raw__contains='"check"').order_by("path")


def uses_of(question: Question) -> Uses:
    """One query."""
    if question.use == Use.QUIZ:
        drawn = models.Q(bank=question.bank_id)
        asked = models.Q(fixed_questions__question=question.pk)
        return Uses(list(QuizPage.objects.filter(drawn | asked).order_by("path").distinct()), [])
    named = [page for page in _lessons_with_checks() if question.code in _NAMED.findall(page.raw)]
    return Uses([], named)


def use_counts(questions: Iterable[Question]) -> dict[int, int]:
    """How many pages use each question, by primary key. Three queries, whatever the number."""
    listed = list(questions)
    banks = Counter(QuizPage.objects.values_list("bank", flat=True))
    fixed = Counter(
        FixedQuestion.objects.filter(question__in=listed)
        .exclude(page__bank=models.F("question__bank"))
        .values_list("question", flat=True)
    )
    named: Counter[str] = Counter()
    for raw in _lessons_with_checks().values_list("raw", flat=True):
        named.update(set(_NAMED.findall(raw)))
    return {
        question.pk: banks[question.bank_id] + fixed[question.pk]
        if question.use == Use.QUIZ
        else named[question.code]
        for question in listed
    }
