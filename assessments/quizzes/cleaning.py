"""What of foreign HTML may be shown: plain structure, and pictures kept with the question. Pure."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import nh3

FILE_PREFIX = "@@FILE@@/"
BLOCKS = ("blockquote", "dd", "div", "dl", "dt", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p")
TABLES = ("caption", "table", "tbody", "td", "tfoot", "th", "thead", "tr")
WORDS = ("a", "abbr", "b", "br", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp")
TAGS = {*BLOCKS, *TABLES, *WORDS, "figcaption", "figure", "img", "small", "span", "strong"}
TAGS |= {"pre", "sub", "sup", "u", "ul", "var"}
ATTRIBUTES = {
    "*": {"lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CONTENT_TOO = {
    "script",
    "style",
    "template",
    "iframe",
    "object",
    "noscript",
    "title",
    "svg",
    "math",
}
SCHEMES = {"http", "https", "mailto", "tel"}
HTML_KEYS = frozenset({"prompt", "explanation", "text", "feedback", "sample", "marking_notes"})
"""Keys of a document whose values are texts for people."""
BLOCK_KEYS = frozenset({"text", "feedback", "left", "right"})
"""The same in the blocks of a working copy, where accepted answers have a name of their own."""
LITERAL_LISTS = frozenset({"answers", "units"})
"""Lists whose ``text`` is compared with what is typed, letter by letter."""

_SOURCE = re.compile(re.escape(FILE_PREFIX) + r"[^/\\?#<>\"'\x00-\x1f]{1,400}")
_FILE = re.compile(re.escape(FILE_PREFIX) + r"([^/\\?#<>\"'\x00-\x1f]{1,400})")
_LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def clean_html(text: str) -> str:
    """``text`` with what may be shown; the rest is dropped, words are kept.

    A picture keeps only a source of the form ``@@FILE@@/name``; a link leads outward. Cleaning
    twice gives the same as cleaning once.
    """
    return nh3.clean(
        text.replace("\0", ""),
        tags=TAGS,
        clean_content_tags=CONTENT_TOO,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _SOURCE.fullmatch(value) else None
    if tag == "a" and name == "href":
        return value if _LINK.match(value.strip()) else None
    return value


def clean_document(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of an ``html`` document with every text for people cleaned."""
    return {key: _cleaned(key, value, is_literal=False) for key, value in document.items()}


def _cleaned(key: str, value: Any, *, is_literal: bool) -> Any:
    if isinstance(value, str):
        is_text = key in HTML_KEYS and not (is_literal and key == "text")
        return clean_html(value) if is_text else value
    if isinstance(value, Mapping):
        return {name: _cleaned(name, one, is_literal=is_literal) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(key, one, is_literal=key in LITERAL_LISTS) for one in value]
    return value


def clean_blocks(raw: Any) -> Any:
    """The stored form of a StreamField with every text for people cleaned."""
    if isinstance(raw, list):
        return [clean_blocks(item) for item in raw]
    if isinstance(raw, Mapping):
        return {
            key: clean_html(value)
            if key in BLOCK_KEYS and isinstance(value, str)
            else clean_blocks(value)
            for key, value in raw.items()
        }
    return raw


def file_names(document: Any) -> list[str]:
    """Names of the files that the texts of a document show, each once, sorted."""
    found: set[str] = set()
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found |= {unquote(name) for name in _FILE.findall(value)}
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, list | tuple):
            waiting += value
    return sorted(found)
