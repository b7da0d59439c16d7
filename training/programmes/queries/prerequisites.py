"""Which modules a reader has to finish before a module opens."""

import uuid
from collections.abc import Collection

from django.core.cache import caches
from django.db.models import Exists, F, OuterRef, Value
from django.utils import translation
from wagtail.models import Page

from modules.models import ModulePage, ModulePrerequisite
from modules.queries import FALLBACK_LANGUAGE, KNOWN_FOR_SECONDS, page_language
from training.people.models import Person
from training.programmes.models import StageModule
from training.programmes.queries.required import undone_steps

Waits = dict[uuid.UUID, list[uuid.UUID]]


def is_ordered_by_stage(page: Page) -> bool:
    """Whether a programme opens the module of ``page`` only after earlier stages.

    One query a minute and process.
    """
    cache = caches["content"]
    ordered: frozenset[str] | None = cache.get("ordered_modules")
    if ordered is None:
        later = StageModule.objects.filter(
            stage__programme__in_order=True,
            stage__programme__stages__sort_order__lt=F("stage__sort_order"),
        )
        keys = later.values("module__translation_key")
        paths = ModulePage.objects.filter(translation_key__in=keys).values_list("path", flat=True)
        ordered = frozenset(paths)
        cache.set("ordered_modules", ordered, KNOWN_FOR_SECONDS)
    return page.path in ordered or page.path[: -Page.steplen] in ordered


def unmet_prerequisites(person: Person, module: ModulePage) -> list[ModulePage]:
    """Modules that ``person`` has to finish before ``module``, in the active language.

    These are the prerequisites of the module and, where the person's programme wants its stages in
    order, the modules of earlier stages. Unpublished ones do not count, and modules that wait for
    each other do not stop anybody. 1 query for a module that waits for nothing, otherwise 2.
    """
    waits = _waits(person)
    first = waits.get(module.translation_key)
    if not first:
        return []
    unfinished = _unfinished(person, _reachable(module.translation_key, waits))
    blocked = {key: [wait for wait in keys if wait in unfinished] for key, keys in waits.items()}
    return [
        unfinished[key]
        for key in first
        if key in unfinished and module.translation_key not in _reachable(key, blocked)
    ]


def _waits(person: Person) -> Waits:
    """Module → modules to finish first, by translation key, as the Ukrainian rows say. 1 query."""
    prerequisites = ModulePrerequisite.objects.filter(
        page__locale__language_code=FALLBACK_LANGUAGE
    ).values_list("page__translation_key", "module__translation_key", Value(-1), F("sort_order"))
    earlier = "stage__programme__stages"
    stages = (
        StageModule.objects.filter(
            stage__programme__in_order=True,
            stage__programme__enrolments__person=person,
            stage__programme__enrolments__completed_at=None,
        )
        .filter(**{f"{earlier}__sort_order__lt": F("stage__sort_order")})
        .values_list(
            "module__translation_key",
            f"{earlier}__modules__module__translation_key",
            f"{earlier}__sort_order",
            f"{earlier}__modules__sort_order",
        )
    )
    waits: Waits = {}
    pairs = prerequisites.order_by().union(stages.order_by())
    for key, first, *_order in sorted(pairs, key=lambda row: (row[2] or 0, row[3] or 0)):
        if first not in (None, key) and first not in waits.setdefault(key, []):
            waits[key].append(first)
    return waits


def _reachable(start: uuid.UUID, waits: Waits) -> set[uuid.UUID]:
    """Everything ``start`` waits for, directly or not."""
    found: set[uuid.UUID] = set()
    ahead = [start]
    while ahead:
        fresh = set(waits.get(ahead.pop(), ())) - found
        found |= fresh
        ahead += fresh
    return found


def _unfinished(person: Person, keys: Collection[uuid.UUID]) -> dict[uuid.UUID, ModulePage]:
    """Live modules of ``keys`` with a required step ``person`` has not done. 1 query."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    below = undone_steps(person).filter(
        path__startswith=OuterRef("path"), depth=OuterRef("depth") + 1
    )
    rows = (
        ModulePage.objects.live()
        .filter(translation_key__in=keys, locale__language_code__in={language, FALLBACK_LANGUAGE})
        .select_related("locale")
        .annotate(is_unfinished=Exists(below))
    )
    by_language = {(row.translation_key, page_language(row)): row for row in rows}
    return {
        key: by_language.get((key, language), row)
        for (key, code), row in by_language.items()
        if code == FALLBACK_LANGUAGE and row.is_unfinished
    }
