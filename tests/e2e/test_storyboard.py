"""A trainer builds, links, checks, tries out and publishes a role-play by keyboard alone."""

from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from wagtail.models import Locale

from assessments.scenarios.checker import check
from assessments.scenarios.models import Scenario, ScenarioVersion
from assessments.scenarios.services.drafts import draft_of
from tests.e2e.conftest import PASSWORD, RULES, wagtail_roots
from tests.factories.modules import CompetencyFactory
from training.people.models import Person

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

SCENES = ("Дзвінок", "Лист із суду", "Строк", "Що далі", "Прощання")
DESKTOP = {"width": 1280, "height": 900}
WHERE = """selector => {
  const wanted = document.querySelector(selector);
  const now = document.activeElement;
  if (!wanted) return "missing";
  if (wanted === now) return "here";
  return now.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_FOLLOWING ? "on" : "back";
}"""

CHOSEN = "document.activeElement.selectedOptions[0].text"


@pytest.fixture
def trainer(live_server, sign_in, settings):
    settings.BASE_URL = live_server.url
    wagtail_roots()
    CompetencyFactory(code="FL-02", name="Слухання")
    person = Person.objects.create_superuser(
        "trainer@example.org", PASSWORD, surname="Тренерка", given_name="Олена"
    )
    page = sign_in(SimpleNamespace(url=live_server.url), person)
    page.set_viewport_size(DESKTOP)
    return page


class Keyboard:
    """The page as it is without a mouse."""

    def __init__(self, page):
        self.page = page

    def go(self, selector):
        """Tab there, whichever way is shorter; a control that Tab does not reach is a fault."""
        for _ in range(400):
            where = self.page.evaluate(WHERE, selector)
            if where == "here":
                return
            assert where != "missing", selector
            self.page.keyboard.press("Tab" if where == "on" else "Shift+Tab")
        raise AssertionError(f"Tab never came to {selector}")

    def write(self, selector, text):
        self.go(selector)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, selector, words):
        """Down the list to the option that begins so."""
        self.go(selector)
        self.page.keyboard.press("Home")
        for _ in range(60):
            if self.page.evaluate(CHOSEN).startswith(words):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{selector} has no {words}")

    def press(self, selector, key="Enter"):
        self.go(selector)
        self.page.keyboard.press(key)

    def saved(self, selector):
        """Press a button and wait until the server's answer stands on the page."""
        self.go(selector)
        stamp = self.stamp()
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "old => document.querySelector('input[name=draft]')?.value !== old", arg=stamp
        )
        self.page.wait_for_selector("[data-controller=storyboard]:not([aria-busy])")

    def stamp(self):
        return self.page.evaluate("document.querySelector('input[name=draft]').value")


def quality(reply):
    return f"#id_choices-{reply}-quality-FL-02"


def write_scene(keys, number, title):
    """A good reply that leads on, and a poor one that leads to the bad ending."""
    onward = SCENES[number + 1] if number + 1 < len(SCENES) else "Добрий фінал"
    keys.write("#id_node-text", f"{title}: що ви скажете Ганні, яка тримає лист у руках?")
    for _ in range(2):
        keys.saved("#add-branch")
    assert keys.page.evaluate("document.activeElement.id") == "id_choices-1-text"
    keys.write("#id_choices-0-text", "Розкажіть, будь ласка, що сталося.")
    if number + 1 < len(SCENES):
        keys.write("#id_choices-0-new", onward)
    else:
        keys.choose("#id_choices-0-to", onward)
    keys.choose(quality(0), "4")
    keys.press("#id_choices-0-recommended", "Space")
    keys.write("#id_choices-0-feedback", "Відкрите запитання дає їй слово.")
    keys.write("#id_choices-1-text", "Не плачте, усе буде добре, гаразд?")
    keys.choose("#id_choices-1-to", "Поганий фінал")
    keys.choose(quality(1), "0")
    keys.write("#id_choices-1-feedback", "Обіцянка, якої не можна дати.")
    keys.saved(".node__save button")


def open_node(keys, title):
    page = keys.page
    name = page.locator(".outline a", has_text=title).first.get_attribute("data-node")
    keys.press(f".outline a[data-node='{name}']")
    page.wait_for_selector(f".outline a[data-node='{name}'][aria-current]")


def add(keys, title, kind):
    keys.write("#add-title", title)
    keys.saved(f".board__add button[value={kind}]")


def publish(keys):
    if keys.page.locator("#id_accepted").count():
        keys.press("#id_accepted", "Space")
    keys.press("footer [data-w-dropdown-target=toggle]")
    keys.go("button[name='action-publish']")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")


def test_a_five_scene_role_play_by_keyboard_alone(trainer, live_server):
    page, keys = trainer, Keyboard(trainer)
    page.goto(f"{live_server.url}/cms/snippets/scenarios/scenario/add/")
    keys.write("#id_code", "S77")
    keys.write("#id_title", "Лист у руках")
    keys.press("footer button[type=submit]")
    page.wait_for_url("**/cms/scenarios/**")
    scenario = Scenario.objects.get(code="S77")
    keys.press(f".workshop a[href='/cms/scenarios/{scenario.pk}/storyboard/']")
    page.wait_for_url("**/storyboard/")

    keys.press(f".board__tools a[href$='/{scenario.pk}/storyboard/brief/']")
    page.wait_for_url("**/brief/")
    keys.press("#id_competency-FL-02-trained", "Space")
    keys.press("form.node p button[type=submit]")
    page.wait_for_url("**/storyboard/")

    add(keys, "Поганий фінал", "ending")
    keys.choose("#id_node-level", "0")
    keys.write("#id_node-text", "Ганна мовчки йде.")
    keys.saved(".node__save button")
    add(keys, "Добрий фінал", "ending")
    keys.choose("#id_node-level", "3")
    keys.write("#id_node-text", "Ганна знає, куди йти.")
    keys.saved(".node__save button")
    add(keys, SCENES[0], "scene")
    for number, title in enumerate(SCENES):
        if number:
            open_node(keys, title)
        write_scene(keys, number, title)

    document = draft_of(Scenario.objects.get(pk=scenario.pk)).document
    assert [node["title"] for node in document["nodes"].values() if node["kind"] == "scene"] == [
        *SCENES
    ]
    assert not check(document).errors
    assert page.locator("[data-summary]").inner_text().startswith("0")

    # Along the map: to the first scene's first target and back.
    keys.press(".map a[data-node]", "ArrowRight")
    assert page.evaluate("document.activeElement.dataset.node") == "lyst-iz-sudu"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.dataset.node") == "dzvinok"

    keys.press(f".board__tools a[href$='/{scenario.pk}/play/']")
    page.wait_for_url("**/play/**")
    assert "що ви скажете Ганні" in page.locator("main").inner_text()
    page.go_back()
    page.wait_for_selector(".board")

    keys.press(".board__tools a[href*='/edit/']")
    page.wait_for_url("**/edit/**")
    publish(keys)
    if not ScenarioVersion.objects.exists():  # the warnings were there to be read only now
        publish(keys)
    version = ScenarioVersion.objects.get()
    assert version.document == document
    scenario.refresh_from_db()
    assert scenario.live


def test_what_was_typed_is_not_left_behind_unasked(trainer, live_server):
    page, keys = trainer, Keyboard(trainer)
    page.goto(f"{live_server.url}/cms/snippets/scenarios/scenario/add/")
    keys.write("#id_code", "S78")
    keys.write("#id_title", "Дві сцени")
    keys.press("footer button[type=submit]")
    page.wait_for_url("**/cms/scenarios/**")
    scenario = Scenario.objects.get(code="S78")
    page.goto(f"{live_server.url}/cms/scenarios/{scenario.pk}/storyboard/")
    add(keys, "Перша", "scene")
    add(keys, "Друга", "scene")
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", answer)
    keys.write("#id_node-text", "Ще не збережено")
    keys.press(".outline a[data-node='persha']")
    page.wait_for_timeout(300)
    assert len(asked) == 1
    assert page.locator("#id_node-text").input_value() == "Ще не збережено"
    keys.saved("#save-above")
    assert page.evaluate("document.activeElement.id") == "save-above"
    assert page.locator("[role=status][data-storyboard-target=live]").inner_text()
    keys.press(".outline a[data-node='persha']")
    page.wait_for_selector(".outline a[data-node='persha'][aria-current]")
    assert len(asked) == 1
    faults = Axe().run(page, context=".board", options={"runOnly": RULES})
    assert faults.violations_count == 0, faults.generate_report()


def test_without_scripts_the_same_forms_build_a_talk(live_server, sign_in, settings):
    settings.BASE_URL = live_server.url
    wagtail_roots()
    CompetencyFactory(code="FL-02", name="Слухання")
    person = Person.objects.create_superuser(
        "author@example.org", PASSWORD, surname="Авторка", given_name="Олена"
    )
    locale = Locale.objects.get(language_code="uk")
    scenario = Scenario(code="S79", title="Без скрипту", graph={}, locale=locale)
    scenario.save()
    page = sign_in(SimpleNamespace(url=live_server.url), person, java_script_enabled=False)
    page.goto(f"{live_server.url}/cms/scenarios/{scenario.pk}/storyboard/")
    page.fill("#add-title", "Перша")
    page.click(".board__add button[value=scene]")
    page.fill("#id_node-text", "Добрий день.")
    page.click("#add-branch")
    page.fill("#id_choices-0-text", "Вітаю.")
    page.fill("#id_choices-0-new", "Друга")
    page.click(".node__save button >> nth=0")
    page.click(".outline a[data-node=druha]")
    document = draft_of(Scenario.objects.get(pk=scenario.pk)).document
    assert document["nodes"]["persha"]["choices"][0]["to"] == "druha"
    assert document["start"] == "persha"
    assert page.locator("#id_node-title").input_value() == "Друга"
