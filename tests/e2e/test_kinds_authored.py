"""Every kind of question from the editor's form to a marked answer given by keyboard at 390 px."""

import contextlib

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from wagtail.models import Collection

from assessments.evidence.models import LevelRule
from assessments.evidence.rule_document import START_RULE
from assessments.quizzes.kinds import KINDS
from assessments.quizzes.models import MODEL_OF_KIND, Attempt, Question, QuizPage
from tests.factories.documents import document
from tests.factories.people import PersonFactory
from tests.factories.quizzes import bank, competency
from tests.factories.tree import module
from tests.quizzes.device.acts import expect_state, sign_in, stored
from tests.quizzes.device.keyboard import answer, go_to, put_in_order
from tests.quizzes.every_kind import full_answers, items_by_kind

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SAVED = ".messages .success"
PRESSES = 4
PATIENT = 20_000  # ms; a form of Wagtail is many files on a busy machine


@pytest.fixture
def editor(new_context, live_server, transactional_db, settings):
    """The question form as whoever may write and publish questions sees it, on a desk."""
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # it redraws the menu of actions under the keyboard
    LevelRule.objects.get_or_create(
        version=1, defaults={"document": START_RULE, "active_from": "2020-01-01"}
    )
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    bank(), competency()
    context = new_context()
    sign_in(context, live_server, PersonFactory(superuser=True))
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert errors == []


def open_form(page, live_server, name, *args):
    page.goto(live_server.url + reverse(name, args=args))
    expect(page.locator("form[data-edit-form]")).to_be_visible(timeout=PATIENT)


def push(button):
    """A click that waits for no animation and moves no focus: dialogs of Wagtail take it back."""
    button.dispatch_event("click")


def choose(page, field, text):
    """The row called ``text`` in the chooser of ``field``."""
    chooser = page.locator(f"#id_{field}-chooser")
    push(chooser.locator("button:visible").first)
    push(page.locator(".modal.in a[data-chooser-modal-choice]", has_text=text).first)
    expect(page.locator(f"#id_{field}")).not_to_have_value("", timeout=PATIENT)
    expect(page.locator(".modal.in")).to_have_count(0, timeout=PATIENT)


def publish(page):
    push(page.locator("button[name=action-publish]"))
    expect(page.locator(SAVED)).to_be_visible(timeout=PATIENT)


# --- The form of a question ---------------------------------------------------------------------
def fill_field(page, name, value, blocks=None):
    """A control by its name, a list of blocks one after another."""
    if isinstance(value, list):
        for place, block in enumerate(value):
            add_block(page, name, place, block, blocks)
    elif value not in (None, ""):
        control = page.locator(f'[name="{name}"]')
        kind = control.evaluate("control => control.type")
        if kind == "checkbox":
            if control.is_checked() != bool(value):
                push(control)
            expect(control).to_be_checked(checked=bool(value))
        elif kind.startswith("select"):
            control.select_option(str(value))
        else:
            control.fill(str(value))


def add_block(page, name, place, block, blocks):
    """``blocks``: the child blocks of a stream by type; None inside a list of one type."""
    count = page.locator(f'[name="{name}-count"]')
    if count.input_value() == str(place):  # a list begins with an empty item of its own
        label = str(blocks[block["type"]].label) if blocks and len(blocks) > 1 else ""
        for _ in range(PRESSES):  # a press is lost while the editor draws the item before
            push(count.locator("xpath=..").locator(".c-sf-add-button:visible").last)
            if label:
                push(page.locator("[role=option]:visible", has_text=label))
            with contextlib.suppress(AssertionError):
                expect(count).not_to_have_value(str(place), timeout=PATIENT / PRESSES)
                break
        expect(count).to_have_value(str(place + 1))
    for key, value in block["value"].items():
        fill_field(page, f"{name}-{place}-value-{key}", value)


def author(page, live_server, kind):
    """A question of ``kind`` through its form, published."""
    model = MODEL_OF_KIND[kind]
    open_form(page, live_server, model.snippet_viewset.get_url_name("add"))
    choose(page, "bank", "Тестовий банк")
    page.fill("[name=code]", f"A-{kind}".replace("_", "-"))
    unsaid = model()  # what the form says by itself is left as it is
    for name, value in model.values_of(document(kind, indicator="")).items():
        stream = getattr(model._meta.get_field(name), "stream_block", None)
        if stream or value != getattr(unsaid, name):
            fill_field(page, name, value, stream and stream.child_blocks)
    choose(page, "competency", "FL-02")
    publish(page)


def author_quiz(page, live_server, parent):
    """A quiz that asks every question of the bank, through its form, published."""
    open_form(page, live_server, "wagtailadmin_pages:add", "quizzes", "quizpage", parent.pk)
    fill_field(page, "title", "Усі види питань")
    fill_field(page, "minutes", 30)
    choose(page, "bank", "Тестовий банк")
    fill_field(page, "draw", len(KINDS))
    fill_field(page, "pass_mark", 60)
    publish(page)
    return QuizPage.objects.live().get()


# --- The phone of a learner ---------------------------------------------------------------------
def start(tab, live_server, quiz):
    tab.goto(live_server.url + quiz.get_url())
    tab.locator("form[action*='/start/'] button").press("Enter")
    expect(tab.locator("[data-ready]")).to_be_attached()
    return Attempt.objects.get()


def answer_by_keyboard(tab, attempt):
    answers = full_answers(attempt)
    for kind, item in items_by_kind(attempt).items():
        go_to(tab, item.key)
        if KINDS[kind].distinct:
            put_in_order(tab, item.key, [row["text"] for row in item.version.document["options"]])
        else:
            answer(tab, item.key, answers[item.key])
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), kind
    expect_state(tab, "saved", seconds=PATIENT / 1000)
    return answers


def test_each_kind_is_authored_put_in_a_quiz_and_answered_by_keyboard(
    editor, new_context, live_server
):
    for kind in KINDS:
        author(editor, live_server, kind)
    assert [one.kind for one in Question.objects.live().order_by("pk")] == list(KINDS)
    quiz = author_quiz(editor, live_server, module())

    learner = PersonFactory()
    phone = new_context()
    sign_in(phone, live_server, learner)
    tab = phone.new_page()
    attempt = start(tab, live_server, quiz)
    answers = answer_by_keyboard(tab, attempt)
    assert stored(attempt) == answers

    tab.locator(".btn--quiet[value=check]").press("Enter")
    tab.locator("[data-submit] button").press("Enter")
    tab.wait_for_url("**/result/")
    shares = {
        item.version.document["kind"]: item.share
        for item in attempt.items.select_related("version")
    }
    assert shares == {kind: None if kind == "long" else 1 for kind in KINDS}
    attempt.refresh_from_db()
    assert attempt.is_pending
