"""The main job from end to end, at 390 px, in Ukrainian: from sign-in to a checked certificate."""

import hashlib
import io
import re

import pytest
from pypdf import PdfReader

from assessments.quizzes.models import Attempt
from assessments.quizzes.verification import faults as attempt_faults
from assessments.scenarios.models import Run
from assessments.scenarios.verification import faults as run_faults
from certificates.models import Certificate

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

MAIN_BUTTON = "main .btn:visible"


def all_right(attempt: Attempt) -> dict:
    """A full answer to each question, of whatever kind."""
    answers = {}
    for item in attempt.items.select_related("version"):
        document = item.version.document
        token = {option: token for token, option in item.options}
        if document["kind"] == "judgement":
            answers[item.key] = {
                option["key"]: token[option["id"]]
                for option in document["options"]
                if option["key"]
            }
        else:
            answers[item.key] = [
                token[option["id"]] for option in document["options"] if option["right"]
            ]
    return answers


def answer(page, key: str, value) -> None:
    section = page.locator(f"[data-question='{key}']")
    if isinstance(value, dict):
        for part, token in value.items():
            section.locator(f"input[name='q{key}-{part}'][value='{token}']").check()
        return
    for token in value:
        section.locator(f"input[value='{token}']").check()


def saved(page) -> None:
    page.wait_for_selector(".save-state[data-state=saved]", timeout=15_000)


def read_lessons(page, axe) -> None:
    for _ in range(3):
        axe(page)
        page.click("form[action*='/complete/'] button")
        page.wait_for_load_state()


def take_quiz(page, context, axe) -> None:
    axe(page)
    page.click("form[action*='/start/'] button")
    page.wait_for_url("**/attempts/**")
    attempt = Attempt.objects.get()
    answers = all_right(attempt)
    for number, (key, value) in enumerate(answers.items(), start=1):
        axe(page)
        if number == 4:
            context.set_offline(True)
        answer(page, key, value)
        if number == 4:
            page.wait_for_selector(".save-state[data-state=offline]", timeout=20_000)
        if number == 2:
            saved(page)
            page.reload()
            section = page.locator(f"[data-question='{key}']")
            assert section.locator("input:checked").count() == len(value)
        page.click("[data-next]:visible")
        if number == 5:
            assert Attempt.objects.get().answers.keys() == {"1", "2", "3"}
            context.set_offline(False)
            saved(page)
    axe(page)
    page.click("form[data-submit] button")
    page.wait_for_url("**/result/")
    axe(page)
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.is_passed) == (100, True)
    assert list(attempt_faults(attempt)) == []


def play_role_play(page, axe) -> None:
    axe(page)
    page.click("form[action*='/start/'] button")
    page.wait_for_url("**/runs/**")
    while "/debrief/" not in page.url:
        axe(page)
        run = Run.objects.select_related("version").get()
        scene = run.version.document["nodes"][run.state["node"]]
        text = next(choice["text"] for choice in scene["choices"] if choice["recommended"])
        page.locator(".option", has_text=text.strip()).first.locator("input").check()
        with page.expect_navigation():
            page.click("[data-step-form] button[type=submit]")
    axe(page)
    run.refresh_from_db()
    assert (run.is_passed, run.level, run.critical_errors) == (True, 3, 0)
    assert list(run_faults(run)) == []


def test_from_sign_in_to_a_certificate_that_a_stranger_checks(
    school, sign_in, new_context, axe, live_server
):
    page = sign_in(school, school.learner)
    axe(page)
    assert page.locator("html").get_attribute("lang") == "uk"

    page.click(MAIN_BUTTON)
    page.wait_for_load_state()
    read_lessons(page, axe)
    take_quiz(page, page.context, axe)
    page.click(MAIN_BUTTON)
    page.wait_for_load_state()
    play_role_play(page, axe)

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
        page.click("form[action*='/complete/'] button")
    page.click("form[action*='/start/'] button")
    attempt = Attempt.objects.get()
    for key, value in all_right(attempt).items():
        answer(page, key, value)
        page.click("button[form=answers][data-next]")
    page.click("form[action*='/submit/'] button")
    attempt.refresh_from_db()
    assert attempt.is_passed
    page.click(MAIN_BUTTON)
    page.click("form[action*='/start/'] button")
    run = Run.objects.select_related("version").get()
    while run.is_running:
        scene = run.version.document["nodes"][run.state["node"]]
        text = next(choice["text"] for choice in scene["choices"] if choice["recommended"])
        page.locator(".option", has_text=text.strip()).first.locator("input").check()
        page.click("[data-step-form] button[type=submit]")
        run.refresh_from_db()
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
