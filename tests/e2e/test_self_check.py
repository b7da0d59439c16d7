"""The check of oneself in a browser: counted there, sent nowhere, kept only if one asks for it."""

import json

import pytest

from modules.queries import page_url
from tests.e2e.conftest import PASSWORD, wagtail_roots
from tests.factories.tree import lesson, module
from training.people.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
STATEMENTS = (
    "Сил бракує",
    "Зранку важко",
    "Мені байдуже",
    "Дратуюся",
    "З мене є користь",
    "Тішуся",
)
REVERSED = {"З мене є користь", "Тішуся"}
STORED = "Object.keys(localStorage)"


def body() -> str:
    value = {
        "title": "Як ви цього місяця",
        "intro": "Пригадайте останній місяць.",
        "items": [{"text": text, "is_reversed": text in REVERSED} for text in STATEMENTS],
        "bands": [
            {"up_to": "1.0", "title": "Сили вертаються", "text": "Бережіть їх."},
            {"up_to": "2.0", "title": "Сил іде більше", "text": "Скажіть комусь."},
            {"up_to": "3.0", "title": "Час просити", "text": "Ідіть по підтримку."},
        ],
    }
    return json.dumps([{"type": "self_check", "id": "check-1", "value": value}])


@pytest.fixture
def url(live_server):
    wagtail_roots()
    for email in ("first@example.org", "second@example.org"):
        Person.objects.create_user(email, PASSWORD, surname="Коваль", given_name="Олена")
    return live_server.url + page_url(lesson(module(), body=body()), "uk")


def sign_in(page, live_server, who="first"):
    page.goto(f"{live_server.url}/uk/account/login/")
    page.fill("input[name=login]", f"{who}@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action*='login'] button[type=submit]")
    page.wait_for_url("**/uk/learn/")
    return page


@pytest.fixture
def reader(new_context, live_server, url):
    page = sign_in(new_context().new_page(), live_server)
    page.goto(url)
    return page


def answer(page, *values):
    """Choose the answer of each statement in order; ``None`` leaves one out."""
    for number, value in enumerate(values, start=1):
        if value is not None:
            page.locator(f"input[name='check-1-{number}'][value='{value}']").check()


def shown(page):
    return page.locator("[data-band]:visible h4").all_inner_texts()


def remembered(page):
    return page.evaluate(STORED)


def keep_a_result(page):
    answer(page, 3, 3, 3, 3, 0, 0)
    page.locator("[data-count]").click()
    page.locator("[data-remember]").check()
    assert len(remembered(page)) == 1


def test_answering_by_keyboard_sends_nothing_and_says_what_it_may_mean(reader, axe):
    reader.set_viewport_size({"width": 320, "height": 800})
    reader.wait_for_load_state("networkidle")
    requests = []
    reader.on("request", lambda request: requests.append(request.url))
    keys = reader.keyboard

    reader.locator("input[name='check-1-1']").first.focus()
    for _statement in STATEMENTS:
        keys.press("Space")
        keys.press("ArrowRight")
        keys.press("ArrowRight")  # often
        keys.press("Tab")
    assert reader.evaluate("document.activeElement.hasAttribute('data-count')")
    keys.press("Enter")

    # Four times 2, and 2 turned round into 1 twice: (8 + 2) / 6.
    assert shown(reader) == ["Сил іде більше"]
    assert reader.evaluate("document.activeElement.hasAttribute('data-result')")
    assert reader.locator("[data-answered]").inner_text().count("6") == 2
    assert requests == []
    assert remembered(reader) == []
    axe(reader)


@pytest.mark.parametrize(
    ("values", "band"),
    [
        ((0, 0, 0, 0, 3, 3), "Сили вертаються"),
        ((3, 3, 3, 3, 0, 0), "Час просити"),
        ((1, 1, 1, 1, 2, 2), "Сили вертаються"),  # exactly 1.0
        ((1, 1, 1, 2, 2, 2), "Сил іде більше"),
        ((3, 3, 3, 3, None, None), "Час просити"),  # enough of six
    ],
)
def test_the_band_follows_the_mean_of_what_is_answered(reader, values, band):
    answer(reader, *values)
    reader.locator("[data-count]").click()
    assert shown(reader) == [band]


def test_too_few_answers_are_told_in_words_and_kept_on_the_page(reader):
    answer(reader, 3, 3, 3)
    reader.locator("[data-count]").click()
    assert shown(reader) == []
    words = reader.locator("[data-answered]").inner_text()
    assert "3" in words
    assert "4" in words  # so many are needed
    answer(reader, None, None, None, 3)
    reader.locator("[data-count]").click()
    assert shown(reader) == ["Час просити"]
    answer(reader, 0, 0)
    assert shown(reader) == ["Сил іде більше"]  # follows the answers


def test_it_is_remembered_only_when_asked_and_shown_only_when_asked(reader):
    keep_a_result(reader)
    reader.reload()
    assert reader.locator("[data-kept] time").inner_text()
    assert reader.locator("fieldset input:checked").count() == 0
    assert shown(reader) == []
    reader.locator("[data-show]").click()
    assert reader.locator("fieldset input:checked").count() == len(STATEMENTS)
    assert shown(reader) == ["Час просити"]

    reader.locator("[data-erase]").click()
    assert remembered(reader) == []
    assert not reader.locator("[data-kept]").is_visible()
    assert not reader.locator("[data-remember]").is_checked()
    reader.reload()
    assert not reader.locator("[data-kept]").is_visible()


def test_f10_unticking_erases_too(reader):
    keep_a_result(reader)
    reader.locator("[data-remember]").uncheck()
    assert remembered(reader) == []


def test_f10_signing_out_on_any_page_erases_it(reader, live_server, url):
    keep_a_result(reader)
    reader.goto(f"{live_server.url}/uk/learn/")
    assert len(remembered(reader)) == 1
    with reader.expect_navigation():
        reader.locator('form[action$="logout/"] button').click()
    assert remembered(reader) == []
    sign_in(reader, live_server).goto(url)
    assert not reader.locator("[data-kept]").is_visible()


def test_f10_another_person_in_the_same_browser_finds_nothing(reader, live_server, url):
    keep_a_result(reader)
    reader.context.clear_cookies()  # the session ended without signing out
    sign_in(reader, live_server, "second").goto(url)
    assert not reader.locator("[data-kept]").is_visible()
    assert reader.locator("input:checked").count() == 0
    assert remembered(reader) == []


def test_answers_to_other_words_are_not_shown_under_these(reader):
    keep_a_result(reader)
    reader.evaluate(
        "for (const key of Object.keys(localStorage)) localStorage.setItem(key,"
        ' localStorage.getItem(key).replace(/"texts":-?\\d+/, \'"texts":1\'))'
    )
    reader.reload()
    assert reader.locator("[data-kept]").is_visible()
    assert not reader.locator("[data-show]").is_visible()


def test_a_browser_that_keeps_nothing_says_so(new_context, live_server, url):
    page = new_context().new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    sign_in(page, live_server).goto(url)
    answer(page, 3, 3, 3, 3, 0, 0)
    page.locator("[data-count]").click()
    page.locator("[data-remember]").click()
    assert page.locator("[data-said=failed]").is_visible()
    assert not page.locator("[data-remember]").is_checked()


def test_without_a_script_and_on_paper_it_is_a_list(reader, new_context, live_server, url, axe):
    answer(reader, 3, 3)
    reader.emulate_media(media="print")
    assert not reader.locator("fieldset").first.is_visible()  # nobody's answers are printed
    assert reader.locator(".self-check__paper").is_visible()

    page = sign_in(new_context(java_script_enabled=False).new_page(), live_server)
    page.goto(url)
    assert page.locator(".self-check__paper li").count() == len(STATEMENTS)
    assert page.locator(".self-check__paper h4").count() == 3
    assert page.locator("fieldset:visible, [data-remember]:visible").count() == 0
