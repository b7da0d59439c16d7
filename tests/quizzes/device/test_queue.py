"""The device's half of the attempt protocol, in a real browser (docs/attempt-protocol.md).

Each test breaks when an answer that was told to be saved is not on the server, or when one that was
given is neither on the server nor kept on the device.
"""

import json
from collections import Counter

import pytest
from playwright.sync_api import expect

from assessments.quizzes.models import (
    AnswerLog,
    Attempt,
)
from tests.quizzes.device.acts import (
    DEVICE,
    SAVE,
    SUBMIT,
    all_answers,
    choose,
    expect_state,
    next_question,
    open_tab,
    stored,
)

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_an_answer_is_saved_and_the_device_forgets_it(tab, attempt):
    token = choose(tab, 1)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}
    assert tab.evaluate(DEVICE)["changes"] == []


def test_every_kind_of_answer_reaches_the_server_without_a_navigation(tab, attempt):
    tab.evaluate("window.isStillHere = true")
    one = choose(tab, 1)
    next_question(tab)
    many = sorted(choose(tab, 2, option) for option in (0, 2))
    next_question(tab)
    truth = choose(tab, 3, 1)
    next_question(tab)
    best, worst = (
        tab.locator('input[name="q4-best"]').nth(0),
        tab.locator('input[name="q4-worst"]').nth(3),
    )
    best.check()
    worst.check()
    next_question(tab)

    expect(tab.locator("[data-gaps]")).to_be_hidden()
    expect(tab.locator("[data-check-answers] h1")).to_be_focused()
    assert tab.url.endswith("?q=check")
    shown = tab.locator("[data-check-answers]").get_attribute("data-title")
    assert tab.title().startswith(shown)
    expect_state(tab, "saved")
    sjt = {"best": best.get_attribute("value"), "worst": worst.get_attribute("value")}
    assert stored(attempt) == {"1": one, "2": many, "3": truth, "4": sjt}
    assert tab.evaluate("window.isStillHere")


def test_offline_answers_are_kept_and_acknowledged_when_the_link_is_back(tab, context, attempt):
    context.set_offline(True)
    first = choose(tab, 1)
    expect_state(tab, "offline")
    next_question(tab)
    second = choose(tab, 2)
    assert [row["question"] for row in tab.evaluate(DEVICE)["changes"]] == ["1", "2"]
    assert stored(attempt) == {}

    context.set_offline(False)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": first, "2": [second]}


def test_after_a_reload_a_queued_answer_is_shown_sent_and_only_then_called_saved(
    tab, context, attempt
):
    tab.route(SAVE, lambda route: route.abort())
    token = choose(tab, 1, option=2)
    expect_state(tab, "offline")
    tab.on("dialog", lambda dialog: dialog.accept())  # the warning on leaving
    tab.reload()

    expect(tab.locator('input[name="q1"]').nth(2)).to_be_checked()
    expect_state(tab, "offline")
    tab.unroute(SAVE)
    expect_state(tab, "saved", seconds=35)
    assert stored(attempt) == {"1": token}


def test_answers_of_a_page_that_died_are_sent_by_the_next_one(tab, context, live_server, attempt):
    context.route(SAVE, lambda route: route.abort())
    token = choose(tab, 1, option=1)
    expect_state(tab, "offline")
    tab.close(run_before_unload=False)
    context.unroute(SAVE)

    tab = open_tab(context, live_server, attempt)
    expect(tab.locator('input[name="q1"]').nth(1)).to_be_checked()
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}


def test_leaving_with_a_queued_answer_warns(tab):
    tab.route(SAVE, lambda route: route.abort())
    choose(tab, 1)
    expect_state(tab, "offline")
    warnings = []
    tab.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    tab.reload()
    assert warnings == ["beforeunload"]


def test_a_lost_acknowledgement_is_repeated_and_counted_once(tab, attempt):
    def commit_and_lose(route):
        route.fetch()
        route.abort()

    tab.route(SAVE, commit_and_lose, times=1)
    token = choose(tab, 1)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}
    assert AnswerLog.objects.filter(attempt=attempt).count() == 1


def test_a_change_made_while_a_packet_travels_is_not_lost(tab, attempt):
    def slowly(route):
        tab.wait_for_timeout(1500)
        route.continue_()

    tab.route(SAVE, slowly, times=1)
    choose(tab, 1, option=0)
    tab.wait_for_timeout(1200)
    token = choose(tab, 1, option=1)
    tab.wait_for_timeout(3000)
    expect_state(tab, "saved")
    assert stored(attempt) == {"1": token}


def test_two_tabs_keep_both_answers(tab, context, live_server, attempt):
    other = open_tab(context, live_server, attempt, q="3")
    first, third = choose(tab, 1), choose(other, 3)
    tab.evaluate("window.dispatchEvent(new Event('focus'))")  # sends what the other tab has written
    expect_state(tab, "saved")
    expect_state(other, "saved")
    assert stored(attempt) == {"1": first, "3": third}
    assert len(set(AnswerLog.objects.values_list("client", flat=True))) == 2


def test_a_copied_tab_never_reuses_a_number(tab, context, live_server, attempt):
    """Browsers copy sessionStorage with the tab, and with it the client's name."""
    choose(tab, 1)
    expect_state(tab, "saved")
    with context.expect_page() as opening:
        tab.evaluate("window.open(location.href)")
    copy = opening.value
    expect(copy.locator("[data-ready]")).to_be_attached()
    names = [page.evaluate("sessionStorage.getItem('quizzes.client')") for page in (tab, copy)]
    assert names[0] == names[1]

    last = choose(copy, 1, option=1)
    expect_state(copy, "saved")
    assert stored(attempt) == {"1": last}
    last = choose(tab, 1, option=2)
    tab.wait_for_timeout(2500)
    assert stored(attempt) == {"1": last}
    packets = AnswerLog.objects.values_list("client", "seq", "question")
    assert max(Counter(packets).values()) == 1


def test_a_name_whose_numbers_are_lost_is_never_used_again(tab, attempt):
    choose(tab, 1)
    expect_state(tab, "saved")
    tab.evaluate(
        """() => new Promise((resolve) => {
          indexedDB.open("attempts").onsuccess = ({ target: { result } }) => {
            const transaction = result.transaction("clients", "readwrite");
            transaction.objectStore("clients").clear();
            transaction.oncomplete = resolve;
          };
        })"""
    )
    last = choose(tab, 1, option=1)
    tab.wait_for_timeout(2500)
    assert stored(attempt) == {"1": last}
    assert AnswerLog.objects.values("client").distinct().count() == 2


def test_c05_a_double_click_on_submit_makes_one_submission(tab, attempt):
    requests = []
    tab.on("request", lambda request: SUBMIT.search(request.url) and requests.append(request))
    token = choose(tab, 1)
    all_answers(tab)
    tab.locator("[data-submit] button").dblclick()
    tab.wait_for_url("**/result/")
    assert len(requests) == 1
    assert json.loads(requests[0].post_data)["answers"] == {"1": token}
    assert stored(attempt) == {"1": token}
    assert not attempt.is_open
    assert not tab.evaluate(DEVICE)["keys"]


def test_submitting_waits_for_answers_an_earlier_visit_left(tab, context, live_server, attempt):
    context.route(SAVE, lambda route: route.abort())
    token = choose(tab, 1)
    expect_state(tab, "offline")
    tab.close(run_before_unload=False)
    tab = open_tab(context, live_server, attempt, q="check")
    tab.locator("[data-submit] button").click()
    expect(tab.locator('[data-notice="waiting"]')).to_be_visible()
    attempt.refresh_from_db()
    assert attempt.is_open

    context.unroute(SAVE)
    tab.wait_for_url("**/result/", timeout=35_000)
    assert stored(attempt) == {"1": token}


def test_submitting_offline_waits_says_so_and_goes_with_the_same_key(tab, context, attempt):
    token = choose(tab, 1)
    expect_state(tab, "saved")
    all_answers(tab)
    keys = []

    def commit_and_lose(route):
        keys.append(json.loads(route.request.post_data)["key"])
        route.fetch()
        route.abort()

    tab.route(SUBMIT, commit_and_lose, times=1)
    tab.on(
        "request",
        lambda request: (
            SUBMIT.search(request.url) and keys.append(json.loads(request.post_data)["key"])
        ),
    )
    tab.locator("[data-submit] button").click()
    expect(tab.locator('[data-notice="waiting"]')).to_be_visible()
    tab.wait_for_url("**/result/", timeout=35_000)
    assert len(set(keys)) == 1
    assert stored(attempt) == {"1": token}
    assert Attempt.objects.get().submit_key == keys[0]
