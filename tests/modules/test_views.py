"""Published pages: who sees them, in which language, at what cost."""

import pytest
from django.urls import reverse

from modules.models import InfoPage, ModulePrerequisite
from modules.queries import find_page, live_page, neighbours, page_url, step_after
from tests.factories.people import PersonFactory
from tests.factories.tree import home, lesson, locale, module, module_index, publish

pytestmark = pytest.mark.django_db
BACKEND = "training.people.backends.PersonBackend"


@pytest.fixture
def learner(client):
    client.force_login(PersonFactory(), BACKEND)


def test_home_and_statements_are_open_and_set_no_cookie(client):
    publish(home(), InfoPage(title="Заява", slug="dostupnist", body="<p>Текст</p>"))
    for path in ("/uk/", "/uk/dostupnist/"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies


def test_modules_and_lessons_ask_a_stranger_to_sign_in(client):
    step = lesson(module())
    for page in (module_index(), step):
        response = client.get(page_url(page, "uk"))
        assert response.status_code == 302
        assert "account/login" in response.url


@pytest.mark.usefixtures("learner")
def test_a04_what_is_not_published_does_not_exist(client):
    step = lesson(module())
    step.unpublish()
    assert client.get(page_url(step, "uk")).status_code == 404
    assert client.get("/uk/nothing/here/").status_code == 404


@pytest.mark.usefixtures("learner")
def test_publishing_shows_at_once_and_a_draft_does_not(client):
    step = lesson(module(), title="Перша назва")
    url = page_url(step, "uk")
    assert "Перша назва" in client.get(url).text
    step.title = "Друга назва"
    revision = step.save_revision()
    assert "Перша назва" in client.get(url).text
    revision.publish()
    assert "Друга назва" in client.get(url).text


@pytest.mark.usefixtures("learner")
def test_a_page_without_translation_is_shown_in_ukrainian_and_says_so(client):
    step = lesson(module(), title="Лише українською")
    response = client.get(page_url(step, "en"))
    assert response.status_code == 200
    assert 'lang="uk"' in response.text
    assert response.context["is_fallback"]


@pytest.mark.usefixtures("learner")
def test_a_translated_page_is_found_at_its_own_address(client):
    page = publish(home(), InfoPage(title="Заява", slug="zaiava", body="<p>Текст</p>"))
    english_home = home().copy_for_translation(locale("en"))
    english_home.save_revision().publish()
    english = page.copy_for_translation(locale("en"))
    english.slug, english.title = "statement", "Statement"
    english.save_revision().publish()
    from django.core.cache import caches  # noqa: PLC0415  needs settings

    caches["content"].clear()
    response = client.get("/en/zaiava/", follow=True)
    assert response.redirect_chain[-1][0] == "/en/statement/"
    assert "Statement" in response.text


def test_ukrainian_comes_first_whatever_the_browser_says(client):
    home()
    response = client.get("/", headers={"accept-language": "en-US,en"})
    assert response.url == "/uk/"


@pytest.mark.usefixtures("learner")
def test_c13_pages_are_only_read(client):
    assert client.post(page_url(lesson(module()), "uk")).status_code == 405


@pytest.mark.usefixtures("learner")
def test_d01_names_with_script_are_escaped(client):
    step = lesson(module(), title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(page_url(step, "uk")).text


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("lessons", [1, 3])
def test_a_lesson_takes_six_queries_at_most(client, lessons, django_assert_max_num_queries):
    parent = module()
    steps = [lesson(parent, f"urok-{number}") for number in range(lessons)]
    client.get(page_url(steps[0], "uk"))
    with django_assert_max_num_queries(6):  # session, person, page, outline, notes, completion
        client.get(page_url(steps[0], "uk"))


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("modules", [1, 3])
def test_the_list_of_modules_takes_a_constant_number_of_queries(
    client, modules, django_assert_max_num_queries
):
    for number in range(modules):
        lesson(module(f"T{number}"), f"urok-{number}")
    client.get("/uk/moduli/")
    with django_assert_max_num_queries(9):
        assert client.get("/uk/moduli/").status_code == 200


def test_neighbours_know_the_way():
    parent = module()
    first, second = lesson(parent, "a", title="А"), lesson(parent, "b", title="Б")
    around = neighbours(first)
    assert (around.number, around.total, around.previous) == (1, 2, None)
    assert around.following.title == "Б"
    assert neighbours(second).following is None


def test_a_lesson_moved_elsewhere_knows_its_new_module():
    """Kept pages are known by where they stand too: a move publishes nothing."""
    step, other = lesson(module("A"), "urok"), module("B")
    assert neighbours(find_page("moduli/a/urok", "uk").page).module_title == "Модуль A"

    step.move(other, pos="last-child")

    assert find_page("moduli/a/urok", "uk") is None
    assert neighbours(find_page("moduli/b/urok", "uk").page).module_title == "Модуль B"


def test_the_step_after_is_the_next_published_one_of_the_module():
    parent, other = module("A"), module("B")
    first, hidden, last = (lesson(parent, slug) for slug in "abc")
    lesson(other, "d")
    hidden.unpublish()

    assert step_after(first).url == page_url(last, "uk")
    assert step_after(last) is None


def test_a_page_for_a_link_is_published_and_in_the_language_asked_for_where_there_is_one():
    step = lesson(module())
    assert live_page(step.translation_key, "uk") == live_page(step.translation_key, "en")
    assert page_url(live_page(step.translation_key, "uk"), "uk") == page_url(step, "uk")

    step.unpublish()
    assert live_page(step.translation_key, "uk") is None


def test_modules_that_wait_for_each_other_are_refused():
    first, second = module("A"), module("B")
    ModulePrerequisite.objects.create(page=second, module=first)
    circle = first.prerequisite_circle([second.pk])
    assert [page.code for page in circle] == ["A", "B", "A"]
    assert second.prerequisite_circle([first.pk]) == []
    assert first.prerequisite_circle([first.pk])


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/"])
def test_the_editor_is_closed_to_learners(client, path):
    client.force_login(PersonFactory(), BACKEND)
    assert client.get(path).status_code in (302, 403)


def test_a05_only_renditions_are_served_and_only_to_people_signed_in(client):
    url = reverse("image", args=["original_images/a.png"])
    assert client.get(url).status_code == 302
    client.force_login(PersonFactory(), BACKEND)
    assert client.get(url).status_code == 404
    assert client.get(reverse("image", args=["images/none.png"])).status_code == 404


def test_health_touches_nothing_and_ready_is_for_this_host(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/health").status_code == 200
    assert client.get("/ready").json()["ready"] is True
    assert client.get("/ready", REMOTE_ADDR="203.0.113.7").status_code == 404
