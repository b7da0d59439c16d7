"""The whole programme at 390 px, in Ukrainian: a look at oneself, three modules, another look."""

import io
import re

import pytest
from pypdf import PdfReader

from assessments.evidence.models import Completion
from assessments.reflections.models import Frequency, SelfAssessment
from certificates.models import Certificate
from tests.e2e.walking import (
    MAIN_BUTTON,
    fill_self_assessment,
    finish_lesson,
    play,
    take_quiz,
)
from training.programmes.models import Programme
from training.programmes.services import enrol

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

MOST_STEPS = 40


@pytest.fixture
def adaptation(school):
    """The learner is on the long way only."""
    school.learner.enrolments.all().delete()
    school.programme = Programme.objects.canonical().get(code="ADAPTATION")
    enrol(person=school.learner, programme=school.programme, assigned_by=school.manager)
    return school


def take_step(page, axe) -> str:
    """Whatever the learner's home leads to next: done well. What it was."""
    axe(page)
    if page.locator("form[action*='/complete/']").count():
        finish_lesson(page)
        return "lesson"
    action = page.locator("form[action*='/start/']").first.get_attribute("action")
    if "self-assessments" in action:
        often = (
            Frequency.MOSTLY if SelfAssessment.objects.finished().exists() else Frequency.SOMETIMES
        )
        fill_self_assessment(page, often)
        axe(page)
        return "self-assessment"
    if "quizzes" in action:
        take_quiz(page)
        return "quiz"
    play(page)
    return "role-play"


def test_from_the_first_look_at_oneself_to_the_certificate(adaptation, sign_in, axe):
    school = adaptation
    page = sign_in(school, school.learner)
    taken = []
    while not Certificate.objects.exists() and len(taken) < MOST_STEPS:
        page.goto(f"{school.url}/uk/learn/")
        page.click(MAIN_BUTTON)
        page.wait_for_load_state()
        taken.append(take_step(page, axe))

    assert taken[0:2] == ["lesson", "self-assessment"]
    assert taken[-2:] == ["lesson", "self-assessment"]
    assert taken.count("quiz") == 3
    assert taken.count("role-play") == 5
    assert Completion.objects.filter(person=school.learner).count() == len(taken)
    certificate = Certificate.objects.get()
    assert certificate.programme_title == school.programme.title

    page.goto(f"{school.url}/uk/certificates/")
    with page.expect_download() as download:
        page.click(f"a[href*='{certificate.number}/pdf/']")
    reader = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    flat = re.sub(r"\s+", " ", " ".join(one.extract_text() for one in reader.pages))
    assert "спілкування, етика, стійкість" in flat
    assert school.learner.full_name in flat

    manager = sign_in(school, school.manager)
    manager.goto(f"{school.url}/uk/team/{school.learner.pk}/")
    axe(manager)
    told = manager.locator("main").inner_text()
    assert certificate.number in told
    assert "інколи" not in told
    assert "переважно" not in told
