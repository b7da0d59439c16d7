"""A self-assessment on a phone, by keyboard alone, through a network that comes and goes."""

import pytest

from assessments.reflections.models import SelfAnswer, SelfAssessment, Share
from tests.e2e.conftest import PASSWORD, wagtail_roots
from tests.factories import reflections as make
from tests.factories.people import OrgUnitFactory, PostingFactory, RoleGrantFactory
from tests.quizzes.device.acts import CUT
from training.people.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
MOST_TABS = 60


def tab_to(page, selector):
    """Presses Tab until the focus is on the first shown element that ``selector`` finds."""
    wanted = page.locator(selector).filter(visible=True).first
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => document.activeElement === element"):
            return
    raise AssertionError(f"{page.url}: no way to {selector} by keyboard")


def press(page, selector):
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def answer(page, code, downs):
    """Chooses by arrows: ``downs`` below “never”."""
    tab_to(page, f"input[name={code}]")
    page.keyboard.press("Space")
    for _down in range(downs):
        page.keyboard.press("ArrowDown")


def wait_for_state(page, state):
    page.locator(f".save-state[data-state={state}]").wait_for()


def sign_in(new_context, live_server, person, **options):
    page = new_context(**options).new_page()
    page.goto(f"{live_server.url}/uk/account/login/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action*='login'] button[type=submit]")
    page.wait_for_url("**/uk/learn/")
    return page


def kept():
    return dict(SelfAnswer.objects.values_list("statement", "score"))


@pytest.fixture
def place(live_server):
    """A step with two competencies, a learner, and a manager of where they work."""
    wagtail_roots()
    make.statements("FL-01", "FL-02", each=2)
    step = make.self_assessment_page("FL-01", "FL-02", intro="Щоб побачити, звідки ви починаєте.")
    bureau = OrgUnitFactory()
    people = [
        Person.objects.create_user(email, PASSWORD, surname=surname, given_name="Олена")
        for email, surname in (("learner@example.org", "Коваль"), ("head@example.org", "Керівна"))
    ]
    PostingFactory(person=people[0], unit=bureau)
    RoleGrantFactory(person=people[1], unit=bureau)
    return f"/uk/moduli/{step.get_parent().slug}/{step.slug}/", *people


def test_a_self_assessment_by_keyboard_alone(live_server, new_context, axe, place):
    path, learner, manager = place
    page = sign_in(new_context, live_server, learner)
    page.goto(f"{live_server.url}{path}")
    axe(page)
    press(page, "form[action*='/start/'] button")
    page.locator("[data-ready]").wait_for()
    axe(page)

    answer(page, "SA-FL-01-1", 0)
    wait_for_state(page, "saved")
    assert kept() == {"SA-FL-01-1": 0}

    page.context.set_offline(True)  # a power cut: nothing is lost, and it says so
    answer(page, "SA-FL-01-2", 3)
    wait_for_state(page, "offline")
    tab_to(page, "[data-next]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.closest('[data-group]')?.id === 'FL-02'")
    answer(page, "SA-FL-02-1", 4)
    axe(page)
    assert kept() == {"SA-FL-01-1": 0}
    page.context.set_offline(False)
    wait_for_state(page, "saved")
    assert kept() == {"SA-FL-01-1": 0, "SA-FL-01-2": 3, "SA-FL-02-1": None}

    page.reload()  # in the middle
    page.locator("[data-ready]").wait_for()
    assert page.locator("[data-group]:not([hidden])").get_attribute("id") == "FL-02"
    assert page.locator("input[name=SA-FL-02-1]:checked").get_attribute("value") == "none"
    tab_to(page, "[data-next]")
    page.keyboard.press("Enter")
    page.locator("[data-gaps] li:visible").first.wait_for()
    assert page.locator("[data-gaps] li:visible").count() == 1
    axe(page)
    tab_to(page, "button[name=finish]")
    with page.expect_navigation(url="**/result/"):
        page.keyboard.press("Enter")
    axe(page)

    tab_to(page, "select[name=competency]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "select[name=recipient]")
    page.keyboard.press("ArrowDown")
    press(page, "form[action$='/share/'] button")
    shared = Share.objects.get()
    assert (shared.competency, shared.recipient) == ("FL-01", manager)
    axe(page)

    other = sign_in(new_context, live_server, manager)
    other.goto(f"{live_server.url}/uk/self-assessments/shared/")
    axe(other)
    press(other, ".card__title a")
    axe(other)
    press(page, "form[action$='/withdraw/'] button")
    assert other.reload().status == 404

    page.goto(f"{live_server.url}/uk/self-assessments/")
    axe(page)


def test_answers_given_offline_are_still_there_after_the_browser_was_closed(
    live_server, new_context, place
):
    path, learner, _manager = place
    page = sign_in(new_context, live_server, learner)
    page.goto(f"{live_server.url}{path}")
    page.click("form[action*='/start/'] button")
    page.locator("[data-ready]").wait_for()
    page.context.set_offline(True)
    page.check("input[name=SA-FL-01-1][value='2']")
    wait_for_state(page, "offline")
    address, context = page.url, page.context
    page.evaluate(CUT)
    page.close()
    context.set_offline(False)
    assert kept() == {}
    page = context.new_page()
    page.goto(address)
    wait_for_state(page, "saved")
    assert page.locator("input[name=SA-FL-01-1]:checked").get_attribute("value") == "2"
    assert kept() == {"SA-FL-01-1": 2}


def test_without_a_script_the_form_saves_asks_and_finishes(live_server, new_context, place, axe):
    path, learner, _manager = place
    page = sign_in(new_context, live_server, learner, java_script_enabled=False)
    page.goto(f"{live_server.url}{path}")
    page.click("form[action*='/start/'] button")
    assert page.locator("[data-group]:visible").count() == 3
    page.check("input[name=SA-FL-01-1][value='2']")
    page.click("#FL-01 button[name=draft]")
    assert page.url.endswith("#FL-01")
    for code in ("SA-FL-01-2", "SA-FL-02-1", "SA-FL-02-2"):
        page.check(f"input[name={code}][value='2']")
    page.click("button[name=finish]")
    page.wait_for_url("**/finish/")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/result/")
    assert SelfAssessment.objects.get().finished_at
    assert set(kept().values()) == {2}


def test_another_tab_that_finished_is_told_here(live_server, new_context, place):
    path, learner, _manager = place
    page = sign_in(new_context, live_server, learner)
    page.goto(f"{live_server.url}{path}")
    page.click("form[action*='/start/'] button")
    page.locator("[data-ready]").wait_for()
    page.check("input[name=SA-FL-01-1][value='2']")
    wait_for_state(page, "saved")
    other = page.context.new_page()
    other.goto(f"{page.url.partition('#')[0]}#end")
    other.locator("[data-ready]").wait_for()
    other.click("button[name=finish]")
    other.wait_for_url("**/result/")
    page.check("input[name=SA-FL-01-2][value='0']")
    page.locator("[data-notice=closed]").wait_for()
    assert page.locator("[data-notice=closed] a").get_attribute("href") in other.url
    assert kept() == {"SA-FL-01-1": 2}
