"""Texts of published documents: plain, or HTML that was cleaned when it was saved. Pure."""

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

FILES_ADDRESS = "/questions/files"
FILE = "@@FILE@@/"
UNKNOWN_FILE = re.compile(re.escape(FILE) + r"[^\"'<>\s]*")
ONE_PARAGRAPH = re.compile(r"\A\s*<p>((?:(?!</?p[\s>]).)*)</p>\s*\Z", re.DOTALL)
PHRASING = re.compile(
    r"a|abbr|b|bdi|br|cite|code|del|em|i|img|ins|kbd|mark|q|s|samp|small|span|strong|su[bp]|u|var"
)


class Html(str):
    """Markup that templates print as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def words(document: Mapping[str, Any], text: str) -> str:
    """``text`` of ``document`` as it may be shown; pictures get their addresses.

    A single paragraph loses its tags, so that it may stand in a label, a legend or a heading.
    """
    if document.get("format", "plain") != "html" or not text:
        return text
    shown = ONE_PARAGRAPH.sub(r"\1", text)
    files = document.get("files", ())
    for file in sorted(files, key=lambda file: len(file["name"]), reverse=True):
        address = f"{FILES_ADDRESS}/{file['sha256']}/{quote(file['name'])}"
        for name in (quote(file["name"]), html.escape(file["name"]), file["name"]):
            shown = shown.replace(FILE + name, address)
    return Html(UNKNOWN_FILE.sub("", shown))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "br" or not PHRASING.fullmatch(tag):
            self.pieces.append(" ")
        if tag == "img":
            self.pieces.append(dict(attrs).get("alt") or "")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


def _parsed(text: str) -> _Text:
    parser = _Text()
    parser.feed(text)
    parser.close()
    return parser


def without_markup(text: str) -> str:
    """One line of plain text, for lists of questions and for select boxes."""
    plain = "".join(_parsed(text).pieces) if isinstance(text, Html) else text
    return " ".join(plain.split())


def has_blocks(text: str) -> bool:
    """Whether ``text`` holds paragraphs, lists or tables, which no legend or heading may."""
    return isinstance(text, Html) and not all(map(PHRASING.fullmatch, _parsed(text).tags))
