"""Drawings for lessons: SVG markup reduced to what may stand inside a page.

A drawing takes its colours and sizes of letters from the design through a fixed set of classes, so
that it is right in light, in dark and on paper. Everything else is refused with its line rather
than dropped: what an editor sees is what the reader gets. The classes are described in
``static/modules/modules.css``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from math import isfinite
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesNSImpl, InputSource, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser
from django.utils.translation import gettext as _

SVG = "http://www.w3.org/2000/svg"
MAX_BYTES = 60_000
MAX_ELEMENTS = 600
MAX_DEPTH = 16
MAX_PATH = 4_000
MAX_NUMBER = 100_000
WIDEST_WITH_WORDS = 400
"""Width of the ``viewBox`` beyond which letters would be too small on a phone."""

ELEMENTS = frozenset(
    {
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "title", "desc", "defs", "marker",
    }
)  # fmt: skip
WORDED = frozenset({"text", "tspan", "title", "desc"})
CLASSES = frozenset(
    {
        "d-paper", "d-sunken", "d-soft", "d-warm", "d-good", "d-poor", "d-accent", "d-wheat",
        "d-ink", "d-none", "d-line", "d-line-soft", "d-line-accent", "d-line-good", "d-line-poor",
        "d-line-warm", "d-thin", "d-thick", "d-dash", "d-text", "d-small", "d-strong", "d-head",
        "d-number", "d-center", "d-end", "d-muted", "d-accent-ink", "d-good-ink", "d-poor-ink",
        "d-warm-ink", "d-on-accent", "d-on-wheat",
    }
)  # fmt: skip
_LEFT_OUT_OF_THE_ROOT = frozenset(
    {
        "width", "height", "version", "baseProfile", "role", "focusable", "aria-hidden",
        "aria-label",
    }
)  # fmt: skip

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_REST_OF_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz\s,]*")
_TRANSFORM = re.compile(r"(?:translate|scale|rotate|skewX|skewY|matrix)\(([^()]{1,120})\)")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_URL = re.compile(r"url\(#([A-Za-z_][A-Za-z0-9_.-]{0,63})\)")
_SPACE = re.compile(r"[ \t\r\n]+")


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
        words = _SPACE.sub(" ", "".join(self.words))
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
            if namespace is None and element == "svg" and name in _LEFT_OUT_OF_THE_ROOT:
                continue
            check = _ATTRIBUTES.get(name) if namespace is None else None
            if check is None:
                raise self.refuse(
                    _("The attribute “%(name)s” is not allowed in a drawing.")
                    % {"name": _short(name)}
                )
            value = _SPACE.sub(" ", raw).strip(" ")
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


# --- What a value may be --------------------------------------------------------------------------


def _is_number(value: str) -> bool:
    if not _NUMBER.fullmatch(value):
        return False
    number = float(value)
    return isfinite(number) and abs(number) <= MAX_NUMBER


def _is_length(value: str) -> bool:
    return _is_number(value) and float(value) >= 0


def _are_numbers(value: str) -> bool:
    parts = value.replace(",", " ").split()
    return 0 < len(parts) <= MAX_PATH // 4 and all(map(_is_number, parts))


def _is_view_box(value: str) -> bool:
    parts = value.replace(",", " ").split()
    return len(parts) == 4 and all(map(_is_number, parts)) and all(float(n) > 0 for n in parts[2:])


def _is_path(value: str) -> bool:
    if len(value) > MAX_PATH or not _REST_OF_PATH.fullmatch(_NUMBER.sub(" ", value)):
        return False
    return all(_is_number(number) for number in _NUMBER.findall(value))


def _is_transform(value: str) -> bool:
    if len(value) > 500 or _TRANSFORM.sub("", value).strip(" ,"):
        return False
    return all(_are_numbers(numbers) for numbers in _TRANSFORM.findall(value))


def _are_classes(value: str) -> bool:
    return CLASSES.issuperset(value.split())


def _one_of(*words: str) -> Callable[[str], bool]:
    return frozenset(words).__contains__


def _is_turn(value: str) -> bool:
    return value in {"auto", "auto-start-reverse"} or _is_number(value)


def _is_id(value: str) -> bool:
    return bool(_ID.fullmatch(value))


def _is_marker(value: str) -> bool:
    return value == "none" or bool(_URL.fullmatch(value))


_COLOUR = _one_of("none", "currentColor")
_ATTRIBUTES: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(
        ("x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "dx", "dy", "refX", "refY"), _is_number
    ),
    **dict.fromkeys(("stroke-dashoffset", "letter-spacing"), _is_number),
    **dict.fromkeys(("width", "height", "r", "rx", "ry"), _is_length),
    **dict.fromkeys(("markerWidth", "markerHeight"), _is_length),
    **dict.fromkeys(("stroke-width", "stroke-miterlimit"), _is_length),
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity"), _is_length),
    **dict.fromkeys(("points", "stroke-dasharray"), _are_numbers),
    **dict.fromkeys(("marker-start", "marker-mid", "marker-end"), _is_marker),
    "viewBox": _is_view_box,
    "d": _is_path,
    "transform": _is_transform,
    "class": _are_classes,
    "id": _is_id,
    "fill": _COLOUR,
    "stroke": _COLOUR,
    "fill-rule": _one_of("nonzero", "evenodd"),
    "stroke-linecap": _one_of("butt", "round", "square"),
    "stroke-linejoin": _one_of("miter", "round", "bevel"),
    "text-anchor": _one_of("start", "middle", "end"),
    "dominant-baseline": _one_of("auto", "middle", "central", "hanging", "alphabetic"),
    "markerUnits": _one_of("strokeWidth", "userSpaceOnUse"),
    "orient": _is_turn,
    "vector-effect": _one_of("none", "non-scaling-stroke"),
    "preserveAspectRatio": _one_of("none", "xMidYMid", "xMidYMid meet", "xMinYMin meet"),
}


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
            if attribute.startswith("marker-") and (match := _URL.fullmatch(value))
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
        elif attribute.startswith("marker-") and (match := _URL.fullmatch(value)):
            value = f"url(#{names[match[1]]})"
        start.append(f"{attribute}={quoteattr(value)}")
    inside = "".join(
        _markup(part, names) if isinstance(part, _Element) else escape(part)
        for part in element.inside
    )
    opening = " ".join(start)
    return f"<{opening}>{inside}</{element.name}>" if inside else f"<{opening}/>"
