"""Building QTI 3.0 XML: elements, texts as XHTML, declarations, response processing."""

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, TreeBuilder

from assessments.quizzes.cleaning import FILE_PREFIX, clean_html
from assessments.quizzes.exchange.markup import html_of

NAMESPACE = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_VOID = frozenset(("br", "hr", "img"))


def xml_text(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def qti(name: str, attributes: Mapping[str, str] | None = None, *content: Element | str) -> Element:
    """``qti("set-outcome-value", {"identifier": "SCORE"}, …)``; strings are text."""
    element = Element(f"qti-{name}", {key: xml_text(v) for key, v in (attributes or {}).items()})
    return filled(element, *content)


def filled(element: Element, *content: Element | str) -> Element:
    for part in content:
        if isinstance(part, Element):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + xml_text(part)
        else:
            element.text = (element.text or "") + xml_text(part)
    return element


class _Xhtml(HTMLParser):
    """Cleaned HTML as elements; ``paths`` leads from file names to places in the package."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._paths = paths
        self._builder = TreeBuilder()
        self._builder.start("div", {})
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: xml_text(value or "") for name, value in attrs}
        source = attributes.get("src", "")
        if source.startswith(FILE_PREFIX):
            attributes["src"] = self._paths.get(source.removeprefix(FILE_PREFIX), "")
        self._builder.start(tag, attributes)
        if tag in _VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open:
                closed = self._open.pop()
                self._builder.end(closed)
                if closed == tag:
                    return

    def handle_data(self, data: str) -> None:
        self._builder.data(xml_text(data))

    def element(self) -> Element:
        self.close()
        while self._open:
            self._builder.end(self._open.pop())
        self._builder.end("div")
        return self._builder.close()


def xhtml(text: str, text_format: str, paths: Mapping[str, str]) -> list[Element | str]:
    """A text of a document as content of an element."""
    parser = _Xhtml(paths)
    parser.feed(clean_html(text) if text_format == "html" else html_of(text))
    root = parser.element()
    content: list[Element | str] = [root.text] if root.text else []
    for child in list(root):
        tail, child.tail = child.tail, None
        content += [child, *([tail] if tail else [])]
    return content


def base_value(base_type: str, text: str) -> Element:
    return qti("base-value", {"base-type": base_type}, text)


def variable(name: str) -> Element:
    return qti("variable", {"identifier": name})


def set_outcome(name: str, expression: Element) -> Element:
    return qti("set-outcome-value", {"identifier": name}, expression)


def added(name: str, points: str) -> Element:
    """``name`` := ``name`` + ``points``."""
    total = qti("sum", None, variable(name), base_value("float", points))
    return set_outcome(name, total)


def shown_too(identifier: str) -> Element:
    """One more feedback in FEEDBACK."""
    one_more = base_value("identifier", identifier)
    return set_outcome("FEEDBACK", qti("multiple", None, variable("FEEDBACK"), one_more))


def condition(branches: Iterable[tuple[Element | None, list[Element]]]) -> Element:
    """``if``, ``else if`` …; a branch without a test is the ``else``."""
    element = qti("response-condition")
    for test, rules in branches:
        name = "response-else" if test is None else "response-else-if"
        name = "response-if" if not len(element) and test is not None else name
        branch = SubElement(element, f"qti-{name}")
        branch.extend([*([test] if test is not None else []), *rules])
    return element


def response(
    name: str,
    base_type: str,
    correct: Iterable[str] = (),
    *,
    cardinality: str = "single",
    mapping: Mapping[str, str] | None = None,
    bounds: Mapping[str, str] | None = None,
) -> Element:
    element = qti(
        "response-declaration",
        {"identifier": name, "cardinality": cardinality, "base-type": base_type},
    )
    if values := [qti("value", None, value) for value in correct]:
        element.append(qti("correct-response", None, *values))
    if mapping:
        entries = [
            qti("map-entry", {"map-key": key, "mapped-value": points})
            for key, points in mapping.items()
        ]
        element.append(qti("mapping", {"default-value": "0", **(bounds or {})}, *entries))
    return element


def outcome(name: str, base_type: str, default: str = "", cardinality: str = "single") -> Element:
    element = qti(
        "outcome-declaration",
        {"identifier": name, "cardinality": cardinality, "base-type": base_type},
    )
    if default:
        element.append(qti("default-value", None, qti("value", None, default)))
    return element
