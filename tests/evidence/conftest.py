import pytest
from wagtail.models import Locale, Page, Site

from modules.models import HomePage, LessonPage, ModuleIndexPage, ModulePage
from tests.factories.people import PersonFactory


@pytest.fixture
def person(db):
    return PersonFactory()


@pytest.fixture
def learner(client, person):
    """A client signed in as ``person``."""
    client.force_login(person)
    return client


@pytest.fixture
def module(db):
    """A module with three live lessons and a draft, in Ukrainian."""
    locale = Locale.objects.get(language_code="uk")
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Школа", slug="school", locale=locale)
    )
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
    )
    index = home.add_child(instance=ModuleIndexPage(title="Модулі", slug="modules"))
    page = index.add_child(instance=ModulePage(title="Слухання", slug="listening", code="m2"))
    for slug in ("one", "two", "three"):
        lesson = page.add_child(instance=LessonPage(title=slug, slug=slug))
        lesson.save_revision().publish()
    page.add_child(instance=LessonPage(title="draft", slug="draft", live=False))
    return page


@pytest.fixture
def lessons(module):
    return {page.slug: page for page in LessonPage.objects.child_of(module)}
