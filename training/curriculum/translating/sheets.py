"""Reads ``translations/<language>/*.po``: what is said in another language, proved as text.

Whether the originals still say what a sheet translates is known only when they are loaded.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from bs4 import BeautifulSoup
from wagtail_localize.strings import StringValue

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.records import Content
from training.curriculum.reading.textfile import read_text
from training.curriculum.translating.subjects import KINDS, subjects_of

FOLDER = "translations"
LANGUAGES = ("en",)
MAX_FILES = 2000
_NAME = re.compile(r"([a-z]+)-([A-Za-z0-9][A-Za-z0-9_.-]{0,39})\.po")
_LINE_OF_ERROR = re.compile(r"line:? *(\d+)")
_PLACEHOLDER = re.compile(r"\[\[[^\]]*\]\]|%\(\w+\)[sd]|\{\w+\}")


@dataclass(frozen=True)
class Entry:
    """``path`` is the place of the words in the object, ``original`` and ``words`` are markup as
    wagtail-localize keeps it: characters of HTML escaped, ``<br>`` for a new line.
    """

    path: str
    original: str
    words: str
    place: Place


@dataclass(frozen=True)
class Sheet:
    """What one file says; ``kind`` is one of ``KINDS``. Words not translated yet are left out."""

    language: str
    kind: str
    code: str
    place: Place
    entries: tuple[Entry, ...]


def read_sheets(root: Path, content: Content, faults: Faults) -> list[Sheet]:
    """The sheets of the folder ``root``; of use only while ``faults`` stays empty."""
    sheets = []
    for language, file in _files(root, faults):
        match = _NAME.fullmatch(Path(file).name)
        place = Place(file, 1)
        if match is None or match.group(1) not in KINDS:
            faults.add(
                place,
                _("a translation is called <kind>-<code>.po; kinds are %(kinds)s"),
                kinds=", ".join(KINDS),
            )
            continue
        kind, code = match.groups()
        if (kind, code) not in subjects_of(content):
            faults.add(place, _("“%(code)s” is translated here and described nowhere"), code=code)
        text = read_text(root, file, faults)
        if text is not None:
            entries = tuple(_entries(text, file, faults))
            sheets.append(Sheet(language, kind, code, place, entries))
    return sheets


def _files(root: Path, faults: Faults) -> Iterator[tuple[str, str]]:
    """(language, file), and a fault for whatever else is in the folder."""
    folder = root / FOLDER
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name.startswith("."):
            continue
        if not path.is_dir() or path.name not in LANGUAGES:
            faults.add(
                Place(f"{FOLDER}/{path.name}", 1), _("this has no place in a content folder")
            )
            continue
        for inner in sorted(path.iterdir())[:MAX_FILES]:
            if not inner.name.startswith("."):
                yield path.name, f"{FOLDER}/{path.name}/{inner.name}"


def parse_po(text: str, file: str, faults: Faults) -> polib.POFile | None:
    try:
        return polib.pofile(text + "\n")  # a line end: never taken for the name of a file
    except (OSError, ValueError, UnicodeError) as error:
        found = _LINE_OF_ERROR.search(str(error))
        line = int(found.group(1)) if found else 1
        faults.add(Place(file, line), _("this is no PO file: a line cannot be read"))
        return None


def _entries(text: str, file: str, faults: Faults) -> Iterator[Entry]:
    seen: set[tuple[str, str]] = set()  # sentences of one rich text share their path
    for entry in parse_po(text, file, faults) or ():
        place = Place(file, entry.linenum or 1)
        if entry.obsolete:
            continue
        if not entry.msgctxt or entry.msgid_plural:
            faults.add(place, _("an entry has msgctxt, msgid and msgstr"))
        elif (entry.msgctxt, entry.msgid) in seen:
            faults.add(place, _("“%(key)s” is here twice"), key=entry.msgctxt)
        elif entry.fuzzy:
            faults.add(place, _("a translation marked fuzzy: check it and take the mark away"))
        elif entry.msgstr.strip():
            _check_words(entry.msgid, entry.msgstr, place, faults)
            yield Entry(entry.msgctxt, entry.msgid, entry.msgstr, place)
        seen.add((entry.msgctxt or "", entry.msgid))


def _check_words(original: str, words: str, place: Place, faults: Faults) -> None:
    """Markup, links and gaps of the original, and no others."""
    try:
        StringValue.from_translated_html(words)
    except ValueError:
        faults.add(place, _("only <b>, <i>, <br> and links of the original are allowed"))
        return
    tags, own = _tags(original), _tags(words)
    if foreign := own.keys() - tags.keys():
        faults.add(
            place,
            _("the original has no %(tag)s here"),
            tag=", ".join(f"<{tag}>" for tag in sorted(foreign)),
        )
    if _links(original) != _links(words):
        faults.add(place, _("the links differ from those of the original"))
    if _placeholders(original) != _placeholders(words):
        faults.add(place, _("the gaps and placeholders differ from those of the original"))


def _tags(markup: str) -> Counter[str]:
    return Counter(tag.name for tag in BeautifulSoup(markup, "html.parser").find_all())


def _links(markup: str) -> list[str]:
    found = BeautifulSoup(markup, "html.parser").find_all("a")
    return sorted(str(link.get("id", "")) for link in found)


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))
