"""Moodle XML taken in question by question: elements with their lines, bounded, no DOCTYPE.

Only one question is in memory at a time.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from assessments.quizzes.exchange.neutral import CannotRead
from modules.decoding import xml_text_of

MOST_ELEMENTS = 400_000
MOST_IN_QUESTION = 20_000
MOST_DEPTH = 30
MOST_ATTRIBUTES = 20
CHUNK = 65_536

_TOO_MANY_ATTRIBUTES = re.compile(
    r"""<[\w:]{1,40}(?:\s+[\w:.-]{1,100}\s*=\s*(?:"[^"<]*"|'[^'<]*')){50}"""
)
_EMPTY = frozenset(("br", "hr", "img", "col", "wbr", "input"))


@dataclass
class Node:
    """An element; ``line`` is where its tag begins."""

    tag: str
    attributes: dict[str, str]
    line: int
    children: list["Node"] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Its own text, or that of the ``text`` inside it, without the spaces around."""
        inner = self.child("text")
        return "".join((inner or self).parts).strip()

    def child(self, tag: str) -> "Node | None":
        return next(self.all(tag), None)

    def all(self, tag: str) -> Iterator["Node"]:
        return (child for child in self.children if child.tag == tag)

    def text_of(self, tag: str, default: str = "") -> str:
        child = self.child(tag)
        return child.words if child else default


def read_questions(data: bytes, take: Callable[[Node], None]) -> None:
    """Give every ``question`` to ``take``. Raises :class:`CannotRead` with the line of a fault."""
    builder = _Builder(take)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.line = lambda: int(parser.parser.CurrentLineNumber)
    text = xml_text_of(data)
    if _TOO_MANY_ATTRIBUTES.search(text):  # the parser would collect all of them first
        raise CannotRead(_("A tag of the XML has too many attributes."))
    try:
        for start in range(0, len(text), CHUNK):
            parser.feed(text[start : start + CHUNK])
        parser.close()
    except DefusedXmlException as error:
        raise CannotRead(
            _("The XML declares a document type (DOCTYPE), which is not accepted.")
        ) from error
    except ParseError as error:
        raise CannotRead(
            _("The XML is broken at line %(line)d.") % {"line": error.position[0]}
        ) from error


def _attribute(name: str, value: str) -> str:
    return f' {name}="{html.escape(value)}"'


class _Builder:
    """Builds the question that is open, and nothing outside of one."""

    def __init__(self, take: Callable[[Node], None]) -> None:
        self._take = take
        self._open: list[Node] = []  # inside a question
        self._depth = 0
        self._count = 0
        self._count_here = 0
        self._markup = 0  # open tags of HTML that stand in a text without CDATA
        self.line: Callable[[], int] = lambda: 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth == 1 and tag not in ("quiz", "question"):
            raise CannotRead(
                _("This is no Moodle XML: it begins with <%(tag)s>, not with <quiz>.")
                % {"tag": tag[:40]}
            )
        if self._count > MOST_ELEMENTS or self._depth > MOST_DEPTH:
            raise CannotRead(
                _("Line %(line)d: the XML is too large or too deeply nested.")
                % {"line": self.line()}
            )
        if not self._open and tag != "question":
            return
        self._count_here = self._count_here + 1 if self._open else 1
        if self._count_here > MOST_IN_QUESTION or len(attributes) > MOST_ATTRIBUTES:
            raise CannotRead(_("Line %(line)d: the question is too large.") % {"line": self.line()})
        if self._open and self._open[-1].tag == "text":
            self._markup += 1
            self.data_as_is(f"<{tag}{''.join(_attribute(*one) for one in attributes.items())}>")
            return
        node = Node(tag, dict(attributes), self.line())
        if self._open:
            self._open[-1].children.append(node)
        self._open.append(node)

    def data(self, text: str) -> None:
        self.data_as_is(html.escape(text, quote=False) if self._markup else text)

    def data_as_is(self, text: str) -> None:
        if self._open:
            self._open[-1].parts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._markup:
            self._markup -= 1
            self.data_as_is("" if tag.lower() in _EMPTY else f"</{tag}>")
        elif self._open:
            node = self._open.pop()
            if not self._open:
                self._take(node)

    def close(self) -> Any:
        return None
