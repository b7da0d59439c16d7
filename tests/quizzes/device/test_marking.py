"""Marking in a real browser: by keyboard alone, drafts that save themselves, two windows."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.evidence.models import LevelRule
from assessments.evidence.rule_document import START_RULE
from assessments.quizzes.models.marking import Marking
from tests.factories.marking import BEST, learner_of, long_question, marked, trainer, waiting
from tests.factories.people import OrgUnitFactory
from tests.factories.tree import home
from tests.quizzes.device.acts import expect_state, sign_in

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
]
SAVE = re.compile(r"/marking/\d+/save/$")


@pytest.fixture
def unit(transactional_db):
    LevelRule.objects.get_or_create(
        version=1, defaults={"document": START_RULE, "active_from": "2020-01-01"}
    )
    home()
    return OrgUnitFactory()


@pytest.fixture
def items(unit):
    """Two answers, the older one first."""
    question = long_question()
    return [waiting(learner=learner_of(unit), to=question, days=days) for days in (3, 2)]


@pytest.fixture
def marker(unit, context, live_server):
    person = trainer(unit)
    sign_in(context, live_server, person)
    return person


def open_answer(context, live_server, item):
    tab = context.new_page()
    tab.goto(live_server.url + reverse("marking:mark", args=[item.pk]))
    expect(tab.locator("form[data-ready]")).to_be_attached()
    return tab


def chosen(tab):
    return tab.locator("input:checked").evaluate_all("inputs => inputs.map(one => one.value)")


def test_two_answers_are_marked_by_keyboard_alone(context, live_server, marker, items):
    tab = context.new_page()
    tab.goto(live_server.url + reverse("marking:queue"))
    while tab.evaluate("document.activeElement.className") != "queue__link":
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("form[data-ready]")).to_be_attached()

    for following in (items[1], None):
        while not tab.evaluate("document.activeElement.closest('[data-criterion]') !== null"):
            tab.keyboard.press("Tab")
        tab.keyboard.press("2")
        assert chosen(tab) == ["1.5"]
        expect(tab.locator(".criterion__key")).to_have_text(["1", "2", "3"])
        expect(tab.locator("[data-total]")).to_have_text("1,5")
        tab.keyboard.press("ArrowDown")
        assert chosen(tab) == ["3"]
        tab.keyboard.press("Tab")
        tab.keyboard.press("1")  # without words, a key is its points
        assert chosen(tab) == ["3", "1"]
        expect(tab.locator("[data-total]")).to_have_text("4")
        tab.keyboard.press("Tab")
        tab.keyboard.type("Ви сказали 3 головні речі.")
        assert chosen(tab) == ["3", "1"]
        tab.keyboard.press("Control+Enter")
        if following:
            tab.wait_for_url(f"**/marking/{following.pk}/")
            expect(tab.locator("form[data-ready]")).to_be_attached()
    tab.wait_for_url("**/marking/")

    assert [marking.points for marking in Marking.objects.all()] == [{"r1": "3", "r2": "1"}] * 2
    assert {marking.comment for marking in Marking.objects.all()} == {"Ви сказали 3 головні речі."}
    for item in items:
        item.refresh_from_db()
        assert float(item.share) == 0.8


def test_a_draft_saves_itself_and_survives_a_lost_connection(context, live_server, marker, items):
    tab = open_answer(context, live_server, items[0])
    tab.locator("#c1-1").check()
    expect_state(tab, "saved")
    assert Marking.objects.get().points == {"r1": "1.5"}

    context.set_offline(True)
    tab.locator("#comment").fill("Написано в укритті")
    expect_state(tab, "offline")
    context.set_offline(False)
    expect_state(tab, "saved", seconds=35)
    assert Marking.objects.get().comment == "Написано в укритті"
    tab.reload()
    expect(tab.locator("#comment")).to_have_value("Написано в укритті")
    expect(tab.locator("#c1-1")).to_be_checked()


def test_an_answer_lost_on_its_way_is_no_conflict(context, live_server, marker, items):
    tab = open_answer(context, live_server, items[0])
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)  # committed, but the page never learns it
        return route.abort()

    tab.route(SAVE, lose)
    tab.locator("#c1-0").check()
    expect_state(tab, "offline")
    tab.locator("#c1-2").check()
    expect_state(tab, "saved", seconds=35)
    assert lost == [200]
    assert Marking.objects.get().points == {"r1": "3"}


def test_two_windows_show_both_versions(context, live_server, marker, items):
    first, second = (open_answer(context, live_server, items[0]) for _ in range(2))
    first.locator("#comment").fill("З першого вікна")
    expect_state(first, "saved")
    second.locator("#comment").fill("З другого вікна")
    expect(second.locator('[data-notice="conflict"]')).to_be_visible()
    assert Marking.objects.get().comment == "З першого вікна"

    second.locator("[data-save]").click()
    expect(second.locator(".error-summary")).to_be_focused()
    expect(second.locator(".error-summary")).to_contain_text("З першого вікна")
    expect(second.locator("#comment")).to_have_value("З другого вікна")
    second.locator("[data-save]").click()
    expect(second.locator(".message--success")).to_be_visible()
    assert Marking.objects.get().comment == "З другого вікна"


def test_a_window_left_behind_stops_when_the_answer_is_marked(
    context, live_server, unit, marker, items
):
    tab = open_answer(context, live_server, items[0])
    marked(items[0], trainer(unit), BEST)
    tab.locator("#c1-0").check()
    expect(tab.locator('[data-notice="closed"]')).to_be_visible()
    assert Marking.objects.count() == 1


def test_somebody_signed_out_is_told_and_the_draft_waits(context, live_server, marker, items):
    tab = open_answer(context, live_server, items[0])
    cookies = context.cookies()
    context.clear_cookies()
    tab.locator("#comment").fill("Ще не надіслано")
    expect(tab.locator('[data-notice="signed-out"]')).to_be_visible()
    context.add_cookies(cookies)
    expect_state(tab, "saved", seconds=35)
    expect(tab.locator('[data-notice="signed-out"]')).to_be_hidden()
    assert Marking.objects.get().comment == "Ще не надіслано"


def test_enter_in_a_choice_hands_nothing_in(context, live_server, marker, items):
    tab = open_answer(context, live_server, items[0])
    tab.locator("#c1-2").check()
    tab.locator("#c2-2").check()
    tab.locator("#c2-2").press("Enter")
    expect(tab.locator(".message--success")).to_be_visible()
    assert Marking.objects.get().state == "draft"


def test_everything_works_without_scripts(browser, browser_context_args, live_server, unit, items):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    sign_in(context, live_server, trainer(unit))
    tab = context.new_page()
    tab.goto(live_server.url + reverse("marking:queue"))
    tab.locator(".queue__link").first.click()
    tab.locator("#c1-2").check()
    tab.locator("[data-save]").click()
    expect(tab.locator("#c1-2")).to_be_checked()
    tab.locator("[data-hand-in]").click()
    expect(tab.locator(".error-summary")).to_be_visible()
    expect(tab.locator("#c1-2")).to_be_checked()
    tab.locator("#c2-1").check()
    tab.locator("[data-hand-in]").click()
    tab.wait_for_url(f"**/marking/{items[1].pk}/")
    tab.locator("summary").last.click()
    tab.locator("#reason").fill("Додайте наступний крок")
    tab.locator("button[value=return]").click()
    tab.wait_for_url("**/marking/")
    assert sorted(Marking.objects.values_list("state", flat=True)) == ["returned", "submitted"]
    context.close()
