"""Markup as plain words: what a reader sees, and a count of what was no words."""

import html
import re
from collections import Counter

from assessments.scenarios.shape import ABSENT_CHARACTERS

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]{0,40})((?:\s[^<>]*)?)/?>")
_TEXT_OF_PICTURE = re.compile(r"""\balt\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
_MARKDOWN_PICTURE = re.compile(r"!\[([^\]\n]{0,200})\]\([^()\s]*(?:\s[^()\n]{0,200})?\)")
_VARIABLE = re.compile(r"(?<![\w$])\$[A-Za-z_]\w*")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
_FORMATTING = frozenset(
    (
        *("a", "b", "big", "blockquote", "center", "code", "del", "em", "font", "h1", "h2", "h3"),
        *("h4", "h5", "h6", "hr", "i", "ins", "li", "mark", "ol", "pre", "s", "small", "span"),
        *("strike", "strong", "sub", "sup", "table", "tbody", "td", "th", "tr", "u", "ul"),
    )
)
# what is left of a line whose link became a choice
_BULLET = re.compile(r"^[ \t]*(?:[*+>•-]|[0-9]{1,2}[.)])[ \t]*$", re.MULTILINE)
_JOINED = re.compile(r"\\\n[ \t]*|\n[ \t]*\\(?=\S)|\\$")
_SILENT = frozenset({"br", "p", "div"})
_MARKS = {
    "harlowe": (r"''([^\n]+?)''", r"(?<![:/])//([^\n]+?)(?<!:)//", r"\*\*([^\n]+?)\*\*"),
    "sugarcube": (
        r"''([^\n]+?)''",
        r"(?<![:/])//([^\n]+?)(?<!:)//",
        r"__([^\n]+?)__",
        r"==([^\n]+?)==",
        r"@@[\w.#:;-]*;([^\n]+?)@@",
    ),
    "chapbook": (r"\*\*([^\n]+?)\*\*", r"(?<!\w)[*_]([^\s*_][^\n*_]*?)[*_](?!\w)"),
    "snowman": (r"\*\*([^\n]+?)\*\*", r"(?<!\w)[*_]([^\s*_][^\n*_]*?)[*_](?!\w)"),
}
_HEADINGS = {
    "harlowe": re.compile(r"^[ \t]*#{1,6}[ \t]*(?=\S)", re.MULTILINE),
    "sugarcube": re.compile(r"^!{1,6}[ \t]*(?=\S)", re.MULTILINE),
    "chapbook": re.compile(r"^#{1,6}[ \t]+(?=\S)", re.MULTILINE),
    "snowman": re.compile(r"^#{1,6}[ \t]+(?=\S)", re.MULTILINE),
}


def plain(markup: str, lost: Counter[str], dialect: str = "") -> str:
    """Words of ``markup``; pictures, scripts, styles and elements are counted in ``lost``."""
    text = _without(markup, "script", lost)
    text = _without(text, "style", lost)
    text = _without_comments(text)

    def picture(match: re.Match[str]) -> str:
        lost["image"] += 1
        return match[1]

    text = _MARKDOWN_PICTURE.sub(picture, text)
    text = _TAG.sub(lambda match: _of_tag(match, lost), text)
    for pattern in _MARKS.get(dialect, ()):
        text, count = re.subn(pattern, r"\1", text)
        lost["formatting"] += count
    if heading := _HEADINGS.get(dialect):
        text, count = heading.subn("", text)
        lost["formatting"] += count
    if dialect == "sugarcube":
        text = _JOINED.sub("", text)
    if dialect:
        text = _BULLET.sub("", text)
    if dialect in ("harlowe", "sugarcube"):
        lost["print"] += len(_VARIABLE.findall(text))
    for name in [name for name, count in lost.items() if not count]:
        del lost[name]
    return tidy(html.unescape(text))


def plain_name(name: str) -> str:
    """A name or a title: one line without elements."""
    return " ".join(plain(name, Counter()).split())


def tidy(text: str) -> str:
    """Lines without blanks at their ends, at most one empty line, no control characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = ABSENT_CHARACTERS.sub("", text.encode("utf-8", "replace").decode("utf-8"))
    lines = "\n".join(line.strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _of_tag(match: re.Match[str], lost: Counter[str]) -> str:
    name = match[2].lower()
    gap = "\n" if name in _BREAKS else ""
    if name == "img":
        lost["image"] += 1
        alt = _TEXT_OF_PICTURE.search(match[3][:2000])
        return (alt[1] if alt[1] is not None else alt[2]) if alt else ""
    if not match[1] and name not in _SILENT:
        lost["formatting" if name in _FORMATTING else f"<{name}>"] += 1
    return gap


def _without(text: str, name: str, lost: Counter[str]) -> str:
    """Without elements whose content is no words; one that never ends takes the rest."""
    opening = re.compile(rf"<{name}\b[^<>]*>", re.IGNORECASE)
    closing = re.compile(rf"</{name}\s*>", re.IGNORECASE)
    parts, start = [], 0
    while match := opening.search(text, start):
        parts.append(text[start : match.start()])
        lost[name] += 1
        end = closing.search(text, match.end())
        start = end.end() if end else len(text)
    return "".join([*parts, text[start:]])


def _without_comments(text: str) -> str:
    parts, start = [], 0
    while (opening := text.find("<!--", start)) >= 0:
        parts.append(text[start:opening])
        end = text.find("-->", opening + 4)
        start = len(text) if end < 0 else end + 3
    return "".join([*parts, text[start:]])
