"""A role-play on a phone, by keyboard alone, through a network that comes and goes."""

import datetime

import pytest
from django.utils import timezone

from assessments.scenarios.models import ReviewCard, Run, RunReflection, RunStep
from tests.e2e.conftest import PASSWORD, wagtail_roots
from tests.factories.scenarios import scenario_page
from training.people.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MOST_TABS = 80


def tab_to(page, selector):
    """Presses Tab until the focus is on the first element that ``selector`` finds."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement === document.querySelector(s)", selector):
            return
    raise AssertionError(f"{page.url}: no way to {selector} by keyboard")


def press(page, selector):
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def say(page, text):
    """Chooses the reply by arrows and says it."""
    tab_to(page, "input[name=choice]")
    page.keyboard.press("Space")
    for _reply in range(4):
        if text in page.locator("label:has(:checked)").inner_text():
            break
        page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_talk_by_keyboard_alone(live_server, new_context, axe):
    wagtail_roots()
    place = scenario_page()
    person = Person.objects.create_user(
        "learner@example.org", PASSWORD, surname="Коваль", given_name="Олена"
    )
    page = new_context().new_page()
    page.goto(f"{live_server.url}/uk/account/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action*='login'] button[type=submit]")
    page.wait_for_url("**/uk/learn/")

    page.goto(f"{live_server.url}/uk/moduli/{place.get_parent().slug}/{place.slug}/")
    axe(page)
    press(page, "form[action*='/start/'] button")
    axe(page)

    page.context.set_offline(True)
    tab_to(page, "input[name=choice]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.locator("[data-no-network]").wait_for(state="visible")
    assert page.locator("input[name=choice]:checked").count() == 1
    page.context.set_offline(False)
    assert not RunStep.objects.exists()

    say(page, "Відповідь b")
    assert page.evaluate("document.activeElement.id") == "scene"  # the new words are read first
    press(page, ".alert-pause")
    axe(page)
    press(page, "main .btn-row a")
    say(page, "Відповідь a")
    page.wait_for_url("**/debrief/")
    axe(page)

    tab_to(page, "textarea[name=differently]")
    page.keyboard.type("Спитала б першою.")
    press(page, "form[action*='/before/'] button")
    assert RunReflection.objects.get().differently == "Спитала б першою."
    axe(page)

    press(page, "form[action*='/try/'] button")
    assert Run.objects.filter(origin__isnull=False).count() == 1
    say(page, "Відповідь a")
    say(page, "Відповідь a")
    page.wait_for_url("**/debrief/")
    axe(page)

    ReviewCard.objects.update(due_at=timezone.now() - datetime.timedelta(minutes=1))
    page.goto(f"{live_server.url}/uk/learn/cards/")
    axe(page)
    say(page, "Відповідь a")
    axe(page)
    assert ReviewCard.objects.get().answers[0]["is_best"]
