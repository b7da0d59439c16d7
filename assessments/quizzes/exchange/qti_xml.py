"""QTI XML in one vocabulary: the names of version 2, whichever version the file is.

Version 3 writes ``qti-choice-interaction`` and ``response-identifier`` where version 2 writes
``choiceInteraction`` and ``responseIdentifier``; HTML names are the same in both.
"""

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.neutral import CannotRead
from assessments.quizzes.exchange.xml_tree import local, parse

MOST_BYTES = 4 * 1024 * 1024  # of one XML file; pictures are files of their own
_DASH = re.compile(r"-([a-z0-9])")


def tree(data: bytes, most_elements: int) -> Element:
    """The root, with names of version 2. Raises :class:`CannotRead`."""
    if len(data) > MOST_BYTES:
        raise CannotRead(_("The XML is larger than 4 MB."))
    root = parse(data, most_elements)
    for element in root.iter():
        _rename(element)
    return root


def _rename(element: Element) -> None:
    name = local(element.tag)
    is_qti = name.startswith("qti-")
    element.tag = _camel(name[4:]) if is_qti else name
    attributes = {local(key): value for key, value in element.attrib.items()}
    element.attrib.clear()
    for key, value in attributes.items():
        keep = key.startswith(("data-", "aria-")) or not (is_qti or "-" in key)
        element.attrib[key if keep else _camel(key)] = value


def _camel(name: str) -> str:
    return _DASH.sub(lambda found: found.group(1).upper(), name)


def dashed(name: str) -> str:
    """The name of version 3, as shown in messages and written."""
    return re.sub(r"[A-Z]", lambda found: "-" + found.group(0).lower(), name)


def first(element: Element, *names: str) -> Element | None:
    """The first child with one of these names."""
    return next((child for child in element if child.tag in names), None)


def children(element: Element | None, *names: str) -> list[Element]:
    return [] if element is None else [child for child in element if child.tag in names]


def words(element: Element | None) -> str:
    """All text inside, spaces drawn together."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def below(element: Element, names: Iterable[str]) -> Iterator[Element]:
    wanted = frozenset(names)
    return (child for child in element.iter() if child.tag in wanted)


def is_true(value: str | None) -> bool:
    return value is not None and value.strip() in ("true", "1")
