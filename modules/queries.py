"""Reading the page tree: from an address to a page, from a page to its steps.

Published content does not change until it is published again, so pages and rendered bodies are kept
by (page, revision): a lookup asks the database which revision is live, and that is all.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_

from django.conf import settings
from django.core.cache import caches
from django.db.models import F, Q
from django.utils import translation
from wagtail.models import Page

from modules.blocks import PERSONAL_BLOCKS
from modules.models import HomePage, LessonPage, ModulePage, ModulePrerequisite, StepPage

FALLBACK_LANGUAGE = settings.LANGUAGE_CODE
KNOWN_FOR_SECONDS = 60
MINUTES_AN_HOUR = 60
_LANGUAGE = F("locale__language_code")


@dataclass(frozen=True)
class Found:
    """A live page for an address. ``is_fallback``: the address asks for a language it lacks."""

    page: Page
    is_fallback: bool


@dataclass(frozen=True)
class StepLink:
    """A step as a list shows it."""

    key: uuid.UUID
    title: str
    url: str
    kind: str
    minutes: int
    required: bool
    page_id: int


def home_paths() -> dict[str, str]:
    """Language → the ``url_path`` of its home page. One query a minute and process."""
    cache = caches["content"]
    homes: dict[str, str] | None = cache.get("home_paths")
    if homes is None:
        rows = HomePage.objects.live().values_list("locale__language_code", "url_path")
        homes = dict(rows)
        if homes:
            cache.set("home_paths", homes, KNOWN_FOR_SECONDS)
    return homes


def waits_for_others(page: Page) -> bool:
    """Whether the module of ``page`` has prerequisites. One query a minute and process."""
    cache = caches["content"]
    waiting: frozenset[str] | None = cache.get("waiting_modules")
    if waiting is None:
        keys = ModulePrerequisite.objects.values("page__translation_key")
        paths = ModulePage.objects.filter(translation_key__in=keys).values_list("path", flat=True)
        waiting = frozenset(paths)
        cache.set("waiting_modules", waiting, KNOWN_FOR_SECONDS)
    return page.path in waiting or page.path[: -Page.steplen] in waiting


def page_url(page: Page, language: str | None = None) -> str:
    """Address of ``page`` under ``language`` (the active one by default). No query."""
    return _address(page.url_path, language)


def _address(url_path: str, language: str | None = None) -> str:
    """As ``page_url`` for the ``url_path`` of a page."""
    language = language or translation.get_language() or FALLBACK_LANGUAGE
    for home in home_paths().values():
        if url_path.startswith(home):
            return f"/{language}/{url_path[len(home) :]}"
    return f"/{language}/"


def find_page(path: str, language: str) -> Found | None:
    """The live page at ``path`` below the home page of ``language``; else the Ukrainian one, else
    that of any language: whoever changes the language of a page keeps its address.

    One query, and one more when the page's revision has not been seen by this process.
    """
    homes = home_paths()
    path = f"{path.strip('/')}/" if path.strip("/") else ""
    codes = dict.fromkeys([language, FALLBACK_LANGUAGE, *homes])
    wanted = [homes[code] + path for code in codes if code in homes]
    slug = wanted[0].rstrip("/").rsplit("/", 1)[-1] if wanted and path else None
    rows = Page.objects.filter(url_path__in=wanted, live=True)
    if slug:
        rows = rows.filter(slug=slug)  # indexed, unlike url_path
    by_path = {
        row["url_path"]: row
        for row in rows.values("pk", "url_path", "live_revision_id", "last_published_at", "path")
    }
    for url_path in wanted:
        if row := by_path.get(url_path):
            version = (row["live_revision_id"], row["last_published_at"], row["path"], url_path)
            page = _live_page(row["pk"], version)
            return Found(page=page, is_fallback=page_language(page) != language)
    return None


@lru_cache(maxsize=512)
def _live_page(pk: int, version: tuple[object, ...]) -> Page:
    """The page as published and placed; ``version`` only names that state."""
    return Page.objects.select_related("locale").get(pk=pk).specific


def page_language(page: Page) -> str:
    return page.locale.language_code


def live_translation(page: Page, language: str) -> Page | None:
    """The published page with the same content in ``language``. One query."""
    translations = page.get_translations().live().filter(locale__language_code=language)
    found: Page | None = translations.first()
    return found


def live_page(key: uuid.UUID, language: str) -> Page | None:
    """The published page with this content in ``language``, else in Ukrainian: enough of it for a
    link. One query.
    """
    rows = Page.objects.live().filter(translation_key=key).annotate(language=_LANGUAGE)
    pages = {page.language: page for page in rows.only("title", "url_path")}
    return pages.get(language) or pages.get(FALLBACK_LANGUAGE)


@dataclass(frozen=True)
class BodyPart:
    """A run of the lesson: rendered html, or a block to be rendered for this reader."""

    html: str = ""
    block: object = None


def lesson_body(page: LessonPage) -> list[BodyPart]:
    """The body with everything that is the same for all readers already rendered."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    return _rendered_body(_BodyKey(page, language))


class _BodyKey:
    """Hashes a page by its published version, so that one rendering serves all its readers."""

    def __init__(self, page: LessonPage, language: str) -> None:
        self.page = page
        self.key = (page.pk, page.live_revision_id, page.last_published_at, language)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _BodyKey) and self.key == other.key


@lru_cache(maxsize=512)
def _rendered_body(key: _BodyKey) -> list[BodyPart]:
    return render_body(key.page)


def render_body(page: LessonPage) -> list[BodyPart]:
    """As ``lesson_body``, but always anew; a preview calls this."""
    return [
        BodyPart(block=block)
        if block.block_type in PERSONAL_BLOCKS
        else BodyPart(html=block.render())
        for block in page.body
    ]


def module_of(step: Page) -> ModulePage:
    """The module a step stands in. One query."""
    return ModulePage.objects.get(path=step.path[: -Page.steplen])


@dataclass(frozen=True)
class Neighbours:
    """Where a step stands in its module: what is around it, as links."""

    module_title: str
    module_url: str
    number: int
    total: int
    previous: "PlainLink | None"
    following: "PlainLink | None"


@dataclass(frozen=True)
class PlainLink:
    title: str
    url: str


def neighbours(step: Page) -> Neighbours:
    """The module of ``step`` and the steps beside it. One query, whatever their kinds."""
    parent = step.path[: -Page.steplen]
    rows = list(
        Page.objects.filter(path__startswith=parent, depth__lte=step.depth, live=True)
        .order_by("path")
        .values_list("path", "pk", "title", "url_path")
    )
    module = [row for row in rows if row[0] == parent]
    steps = [row for row in rows if row[0] != parent]
    order = [pk for _path, pk, _title, _url_path in steps]
    place = order.index(step.pk) if step.pk in order else len(order)

    def link(row: tuple[str, int, str, str]) -> PlainLink:
        _path, _pk, title, url_path = row
        return PlainLink(title, _address(url_path))

    around = link(module[0]) if module else PlainLink("", "")
    return Neighbours(
        module_title=around.title,
        module_url=around.url,
        number=place + 1,
        total=len(steps),
        previous=link(steps[place - 1]) if place > 0 else None,
        following=link(steps[place + 1]) if place + 1 < len(steps) else None,
    )


def step_after(step: Page) -> StepLink | None:
    """The live step after ``step`` in its module; ``None`` after the last. Two queries."""
    parent = step.path[: -Page.steplen]
    after = Page.objects.live().filter(
        path__startswith=parent, depth=step.depth, path__gt=step.path
    )
    page = after.type(StepPage).order_by("path").first()
    return _step_link(page.specific) if page else None


def module_steps(module: Page) -> list[StepLink]:
    """Live steps below ``module`` in tree order. 1 query, and one for each kind of step."""
    pages = module.get_children().live().specific()
    return [_step_link(page) for page in pages if isinstance(page, StepPage)]


@dataclass(frozen=True)
class Duration:
    """How long a module takes: all its steps, and how much of that is optional. In minutes."""

    total: int
    optional: int

    @property
    def hours(self) -> int:
        return self.total // MINUTES_AN_HOUR

    @property
    def rest(self) -> int:
        """Minutes beside the whole hours."""
        return self.total % MINUTES_AN_HOUR

    @property
    def is_all_optional(self) -> bool:
        return self.total == self.optional


def duration(steps: Iterable[StepLink]) -> Duration:
    """Wherever a module is shown, its length is said by this one rule."""
    links = list(steps)
    return Duration(
        total=sum(step.minutes for step in links),
        optional=sum(step.minutes for step in links if not step.required),
    )


def _step_link(page: StepPage) -> StepLink:
    return StepLink(
        key=page.translation_key,
        title=page.title,
        url=page_url(page),
        kind=str(page.kind_label),
        minutes=page.minutes,
        required=page.required,
        page_id=page.pk,
    )


def modules_with_steps(
    keys: Iterable[uuid.UUID], language: str
) -> dict[uuid.UUID, tuple[ModulePage, list[StepLink]]]:
    """Live modules by translation key in ``language`` (Ukrainian where there is none), with steps.

    A constant number of queries: modules, all their steps, one for each kind of step.
    """
    chosen: dict[uuid.UUID, ModulePage] = {}
    rows = (
        ModulePage.objects.live()
        .filter(translation_key__in=keys, locale__language_code__in={language, FALLBACK_LANGUAGE})
        .select_related("locale")
    )
    for module in rows:
        if module.translation_key not in chosen or page_language(module) == language:
            chosen[module.translation_key] = module
    steps: dict[str, list[StepLink]] = {module.path: [] for module in chosen.values()}
    below = reduce(or_, (Q(path__startswith=path) for path in steps), Q(pk__in=[]))
    for page in Page.objects.live().filter(below).order_by("path").specific():
        if isinstance(page, StepPage):
            steps[page.path[: -Page.steplen]].append(_step_link(page))
    return {key: (module, steps[module.path]) for key, module in chosen.items()}
