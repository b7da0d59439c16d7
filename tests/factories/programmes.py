"""Modules with steps, programmes over them, and people on the way.

Pages stand below one home page a language; what a learner does goes through the services. A time
of publication keeps pages of different tests apart in the cache of published pages.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

import factory
from django.core.cache import caches
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from assessments.evidence.services import complete_step
from modules.models import (
    Competency,
    HomePage,
    LessonPage,
    ModuleCompetency,
    ModuleIndexPage,
    ModulePage,
    ModulePrerequisite,
)
from tests.factories.people import PersonFactory
from training.people.models import Person
from training.programmes.models import Enrolment, Programme, Stage, StageModule, TargetLevel

UKRAINIAN = "uk"


def locale(language: str = UKRAINIAN) -> Locale:
    return Locale.objects.get_or_create(language_code=language)[0]


def module_index(language: str = UKRAINIAN) -> ModuleIndexPage:
    """The list of modules in ``language``, with its home page and, for Ukrainian, the site."""
    found = ModuleIndexPage.objects.filter(locale=locale(language)).first()
    if found:
        return found
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=locale())
    )
    home = root.add_child(
        instance=HomePage(
            title=f"Школа {language}",
            slug=f"home-{language}",
            locale=locale(language),
            last_published_at=timezone.now(),
        )
    )
    if language == UKRAINIAN:
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "testserver", "root_page": home}
        )
    caches["content"].clear()
    return home.add_child(
        instance=ModuleIndexPage(title="Модулі", slug="modules", locale=locale(language))
    )


def make_module(
    code: str,
    *,
    steps: int = 2,
    optional: int = 0,
    after: Iterable[ModulePage] = (),
    teaches: Iterable[Competency] = (),
    live: bool = True,
) -> ModulePage:
    """A Ukrainian module of ``steps`` required lessons and ``optional`` ones after them."""
    module = module_index().add_child(
        instance=ModulePage(
            title=f"Модуль {code}",
            slug=code,
            code=code,
            locale=locale(),
            live=live,
            last_published_at=timezone.now(),
        )
    )
    for number in range(1, steps + optional + 1):
        module.add_child(
            instance=LessonPage(
                title=f"Урок {code}-{number}",
                slug=f"step-{number}",
                locale=locale(),
                required=number <= steps,
                last_published_at=timezone.now(),
            )
        )
    for order, first in enumerate(after):
        ModulePrerequisite.objects.create(page=module, module=first, sort_order=order)
    for competency in teaches:
        ModuleCompetency.objects.create(page=module, competency=competency)
    return module


def translate_module(module: ModulePage, *, steps: int | None = None) -> ModulePage:
    """``module`` in English with its first ``steps`` steps; all of them by default."""
    english = locale("en")
    page = module_index("en").add_child(
        instance=ModulePage(
            title=f"Module {module.code}",
            slug=f"{module.slug}-en",
            code=module.code,
            locale=english,
            translation_key=module.translation_key,
            last_published_at=timezone.now(),
        )
    )
    for lesson in lessons(module)[:steps]:
        page.add_child(
            instance=LessonPage(
                title=f"Lesson {lesson.slug}",
                slug=lesson.slug,
                locale=english,
                required=lesson.required,
                translation_key=lesson.translation_key,
                last_published_at=timezone.now(),
            )
        )
    return page


def lessons(module: ModulePage) -> list[LessonPage]:
    return list(LessonPage.objects.child_of(module).order_by("path"))


def do(person: Person, step: Page, *, at: datetime.datetime | None = None) -> None:
    """``person`` does ``step``."""
    complete_step(
        person=person,
        step_key=step.translation_key,
        version=str(step.live_revision_id or 1),
        at=at,
    )


def finish(person: Person, *modules: ModulePage) -> None:
    """``person`` does every required step of ``modules``."""
    for module in modules:
        for lesson in lessons(module):
            if lesson.required:
                do(person, lesson)


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """``stages``: lists of modules. ``targets``: ``{competency: level}``."""

    class Meta:
        model = Programme
        skip_postgeneration_save = True

    locale = factory.LazyFunction(locale)
    code = factory.Sequence(lambda number: f"PROGRAMME-{number}")
    title = factory.Sequence(lambda number: f"Програма {number}")
    hours = 3
    validity_months = 36

    @factory.post_generation
    def stages(
        self, create: bool, stages: Sequence[Sequence[ModulePage]] | None, **kwargs: Any
    ) -> None:
        for order, modules in enumerate(stages or ()):
            stage = Stage.objects.create(
                programme=self, title=f"Етап {order + 1}", sort_order=order, locale=self.locale
            )
            for place, module in enumerate(modules):
                StageModule.objects.create(stage=stage, module=module, sort_order=place)

    @factory.post_generation
    def targets(self, create: bool, targets: dict[Competency, int] | None, **kwargs: Any) -> None:
        for competency, level in (targets or {}).items():
            TargetLevel.objects.create(programme=self, competency=competency, level=level)


def translate_programme(programme: Programme) -> Programme:
    """``programme`` in English: its own words and those of its stages."""
    english = locale("en")
    translated = Programme.objects.create(
        code=programme.code,
        title=f"Programme {programme.code}",
        hours=programme.hours,
        locale=english,
        translation_key=programme.translation_key,
    )
    for stage in programme.stages.all():
        Stage.objects.create(
            programme=translated,
            title=f"Stage {stage.sort_order + 1}",
            sort_order=stage.sort_order,
            locale=english,
            translation_key=stage.translation_key,
        )
    return translated


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """An open enrolment as the table keeps it; nothing is completed by making it."""

    class Meta:
        model = Enrolment

    person = factory.SubFactory(PersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    started_on = factory.LazyFunction(timezone.localdate)
    due_on = factory.LazyAttribute(
        lambda enrolment: (
            enrolment.started_on + datetime.timedelta(days=enrolment.programme.due_days)
        )
    )
