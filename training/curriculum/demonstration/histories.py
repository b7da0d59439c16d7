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
from assessments.reflections.models import SelfAssessmentPage
from assessments.scenarios.models import ScenarioPage
from certificates.services import issue_certificate
from modules.models import StepPage
from training.curriculum.demonstration.answers import look_at_oneself, play, take_quiz
from training.curriculum.demonstration.cast import Cast
from training.people.models import Person
from training.programmes.models import Enrolment, Programme, StageModule
from training.programmes.queries import award, gaps
from training.programmes.services import advance, enrol

DAYS_A_TURN = 3
MORNING = datetime.time(9, 20)


@dataclass(frozen=True)
class Story:
    """How far somebody is. Days are counted back from today; ``begun`` is the day of enrolment.

    So many required ``steps`` of the programme are done, in its order; ``None`` for all. In a good
    attempt at a quiz ``wrong`` answers are wrong; ``slips`` are the turns (from 0) of a good run of
    a role-play with less than the best reply. At a step in ``stumbles`` (from 0) a try fails first;
    at the one that follows the last one done, there is only that try.
    """

    begun: int
    steps: int | None = 0
    wrong: int = 1
    slips: frozenset[int] = frozenset()
    stumbles: frozenset[int] = frozenset()


WRONG_IN_A_STUMBLE = 5
UNSURE = frozenset(range(5))  # not enough to pass
QUIZ, TALK = 3, 4  # steps of the short programme

STORIES: dict[tuple[str, str], tuple[Story, ...]] = {
    ("ONBOARDING", "none"): (Story(begun=5), Story(begun=3), Story(begun=12)),
    ("ONBOARDING", "started"): (
        Story(begun=24, steps=1),
        Story(begun=16, steps=1),
        Story(begun=31, steps=2),
    ),
    ("ONBOARDING", "lessons"): (
        Story(begun=38, steps=3),
        Story(begun=34, steps=3, stumbles=frozenset({QUIZ})),
        Story(begun=42, steps=3, stumbles=frozenset({QUIZ})),
    ),
    ("ONBOARDING", "quiz"): (
        Story(begun=46, steps=4),
        Story(begun=50, steps=4, wrong=2, stumbles=frozenset({QUIZ, TALK})),
        Story(begun=44, steps=4, wrong=0),
    ),
    ("ONBOARDING", "complete"): (
        Story(begun=55, steps=None, wrong=0),
        Story(begun=52, steps=None, slips=frozenset({1, 6}), stumbles=frozenset({QUIZ})),
        Story(begun=48, steps=None, wrong=2, stumbles=frozenset({TALK})),
    ),
    ("ONBOARDING", "overdue"): (
        Story(begun=75, steps=2),
        Story(begun=82, steps=3, stumbles=frozenset({QUIZ})),
        Story(begun=68, steps=1),
    ),
    ("ADAPTATION", "none"): (Story(begun=2), Story(begun=4), Story(begun=6)),
    ("ADAPTATION", "listening"): (
        Story(begun=9, steps=4),
        Story(begun=14, steps=5, stumbles=frozenset({5})),
        Story(begun=18, steps=6),
    ),
    ("ADAPTATION", "ethics"): (
        Story(begun=30, steps=8),
        Story(begun=38, steps=11, stumbles=frozenset({5})),
        Story(begun=34, steps=10, wrong=0),
    ),
    ("ADAPTATION", "resilience"): (
        Story(begun=52, steps=15, wrong=2),
        Story(begun=60, steps=18, stumbles=frozenset({10})),
        Story(begun=56, steps=17, wrong=0),
    ),
    ("ADAPTATION", "complete"): (
        Story(begun=84, steps=None, stumbles=frozenset({10})),
        Story(begun=80, steps=None, wrong=0, slips=frozenset({3})),
        Story(begun=76, steps=None, wrong=2),
    ),
    ("ADAPTATION", "overdue"): (
        Story(begun=104, steps=7, wrong=2),
        Story(begun=98, steps=9, stumbles=frozenset({5})),
        Story(begun=112, steps=3),
    ),
}


def stories_of(cast: Cast) -> dict[str, Story]:
    """Who goes through a programme, and how; stories of a kind take turns, each time earlier."""
    told = dict.fromkeys(STORIES, 0)
    stories = {}
    for actor in cast.actors:
        if actor.progress:
            name = (actor.programme, actor.progress)
            turn, number = divmod(told[name], len(STORIES[name]))
            story = STORIES[name][number]
            stories[actor.email] = replace(story, begun=story.begun + DAYS_A_TURN * turn)
            told[name] += 1
    return stories


@dataclass(frozen=True)
class Course:
    """The required steps of a programme, in order."""

    programme: Programme
    steps: tuple[StepPage, ...]


def course_of(code: str) -> Course | None:
    """``None`` when the programme has not been loaded."""
    programme = Programme.objects.canonical().filter(code=code).first()
    if programme is None:
        return None
    rows = StageModule.objects.filter(stage__programme=programme).select_related("module")
    steps = (
        page
        for row in rows.order_by("stage__sort_order", "sort_order")
        for page in row.module.get_children().live().specific()
    )
    return Course(
        programme, tuple(page for page in steps if isinstance(page, StepPage) and page.required)
    )


def live_through(cast: Cast, course: Course, today: datetime.date) -> int:
    """Give everybody of the programme their history who has none yet; how many.

    Each is one transaction.
    """
    begun = set(
        Enrolment.objects.filter(programme=course.programme).values_list("person__email", flat=True)
    )
    people = {person.email: person for person in Person.objects.filter(is_demo=True)}
    managers = {
        sign_in.unit: people.get(sign_in.email)
        for sign_in in cast.sign_ins
        if sign_in.role in {"manager", "admin"}
    }
    stories = stories_of(cast)
    count = 0
    for actor in cast.actors:
        is_in_it = actor.progress and actor.programme == course.programme.code
        if is_in_it and actor.email not in begun and actor.email in people:
            above = (managers[unit] for unit in cast.above(actor.unit) if unit in managers)
            life = _Life(people[actor.email], course, stories[actor.email], today)
            life.live(next(above, None))
            count += 1
    return count


def do_step(
    person: Person,
    page: StepPage,
    at: datetime.datetime,
    *,
    wrong: int = 0,
    slips: frozenset[int] = frozenset(),
) -> None:
    """Do a step of whatever kind. In a quiz ``wrong`` answers are wrong, in a role-play the replies
    at the turns in ``slips`` are less than the best.
    """
    if isinstance(page, QuizPage):
        take_quiz(person, page, at, wrong=wrong)
    elif isinstance(page, ScenarioPage):
        play(person, page, at, slips=slips)
    elif isinstance(page, SelfAssessmentPage):
        look_at_oneself(person, page, at)
    else:
        complete_step(
            person=person,
            step_key=page.translation_key,
            version=str(page.live_revision_id or ""),
            at=at,
        )


class _Life:
    """One person's way through the course, a step every few days."""

    def __init__(self, person: Person, course: Course, story: Story, today: datetime.date) -> None:
        self.person, self.course, self.story, self.today = person, course, story, today
        self.day = today - datetime.timedelta(days=story.begun)
        done = len(course.steps) if story.steps is None else story.steps
        self.done, self.is_whole = course.steps[:done], story.steps is None
        self.pace = datetime.timedelta(days=max(story.begun // (done + len(story.stumbles) + 2), 1))

    def live(self, boss: Person | None) -> None:
        with transaction.atomic():  # what steps announce is heard after the whole of it
            enrolment = enrol(
                person=self.person,
                programme=self.course.programme,
                assigned_by=boss if boss != self.person else None,
                started_on=self.day,
            )
            for number, page in enumerate(self.course.steps):
                if number in self.story.stumbles:
                    self.wait()
                    self.stumble(page)
                if number < len(self.done):
                    self.wait()
                    story = self.story
                    do_step(self.person, page, self.now(), wrong=story.wrong, slips=story.slips)
            if self.is_whole:
                self.certify(enrolment)
        if self.is_whole:
            advance(person_id=self.person.pk)
            Enrolment.objects.filter(pk=enrolment.pk).completed().update(completed_at=self.now())

    def now(self) -> datetime.datetime:
        moment = datetime.datetime.combine(self.day, MORNING, timezone.get_current_timezone())
        return moment + datetime.timedelta(minutes=7 * (self.person.pk % 50))

    def wait(self) -> None:
        """Up to yesterday: nobody has done anything in the hours that are still to come."""
        self.day = min(self.day + self.pace, self.today - datetime.timedelta(days=1))

    def stumble(self, page: StepPage) -> None:
        if isinstance(page, QuizPage):
            take_quiz(self.person, page, self.now(), wrong=WRONG_IN_A_STUMBLE)
        elif isinstance(page, ScenarioPage):
            play(self.person, page, self.now(), slips=UNSURE)

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
