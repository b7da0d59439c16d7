"""The top of the page tree: home pages, lists of modules, pages of plain text, the site."""

from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from wagtail.models import Page, Site

from modules.models import HomePage, InfoPage, ModuleIndexPage
from training.curriculum.identity import key_of
from training.curriculum.loading.blocks import points, stream
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import LANGUAGES, assign, locale_of, publish
from training.curriculum.reading import records
from training.curriculum.reading.faults import Place
from training.curriculum.reading.records import digest_of

HOME_SLUGS = {"uk": "home", "en": "home-en"}
INDEXES = {"uk": ("Модулі", "moduli"), "en": ("Modules", "modules")}
INFO_SLUGS = {
    "accessibility": {"uk": "dostupnist", "en": "accessibility"},
    "privacy": {"uk": "pryvatnist", "en": "privacy"},
}
PORTS = {"http": 80, "https": 443}
NOWHERE = Place("pages.yaml", 1)


def load_tree(content: records.Content, ledger: Ledger) -> None:
    texts = {home.code: home for home in content.homes}
    for language in LANGUAGES:
        if language in texts or _first(HomePage, language) is None:
            ledger.bring(_home(texts.get(language) or _bare_home(language)))
        else:
            ledger.ids[f"home:{language}"] = _first(HomePage, language).pk
        ledger.bring(_index(language, ledger))
    for info in content.infos:
        ledger.bring(_info(info, ledger))


def _first(model: type[Page], language: str) -> Any:
    return model.objects.filter(locale__language_code=language).order_by("path").first()


def _bare_home(language: str) -> records.HomeText:
    """A home page for a folder that says nothing about one."""
    return records.HomeText(
        code=language,
        place=NOWHERE,
        digest="",
        title=settings.WAGTAIL_SITE_NAME,
        lead="",
        for_whom=(),
        how_long="",
        steps=(),
        help="",
        accessibility="",
    )


def _home(source: records.HomeText) -> Item:
    return Item(
        key=f"home:{source.code}",
        place=source.place,
        digest=source.digest,
        find=partial(_first, HomePage, source.code),
        write=partial(_write_home, source),
    )


def _write_home(source: records.HomeText, page: HomePage | None) -> HomePage:
    language = source.code
    values = {
        "title": source.title,
        "lead": source.lead,
        "how_long": source.how_long,
        "for_whom": points(source.for_whom, "home", language, "for_whom"),
        "steps": stream(
            (("step", {"title": title, "text": text}) for title, text in source.steps),
            "home",
            language,
        ),
        "help": _paragraphs(source.help) + _paragraphs(source.accessibility),
    }
    if page is not None:
        assign(page, values)
        return publish(page)
    root = Page.get_first_root_node()
    welcome = _welcome_page(root)
    if welcome is not None:
        welcome.slug = f"{welcome.slug}-{welcome.pk}"  # makes room for ours
        welcome.save()
    page = HomePage(
        slug=HOME_SLUGS[language],
        locale=locale_of(language),
        translation_key=key_of("page", "home"),
        live=False,
        **values,
    )
    root.add_child(instance=page)
    publish(page)
    if language == settings.LANGUAGE_CODE:
        _point_site_to(page, welcome)
    if welcome is not None:
        Page.objects.get(pk=welcome.pk).delete()
    return page


def _welcome_page(root: Page) -> Page | None:
    """Wagtail's own first page: the only one without a kind."""
    kinds = root.get_children().select_related("content_type")
    return next((page for page in kinds if page.content_type.model_class() is Page), None)


def _point_site_to(home: HomePage, welcome: Page | None) -> None:
    """The default site shows ``home``; one that was pointed elsewhere by hand is left alone."""
    address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(is_default_site=True)
    elif welcome is None or site.root_page_id != welcome.pk:
        return
    site.hostname = address.hostname or "localhost"
    site.port = address.port or PORTS.get(address.scheme, 80)
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()


def _paragraphs(text: str) -> str:
    return "".join(
        f"<p>{escape(' '.join(part.split()), quote=False)}</p>"
        for part in text.split("\n\n")
        if part.strip()
    )


def _index(language: str, ledger: Ledger) -> Item:
    return Item(
        key=f"index:{language}",
        place=NOWHERE,
        digest=digest_of(INDEXES[language]),
        find=partial(_first, ModuleIndexPage, language),
        write=partial(_write_child, ModuleIndexPage, language, "index", ledger, INDEXES[language]),
    )


def _write_child(
    model: type[Page],
    language: str,
    name: str,
    ledger: Ledger,
    title_and_slug: tuple[str, str],
    page: Page | None,
    **values: Any,
) -> Page:
    """A page right below the home page of its language."""
    title, slug = title_and_slug
    if page is None:
        page = model(
            title=title,
            slug=slug,
            locale=locale_of(language),
            translation_key=key_of("page", name),
            live=False,
        )
        Page.objects.get(pk=ledger.pk(f"home:{language}", NOWHERE)).add_child(instance=page)
    assign(page, {"title": title, **values})
    return publish(page)


def _info(source: records.InfoText, ledger: Ledger) -> Item:
    slug = INFO_SLUGS[source.code][source.language]
    key = key_of("page", source.code)
    find = InfoPage.objects.filter(locale__language_code=source.language)

    def write(page: InfoPage | None) -> Page:
        return _write_child(
            InfoPage,
            source.language,
            source.code,
            ledger,
            (source.title, slug),
            page,
            body=source.body.html,
        )

    return Item(
        key=f"info:{source.code}:{source.language}",
        place=source.place,
        digest=source.digest,
        find=lambda: find.filter(slug=slug).first() or find.filter(translation_key=key).first(),
        write=write,
    )
