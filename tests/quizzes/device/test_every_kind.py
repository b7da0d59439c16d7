"""Every kind of question on a phone, by keyboard alone, and its answer on the server."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from assessments.evidence.models import LevelRule
from assessments.evidence.rule_document import START_RULE
from assessments.quizzes.kinds import KINDS, grade_answer
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.packets import Submit
from assessments.quizzes.services.attempts import submit_attempt
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question
from tests.quizzes.device.acts import expect_state, open_tab, sign_in, stored
from tests.quizzes.device.keyboard import answer, go_to, put_in_order, section
from tests.quizzes.documents import document
from tests.quizzes.every_kind import full_answers, items_by_kind, quiz_of_every_kind

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

FADED = """async (scheme) => {
  const frame = () => new Promise(requestAnimationFrame);
  while (!matchMedia(`(prefers-color-scheme: ${scheme})`).matches) await frame();
  await frame();
  await frame();
  await Promise.all(document.getAnimations().map((fade) => fade.finished));
}"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def attempt(transactional_db):
    LevelRule.objects.get_or_create(
        version=1, defaults={"document": START_RULE, "active_from": "2020-01-01"}
    )
    return start_attempt(person=PersonFactory(), page=quiz_of_every_kind())


@pytest.fixture
def tab(context, live_server, attempt):
    sign_in(context, live_server, attempt.person)
    tab = open_tab(context, live_server, attempt)
    errors = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
    yield tab
    assert errors == []


def test_every_kind_is_answered_by_keyboard_alone(tab, attempt):
    answers = full_answers(attempt)
    for kind, item in items_by_kind(attempt).items():
        if KINDS[kind].distinct:
            continue  # by buttons, below
        go_to(tab, item.key)
        answer(tab, item.key, answers[item.key])
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
        expect_state(tab, "saved")
    expected = {
        item.key: answers[item.key]
        for kind, item in items_by_kind(attempt).items()
        if not KINDS[kind].distinct
    }
    assert stored(attempt) == expected


@pytest.mark.parametrize("kind", ["order", "judgement_rank"])
def test_lines_are_put_in_order_by_buttons_and_keep_the_focus(tab, attempt, kind):
    item = items_by_kind(attempt)[kind]
    published = item.version.document
    go_to(tab, item.key)
    rows = put_in_order(tab, item.key, [row["text"] for row in published["options"]])
    expect_state(tab, "saved")
    assert grade_answer(published, stored(attempt)[item.key], item.options).share == 1
    size = rows.locator("button").first.bounding_box()
    assert min(size["width"], size["height"]) >= 44
    expect(section(tab, item.key).locator("[data-places-status]")).not_to_be_empty()

    tab.reload()
    expect(tab.locator("[data-ready]")).to_be_attached()
    assert [text.split("\n")[0] for text in rows.all_inner_texts()] == [
        row["text"] for row in published["options"]
    ]


def test_a_place_from_the_select_box_moves_the_line_and_numbers_the_others(tab, attempt):
    item = items_by_kind(attempt)["order"]
    go_to(tab, item.key)
    last = section(tab, item.key).locator("[data-place]").last
    text = last.locator(".places__text").inner_text()
    last.locator("select").select_option("1")
    places = section(tab, item.key).locator("select")
    assert [place.input_value() for place in places.all()] == ["1", "2", "3", "4"]
    assert section(tab, item.key).locator(".places__text").first.inner_text() == text
    expect_state(tab, "saved")
    assert len(stored(attempt)[item.key]) == 4


def test_what_is_typed_is_never_called_saved_before_it_is(tab, attempt):
    item = items_by_kind(attempt)["long"]
    go_to(tab, item.key)
    area = section(tab, item.key).locator("textarea")
    area.press_sequentially("Я сказала")
    expect_state(tab, "saving", seconds=1)
    expect_state(tab, "saved")
    assert stored(attempt)[item.key] == "Я сказала"

    area.press_sequentially(" правду")
    expect_state(tab, "saving", seconds=1)
    tab.keyboard.press("Tab")  # leaving the field takes it at once
    expect_state(tab, "saved", seconds=3)
    assert stored(attempt)[item.key] == "Я сказала правду"
    expect(section(tab, item.key).locator("[data-word-count]")).to_contain_text("3")


def test_typed_words_go_with_the_submission_pressed_at_once(tab, attempt):
    item = items_by_kind(attempt)["short"]
    go_to(tab, item.key)
    tab.locator(f'[name="q{item.key}"]').press_sequentially("конфіденційність")
    tab.locator(".btn--quiet[value=check]").click()
    tab.locator("[data-submit] button").click()
    tab.wait_for_url("**/result/")
    assert stored(attempt)[item.key] == "конфіденційність"


def test_typed_words_wait_out_a_lost_connection(tab, context, attempt):
    item = items_by_kind(attempt)["gap_text"]
    go_to(tab, item.key)
    context.set_offline(True)
    section(tab, item.key).locator(".gap").first.press_sequentially("гарячу")
    expect_state(tab, "offline")
    context.set_offline(False)
    expect_state(tab, "saved", seconds=35)
    assert list(stored(attempt)[item.key].values()) == ["гарячу"]


def test_a_kind_with_lines_is_practised_in_place(context, live_server, transactional_db):
    asked = question(code="K-1", use="practice")
    published = document("order", code="K-1")
    QuestionVersion.objects.create(
        question_id=asked.pk, number=9, schema_version=2, document=published, sha256="x"
    )
    sign_in(context, live_server, PersonFactory())
    tab = context.new_page()
    tab.goto(live_server.url + reverse("quizzes:check", args=["K-1"]))
    tab.locator("[data-check] button[type=submit]").click()
    expect(tab.locator("[role=alert]")).to_be_focused()
    tab.locator("[data-up]").first.press("Enter")
    tab.locator("[data-check] button[type=submit]").click()
    expect(tab.locator("[data-check-feedback]")).to_be_focused()
    expect(tab.locator(".review .option")).to_have_count(4)


def test_no_kind_has_a_fault_that_axe_finds_asked_or_reviewed(tab, live_server, attempt):
    def check(name):
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            tab.evaluate(FADED, scheme)
            results = Axe().run(tab, options=RULES)
            assert results.violations_count == 0, f"{name} ({scheme})\n{results.generate_report()}"

    for kind, item in items_by_kind(attempt).items():
        go_to(tab, item.key)
        check(kind)
    answers = dict(list(full_answers(attempt).items())[::2])  # every other one is left out
    submit_attempt(
        attempt_id=attempt.pk, person=attempt.person, packet=Submit(key="k", answers=answers)
    )
    tab.goto(live_server.url + reverse("quizzes:result", args=[attempt.pk]))
    check("review")
