"""The smallest framework with something that carries it."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.users.models import UserProfile

from modules.models import (
    Competency,
    Indicator,
    LessonIndicator,
    LessonPage,
    ModulePage,
    Principle,
    PrincipleIndicator,
)
from tests.factories import tree
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from training.people.models import Person

CMS = ("access_admin", "change_question")


def author(*codenames: str, language: str = "en") -> Person:
    """Somebody with exactly these rights, by a group as in life; the editor speaks ``language``."""
    person = PersonFactory()
    UserProfile.objects.create(user=person, preferred_language=language)
    group = Group.objects.create(name=f"Тренери {person.pk}")
    group.permissions.set(Permission.objects.filter(codename__in=codenames or CMS))
    person.groups.add(group)
    return person


def competency(code: str = "FL-02", indicators: int = 2, **fields: Any) -> Competency:
    """With indicators ``FL-02.1``, ``FL-02.2`` …"""
    found = CompetencyFactory(code=code, **fields)
    for number in range(1, indicators + 1):
        Indicator.objects.create(
            locale=tree.locale(),
            competency=found,
            code=f"{code}.{number}",
            text=f"Дія {number} з {code}",
            sort_order=number,
        )
    return found


def principle(code: str, *named: tuple[Competency, str], **fields: Any) -> Principle:
    values = {"title": f"Засада {code}", "locale": tree.locale(), **fields}
    found = Principle.objects.create(code=code, **values)
    for row, indicator in named:
        PrincipleIndicator.objects.create(principle=found, competency=row, indicator=indicator)
    return found


def lesson(slug: str, *covers: tuple[Competency, str], **fields: Any) -> LessonPage:
    """A published lesson of module T1 that teaches these indicators."""
    parent = ModulePage.objects.filter(code="T1").first() or tree.module()
    page = tree.lesson(parent, slug, **fields)
    for row, indicator in covers:
        LessonIndicator.objects.create(page=page, competency=row, indicator=indicator)
    return page
