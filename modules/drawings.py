"""Drawings for lessons: SVG markup reduced to what may stand inside a page.

A drawing takes its colours and sizes of letters from the design through a fixed set of classes, so
that it is right in light, in dark and on paper. Everything else is refused with its line rather
than dropped: what an editor sees is what the reader gets. The classes are described in
``static/modules/modules.css``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

from modules.drawing_rules import (
    ATTRIBUTES,
    ELEMENTS,
    LEFT_OUT_OF_THE_ROOT,
    MARKER_URL,
    SPACE,
    WORDED,
)

SVG = "http://www.w3.org/2000/svg"
MAX_BYTES = 60_000
MAX_ELEMENTS = 600
MAX_DEPTH = 16
WIDEST_WITH_WORDS = 400
"""Width of the ``viewBox`` beyond which letters would be too small on a phone."""


class FaultyDrawing(ValueError):
    """``text`` is no drawing; says why in the active language. ``line`` counts from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


def clean_svg(text: str) -> str:
    """The drawing as it may stand inside a page.

    Comments, empty space, ``width`` and ``height`` are gone; names for markers are new, made of the
    content, so that two drawings do not share them. Cleaning the result changes nothing.

    Raises:
        FaultyDrawing: anything is not on the list of what is allowed, or there is too much of it.
    """
    text = text.removeprefix("\ufeff")
    markup = text.strip()
    if not markup:
        raise FaultyDrawing(_("The drawing is empty."))
    if len(markup.encode("utf-8", "replace")) > MAX_BYTES:
        limit = MAX_BYTES // 1_000
        raise FaultyDrawing(_("The drawing is larger than %(limit)s kB.") % {"limit": limit})
    try:
        return _written(_parsed(markup))
    except FaultyDrawing as error:
        error.line += text[: text.index(markup[0])].count("\n")
        raise


@dataclass
class _Element:
    name: str
    line: int
    attributes: dict[str, str]
    inside: "list[_Element | str]" = field(default_factory=list)


def _parsed(text: str) -> _Element:
    reader = DefusedExpatParser(forbid_dtd=True)
    reader.setFeature(feature_namespaces, True)
    handler = _Handler()
    reader.setContentHandler(handler)
    source = InputSource()
    source.setCharacterStream(_Once(text))
    try:
        reader.parse(source)
    except DefusedXmlException:
        raise FaultyDrawing(
            _("A drawing has no DOCTYPE and no entities."), reader.getLineNumber() or 1
        ) from None
    except SAXParseException as error:
        line = error.getLineNumber() or 1
        raise FaultyDrawing(_("This is not well-formed SVG."), line) from None
    except (SAXException, UnicodeError):
        raise FaultyDrawing(_("This is not well-formed SVG.")) from None
    return handler.finished()


class _Once:
    """A text for the reader, which takes any declared encoding as already read."""

    def __init__(self, text: str) -> None:
        self._text = text

    def read(self, _size: int = -1) -> str:
        text, self._text = self._text, ""
        return text

    def close(self) -> None:
        self._text = ""


class _Handler(ContentHandler):
    """Builds the tree and refuses at the first thing that is not allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.locator: Locator | None = None
        self.root: _Element | None = None
        self.open: list[_Element] = []
        self.count = 0
        self.words: list[str] = []
        self.has_letters = False

    def setDocumentLocator(self, locator: Locator) -> None:
        self.locator = locator

    def line(self) -> int:
        return (self.locator.getLineNumber() if self.locator else None) or 1

    def refuse(self, message: str) -> FaultyDrawing:
        return FaultyDrawing(message, self.line())

    def processingInstruction(self, target: str, data: str) -> None:
        raise self.refuse(_("A drawing has no processing instructions."))

    def skippedEntity(self, name: str) -> None:
        raise self.refuse(_("A drawing has no DOCTYPE and no entities."))

    def startElementNS(
        self,
        name: tuple[str | None, str],
        qname: str | None,
        attrs: AttributesNSImpl,
    ) -> None:
        self.close_words()
        namespace, local = name
        parent = self.open[-1] if self.open else None
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise self.refuse(
                _("A drawing has at most %(limit)s elements.") % {"limit": MAX_ELEMENTS}
            )
        if len(self.open) >= MAX_DEPTH:
            raise self.refuse(_("The elements of the drawing are nested too deeply."))
        if namespace not in {SVG, None} or local not in ELEMENTS:
            raise self.refuse(
                _("<%(name)s> is not allowed in a drawing.") % {"name": _short(local)}
            )
        if misplaced := _misplaced(local, parent.name if parent else ""):
            raise self.refuse(misplaced)
        element = _Element(local, self.line(), self.attributes(local, attrs))
        if local == "text":
            self.has_letters = True
        if parent is None:
            self.root = element
        else:
            parent.inside.append(element)
        self.open.append(element)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:
        self.close_words()
        self.open.pop()

    def characters(self, content: str) -> None:
        self.words.append(content)

    def close_words(self) -> None:
        words = SPACE.sub(" ", "".join(self.words))
        self.words = []
        if not words or not self.open:
            return
        if self.open[-1].name in WORDED:
            self.open[-1].inside.append(words)
        elif words.strip():
            raise self.refuse(_("Words stand inside <text>."))

    def attributes(self, element: str, attrs: AttributesNSImpl) -> dict[str, str]:
        kept: dict[str, str] = {}
        for (namespace, name), raw in attrs.items():
            if namespace == "http://www.w3.org/XML/1998/namespace" and name in {"space", "lang"}:
                continue
            if namespace is None and element == "svg" and name in LEFT_OUT_OF_THE_ROOT:
                continue
            check = ATTRIBUTES.get(name) if namespace is None else None
            if check is None:
                raise self.refuse(
                    _("The attribute “%(name)s” is not allowed in a drawing.")
                    % {"name": _short(name)}
                )
            value = SPACE.sub(" ", raw).strip(" ")
            if not check(value):
                raise self.refuse(
                    _("The attribute “%(name)s” may not be “%(value)s”.")
                    % {"name": name, "value": _short(value)}
                )
            kept[name] = value
        if element == "svg" and "viewBox" not in kept:
            raise self.refuse(_("<svg> needs a viewBox with four numbers."))
        if element != "svg" and "viewBox" in kept and element != "marker":
            raise self.refuse(
                _("The attribute “%(name)s” is not allowed in a drawing.") % {"name": "viewBox"}
            )
        return dict(sorted(kept.items()))

    def finished(self) -> _Element:
        if self.root is None:
            raise FaultyDrawing(_("This is not well-formed SVG."))
        width = float(self.root.attributes["viewBox"].replace(",", " ").split()[2])
        if self.has_letters and width > WIDEST_WITH_WORDS:
            raise FaultyDrawing(
                _(
                    "A drawing with words is at most %(limit)s wide in its viewBox: wider, and the "
                    "letters are too small on a phone."
                )
                % {"limit": WIDEST_WITH_WORDS},
                self.root.line,
            )
        return self.root


def _misplaced(element: str, parent: str) -> str:
    """Why ``element`` may not stand inside ``parent`` (empty for none); empty if it may."""
    if (element == "svg") != (not parent):
        return _("A drawing is one <svg> element, and there is none inside it.")
    is_span_in_text = element == "tspan" and parent in {"text", "tspan"}
    if parent in WORDED and not is_span_in_text:
        return _("Inside words only <tspan> is allowed.")
    if element == "tspan" and not is_span_in_text:
        return _("<tspan> stands inside <text>.")
    return ""


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


# --- Names and writing ----------------------------------------------------------------------------


def _written(root: _Element) -> str:
    """Markup of ``root``. Only markers keep an id: the digest of the drawing and a number."""
    markers = _markers(root)
    neutral = _markup(root, {name: f"m{number}" for name, number in markers.items()})
    digest = sha256(neutral.encode()).hexdigest()[:10]
    return _markup(root, {name: f"d{digest}-{number}" for name, number in markers.items()})


def _markers(root: _Element) -> dict[str, int]:
    """Ids of markers, numbered in order; refuses a line with a marker that is not there."""
    found: dict[str, int] = {}
    used: list[tuple[str, int]] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        name = element.attributes.get("id")
        if name and element.name == "marker":
            if name in found:
                raise FaultyDrawing(_("Two markers have the same id."), element.line)
            found[name] = len(found) + 1
        used += [
            (match[1], element.line)
            for attribute, value in element.attributes.items()
            if attribute.startswith("marker-") and (match := MARKER_URL.fullmatch(value))
        ]
        waiting += [part for part in reversed(element.inside) if isinstance(part, _Element)]
    for name, line in used:
        if name not in found:
            raise FaultyDrawing(
                _("There is no marker “%(name)s” in the drawing.") % {"name": _short(name)}, line
            )
    return found


def _markup(element: _Element, names: Mapping[str, str]) -> str:
    start = [element.name]
    if element.name == "svg":
        start.append(f'xmlns="{SVG}"')
    for attribute, value in element.attributes.items():
        if attribute == "id":
            if element.name != "marker":
                continue
            value = names[value]
        elif attribute.startswith("marker-") and (match := MARKER_URL.fullmatch(value)):
            value = f"url(#{names[match[1]]})"
        start.append(f"{attribute}={quoteattr(value)}")
    inside = "".join(
        _markup(part, names) if isinstance(part, _Element) else escape(part)
        for part in element.inside
    )
    opening = " ".join(start)
    return f"<{opening}>{inside}</{element.name}>" if inside else f"<{opening}/>"
