"""What a learner does on each kind of step, in a browser: reads, answers all right, plays well."""

import re
import uuid

from assessments.quizzes.kinds import KINDS, kind_of
from assessments.quizzes.models import Attempt
from assessments.quizzes.verification import faults as attempt_faults
from assessments.reflections.http import NO_OCCASION
from assessments.reflections.models import Frequency
from assessments.scenarios.models import Run
from assessments.scenarios.verification import faults as run_faults
from tests.quizzes.device.keyboard import put_in_order

MAIN_BUTTON = "main .btn:visible"


def key_in(page) -> uuid.UUID:
    """The attempt or talk that the address names."""
    return uuid.UUID(re.search(r"/([0-9a-f-]{36})/", page.url)[1])


def attempt_of(page) -> Attempt:
    return Attempt.objects.get(pk=key_in(page))


def right_answers(attempt: Attempt) -> dict:
    """Position → document and the answer that earns everything."""
    return {
        item.key: (
            item.version.document,
            kind_of(item.version.document).right_value(item.version.document, item.options),
        )
        for item in attempt.items.select_related("version")
    }


def answer(page, key: str, document: dict, value, *, has_scripts: bool = True) -> None:
    """Give ``value`` to the question at ``key``, whatever its controls are."""
    section = page.locator(f"[data-question='{key}']")
    if has_scripts and KINDS[document["kind"]].distinct:
        put_in_order(page, key, _in_order(document))
        return
    if not isinstance(value, dict):
        values = value if isinstance(value, list) else [value]
        fields = [(f"q{key}", one) for one in values]
    else:
        fields = [(f"q{key}-{part}", one) for part, one in value.items()]
    for name, one in fields:
        controls = section.locator(f"[name='{name}']")
        kind = controls.first.evaluate("control => control.type")
        if kind in ("radio", "checkbox"):
            controls.and_(page.locator(f"[value='{one}']")).check()
        elif kind.startswith("select"):
            controls.select_option(one)
        else:
            controls.fill(one)


def _in_order(document: dict) -> list[str]:
    rows = document["options"]
    if document["kind"] == "judgement_rank":
        rows = sorted(rows, key=lambda row: row["rank"])
    return [row["text"] for row in rows]


def finish_lesson(page) -> None:
    page.click("form[action*='/complete/'] button")
    page.wait_for_load_state()


def start_step(page) -> None:
    """From the page of a quiz, a role-play or a self-assessment into it."""
    page.click("form[action*='/start/'] button")
    page.wait_for_load_state()


def take_quiz(page, *, has_scripts: bool = True) -> Attempt:
    """A whole attempt, every answer right, sent; stands on the result."""
    start_step(page)
    attempt = attempt_of(page)
    for key, (document, value) in right_answers(attempt).items():
        answer(page, key, document, value, has_scripts=has_scripts)
        page.click("[data-next]:visible" if has_scripts else "button[form=answers][data-next]")
    send(page, attempt)
    return attempt


def send(page, attempt: Attempt) -> None:
    page.click("form[data-submit] button")
    page.wait_for_url("**/result/")
    attempt.refresh_from_db()
    assert (attempt.percent, attempt.is_passed) == (100, True)
    assert list(attempt_faults(attempt)) == []


def play(page, look=lambda page: None) -> Run:
    """A whole talk by the recommended replies; stands on the debrief. ``look`` at every scene."""
    start_step(page)
    run = Run.objects.select_related("version").get(pk=key_in(page))
    while run.is_running:
        look(page)
        scene = run.version.document["nodes"][run.state["node"]]
        text = next(choice["text"] for choice in scene["choices"] if choice["recommended"])
        page.locator(".option", has_text=text.strip()).first.locator("input").check()
        with page.expect_navigation():
            page.click("[data-step-form] button[type=submit]")
        run.refresh_from_db()
    look(page)
    assert (run.is_passed, run.critical_errors) == (True, 0)
    assert list(run_faults(run)) == []
    return run


def fill_self_assessment(page, often: Frequency) -> None:
    """Every statement answered ``often``, the first of all “no occasion”; stands on the result."""
    start_step(page)
    page.wait_for_selector("[data-moves]:not([hidden])")
    statements = page.locator("[data-statement]")
    for place in range(statements.count()):
        statement = statements.nth(place)
        if not statement.is_visible():
            page.click("[data-next]:visible")
        value = int(often) if place else NO_OCCASION
        statement.locator(f"input[value='{value}']").check()
    page.wait_for_selector(".save-state[data-state=saved]", timeout=20_000)
    page.click("[data-to-end]")
    page.click("button[name=finish]:visible")
    page.wait_for_url("**/result/")
