"""Beside an answer: how sure, a flag, and its review at once."""

import pytest
from playwright.sync_api import expect

from assessments.evidence.models import LevelRule
from assessments.evidence.rule_document import START_RULE
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import CANARY, quiz
from tests.quizzes.device.acts import (
    all_answers,
    choose,
    expect_state,
    next_question,
    open_tab,
    sign_in,
    stored,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def attempt(transactional_db):
    """Two questions that ask how sure the person is and show their answer at once."""
    LevelRule.objects.get_or_create(
        version=1, defaults={"document": START_RULE, "active_from": "2020-01-01"}
    )
    page = quiz(questions=2, draw=2, shuffle=False, feedback="at_once", asks_confidence=True)
    return start_attempt(person=PersonFactory(), page=page)


def test_a_flag_and_confidence_are_saved_and_come_back(tab, context, live_server, attempt):
    tab.locator('[name="q1-flag"]').check()
    tab.locator('[name="q1-sure"][value="2"]').check()
    expect_state(tab, "saved")
    assert stored(attempt) == {"1.flag": True, "1.sure": "2"}

    all_answers(tab)
    expect(tab.locator('[data-row="1"] [data-flagged]')).to_be_visible()
    expect(tab.locator('[data-row="2"] [data-flagged]')).to_be_hidden()

    again = open_tab(context, live_server, attempt)
    expect(again.locator('[name="q1-flag"]')).to_be_checked()
    again.locator('[name="q1-flag"]').uncheck()
    expect_state(again, "saved")
    assert stored(attempt)["1.flag"] is None


def test_both_wait_on_the_device_while_there_is_no_connection(tab, context, attempt):
    context.set_offline(True)
    tab.locator('[name="q1-sure"][value="3"]').check()
    expect_state(tab, "offline")
    assert stored(attempt) == {}
    context.set_offline(False)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1.sure": "3"}


def test_an_answer_is_shown_at_once_and_stays(tab, attempt):
    token = choose(tab, 1)
    tab.locator("[data-question='1'] [data-show-answer]").click()
    expect(tab.get_by_text(CANARY).first).to_be_visible()
    expect(tab.locator("[data-ready]")).to_be_attached()
    assert stored(attempt)["1"] == token
    assert tab.locator('[name="q1"]').count() == 0

    next_question(tab)
    choose(tab, 2)
    all_answers(tab)
    expect(tab.locator("[data-gaps]")).to_be_hidden()
    tab.locator("[data-submit] button").click()
    tab.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert not attempt.is_open


def test_without_scripts_it_is_the_same(browser, browser_context_args, live_server, attempt):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False})
    sign_in(context, live_server, attempt.person)
    page = context.new_page()
    page.goto(f"{live_server.url}/uk/attempts/{attempt.pk}/")
    token = page.locator('[name="q1"]').first.get_attribute("value")
    page.locator('[name="q1"]').first.check()
    page.locator('[name="q1-sure"][value="1"]').check()
    page.locator("[data-question='1'] [data-show-answer]").click()
    expect(page.get_by_text(CANARY).first).to_be_visible()
    assert stored(attempt) == {"1": token, "1.sure": "1"}
    page.locator("[data-next]").click()
    page.locator('[name="q2-flag"]').check()
    page.get_by_role("button", name="Усі відповіді").click()
    assert stored(attempt)["2.flag"] is True
    context.close()
