"""The smallest page tree: home, list of modules, a module. Pages are published as editors do it."""

from typing import Any

from django.core.cache import caches
from wagtail.models import Locale, Page, Site

from modules.models import HomePage, LessonPage, ModuleIndexPage, ModulePage


def locale(code: str = "uk") -> Locale:
    return Locale.objects.get_or_create(language_code=code)[0]


def publish(parent: Page, page: Page) -> Page:
    """Add ``page`` below ``parent`` and publish its first revision."""
    page.locale = locale()
    parent.add_child(instance=page)
    page.save_revision().publish()
    caches["content"].clear()
    return type(page).objects.get(pk=page.pk)


def home() -> HomePage:
    if found := HomePage.objects.filter(slug="home").first():
        return found
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale())
    )
    Page.objects.filter(depth=2, slug="home").exclude(content_type__model="homepage").delete()
    root.refresh_from_db()
    page = publish(root, HomePage(title="Школа фронтлайнера", slug="home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": page}
    )
    return page


def module_index() -> ModuleIndexPage:
    found = ModuleIndexPage.objects.filter(slug="moduli").first()
    return found or publish(home(), ModuleIndexPage(title="Модулі", slug="moduli"))


def module(code: str = "T1", **fields: Any) -> ModulePage:
    values = {"title": f"Модуль {code}", "slug": code.lower(), **fields}
    return publish(module_index(), ModulePage(code=code, **values))


def lesson(parent: ModulePage, slug: str = "urok", **fields: Any) -> LessonPage:
    values = {"title": "Урок", "minutes": 10, **fields}
    return publish(ModulePage.objects.get(pk=parent.pk), LessonPage(slug=slug, **values))
