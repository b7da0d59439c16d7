"""Reads pages.yaml: the public pages, in both languages."""

from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.fields import LANGUAGES, Fields
from training.curriculum.reading.records import HomeText, InfoText, digest_of
from training.curriculum.reading.richtext import rich_text

INFO_PAGES = ("accessibility", "privacy")


def read_pages(
    data: Any, file: str, faults: Faults
) -> tuple[tuple[HomeText, ...], tuple[InfoText, ...]]:
    top = Fields(data, Place(file, 1), faults)
    home = top.mapping("home")
    homes = tuple(_home(home.mapping(language), language) for language in LANGUAGES)
    home.done()
    infos = []
    for name in INFO_PAGES:
        page = top.mapping(name)
        infos += [_info(page.mapping(language), name, language) for language in LANGUAGES]
        page.done()
    top.done()
    return homes, tuple(infos)


def _home(fields: Fields, language: str) -> HomeText:
    steps = []
    for inner in fields.mappings("steps", required=False):
        steps.append((inner.line("title", limit=120), inner.text("text", limit=1000)))
        inner.done()
    home = HomeText(
        code=language,
        place=fields.place,
        digest=digest_of(fields.value),
        title=fields.line("title", limit=250),
        lead=fields.text("lead", limit=2000, required=False),
        for_whom=tuple(fields.texts("for_whom", required=False)),
        how_long=fields.text("how_long", limit=2000, required=False),
        steps=tuple(steps),
        help=fields.text("help", limit=4000, required=False),
        accessibility=fields.text("accessibility", limit=4000, required=False),
    )
    fields.done()
    return home


def _info(fields: Fields, name: str, language: str) -> InfoText:
    place = fields.at("body")
    first = Place(place.file, place.line + 1)  # a block of text begins on the line after its key
    info = InfoText(
        code=name,
        language=language,
        place=fields.place,
        digest=digest_of(fields.value),
        title=fields.line("title", limit=250),
        body=rich_text(fields.text("body"), first, fields.faults),
    )
    fields.done()
    return info
