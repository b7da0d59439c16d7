"""A running school: the shipped curriculum, a learner, their manager and a manager next door."""

import datetime
import sqlite3
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site

from training.people.models import OrgUnit, Person, Post, Posting, Role, RoleGrant
from training.programmes.models import Programme
from training.programmes.services import enrol

LOADED: list[sqlite3.Connection] = []
PASSWORD = "a long pass phrase 2026"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@dataclass
class School:
    url: str
    learner: Person
    manager: Person
    neighbour: Person
    programme: Programme


def wagtail_roots() -> None:
    """Flushing the database after a test takes Wagtail's first rows with it."""
    locale, _ = Locale.objects.get_or_create(language_code="uk")
    if Page.get_first_root_node() is None:
        root = Page.add_root(instance=Page(title="Root", slug="root", locale=locale))
        Site.objects.get_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": root}
        )
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


def load_content() -> None:
    """The shipped curriculum: loaded once by a process, then brought back as it was (SQLite)."""
    if connection.vendor != "sqlite":
        call_command("load_curriculum", verbosity=0)
        return
    connection.ensure_connection()
    if LOADED:
        LOADED[0].backup(connection.connection)
        return
    call_command("load_curriculum", verbosity=0)
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    connection.connection.backup(copy)
    LOADED.append(copy)


def person(email: str, surname: str, unit: OrgUnit, post: str = Post.FRONTLINER) -> Person:
    created = Person.objects.create_user(
        email, PASSWORD, surname=surname, given_name="Олена", patronymic="Іванівна"
    )
    start = timezone.localdate() - datetime.timedelta(days=30)
    Posting.objects.create(person=created, unit=unit, post=post, date_from=start)
    return created


@pytest.fixture
def school(live_server, settings):
    settings.BASE_URL = live_server.url
    wagtail_roots()
    load_content()
    start = timezone.localdate() - datetime.timedelta(days=400)
    centre = OrgUnit.add_root(
        code="C", type="coordination_centre", name="Центр", short_name="Центр", active_from=start
    )
    bureaus = [
        OrgUnit.objects.get(pk=centre.pk).add_child(
            code=code, type="bureau", name=f"Бюро {code}", short_name=code, active_from=start
        )
        for code in ("A", "B")
    ]
    learner = person("learner@example.org", "Ґалаґан-Їжакевич", bureaus[0])
    managers = [
        person(f"head{unit.code.lower()}@example.org", "Керівна", unit, Post.BUREAU_HEAD)
        for unit in bureaus
    ]
    for manager, unit in zip(managers, bureaus, strict=True):
        RoleGrant.objects.create(
            person=manager, role=Role.MANAGER, unit=unit, date_from=timezone.localdate()
        )
    programme = Programme.objects.canonical().get(code="ONBOARDING")
    enrol(person=learner, programme=programme, assigned_by=managers[0])
    return School(live_server.url, learner, *managers, programme)


@pytest.fixture
def axe():
    """Fails with what axe finds on the page as it stands, light and dark."""

    def check(page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_function(f"matchMedia('(prefers-color-scheme: {scheme})').matches")
            page.wait_for_timeout(250)  # buttons fade to their new colour
            results = Axe().run(page, options={"runOnly": RULES})
            assert results.violations_count == 0, (
                f"{page.url} ({scheme})\n{results.generate_report()}"
            )
        page.emulate_media(color_scheme="light")
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{page.url} scrolls sideways by {width} px"

    return check


@pytest.fixture
def sign_in(new_context):
    """Opens a context of its own for one person and signs in by the form."""

    def go(school: School, who: Person, **options):
        page = new_context(**options).new_page()
        page.goto(f"{school.url}/uk/account/login/")
        page.fill("input[name=login]", who.email)
        page.fill("input[name=password]", PASSWORD)
        page.click("form[action*='login'] button[type=submit]")
        page.wait_for_url("**/uk/learn/")
        return page

    return go
