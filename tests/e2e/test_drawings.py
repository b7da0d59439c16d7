"""Every drawing that is shipped, in a browser: legible on a phone, in the dark and on paper."""

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from modules.queries import page_url
from tests.e2e.conftest import PASSWORD, RULES, wagtail_roots
from tests.factories.tree import lesson, module
from training.people.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
CONTENT = Path(__file__).parents[2] / "training/curriculum/content"
DRAWINGS = sorted((CONTENT / "drawings").glob("*.svg"))
SMALLEST_LETTER = 12  # CSS pixels at a width of 320

# Words that leave the drawing, and the smallest letters in CSS pixels, by the name of the drawing.
MEASURES = """() => [...document.querySelectorAll(".drawing")].map((drawing) => {
  const frame = drawing.firstElementChild.getBoundingClientRect();
  const scale = frame.width / drawing.firstElementChild.viewBox.baseVal.width;
  const texts = [...drawing.querySelectorAll("text")];
  const leaves = texts.filter((text) => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left || box.right > frame.right || box.bottom > frame.bottom;
  });
  return {
    name: drawing.getAttribute("aria-label"),
    leaves: leaves.map((text) => text.textContent),
    smallest: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale)),
  };
})"""


def gallery() -> str:
    blocks = [
        {
            "type": "diagram",
            "id": f"d{number}",
            "value": {
                "title": path.name,
                "description": f"Опис {path.name}",
                "svg": path.read_text(encoding="utf-8"),
                "caption": "",
            },
        }
        for number, path in enumerate(DRAWINGS)
    ]
    return page_url(lesson(module(), body=json.dumps(blocks)), "uk")


def signed_in(page, url):
    Person.objects.create_user("learner@example.org", PASSWORD, surname="Коваль", given_name="Ян")
    page.goto(f"{url}/uk/account/login/")
    page.fill("input[name=login]", "learner@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action*='login'] button[type=submit]")
    page.wait_for_url("**/uk/learn/")
    return page


def test_all_drawings_are_legible_on_a_phone_and_on_paper(live_server, new_context):
    wagtail_roots()
    page = signed_in(new_context().new_page(), live_server.url)
    page.set_viewport_size({"width": 320, "height": 800})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(live_server.url + gallery())
    page.evaluate("document.fonts.ready")

    measures = page.evaluate(MEASURES)
    assert [one["name"] for one in measures] == [path.name for path in DRAWINGS]
    assert [one for one in measures if one["leaves"]] == []
    assert [one for one in measures if one["smallest"] < SMALLEST_LETTER] == []
    for scheme in ("light", "dark"):  # loaded anew: a long page may change its colours late
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.reload()
        results = Axe().run(page, options={"runOnly": RULES})
        assert results.violations_count == 0, f"{scheme}\n{results.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    summary = page.locator(".diagram__words summary").first
    words = page.get_by_text(f"Опис {DRAWINGS[0].name}")
    assert not words.is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    assert words.is_visible()
    page.keyboard.press("Enter")
    page.emulate_media(media="print")
    assert words.is_visible()
    assert complaints == []  # of the content security policy, among others


def test_each_drawing_stands_in_a_lesson_and_each_english_one_has_its_ukrainian():
    lessons = "".join(path.read_text(encoding="utf-8") for path in CONTENT.glob("modules/*/*.md"))
    named = set(re.findall(r"^::: diagram (\S+)", lessons, re.MULTILINE))
    names = {path.name for path in DRAWINGS}
    english = {name for name in names if name.endswith(".en.svg")}
    assert names - english == named
    assert {name.replace(".en.svg", ".svg") for name in english} <= names
    for code in ("m2", "m4", "m6"):
        module_text = "".join(p.read_text("utf-8") for p in CONTENT.glob(f"modules/{code}/*.md"))
        assert module_text.count("::: diagram") >= 2, code
