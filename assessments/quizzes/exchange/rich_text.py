"""Texts of formats that are HTML throughout: cleaned, made plain where nothing is lost by it."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from assessments.quizzes.cleaning import HTML_KEYS, LITERAL_LISTS, clean_html
from assessments.quizzes.exchange.markup import check_tangle, lost_links

_NEEDS_CLEANING = re.compile("[<>&\x00\r\xa0]")  # the rest is HTML as it stands
_STRUCTURE = re.compile(r"</?(?:p|br|div|span)\s*/?>")
_TAG = re.compile(r"<[a-z/!]", re.IGNORECASE)
_LINES = (
    (re.compile(r" ?<br\s*/?>\n? ?"), "\n"),
    (re.compile(r"</(?:p|div)>\s*<(?:p|div)>"), "\n\n"),
    (re.compile(r"</?(?:p|div)>"), "\n"),
    (re.compile(r"</?span>"), ""),
)


def cleaned(markup: str) -> str:
    """What may be shown of it. Raises ``TooTangled`` for HTML made to take long."""
    if not _NEEDS_CLEANING.search(markup):
        return markup.strip()
    check_tangle(markup)
    return clean_html(markup).strip()


def is_plain(markup: str) -> bool:
    """Whether a cleaned text holds nothing but paragraphs and line breaks."""
    return not _TAG.search(_STRUCTURE.sub("", markup))


def as_plain(markup: str) -> str:
    """Words of a cleaned text that :func:`is_plain`: paragraphs and breaks as line breaks."""
    for pattern, line in _LINES:
        markup = pattern.sub(line, markup)
    text = html.unescape(re.sub(r"<[^<>]*>", "", markup))
    lines = (line.strip(" \t") for line in text.strip().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def with_texts(document: Mapping[str, Any], change: Callable[[str], str]) -> dict[str, Any]:
    """A copy with every text for people changed; accepted answers are compared and stay."""
    return {key: _changed(key, value, change, is_literal=False) for key, value in document.items()}


def _changed(key: str, value: Any, change: Callable[[str], str], *, is_literal: bool) -> Any:
    if isinstance(value, str):
        return change(value) if key in HTML_KEYS and not (is_literal and key == "text") else value
    if isinstance(value, Mapping):
        return {
            name: _changed(name, one, change, is_literal=is_literal) for name, one in value.items()
        }
    if isinstance(value, list | tuple):
        return [_changed(key, one, change, is_literal=key in LITERAL_LISTS) for one in value]
    return value


def texts(document: Mapping[str, Any]) -> Iterator[str]:
    """Every text for people."""
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    with_texts(document, note)
    return iter(found)


def links_lost(raw: Iterable[str]) -> tuple[str, ...]:
    """Links to documents that cleaning takes from HTML texts, in words, each once."""
    return tuple(dict.fromkeys(loss for text in raw for loss in lost_links(text)))


def settled(
    document: Mapping[str, Any], extras: Mapping[str, str]
) -> tuple[dict, dict, tuple[str, ...]]:
    """A document and extras whose texts are all HTML, cleaned, plain when nothing is lost by it.

    Third: links to documents that the cleaning took, in words.
    """
    lost = links_lost((*texts(document), *extras.values()))
    document = with_texts(document, cleaned)
    kept = {name: cleaned(text) for name, text in extras.items()}
    if all(is_plain(text) for text in (*texts(document), *kept.values())):
        plain = {**with_texts(document, as_plain), "format": "plain"}
        return plain, {name: as_plain(text) for name, text in kept.items()}, lost
    return {**document, "format": "html"}, kept, lost
