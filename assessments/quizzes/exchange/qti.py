"""QTI 2.1, 2.2 and 3.0: one item as XML, or a package with its manifest.

Nothing is fetched; schemas, styles and scripts are not read.
"""

import base64
import binascii
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.quizzes.cleaning import FILE_PREFIX
from assessments.quizzes.exchange.markup import TooTangled
from assessments.quizzes.exchange.neutral import (
    CannotRead,
    File,
    NeutralQuestion,
    Reading,
    Skipped,
)
from assessments.quizzes.exchange.qti_choices import read_choice, read_match, read_order
from assessments.quizzes.exchange.qti_entries import (
    read_extended,
    read_gaps,
    read_text_entry,
    words_of,
)
from assessments.quizzes.exchange.qti_item import Item, Unfit
from assessments.quizzes.exchange.qti_own import restored
from assessments.quizzes.exchange.qti_scoring import Budget
from assessments.quizzes.exchange.qti_xml import below, children, dashed, first, tree, words
from assessments.quizzes.exchange.rich_text import cleaned
from assessments.quizzes.exchange.xml_tree import MOST_ELEMENTS, TooLarge
from assessments.quizzes.pictures import NotAPicture, picture_type, safe_name
from modules.decoding import text_of
from modules.packages import Package, shown

MANIFEST = "imsmanifest.xml"
MOST_XML = 8 * 1024 * 1024  # of all XML files of a package together
_READERS = {
    "choiceInteraction": read_choice,
    "orderInteraction": read_order,
    "matchInteraction": read_match,
    "extendedTextInteraction": read_extended,
    "textEntryInteraction": read_text_entry,
    "inlineChoiceInteraction": read_gaps,
}


def read_item(name: str, data: bytes) -> Reading:
    """One item without a package; its pictures are beside it and cannot come."""
    source = _Source(None)
    root = source.tree(data)
    if root.tag != "assessmentItem":
        raise CannotRead(_refusal(root))
    reading = Reading("qti")
    _read(reading, source, root, name, "", ())
    return reading


def read_package(data: bytes) -> Reading:
    """Every item of a package. Raises :class:`CannotRead` when the package itself is at fault."""
    package = Package(data)
    source = _Source(package)
    reading = Reading("qti")
    found = False
    for path, tags in _items(package, source, reading):
        found = True
        try:
            root = source.tree(package.read(path))
        except TooLarge:
            raise
        except CannotRead as error:
            reading.skipped.append(Skipped(shown(path), None, str(error)))
            continue
        if root.tag == "assessmentItem":
            _read(reading, source, root, path, posixpath.dirname(path), tags)
        else:
            reading.skipped.append(Skipped(shown(path), None, _refusal(root)))
    if not found:
        raise CannotRead(_("The package holds no QTI items."))
    return reading


def _refusal(root: Element) -> str:
    if root.tag == "questestinterop":
        return _("This is QTI 1.2; export it as QTI 2.1, 2.2 or 3.0.")
    if root.tag == "assessmentTest":
        return _("This is a QTI test without its items; bring the whole package.")
    return _("“%(name)s” is no QTI item.") % {"name": shown(dashed(str(root.tag)))}


def _items(
    package: Package, source: "_Source", reading: Reading
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Paths of items with the tags their resources carry."""
    manifests = [name for name in package.names() if posixpath.basename(name) == MANIFEST]
    if not manifests:
        reading.warnings.append(_("The package has no manifest; every XML file in it was tried."))
        yield from ((name, ()) for name in package.names() if name.lower().endswith(".xml"))
        return
    path = min(manifests, key=lambda name: name.count("/"))
    folder = posixpath.dirname(path)
    for resource in below(source.tree(package.read(path)), ("resource",)):
        kind = resource.get("type", "").lower()
        href = resource.get("href") or ""
        if "xmlv1p" in kind:
            reading.skipped.append(
                Skipped(shown(href), None, _("This is QTI 1.2; export it as QTI 2.1, 2.2 or 3.0."))
            )
        elif "test" in kind and kind.startswith("imsqti"):
            reading.warnings.append(
                _("The test “%(name)s” itself, its order and rules, is not imported.")
                % {"name": shown(href)}
            )
        elif "item" in kind and kind.startswith("imsqti"):
            place = source.resolve(folder, href)
            if place is None:
                reading.skipped.append(
                    Skipped(shown(href), None, _("It is named in the manifest but not there."))
                )
            else:
                yield place, _keywords(resource)


def _keywords(resource: Element) -> tuple[str, ...]:
    found = (
        words(string)
        for keyword in below(resource, ("keyword",))
        for string in (children(keyword, "string", "langstring") or [keyword])
    )
    return tuple(dict.fromkeys(word[:100] for word in found if word))[:50]


@dataclass
class _Source:
    """Where an item and what it refers to come from; the budgets of the whole file."""

    package: Package | None
    budget: Budget = field(default_factory=Budget)
    elements_left: int = MOST_ELEMENTS
    bytes_left: int = MOST_XML
    _read: dict[str, bytes] = field(default_factory=dict)

    def tree(self, data: bytes) -> Element:
        self.bytes_left -= len(data)
        if self.bytes_left < 0:
            raise TooLarge(_("The XML of the package is too large altogether."))
        root = tree(data, self.elements_left)
        self.elements_left -= sum(1 for _element in root.iter())
        return root

    def resolve(self, folder: str, address: str) -> str | None:
        """The path inside the package that an address means; ``None`` outside or not there."""
        if self.package is None or not address or ":" in address.partition("/")[0]:
            return None
        path = posixpath.normpath(posixpath.join(folder, unquote(address.partition("#")[0])))
        return path if path in self.package else None

    def content(self, path: str) -> bytes:
        """A picture may be in many items and is unpacked once."""
        assert self.package is not None  # noqa: S101  resolve() gave the path
        if path not in self._read:
            self._read[path] = self.package.read(path)
        return self._read[path]


@dataclass
class _Attachments:
    """Pictures and shared texts of one item."""

    source: _Source
    folder: str
    files: dict[str, bytes] = field(default_factory=dict)
    item: Item | None = None

    def picture(self, address: str) -> str:
        content = self._bytes(address)
        if content is None:
            return ""
        try:
            content_type = picture_type(content)
        except NotAPicture:
            self._note(_("“%(name)s” is no picture that is accepted."), address)
            return ""
        stem = "" if address.startswith("data:") else posixpath.basename(unquote(address))
        return FILE_PREFIX + self._keep(safe_name(stem, content_type), content)

    def _keep(self, name: str, content: bytes) -> str:
        """The name under which a picture is kept; other pictures may have had the same."""
        stem, dot, ending = name.rpartition(".")
        count = 1
        while self.files.get(name, content) != content:
            count += 1
            name = f"{stem}-{count}{dot}{ending}"
        self.files[name] = content
        return name

    def _bytes(self, address: str) -> bytes | None:
        if address.startswith("data:"):
            head, _comma, body = address.partition(",")
            try:
                return base64.b64decode(body, validate=True) if head.endswith(";base64") else None
            except binascii.Error:
                return None
        path = self.source.resolve(self.folder, address)
        if path is None:
            self._note(_("“%(name)s” is not in the file and was left out."), address)
            return None
        return self.source.content(path)

    def passage(self, address: str) -> str:
        """A shared text: a stimulus of QTI, or an HTML page."""
        path = self.source.resolve(self.folder, address)
        if path is None or self.item is None:
            self._note(_("“%(name)s” is not in the file and was left out."), address)
            return ""
        folder, self.folder = self.folder, posixpath.dirname(path)
        try:
            return self._passage(self.source.content(path))
        except CannotRead:
            self._note(_("“%(name)s” cannot be read and was left out."), address)
            return ""
        finally:
            self.folder = folder

    def _passage(self, data: bytes) -> str:
        assert self.item is not None  # noqa: S101  passage() looked
        if b"stimulus" not in data:
            return f"<div>{cleaned(text_of(data))}</div>"
        root = self.source.tree(data)
        body = first(root, "stimulusBody")
        return f"<div>{self.item.inner(root if body is None else body)}</div>"

    def _note(self, message: str, address: str) -> None:
        if self.item is not None:
            self.item.note(message % {"name": shown(address)})


def _read(
    reading: Reading,
    source: _Source,
    root: Element,
    path: str,
    folder: str,
    tags: tuple[str, ...],
) -> None:
    """Add the question of an item to ``reading``, or why it makes none."""
    attachments = _Attachments(source, folder)
    name = shown(root.get("title") or root.get("identifier") or path)
    try:
        item = Item(root, attachments.picture, attachments.passage, source.budget)
        attachments.item = item
        document, extras = _READERS[str(item.only.tag)](item)
        item.note_unplaced()
        if not (item.own or "text" in document or words_of(document["prompt"])):
            document["prompt"] = item.name(path)
        own = restored(item.own, document, extras)
    except (Unfit, TooTangled) as error:
        reading.skipped.append(Skipped(name, None, str(error)))
        return
    files = tuple(File(name, content) for name, content in attachments.files.items())
    reading.questions.append(
        NeutralQuestion(
            name=own.name or item.name(path),
            line=None,
            document=own.document,
            identifier=own.identifier if item.own else root.get("identifier", ""),
            category=own.category,
            tags=tags,
            files=files,
            extras=own.extras,
            lost=tuple(dict.fromkeys((*item.lost, *own.lost))),
        )
    )
