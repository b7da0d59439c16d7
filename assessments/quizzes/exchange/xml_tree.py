"""XML from strangers: no DOCTYPE, nothing fetched, bounded in size and depth."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from assessments.quizzes.exchange.neutral import CannotRead

MOST_ELEMENTS = 200_000
MOST_DEPTH = 100
MOST_ATTRIBUTES = 200


class TooLarge(CannotRead):
    """A file made to exhaust us, not an honest fault of one part of it."""


class _BoundedBuilder(TreeBuilder):
    """Stops a file that would become a tree too large or too deep to handle."""

    def __init__(self, most_elements: int) -> None:
        super().__init__()
        self._left = most_elements
        self._depth = 0

    def start(self, tag: Any, attrs: Any) -> Element:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > MOST_DEPTH or len(attrs) > MOST_ATTRIBUTES:
            raise TooLarge(_("The XML is too large or too deeply nested."))
        return super().start(tag, attrs)

    def end(self, tag: Any) -> Element:
        self._depth -= 1
        return super().end(tag)


def parse(data: bytes, most_elements: int = MOST_ELEMENTS) -> Element:
    """The root of a document. Raises :class:`CannotRead` with the line of the fault."""
    parser = DefusedXMLParser(target=_BoundedBuilder(most_elements), forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException as error:
        raise CannotRead(
            _("The XML declares a document type (DOCTYPE), which is not accepted.")
        ) from error
    except ParseError as error:
        line = error.position[0]
        raise CannotRead(_("The XML is broken at line %(line)s.") % {"line": line}) from error
    except (LookupError, ValueError) as error:  # an encoding that Python does not know
        raise CannotRead(_("The XML is in an encoding that is not accepted.")) from error


def local(tag: Any) -> str:
    """A name without its namespace; comments and instructions have none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def descendants(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element.iter() if local(child.tag) == name)
