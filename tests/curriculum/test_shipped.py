"""The curriculum the product ships: it loads in time, and a learner can finish what it promises."""

import datetime
import math
import time

import pytest
from django.utils import timezone

from assessments.reflections.models import SelfAssessmentPage, Statement
from assessments.scenarios.models import ScenarioPage
from certificates.models import Certificate
from modules.models import Competency, LessonPage, ModulePage
from modules.queries import page_url
from tests.factories.people import PersonFactory
from training.curriculum.demonstration.answers import play
from training.curriculum.demonstration.histories import course_of, do_step
from training.curriculum.loading.loader import load
from training.curriculum.management.commands.load_curriculum import CONTENT
from training.programmes.models import Enrolment, Programme
from training.programmes.queries import missing, outline, progress_of
from training.programmes.services import advance, enrol

pytestmark = pytest.mark.django_db

SECONDS = 40
ADAPTATION = ["START", "M2", "M4", "M6", "FINISH"]
TAUGHT = ("M2", "M4", "M6")


def test_shipped_curriculum_loads_in_time_and_again_without_writing():
    begun = time.process_time()
    report = load(CONTENT)
    assert time.process_time() - begun < SECONDS
    assert report.counts()["kept"] == 0
    for lesson in LessonPage.objects.all():
        lesson.body.stream_block.clean(lesson.body)
    assert not load(CONTENT).has_writes

    # What the self-assessment asks
    asked = {
        competency: Statement.objects.filter(competency=competency, locale__language_code="uk")
        for competency in Competency.objects.canonical()
    }
    assert {statements.count() for statements in asked.values()} == {3}
    assert all("(" not in one.text and one.text[0].islower() for one in Statement.objects.all())

    # The programme keeps its word about hours, and asks what its modules teach, twice the same
    programme = Programme.objects.canonical().get(code="ADAPTATION")
    laid = outline(programme, "uk")
    assert [module.code for module in laid.modules] == ADAPTATION
    assert programme.hours == math.ceil(sum(module.minutes for module in laid.modules) / 60)
    modules = ModulePage.objects.filter(code__in=TAUGHT, locale__language_code="uk")
    taught = {row.competency.code for module in modules for row in module.taught.all()}
    pages = SelfAssessmentPage.objects.filter(locale__language_code="uk").order_by("path")
    assert [page.moment for page in pages] == ["before", "after"]
    for page in pages:
        assert {row.competency.code for row in page.asked.all()} == taught


def test_whoever_passes_every_step_of_the_adaptation_is_certified(client):
    """Somebody who replies best at once, and somebody whose first talks all go wrong: for a level
    the first run of a role-play counts, and that must not hold anybody up for good.
    """
    load(CONTENT)
    course = course_of("ADAPTATION")

    levels = walk(client, course, stumbles=False)
    assert all(levels[code] >= 2 for code in ("FL-02", "FL-06", "FL-11")), levels

    levels = walk(client, course, stumbles=True)
    assert all(levels[code] >= 1 for code in ("FL-02", "FL-06", "FL-11")), levels


def walk(client, course, *, stumbles):
    """All steps in their order; what is missing is said truly before each. Levels attested."""
    person = PersonFactory(language="uk")
    today = timezone.localdate()
    enrolment = enrol(person=person, programme=course.programme)
    client.force_login(person)
    *_modules, lesson, after = course.steps
    assert isinstance(after, SelfAssessmentPage)
    for number, page in enumerate(course.steps):
        (progress,) = progress_of([enrolment], "uk").values()
        assert (progress.done, progress.next_step.title) == (number, page.title)
        assert f"«{page.title}»" in missing(enrolment, today, "uk")[0]
        # The second look at oneself waits for the modules it asks about
        shown = client.get(page_url(after, "uk"))
        assert shown.status_code == (200 if page in {lesson, after} else 302)
        at = timezone.now() - datetime.timedelta(days=30 - number)
        if stumbles and isinstance(page, ScenarioPage):
            play(person, page, at, slips=frozenset(range(80)))
        do_step(person, page, at + datetime.timedelta(hours=3), wrong=2 if stumbles else 0)
        advance(person_id=person.pk)
        enrolment = Enrolment.objects.select_related("programme").get(pk=enrolment.pk)
    assert missing(enrolment, today, "uk") == []
    assert not enrolment.is_open
    certificate = Certificate.objects.get(person=person)
    assert certificate.hours == course.programme.hours
    return {row["code"]: row["level"] for row in certificate.competencies}
