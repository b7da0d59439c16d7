"""What invented people have done so far: real enrolments, attempts, runs and certificates.

Everything goes through the services that serve real people, with earlier dates. Dates are counted
back from today, so that a demonstration made at any time shows living data.
"""

import datetime
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from assessments.evidence.services import complete_step
from assessments.quizzes.models import QuizPage
from assessments.scenarios.models import ScenarioPage
from certificates.services import issue_certificate
from modules.models import LessonPage
from training.curriculum.demonstration.answers import play, take_quiz
from training.curriculum.demonstration.cast import Cast
from training.people.models import Person
from training.programmes.models import Enrolment, Programme, StageModule
from training.programmes.queries import award, gaps
from training.programmes.services import advance, enrol

PROGRAMME = "ONBOARDING"
DAYS_A_TURN = 3
MORNING = datetime.time(9, 20)


@dataclass(frozen=True)
class Story:
    """How far somebody is. Days are counted back from today; ``begun`` is the day of enrolment.

    ``lessons`` of the module are done, ``None`` for all. ``failed`` and ``passed``: wrong answers
    in an attempt before the good one and in the good one. ``runs`` of the role-play: the turns
    (from 0) with less than the best reply.
    """

    begun: int
    lessons: int | None = 0
    failed: int | None = None
    passed: int | None = None
    runs: tuple[frozenset[int], ...] = ()


FLAWLESS: frozenset[int] = frozenset()
UNSURE = frozenset(range(5))  # not enough to pass
STORIES: dict[str, tuple[Story, ...]] = {
    "none": (Story(begun=5), Story(begun=3), Story(begun=12)),
    "started": (Story(begun=24, lessons=1), Story(begun=16, lessons=1), Story(begun=31, lessons=2)),
    "lessons": (
        Story(begun=38, lessons=None),
        Story(begun=34, lessons=None, failed=5),
        Story(begun=42, lessons=None, failed=4),
    ),
    "quiz": (
        Story(begun=46, lessons=None, passed=1),
        Story(begun=50, lessons=None, failed=4, passed=2, runs=(UNSURE,)),
        Story(begun=44, lessons=None, passed=0),
    ),
    "complete": (
        Story(begun=55, lessons=None, passed=0, runs=(FLAWLESS,)),
        Story(begun=52, lessons=None, failed=5, passed=1, runs=(frozenset({1, 6}),)),
        Story(begun=48, lessons=None, passed=2, runs=(UNSURE, FLAWLESS)),
    ),
    "overdue": (
        Story(begun=75, lessons=2),
        Story(begun=82, lessons=None, failed=5),
        Story(begun=68, lessons=1),
    ),
}


def stories_of(cast: Cast) -> dict[str, Story]:
    """Who goes through the programme, and how; stories of a kind take turns, each time earlier."""
    told: dict[str, int] = dict.fromkeys(STORIES, 0)
    stories = {}
    for actor in cast.actors:
        if actor.progress:
            kind = STORIES[actor.progress]
            turn, number = divmod(told[actor.progress], len(kind))
            story = kind[number]
            stories[actor.email] = replace(story, begun=story.begun + DAYS_A_TURN * turn)
            told[actor.progress] += 1
    return stories


@dataclass(frozen=True)
class Course:
    """The steps of the programme, by kind, in order."""

    programme: Programme
    lessons: tuple[LessonPage, ...]
    quizzes: tuple[QuizPage, ...]
    scenarios: tuple[ScenarioPage, ...]


def course_of(code: str = PROGRAMME) -> Course | None:
    """``None`` when the programme has not been loaded."""
    programme = Programme.objects.canonical().filter(code=code).first()
    if programme is None:
        return None
    lessons, quizzes, scenarios = [], [], []
    rows = StageModule.objects.filter(stage__programme=programme).select_related("module")
    for row in rows.order_by("stage__sort_order", "sort_order"):
        for page in row.module.get_children().live().specific():
            if isinstance(page, LessonPage):
                lessons.append(page)
            elif isinstance(page, QuizPage):
                quizzes.append(page)
            elif isinstance(page, ScenarioPage):
                scenarios.append(page)
    return Course(programme, tuple(lessons), tuple(quizzes), tuple(scenarios))


def live_through(cast: Cast, course: Course, today: datetime.date) -> int:
    """Give everybody their history who has none yet; how many. Each is one transaction."""
    begun = set(
        Enrolment.objects.filter(programme=course.programme).values_list("person__email", flat=True)
    )
    people = {person.email: person for person in Person.objects.filter(is_demo=True)}
    managers = {
        sign_in.unit: people.get(sign_in.email)
        for sign_in in cast.sign_ins
        if sign_in.role in {"manager", "admin"}
    }
    count = 0
    unit_of = {actor.email: actor.unit for actor in cast.actors}
    for email, story in stories_of(cast).items():
        if email not in begun and email in people:
            above = (managers[unit] for unit in cast.above(unit_of[email]) if unit in managers)
            _Life(people[email], course, story, today).live(next(above, None))
            count += 1
    return count


class _Life:
    """One person's way through the course, a step every few days."""

    def __init__(self, person: Person, course: Course, story: Story, today: datetime.date) -> None:
        self.person, self.course, self.story, self.today = person, course, story, today
        self.day = today - datetime.timedelta(days=story.begun)
        steps = len(course.lessons) + 2 * len(course.quizzes) + 2 * len(course.scenarios)
        self.pace = datetime.timedelta(days=max(story.begun // (steps + 2), 1))

    def live(self, boss: Person | None) -> None:
        with transaction.atomic():  # what steps announce is heard after the whole of it
            enrolment = enrol(
                person=self.person,
                programme=self.course.programme,
                assigned_by=boss if boss != self.person else None,
                started_on=self.day,
            )
            self.learn()
            self.be_tested()
            is_done = self.play()
            if is_done:
                self.certify(enrolment)
        if is_done:
            advance(person_id=self.person.pk)
            Enrolment.objects.filter(pk=enrolment.pk).completed().update(completed_at=self.now())

    def now(self) -> datetime.datetime:
        moment = datetime.datetime.combine(self.day, MORNING, timezone.get_current_timezone())
        return moment + datetime.timedelta(minutes=7 * (self.person.pk % 50))

    def wait(self) -> None:
        """Up to yesterday: nobody has done anything in the hours that are still to come."""
        self.day = min(self.day + self.pace, self.today - datetime.timedelta(days=1))

    def learn(self) -> None:
        for lesson in self.course.lessons[: self.story.lessons]:
            self.wait()
            complete_step(
                person=self.person,
                step_key=lesson.translation_key,
                version=str(lesson.live_revision_id or ""),
                at=self.now(),
            )

    def be_tested(self) -> None:
        for quiz in self.course.quizzes:
            for wrong in (self.story.failed, self.story.passed):
                if wrong is not None:
                    self.wait()
                    take_quiz(self.person, quiz, self.now(), wrong=wrong)

    def play(self) -> bool:
        """Whether every role-play was passed in the end."""
        last = []
        for scenario in self.course.scenarios:
            runs = []
            for slips in self.story.runs:
                self.wait()
                runs.append(play(self.person, scenario, self.now(), slips=slips))
            last += runs[-1:]
        return bool(last) and all(run.is_passed for run in last)

    def certify(self, enrolment: Enrolment) -> None:
        """Issue the certificate as of the day it was earned; completing finds it in its place."""
        language = self.person.language
        found = gaps(enrolment, self.day, language)
        if found.is_ready:
            issue_certificate(
                person=self.person,
                award=award(enrolment, found, self.day, language),
                issued_on=self.day,
            )
