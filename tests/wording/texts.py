"""Every Ukrainian text that the product ships, as passages of plain text with their places.

The curriculum comes through its readers, so codes, keys and markup are left behind; catalogues of
the interface through polib; documents of prose line by line, without code.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import polib

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.folder import read_folder
from training.curriculum.reading.records import Content, Scenario
from training.curriculum.reading.richtext import RichText
from training.curriculum.reading.yamlfile import Map, Seq

ROOT = Path(__file__).resolve().parent.parent.parent
CONTENT = ROOT / "training" / "curriculum" / "content"
CATALOGUES = tuple(sorted(ROOT.glob("training/locale*/uk/LC_MESSAGES/*.po")))
GUIDE = ROOT / "docs" / "editors-guide.md"

_CYRILLIC = re.compile(r"[а-яіїєґ]", re.IGNORECASE)
_INLINE_TAG = re.compile(r"</?(?:a|abbr|b|em|i|strong)(?:\s[^<>]*)?>")
_ANY_TAG = re.compile(r"</?[a-z][^<>]*>")
_CODE = re.compile(r"`[^`\n]*`|~~[^~\n]*~~")  # what is struck out is an example of how not to
_MARK = re.compile(r"^\s*(?:- (?:\[[ x]\] )?|\d+\. |#+ )")
_PLACEHOLDER = "CODE"  # no word of ours, so the sentence around it stays one
# What names things or is computed: nobody reads it as a sentence.
_NO_PROSE = frozenset({"code", "slug", "digest", "place", "file", "folder", "url"})


@dataclass(frozen=True)
class Passage:
    """A paragraph of ``file``, which is relative to ``root``; it begins at ``line`` or later."""

    root: Path
    file: str
    line: int
    text: str


def shipped_passages() -> Iterator[Passage]:
    """All that ships in Ukrainian. Raises ``ValueError`` when the curriculum has faults."""
    faults = Faults()
    content = read_folder(CONTENT, faults)
    if faults:
        raise ValueError("\n".join(str(fault) for fault in faults.sorted()))
    yield from of_content(content, CONTENT)
    for catalogue in CATALOGUES:
        yield from of_catalogue(catalogue)
    yield from of_document(GUIDE)


def of_content(content: Content, root: Path) -> Iterator[Passage]:
    for place, text in texts_below(content, Place("", 1)):
        for paragraph in paragraphs(text):
            yield Passage(root, place.file, place.line, paragraph)


def of_catalogue(path: Path) -> Iterator[Passage]:
    for entry in polib.pofile(str(path)):
        for string in list(entry.msgstr_plural.values()) or [entry.msgstr]:
            for paragraph in paragraphs(string.replace("%%", "%")):
                yield Passage(path.parent, path.name, entry.linenum, paragraph)


def of_document(path: Path) -> Iterator[Passage]:
    """Markdown without its code and without what is struck out there."""
    for number, block in _blocks(path.read_text(encoding="utf-8")):
        text = _CODE.sub(_PLACEHOLDER, _MARK.sub("", block.replace("**", "")))
        for paragraph in paragraphs(text):
            yield Passage(path.parent, path.name, number, paragraph)


def _blocks(markdown: str) -> Iterator[tuple[int, str]]:
    """Paragraphs, items and rows of a table, each on one line, with the line where it begins."""
    is_code = False
    first = 1
    parts: list[str] = []
    for number, line in enumerate(markdown.split("\n"), start=1):
        is_fence = line.lstrip().startswith("```")
        if is_fence or not line.strip() or line.startswith("|") or _MARK.match(line):
            yield first, " ".join(parts)
            first, parts = number, []
        if is_fence:
            is_code = not is_code
        elif not is_code:
            parts.append(line.strip())
        if line.startswith("#"):  # a heading ends with its line
            yield first, " ".join(parts)
            first, parts = number + 1, []
    yield first, " ".join(parts)


def paragraphs(text: str) -> Iterator[str]:
    """The lines and block elements of ``text`` that have Cyrillic letters, without markup."""
    plain = html.unescape(_ANY_TAG.sub("\n", _INLINE_TAG.sub("", text)))
    for line in plain.split("\n"):
        if _CYRILLIC.search(line):
            yield line.strip()


def texts_below(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Every string below ``value`` with the nearest place above it; other languages left out."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, RichText):
        yield place, value.html
    elif isinstance(value, Ref | Place):
        return
    elif is_dataclass(value):
        yield from _of_record(value, getattr(value, "place", place))
    elif isinstance(value, Mapping):
        for key, member in value.items():
            if key not in {"en", "code", "slug"}:
                own = Place(place.file, value.lines[key]) if isinstance(value, Map) else place
                yield from texts_below(member, own)
    elif isinstance(value, list | tuple):
        lines = value.lines if isinstance(value, Seq) else [place.line] * len(value)
        for line, member in zip(lines, value, strict=True):
            yield from texts_below(member, Place(place.file, line))


def _of_record(record: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if "en" in {getattr(record, "language", ""), getattr(record, "code", "")}:
        return
    if isinstance(record, Scenario):
        yield from texts_below(record.text, place)
        return
    for field in fields(record):
        if field.name not in _NO_PROSE:
            yield from texts_below(getattr(record, field.name), place)


class Lines:
    """Finds the line of words in a file, whatever line breaks and bold marks stand between."""

    def __init__(self, text: str) -> None:
        self._starts, pieces, length = [], [], 0
        for line in text.split("\n"):
            piece = f"{_squeezed(line)} "
            self._starts.append(length)
            pieces.append(piece)
            length += len(piece)
        self._text = "".join(pieces)

    def find(self, phrase: str, *, around: str, after: int) -> int:
        """The line of ``phrase`` inside ``around`` (a paragraph), from the line ``after`` on;
        ``after`` itself when neither stands there as written."""
        first = self._starts[min(after, len(self._starts)) - 1]
        phrase, around = _squeezed(phrase), _squeezed(around)
        start = self._text.find(around, first)
        position = self._text.find(phrase, max(start, first))
        if position < 0:
            return after
        return bisect_right(self._starts, position)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u00a0]+", " ", text.replace("*", "")).strip()


class Places:
    """Lines of many files, each read once."""

    def __init__(self) -> None:
        self._known: dict[Path, Lines] = {}

    def line(self, passage: Passage, phrase: str) -> int:
        path = passage.root / passage.file
        if path not in self._known:
            self._known[path] = Lines(path.read_text(encoding="utf-8"))
        return self._known[path].find(phrase, around=passage.text, after=passage.line)
