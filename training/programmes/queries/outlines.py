"""A programme laid out: stages, modules and published steps, in one language.

What belongs to it and what is required is read from the Ukrainian pages; another language brings
titles and addresses where it has them. So progress is the same in every language.
"""

import dataclasses
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import translation

from modules.models import ModulePage
from modules.queries import FALLBACK_LANGUAGE, StepLink, modules_with_steps, page_url
from training.programmes.models import Programme, Stage, StageModule


@dataclass(frozen=True)
class ModuleOutline:
    """A published module of a stage. ``minutes``: of its required steps, together."""

    key: uuid.UUID
    code: str
    title: str
    url: str
    steps: tuple[StepLink, ...]

    @property
    def required(self) -> tuple[StepLink, ...]:
        return tuple(step for step in self.steps if step.required)

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.required)


@dataclass(frozen=True)
class StageOutline:
    title: str
    modules: tuple[ModuleOutline, ...]


@dataclass(frozen=True)
class Outline:
    """``unpublished``: titles of modules nobody can open now; nobody finishes without them."""

    code: str
    title: str
    summary: str
    certificate_title: str
    outcomes: tuple[str, ...]
    hours: int
    in_order: bool
    stages: tuple[StageOutline, ...]
    unpublished: tuple[str, ...] = ()

    @property
    def modules(self) -> Iterator[ModuleOutline]:
        for stage in self.stages:
            yield from stage.modules

    @property
    def required(self) -> tuple[StepLink, ...]:
        """Required steps in the order of the way, each once."""
        steps = {step.key: step for module in self.modules for step in module.required}
        return tuple(steps.values())

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.required)


def outline(programme: Programme, language: str) -> Outline:
    """``programme`` in ``language``, Ukrainian where a translation is missing.

    A constant number of queries: one for the structure and those of ``modules_with_steps``; in
    another language than Ukrainian two more and those of ``modules_with_steps`` once again.
    """
    return outlines([programme], language)[programme.pk]


def outlines(programmes: Iterable[Programme], language: str) -> dict[int, Outline]:
    """Outlines by the id of the programme as given, in any language. Queries as ``outline``."""
    given = {programme.pk: programme for programme in programmes}
    placed = list(
        StageModule.objects.filter(
            stage__programme__translation_key__in={row.translation_key for row in given.values()},
            stage__programme__locale__language_code=FALLBACK_LANGUAGE,
        )
        .select_related("stage__programme", "module")
        .order_by("stage__sort_order", "stage_id", "sort_order", "pk")
    )
    words = _Words(given.values(), placed, language)
    with translation.override(language):
        found = _modules({row.module.translation_key for row in placed}, language)
        return {
            pk: _outline(words.programme(programme), words, placed, found)
            for pk, programme in given.items()
        }


Modules = dict[uuid.UUID, tuple[ModulePage, list[StepLink]]]


class _Words:
    """Titles in the language asked for: no query for Ukrainian, two for any other."""

    def __init__(
        self, programmes: Iterable[Programme], placed: Iterable[StageModule], language: str
    ) -> None:
        self._programmes: dict[uuid.UUID, Programme] = {}
        self._stages: dict[uuid.UUID, str] = {}
        if language == FALLBACK_LANGUAGE:
            self._programmes = {
                row.stage.programme.translation_key: row.stage.programme for row in placed
            }
            return
        for row in Programme.objects.filter(
            translation_key__in={row.translation_key for row in programmes},
            locale__language_code=language,
        ):
            self._programmes[row.translation_key] = row
        self._stages = dict(
            Stage.objects.filter(
                translation_key__in={row.stage.translation_key for row in placed},
                locale__language_code=language,
            ).values_list("translation_key", "title")
        )

    def programme(self, programme: Programme) -> Programme:
        return self._programmes.get(programme.translation_key, programme)

    def stage(self, stage: Stage) -> str:
        return self._stages.get(stage.translation_key) or stage.title


def _outline(
    shown: Programme, words: _Words, placed: Iterable[StageModule], found: Modules
) -> Outline:
    stages: dict[int, StageOutline] = {}
    unpublished = []
    own = [row for row in placed if row.stage.programme.translation_key == shown.translation_key]
    for row in own:
        stage = stages.setdefault(row.stage_id, StageOutline(words.stage(row.stage), ()))
        if row.module.translation_key not in found:
            unpublished.append(row.module.title)
            continue
        module, steps = found[row.module.translation_key]
        laid = ModuleOutline(
            key=module.translation_key,
            code=module.code,
            title=module.title,
            url=page_url(module),
            steps=tuple(steps),
        )
        stages[row.stage_id] = dataclasses.replace(stage, modules=(*stage.modules, laid))
    canonical = own[0].stage.programme if own else shown
    return Outline(
        code=canonical.code,
        title=shown.title,
        summary=shown.summary,
        certificate_title=shown.certificate_title or shown.title,
        outcomes=tuple(str(point.value) for point in shown.outcomes),
        hours=canonical.hours,
        in_order=canonical.in_order,
        stages=tuple(stages.values()),
        unpublished=tuple(unpublished),
    )


def _modules(keys: Iterable[uuid.UUID], language: str) -> Modules:
    """Published Ukrainian modules, each with the titles and addresses of ``language``."""
    canonical = modules_with_steps(keys, FALLBACK_LANGUAGE)
    if language == FALLBACK_LANGUAGE:
        return canonical
    translated = modules_with_steps(canonical, language)
    shown: Modules = {}
    for key, (module, steps) in canonical.items():
        own_page, own_steps = translated.get(key, (module, steps))
        by_key = {step.key: step for step in own_steps}
        shown[key] = (
            own_page,
            [
                dataclasses.replace(by_key.get(step.key, step), required=step.required)
                for step in steps
            ],
        )
    return shown
