"""What the page does when the server says no, later, or nothing at all."""

import json

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from assessments.quizzes.models import (
    AnswerLog,
)
from assessments.quizzes.packets import Submit
from assessments.quizzes.services.attempts import submit_attempt
from tests.quizzes.device.acts import (
    DEVICE,
    SAVE,
    choose,
    expect_state,
    next_question,
    sign_in,
    sign_out,
    stored,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a15_signed_out_answers_wait_for_a_new_sign_in(tab, context, live_server, attempt):
    sign_out(context)
    token = choose(tab, 1)
    dialog = tab.locator('[data-dialog="signed-out"]')
    expect(dialog).to_be_visible()
    expect_state(tab, "unsaved")
    assert stored(attempt) == {}
    assert len(tab.evaluate(DEVICE)["changes"]) == 1

    sign_in(context, live_server, attempt.person)
    tab.evaluate("window.dispatchEvent(new Event('focus'))")
    expect_state(tab, "saved")
    expect(dialog).to_be_hidden()
    assert stored(attempt) == {"1": token}


def test_c12_a_stale_token_is_renewed_and_the_answer_sent_again(tab, context, live_server, attempt):
    context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    token = choose(tab, 1)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}


def test_c07_a_finished_attempt_is_told_with_the_link(tab, attempt):
    submit_attempt(
        attempt_id=attempt.pk, person=attempt.person, packet=Submit(key="elsewhere", answers={})
    )
    choose(tab, 1)
    box = tab.locator('[data-notice="closed"]')
    expect(box).to_be_visible()
    result = reverse("quizzes:result", args=[attempt.pk])
    expect(box.locator("a")).to_have_attribute("href", result)
    expect(tab.locator('input[name="q1"]').first).to_be_disabled()
    assert AnswerLog.objects.get().late
    assert stored(attempt) == {}
    assert tab.evaluate(DEVICE)["changes"] == []


def test_a_refused_answer_is_told_kept_and_does_not_hold_up_the_rest(tab, attempt):
    def refuse(route):
        if "1" in json.loads(route.request.post_data)["answers"]:
            route.fulfill(status=400, json={"error": "invalid", "field": "1", "reason": "unknown"})
        else:
            route.continue_()

    tab.route(SAVE, refuse)
    choose(tab, 1)
    expect(tab.locator('[data-notice="refused"]')).to_contain_text("1")
    next_question(tab)
    second = choose(tab, 2)
    tab.wait_for_timeout(2500)
    expect_state(tab, "unsaved")
    assert stored(attempt) == {"2": [second]}
    assert [row["refused"] for row in tab.evaluate(DEVICE)["changes"]] == [True]

    tab.unroute(SAVE)
    tab.locator("[data-back]").click()
    first = choose(tab, 1, option=1)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": first, "2": [second]}


def test_a_quarantined_packet_counts_as_kept(tab):
    def quarantine(route):
        seq = json.loads(route.request.post_data)["seq"]
        route.fulfill(status=202, json={"state": "quarantined", "acked": seq})

    tab.route(SAVE, quarantine)
    choose(tab, 1)
    expect_state(tab, "saved")
    assert tab.evaluate(DEVICE)["changes"] == []


def test_a_server_error_for_one_answer_does_not_hold_up_the_others(tab, attempt):
    def fail(route):
        if "1" in json.loads(route.request.post_data)["answers"]:
            route.fulfill(status=500, body="")
        else:
            route.continue_()

    tab.route(SAVE, fail)
    choose(tab, 1)
    next_question(tab)
    second = choose(tab, 2)
    tab.wait_for_timeout(4000)
    assert stored(attempt) == {"2": [second]}
    expect_state(tab, "offline")


def test_e09_retry_after_is_honoured(tab, attempt):
    times = []

    def busy(route):
        times.append(tab.evaluate("Date.now()"))
        if len(times) == 1:
            route.fulfill(status=429, headers={"Retry-After": "4"}, body="")
        else:
            route.continue_()

    tab.route(SAVE, busy)
    token = choose(tab, 1)
    tab.wait_for_timeout(2000)
    tab.evaluate("window.dispatchEvent(new Event('focus'))")  # no way around it
    expect_state(tab, "saved")
    assert times[1] - times[0] >= 3900
    assert stored(attempt) == {"1": token}
