"""Texts of a question in the one format of its document, cleaned, with what that cost in words."""

import base64
import binascii
import hashlib
import html
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

from assessments.quizzes.cleaning import clean_html
from assessments.quizzes.exchange.neutral import CannotRead, File

MOST_HTML = 4_000_000  # characters a file
MOST_MARKDOWN = 100_000  # characters a file; the converter is slow
MOST_TEXT = 200_000
MOST_DEPTH = 60
MOST_OPEN_STYLES = 20

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
_LOOKS_HTML = re.compile(
    r"</?(?:a|b|big|blockquote|br|center|code|dd|del|div|dl|dt|em|figure|font|h[1-6]|hr|i|img|ins|li"
    r"|ol|p|pre|s|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)(?:\s[^<>]*)?/?>"
    r"|&(?:amp|lt|gt|quot|nbsp|#\d{2,6});",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"<img\s[^<>]*?\bsrc\s*=", re.IGNORECASE)
_LINK_TO = re.compile(
    r"<a\s(?:[^<>]*?\s)?href\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))", re.I
)
_OUTWARD = re.compile(r"#|//|[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_DATA_PICTURE = re.compile(
    r"""(\ssrc\s*=\s*)(["'])data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/=\s]*)\2""",
    re.IGNORECASE,
)
_BARE_AMPERSAND = re.compile(r"&(?![a-zA-Z]{2,31};|#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)")
_SPACE = re.compile(r"\s+")
_CLOSE_THEMSELVES = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("track", "wbr", "dd", "dt", "li", "option", "p", "td", "th", "tr"),
    )
)
_STYLES = frozenset(
    (
        *("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong"),
        *("tt", "u"),
    )
)
_ONLY_LOOKS = frozenset(
    (
        *("article", "big", "body", "center", "col", "colgroup", "div", "font", "footer", "head"),
        *("header", "html", "main", "meta", "nav", "nobr", "o:p", "section", "small", "span"),
        *("strike", "tbody", "tfoot", "thead", "tt", "u", "wbr"),
    )
)


class TooTangled(ValueError):
    """An HTML text that would take unreasonably long; the message says why."""


@dataclass(frozen=True)
class Rich:
    """A text with the format the file gives it: ``plain``, ``html``, ``markdown`` or ``auto``.

    ``auto``: HTML when it has tags, with line breaks kept; otherwise plain.
    """

    text: str
    format: str = "plain"

    @property
    def is_html(self) -> bool:
        return bool(self.text) and (
            self.format in ("html", "markdown")
            or (self.format == "auto" and bool(_LOOKS_HTML.search(self.text)))
        )


@dataclass
class Settled:
    """A value whose every :class:`Rich` became a string of ``format``."""

    value: Any
    format: str
    files: tuple[File, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass
class Cleaner:
    """One a file: it also keeps count of the work a file may cause."""

    _html: int = 0
    _markdown: int = 0
    _files: dict[str, File] = field(default_factory=dict)
    _lost: list[str] = field(default_factory=list)

    def settled(self, value: Any) -> Settled:
        """Make every text plain, or HTML if one is. Raises ``TooTangled``, ``CannotRead``."""
        self._files, self._lost = {}, []
        as_html = any(rich.is_html for rich in _riches(value))
        change: Callable[[Rich], str] = self._as_html if as_html else _as_plain
        settled = _replaced(value, change)
        return Settled(
            settled,
            "html" if as_html else "plain",
            tuple(self._files.values()),
            tuple(dict.fromkeys(self._lost)),
        )

    def _as_html(self, rich: Rich) -> str:
        text = rich.text
        if not text:
            return ""
        if rich.format == "markdown":
            return self._cleaned(self._from_markdown(text))
        if not rich.is_html:
            check_length(text)
            return html_of(text)
        return self._cleaned(text.replace("\n", "<br>\n") if rich.format == "auto" else text)

    def _from_markdown(self, text: str) -> str:
        self._markdown += len(text)
        if self._markdown > MOST_MARKDOWN:
            self._lost.append(_("too much Markdown: the text is kept as it was typed"))
            return html_of(text)
        return MarkdownIt("commonmark").render(text).strip()

    def _cleaned(self, text: str) -> str:
        text = _DATA_PICTURE.sub(self._filed, text)
        self._html += len(text)
        if self._html > MOST_HTML:
            raise CannotRead(_("The file holds too much text. Split it into several files."))
        check_tangle(text)
        cleaned = clean_html(_BARE_AMPERSAND.sub("&amp;", text)).strip()
        if cleaned != text.strip():
            self._lost += losses(text, cleaned)
        return cleaned

    def _filed(self, match: re.Match[str]) -> str:
        """A picture written into the text itself becomes a file beside it."""
        try:
            content = base64.b64decode(_SPACE.sub("", match[4]), validate=True)
        except (binascii.Error, ValueError):
            return match[0]
        name = f"picture-{hashlib.sha256(content).hexdigest()[:12]}.{match[3].lower()}"
        self._files[name] = File(name, content)
        return f'{match[1]}"@@FILE@@/{name}"'


def html_of(plain: str) -> str:
    """Plain words as HTML; line breaks are kept."""
    return html.escape(plain, quote=False).replace("\n", "<br>")


def plain_of(markup: str) -> tuple[str, bool]:
    """HTML as plain words, and whether nothing is lost by it (see :func:`html_of`)."""
    markup = markup.strip()
    plain = html.unescape(markup.replace("<br>", "\n"))
    return (plain, True) if html_of(plain) == markup else (words_of(markup), False)


def words_of(text: str) -> str:
    """What a reader of an HTML text sees, on one line: for names and comparisons."""
    return _SPACE.sub(" ", html.unescape(_without_tags(_without_comments(text)))).strip()


def check_length(text: str) -> None:
    """Raises ``TooTangled`` for a text that is no question's."""
    if len(text) > MOST_TEXT:
        raise TooTangled(_("A text is longer than %(count)d characters.") % {"count": MOST_TEXT})


def check_tangle(text: str) -> None:
    """Raises ``TooTangled`` for HTML on which a parser would spend more than linear time."""
    check_length(text)
    depth = styles = 0
    for match in _TAG.finditer(text):
        name, step = match[2].lower(), -1 if match[1] else 1
        if name in _STYLES:
            styles = max(styles + step, 0)
        if name not in _CLOSE_THEMSELVES:
            depth = max(depth + step, 0)
        if depth > MOST_DEPTH or styles > MOST_OPEN_STYLES:
            raise TooTangled(_("The HTML of a text is nested too deeply."))


def losses(before: str, after: str) -> list[str]:
    """What cleaning took from a text, in words; looks alone are not counted."""
    found = []
    had, has = _names(before), _names(after)
    gone = sorted(name for name in had if name not in has and name not in _ONLY_LOOKS)
    if gone:
        found.append(_("removed from the HTML: %(names)s") % {"names": ", ".join(gone)})
    if missing := len(_PICTURE.findall(before)) - len(_PICTURE.findall(after)):
        found.append(_("pictures removed from a text: %(count)d") % {"count": missing})
    found += lost_links(before)
    if words_of(before).replace(" ", "") != words_of(after).replace(" ", "") and not gone:
        found.append(_("part of a text was no valid HTML and was removed"))
    return found


def lost_links(text: str) -> list[str]:
    """Links to documents beside a text, one a line in words: only pictures come with a question."""
    if "href" not in text.lower():
        return []
    addresses = (
        html.unescape(next(filter(None, match.groups()), "")).strip()
        for match in _LINK_TO.finditer(text)
    )
    names = (unquote(one.rpartition("/")[2]) for one in addresses if not _OUTWARD.match(one))
    return [
        _("the link to the document “%(name)s” was removed") % {"name": name[:100]}
        for name in dict.fromkeys(names)
        if name
    ]


def _names(text: str) -> Counter[str]:
    return Counter(match[2].lower() for match in _TAG.finditer(_without_comments(text)))


def _without_comments(text: str) -> str:
    if "<!--" not in text:
        return text
    parts, start = [], 0
    while (opening := text.find("<!--", start)) >= 0:
        parts.append(text[start:opening])
        closing = text.find("-->", opening)
        start = len(text) if closing < 0 else closing + 3
    return "".join([*parts, text[start:]])


def _without_tags(text: str) -> str:
    """A ``<`` begins a tag only before a letter or a slash, as browsers see it."""
    return re.sub(r"</?[a-zA-Z!][^<>]*>", " ", text)


def _as_plain(rich: Rich) -> str:
    check_length(rich.text)
    return rich.text


def _riches(value: Any) -> Iterator[Rich]:
    if isinstance(value, Rich):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _riches(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _riches(item)


def _replaced(value: Any, change: Callable[[Rich], str]) -> Any:
    if isinstance(value, Rich):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _replaced(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_replaced(item, change) for item in value]
    return value
