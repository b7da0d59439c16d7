"""The device's half of the attempt protocol, in a real browser (docs/attempt-protocol.md).

Each test breaks when an answer that was told to be saved is not on the server, or when one that was
given is neither on the server nor kept on the device.
"""

import datetime
import json
import re
from collections import Counter

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import expect

from assessments.evidence.models import LevelRule
from assessments.evidence.rule_document import START_RULE
from assessments.quizzes.models import (
    AnswerLog,
    Attempt,
    JudgementQuestion,
    SeveralChoiceQuestion,
    TrueFalseQuestion,
)
from assessments.quizzes.packets import Submit
from assessments.quizzes.services.attempts import start_attempt, submit_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question, quiz

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.django_db(transaction=True),
    # pytest-base-url, which pytest-playwright brings along, is older than our pytest
    pytest.mark.filterwarnings("ignore::pytest.PytestRemovedIn10Warning"),
]

SAVE = re.compile(r"/attempts/[^/]+/save/$")
SUBMIT = re.compile(r"/attempts/[^/]+/submit/$")
DEVICE = """async () => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open("attempts");
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = reject;
  });
  const kept = {};
  for (const name of database.objectStoreNames) {
    kept[name] = await new Promise((resolve) => {
      const rows = database.transaction(name).objectStore(name).getAll();
      rows.onsuccess = () => resolve(rows.result);
    });
  }
  database.close();
  return kept;
}"""


@pytest.fixture
def attempt(transactional_db):
    """An open attempt: 1 one of many, 2 several of many, 3 true or false, 4 best and worst."""
    LevelRule.objects.get_or_create(
        version=1, defaults={"document": START_RULE, "active_from": "2020-01-01"}
    )
    question(SeveralChoiceQuestion, code="U-1")
    question(TrueFalseQuestion, code="V-1")
    question(JudgementQuestion, code="W-1")
    return start_attempt(person=PersonFactory(), page=quiz(questions=1, draw=4, shuffle=False))


def sign_in(context, live_server, person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key}
    context.add_cookies([{**cookie, "url": live_server.url}])


def sign_out(context):
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


@pytest.fixture
def tab(context, live_server, attempt):
    sign_in(context, live_server, attempt.person)
    return open_tab(context, live_server, attempt)


def open_tab(context, live_server, attempt, q="1"):
    tab = context.new_page()
    tab.goto(f"{live_server.url}{reverse('quizzes:take', args=[attempt.pk])}?q={q}")
    expect(tab.locator("[data-ready]")).to_be_attached()
    return tab


def choose(tab, number, option=0):
    """Pick the ``option``-th answer of the question shown; returns its token."""
    choice = tab.locator(f'input[name="q{number}"]').nth(option)
    choice.check()
    return choice.get_attribute("value")


def expect_state(tab, state, seconds=10):
    expect(tab.locator(".save-state")).to_have_attribute(
        "data-state", state, timeout=seconds * 1000
    )


def stored(attempt):
    attempt.refresh_from_db()
    return {number: row["value"] for number, row in attempt.answers.items()}


def next_question(tab):
    tab.locator("[data-next]").click()


def all_answers(tab):
    tab.locator(".btn--quiet[value=check]").click()


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
    tab.route("**/quizzes/store*.js", lambda route: waiting.append(route))
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
