"""The main job from end to end, at 390 px, in Ukrainian: from sign-in to a checked certificate."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader

from certificates.models import Certificate
from tests.e2e.walking import (
    MAIN_BUTTON,
    answer,
    attempt_of,
    finish_lesson,
    play,
    right_answers,
    send,
    start_step,
    take_quiz,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def saved(page) -> None:
    page.wait_for_selector(".save-state[data-state=saved]", timeout=15_000)


def go_on(page, school) -> None:
    """To the next required step, from the page that says what comes next."""
    page.goto(f"{school.url}/uk/learn/")
    page.click(MAIN_BUTTON)
    page.wait_for_load_state()


def read_lessons(page, axe) -> None:
    for _ in range(3):
        axe(page)
        finish_lesson(page)


def take_quiz_with_mishaps(page, context, axe) -> None:
    """A reload after the second answer, no connection for the fourth."""
    axe(page)
    start_step(page)
    page.wait_for_url("**/attempts/**")
    attempt = attempt_of(page)
    for number, (key, (document, value)) in enumerate(right_answers(attempt).items(), start=1):
        axe(page)
        if number == 4:
            context.set_offline(True)
        answer(page, key, document, value)
        if number == 4:
            page.wait_for_selector(".save-state[data-state=offline]", timeout=20_000)
        if number == 2:
            saved(page)
            page.reload()
            attempt.refresh_from_db()
            assert attempt.answers[key]["value"] == value
        page.click("[data-next]:visible")
        if number == 5:
            attempt.refresh_from_db()
            assert attempt.answers.keys() == {"1", "2", "3"}
            context.set_offline(False)
            saved(page)
    axe(page)
    send(page, attempt)
    axe(page)


def test_from_sign_in_to_a_certificate_that_a_stranger_checks(
    school, sign_in, new_context, axe, live_server
):
    page = sign_in(school, school.learner)
    axe(page)
    assert page.locator("html").get_attribute("lang") == "uk"

    page.click(MAIN_BUTTON)
    page.wait_for_load_state()
    read_lessons(page, axe)
    take_quiz_with_mishaps(page, page.context, axe)
    go_on(page, school)
    axe(page)
    assert play(page, look=axe).level == 3

    page.goto(f"{school.url}/uk/learn/")
    axe(page)
    certificate = Certificate.objects.get()
    page.goto(f"{school.url}/uk/certificates/")
    axe(page)
    with page.expect_download() as download:
        page.click(f"a[href*='{certificate.number}/pdf/']")
    data = download.value.path().read_bytes()
    text = " ".join(page_.extract_text() for page_ in PdfReader(io.BytesIO(data)).pages)
    flat = re.sub(r"\s+", " ", text)
    for fact in (school.learner.full_name, certificate.number, certificate.programme_title):
        assert fact in flat
    assert hashlib.sha256(data).hexdigest() == certificate.pdf_sha256
    page.goto(f"{school.url}/uk/competencies/")
    axe(page)

    stranger = new_context().new_page()
    stranger.goto(f"{school.url}/verify/{certificate.number.lower()}/?t={certificate.token}")
    axe(stranger)
    assert stranger.locator(".verdict--valid").count() == 1
    assert school.learner.full_name in stranger.locator("main").inner_text()
    assert stranger.context.cookies() == []

    manager = sign_in(school, school.manager)
    manager.goto(f"{school.url}/uk/team/")
    axe(manager)
    assert school.learner.full_name in manager.locator("main").inner_text()
    manager.click(f"main a[href$='/team/{school.learner.pk}/']")
    axe(manager)
    assert certificate.number in manager.locator("main").inner_text()

    neighbour = sign_in(school, school.neighbour)
    neighbour.goto(f"{school.url}/uk/team/")
    assert school.learner.surname not in neighbour.locator("main").inner_text()
    assert neighbour.goto(f"{school.url}/uk/team/{school.learner.pk}/").status == 404


def test_the_whole_way_works_without_scripts(school, sign_in):
    page = sign_in(school, school.learner, java_script_enabled=False)
    page.click(MAIN_BUTTON)
    for _ in range(3):
        finish_lesson(page)
    take_quiz(page, has_scripts=False)
    go_on(page, school)
    play(page)
    assert Certificate.objects.filter(person=school.learner).count() == 1


def test_a_stranger_finds_the_public_pages_and_nothing_else(school, new_context, axe):
    page = new_context().new_page()
    for path in ("/", "/uk/", "/en/", "/uk/account/login/", "/uk/verify/", "/uk/dostupnist/"):
        assert page.goto(school.url + path).status == 200
        axe(page)
    assert page.goto(school.url + "/uk/nope/").status == 404
    axe(page)
    page.goto(school.url + "/uk/moduli/")
    assert "/account/login/" in page.url
