"""What the overviews show, read in a constant number of queries. Nothing here is stored."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import translation

from assessments.evidence.models import CompetencyLevel, Completion
from assessments.evidence.queries import completed_steps, levels_of
from assessments.quizzes.queries import open_attempts
from assessments.scenarios.queries import open_runs
from certificates.models import Certificate
from modules.models import Competency, ModuleCompetency
from modules.queries import StepLink
from training.people.models import OrgUnit, Person, Posting
from training.people.models.person import PersonQuerySet
from training.people.queries import postings_of
from training.people.scope import Scope
from training.programmes.models import Enrolment, StageModule
from training.programmes.queries import (
    Outline,
    Progress,
    missing,
    outlines,
    progress_of,
)

PEOPLE_A_PAGE = 50
SHOWS = ("all", "overdue", "running", "idle", "done")


@dataclass(frozen=True)
class ListedStep:
    """A step of the checklist; ``status`` as ``components/step_row.html`` takes it."""

    link: StepLink
    status: str


@dataclass(frozen=True)
class ListedModule:
    title: str
    url: str
    steps: list[ListedStep]


@dataclass(frozen=True)
class ListedStage:
    title: str
    modules: list[ListedModule]


@dataclass(frozen=True)
class Way:
    """One programme of a learner: where to go on, how far it is done, the checklist.

    ``is_midway``: ``resume_url`` leads into an attempt or a talk that is still open.
    """

    enrolment: Enrolment
    title: str
    progress: Progress
    stages: list[ListedStage]
    missing: list[str]
    is_overdue: bool
    resume_url: str
    resume_title: str
    is_midway: bool


def ways(person: Person, today: datetime.date) -> list[Way]:
    """Programmes ``person`` is enrolled in, open ones first, then by due date.

    A constant number of queries but for open programmes, which add four each.
    """
    language = translation.get_language() or "uk"
    enrolments = list(
        Enrolment.objects.filter(person=person)
        .select_related("programme", "certificate")
        .order_by(F("completed_at").desc(nulls_first=True), "due_on")
    )
    shown = outlines({enrolment.programme for enrolment in enrolments}, language)
    progress = progress_of(enrolments, language)
    done = completed_steps(
        person,
        {step.key for way in shown.values() for module in way.modules for step in module.steps},
    )
    return [
        _way(person, enrolment, shown[enrolment.programme_id], progress[enrolment.pk], done, today)
        for enrolment in enrolments
    ]


def _way(
    person: Person,
    enrolment: Enrolment,
    outline: Outline,
    progress: Progress,
    done: set[uuid.UUID],
    today: datetime.date,
) -> Way:
    language = translation.get_language() or "uk"
    url, is_midway = _resume(person, progress.next_step)
    following = progress.next_step.key if progress.next_step else None
    return Way(
        enrolment=enrolment,
        title=outline.title,
        progress=progress,
        stages=[
            ListedStage(
                title=stage.title,
                modules=[
                    ListedModule(
                        title=module.title,
                        url=module.url,
                        steps=[
                            ListedStep(
                                step, _status(step, done, is_midway and step.key == following)
                            )
                            for step in module.steps
                        ],
                    )
                    for module in stage.modules
                ],
            )
            for stage in outline.stages
        ],
        missing=missing(enrolment, today, language)
        if progress.is_done and enrolment.is_open
        else [],
        is_overdue=enrolment.is_overdue(today),
        resume_url=url,
        resume_title=progress.next_step.title if progress.next_step else "",
        is_midway=is_midway,
    )


def _status(step: StepLink, done: set[uuid.UUID], is_open: bool) -> str:
    if step.key in done:
        return "done"
    return "in_progress" if is_open else "not_started"


def _resume(person: Person, step: StepLink | None) -> tuple[str, bool]:
    """The exact place to go on: inside an open attempt or talk, else the step's page."""
    if step is None:
        return "", False
    if attempt := open_attempts(person, [step.key]).get(step.key):
        return reverse("quizzes:take", args=[attempt.pk]), True
    if run := open_runs(person, [step.key]).get(step.key):
        return reverse("scenarios:play", args=[run.pk]), True
    return step.url, False


@dataclass(frozen=True)
class Cell:
    """A level on the heat map. ``is_below``: measured, and under the target."""

    code: str
    name: str
    level: int
    is_below: bool


@dataclass(frozen=True)
class TeamRow:
    person: Person
    posting: Posting | None
    enrolment: Enrolment | None
    progress: Progress | None
    is_overdue: bool
    certificate: Certificate | None
    cells: list[Cell]


@dataclass(frozen=True)
class Team:
    """A manager's branch: counters over all of it, one page of its people."""

    counters: dict[str, int]
    rows: list[TeamRow]
    page: "Page[Person]"
    competencies: list[Competency]
    units: list[OrgUnit]
    show: str
    unit: OrgUnit | None
    whole_framework: bool


def team(
    scope: Scope,
    *,
    show: str,
    unit: OrgUnit | None,
    page_number: int,
    whole_framework: bool,
    today: datetime.date,
) -> Team:
    """The team page. The number of queries does not depend on the number of people.

    Columns are the competencies that active programmes teach, or with ``whole_framework`` all.
    """
    everybody = scope.people()
    if unit is not None:
        posted = Posting.objects.current(today).filter(unit__path__startswith=unit.path)
        everybody = everybody.filter(pk__in=posted.values("person"))
    groups = {name: _group(everybody, name, today) for name in SHOWS}
    page = Paginator(groups[show].by_name(), PEOPLE_A_PAGE).get_page(page_number)
    people = list(page.object_list)
    competencies = _competencies(whole_framework=whole_framework)
    return Team(
        counters={name: people_in.count() for name, people_in in groups.items()},
        rows=_rows(people, competencies, today),
        page=page,
        competencies=competencies,
        units=list(scope.units()),
        show=show,
        unit=unit,
        whole_framework=whole_framework,
    )


def _group(people: PersonQuerySet, name: str, today: datetime.date) -> PersonQuerySet:
    """People of one counter; the same rule counts and filters."""
    own = Enrolment.objects.filter(person=OuterRef("pk"))
    begun = Completion.objects.filter(person=OuterRef("pk"))
    conditions: dict[str, list[Any]] = {
        "all": [],
        "overdue": [Exists(own.overdue(today))],
        "running": [Exists(own.open()), Exists(begun)],
        "idle": [Exists(own.open()), ~Exists(begun)],
        "done": [Exists(own.completed())],
    }
    return people.filter(*conditions[name])


def _competencies(*, whole_framework: bool) -> list[Competency]:
    """Canonical rows with names in the active language."""
    language = translation.get_language()
    rows = Competency.objects.canonical().filter(live=True)
    if not whole_framework:
        modules = StageModule.objects.filter(stage__programme__is_active=True).values("module")
        rows = rows.filter(
            pk__in=ModuleCompetency.objects.filter(page__in=modules).values("competency")
        )
    canonical = list(rows)
    if language != "uk":
        names = dict(
            Competency.objects.filter(locale__language_code=language).values_list("code", "name")
        )
        for competency in canonical:
            competency.name = names.get(competency.code, competency.name)
    return canonical


def _rows(
    people: list[Person], competencies: list[Competency], today: datetime.date
) -> list[TeamRow]:
    ids = [person.pk for person in people]
    language = translation.get_language() or "uk"
    enrolments = _latest_enrolments(ids)
    progress = progress_of(list(enrolments.values()), language)
    levels = levels_of(ids, [competency.pk for competency in competencies])
    postings = postings_of(ids)
    certificates = _latest_certificates(ids)
    return [
        TeamRow(
            person=person,
            posting=postings.get(person.pk),
            enrolment=(enrolment := enrolments.get(person.pk)),
            progress=progress[enrolment.pk] if enrolment else None,
            is_overdue=bool(enrolment and enrolment.is_overdue(today)),
            certificate=certificates.get(person.pk),
            cells=_cells(person, competencies, levels),
        )
        for person in people
    ]


def _cells(
    person: Person,
    competencies: list[Competency],
    levels: dict[tuple[int, int], CompetencyLevel],
) -> list[Cell]:
    cells = []
    for competency in competencies:
        cached = levels.get((person.pk, competency.pk))
        level = cached.level if cached else 0
        cells.append(Cell(competency.code, competency.name, level, 0 < level < competency.target))
    return cells


def _latest_enrolments(people_ids: list[int]) -> dict[int, Enrolment]:
    """The open enrolment of each person, else the last one. One query."""
    rows = (
        Enrolment.objects.filter(person__in=people_ids)
        .select_related("programme")
        .order_by("-completed_at", "-due_on")
    )
    latest: dict[int, Enrolment] = {}
    for row in rows:
        if row.person_id not in latest or (row.is_open and not latest[row.person_id].is_open):
            latest[row.person_id] = row
    return latest


def _latest_certificates(people_ids: list[int]) -> dict[int, Certificate]:
    rows = Certificate.objects.filter(person__in=people_ids).order_by("issued_on", "pk")
    return {row.person_id: row for row in rows}
