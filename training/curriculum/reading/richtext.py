"""Markdown to the HTML that Wagtail's rich text stores.

Headings 2 and 3, paragraphs, lists, bold, italic and links; everything else is a fault. HTML in the
text stays text. A link to another lesson's file becomes a page link whose id is ``file:<path>``
until the pages are known.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Ref, is_web_address

_PARSER = MarkdownIt("commonmark", {"html": False})
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]  # judged here, with a line
_MAIL_OR_PHONE = re.compile(r"mailto:[^\s\"<>]+@[^\s\"<>]+|tel:\+?[0-9-]+")
_LESSON_FILE = re.compile(r"(?:\.\./[a-z0-9-]+/)?[a-z0-9-]+\.md")
_PAGE_LINK = re.compile(r'<a linktype="page" id="file:([^"]+)">')
_TAGS = {
    "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>",
    "ordered_list_open": "<ol>",
    "ordered_list_close": "</ol>",
    "list_item_open": "<li>",
    "list_item_close": "</li>",
    "strong_open": "<b>",
    "strong_close": "</b>",
    "em_open": "<i>",
    "em_close": "</i>",
    "link_close": "</a>",
    "softbreak": " ",
    "hardbreak": "<br/>",
}


@dataclass(frozen=True)
class RichText:
    """``links`` are the lesson files that the text points to."""

    html: str
    links: tuple[Ref, ...] = ()


def rich_text(
    markdown: str, place: Place, faults: Faults, *, has_headings: bool = True
) -> RichText:
    """``place`` is where ``markdown`` begins."""
    writer = _Writer(place, faults, has_headings=has_headings)
    return RichText("".join(writer.blocks(_PARSER.parse(markdown))), tuple(writer.links))


def resolve_page_links(html: str, page_ids: Mapping[str, int]) -> str:
    """``html`` with the ids of pages in the place of lesson files. Every file has to be known."""
    return _PAGE_LINK.sub(
        lambda match: f'<a linktype="page" id="{page_ids[match.group(1)]}">', html
    )


class _Writer:
    def __init__(self, place: Place, faults: Faults, *, has_headings: bool) -> None:
        self.place, self.faults, self.has_headings = place, faults, has_headings
        self.links: list[Ref] = []
        self.line = place.line
        self.depth = 0  # of list items
        self.is_first_in_item = True

    def fault(self, message: str, **params: object) -> None:
        self.faults.add(Place(self.place.file, self.line), message, **params)

    def foreign(self, token: Token) -> None:
        self.fault(
            _("only headings, paragraphs, lists, bold, italic and links are used, not %(what)s"),
            what=token.type.replace("_", " "),
        )

    def blocks(self, tokens: list[Token]) -> Iterator[str]:
        for token in tokens:
            if token.map:
                self.line = self.place.line + token.map[0]
            yield self.block(token)

    def block(self, token: Token) -> str:
        if token.type == "inline":
            return "".join(self.inline(child) for child in token.children or ())
        if token.type in {"heading_open", "heading_close"}:
            return self.heading(token)
        if token.type in {"paragraph_open", "paragraph_close"}:
            return self.paragraph(token)
        if token.type in _TAGS:
            if token.type == "list_item_open":
                self.depth += 1
                self.is_first_in_item = True
            elif token.type == "list_item_close":
                self.depth -= 1
            return _TAGS[token.type]
        self.foreign(token)
        return ""

    def heading(self, token: Token) -> str:
        if token.type == "heading_open":
            if not self.has_headings:
                self.fault(_("there are no headings inside this block"))
            elif token.tag not in {"h2", "h3"}:
                self.fault(_("headings are ## or ###"))
        return f"</{token.tag}>" if token.type == "heading_close" else f"<{token.tag}>"

    def paragraph(self, token: Token) -> str:
        """Paragraphs of a list item become lines of it: the editor knows no other form."""
        if not self.depth:
            return "<p>" if token.type == "paragraph_open" else "</p>"
        if token.type == "paragraph_close":
            self.is_first_in_item = False
            return ""
        return "" if self.is_first_in_item else "<br/>"

    def inline(self, token: Token) -> str:
        if token.type == "text":
            if "**" in token.content:
                self.fault(_("bold that does not close or touches a space"))
            return escape(token.content, quote=False)
        if token.type == "link_open":
            return self.link(str(token.attrs.get("href", "")))
        if token.type in {"softbreak", "hardbreak"}:
            self.line += 1
        if token.type in _TAGS:
            return _TAGS[token.type]
        self.foreign(token)
        return ""

    def link(self, target: str) -> str:
        if is_web_address(target) or _MAIL_OR_PHONE.fullmatch(target):
            return f'<a href="{escape(target)}">'
        if _LESSON_FILE.fullmatch(target):
            folder = posixpath.dirname(self.place.file)
            file = posixpath.normpath(posixpath.join(folder, target))
            self.links.append(Ref(file, Place(self.place.file, self.line)))
            return f'<a linktype="page" id="file:{file}">'
        self.fault(_("this link leads nowhere: %(target)s"), target=target[:100])
        return "<a>"
