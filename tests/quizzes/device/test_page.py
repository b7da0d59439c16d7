"""The page around the queue: stores, late answers, pauses, checks, and no scripts at all."""

import datetime
import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from assessments.quizzes.models import (
    AnswerLog,
)
from assessments.quizzes.packets import Submit
from assessments.quizzes.services.attempts import submit_attempt
from tests.factories.quizzes import question
from tests.quizzes.device.acts import (
    CUT,
    DEVICE,
    SAVE,
    choose,
    expect_state,
    next_question,
    open_tab,
    sign_in,
    stored,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_without_a_store_on_the_device_the_person_is_warned(context, live_server, attempt):
    sign_in(context, live_server, attempt.person)
    context.add_init_script("IDBFactory.prototype.open = () => { throw new Error('refused') }")
    tab = open_tab(context, live_server, attempt)
    expect(tab.locator('[data-notice="memory"]')).to_be_visible()
    token = choose(tab, 1)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}

    context.set_offline(True)
    token = choose(tab, 1, option=1)
    expect_state(tab, "unsaved")
    with tab.expect_download() as download:
        tab.locator('[data-notice="memory"] [data-download]').click()
    body = json.loads(download.value.path().read_text())
    assert body["answers"]["1"] == token
    context.set_offline(False)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}


def test_a_choice_made_before_the_script_ran_is_saved(context, live_server, attempt):
    sign_in(context, live_server, attempt.person)
    tab = context.new_page()
    waiting = []
    tab.route("**/training/store*.js", lambda route: waiting.append(route))
    tab.goto(f"{live_server.url}{reverse('quizzes:take', args=[attempt.pk])}?q=1")
    token = choose(tab, 1)
    tab.wait_for_timeout(500)
    waiting[0].continue_()
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}


def test_f10_the_device_keeps_nothing_but_ids_and_is_emptied_at_sign_out(tab, context, attempt):
    tab.route(SAVE, lambda route: route.abort())
    choose(tab, 1)
    expect_state(tab, "offline")
    kept = tab.evaluate(DEVICE)
    assert {name for row in kept["changes"] for name in row} == {
        "id", "attempt", "client", "seq", "question", "value",
    }  # fmt: skip
    everything = json.dumps(kept, ensure_ascii=False) + tab.evaluate("JSON.stringify(localStorage)")
    for private in ("Питання", "Варіант", attempt.person.surname, attempt.person.email):
        assert private not in everything

    tab.locator('form[action$="logout/"] button').click()
    expect(tab.locator('[data-dialog="sign-out"]')).to_be_visible(timeout=8000)
    tab.locator('[data-dialog="sign-out"] [data-close]').click()
    tab.unroute(SAVE)
    expect_state(tab, "saved", seconds=35)
    tab.locator('form[action$="logout/"] button').click()
    tab.wait_for_url(lambda url: "/attempts/" not in url)
    kept = tab.evaluate(DEVICE)
    assert kept == {"changes": [], "clients": [], "keys": []}


def test_answers_that_come_after_the_end_are_sent_from_the_result_page(
    tab, context, live_server, attempt
):
    context.route(SAVE, lambda route: route.abort())
    choose(tab, 1)
    expect_state(tab, "offline")
    tab.evaluate(CUT)
    tab.close(run_before_unload=False)
    submit_attempt(
        attempt_id=attempt.pk, person=attempt.person, packet=Submit(key="elsewhere", answers={})
    )
    context.unroute(SAVE)
    page = context.new_page()
    with page.expect_response(SAVE) as response:
        page.goto(live_server.url + reverse("quizzes:result", args=[attempt.pk]))
    assert response.value.status == 409
    page.wait_for_timeout(500)
    assert AnswerLog.objects.get().late
    assert page.evaluate(DEVICE)["changes"] == []


def test_stopping_the_clock_first_sends_what_waits(tab, context, live_server, attempt):
    attempt.deadline_at = attempt.started_at + datetime.timedelta(minutes=20)
    attempt.save()
    tab.reload()
    expect(tab.locator("[data-ready]")).to_be_attached()
    token = choose(tab, 1)
    tab.locator("[data-pause] button").click()
    expect(tab.locator(".panel h1")).to_be_visible()
    assert stored(attempt) == {"1": token}
    assert attempt.is_paused
    expect(tab.locator('input[name="q1"]').first).to_be_hidden()

    context.set_offline(True)
    tab.locator("[data-pause] button").click()
    expect(tab.locator('[data-notice="no-pause"]')).to_be_visible()
    context.set_offline(False)
    tab.locator("[data-pause] button").click()
    expect(tab.locator('input[name="q1"]').first).to_be_visible()


def test_a_knowledge_check_is_answered_in_place(context, live_server, attempt):
    question(code="K-1", use="practice")
    sign_in(context, live_server, attempt.person)
    tab = context.new_page()
    tab.goto(live_server.url + reverse("quizzes:check", args=["K-1"]))
    tab.evaluate("window.isStillHere = true")
    button = tab.locator("[data-check] button")
    button.click()
    expect(tab.locator("[role=alert]")).to_be_focused()
    context.set_offline(True)
    button.click()
    expect(tab.locator("[data-check-offline]")).to_be_visible()
    context.set_offline(False)
    tab.locator('input[name="answer"]').first.check()
    button.click()
    expect(tab.locator("[data-check-feedback]")).to_be_focused()
    expect(tab.locator(".review .option")).to_have_count(3)
    tab.locator("[data-check-again]").click()
    expect(tab.locator('input[name="answer"]').first).to_be_focused()
    assert tab.evaluate("window.isStillHere")


def test_the_whole_quiz_works_without_scripts(browser, browser_context_args, live_server, attempt):
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    sign_in(context, live_server, attempt.person)
    tab = context.new_page()
    tab.goto(live_server.url + reverse("quizzes:take", args=[attempt.pk]))
    for number in (1, 2, 3):
        choose(tab, number)
        next_question(tab)
    tab.locator('input[name="q4-best"]').nth(0).check()
    tab.locator('input[name="q4-worst"]').nth(1).check()
    tab.locator("[data-back]").click()
    assert tab.url.endswith("?q=3")
    next_question(tab)
    expect(tab.locator('input[name="q4-worst"]').nth(1)).to_be_checked()
    next_question(tab)
    tab.locator("[data-submit] button").click()
    tab.wait_for_url("**/result/")
    assert set(stored(attempt)) == {"1", "2", "3", "4"}
    context.close()
