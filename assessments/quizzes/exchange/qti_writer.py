"""Writer of QTI 3.0: a package with a manifest, an XML file an item, the pictures beside them."""

import io
import zipfile
from collections.abc import Iterable
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from django.utils.translation import gettext as _

from assessments.quizzes.cleaning import file_names
from assessments.quizzes.exchange.neutral import NeutralQuestion, Skipped, Written
from assessments.quizzes.exchange.qti_elements import xml_text
from assessments.quizzes.exchange.qti_write_items import KINDS, item_of
from assessments.quizzes.exchange.qti_writing import CannotWrite
from modules.packages import MOST_ENTRIES

PACKAGING = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
METADATA = "http://ltsc.ieee.org/xsd/LOM"
_STAMP = (2020, 1, 1, 0, 0, 0)  # the same questions give the same bytes


def write(questions: Iterable[NeutralQuestion]) -> Written:
    """The package, and what had no place in it."""
    skipped: list[Skipped] = []
    lost: list[Skipped] = []
    resources: list[Element] = []
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, question in enumerate(questions, start=1):
            resource = _add(archive, number, question, skipped, lost)
            if resource is not None:
                resources.append(resource)
        _store(archive, "imsmanifest.xml", _xml(_manifest(resources)))
        if len(archive.namelist()) > MOST_ENTRIES:
            lost.append(
                Skipped(
                    "",
                    None,
                    _("The package holds more than %(most)d files: it is not taken back here.")
                    % {"most": MOST_ENTRIES},
                )
            )
    return Written(stream.getvalue(), "zip", tuple(skipped), tuple(lost))


def _add(
    archive: zipfile.ZipFile,
    number: int,
    question: NeutralQuestion,
    skipped: list[Skipped],
    lost: list[Skipped],
) -> Element | None:
    def noted(reason: str) -> Skipped:
        return Skipped(question.name, question.line, reason)

    if question.kind not in KINDS:
        skipped.append(
            noted(
                _("QTI has no form for this kind of question (%(kind)s). Export it as a table.")
                % {"kind": question.kind}
            )
        )
        return None
    identifier = f"item-{number}"
    path = f"items/{identifier}.xml"
    shown = set(file_names(question.document))
    files = {}
    for count, file in enumerate(question.files, start=1):
        if file.name in shown:
            files[f"files/{number}/{count}/{_file_name(file.name)}"] = file
        else:
            lost.append(noted(_("files: %(names)s") % {"names": file.name}))
    links = {file.name: "../" + quote(place) for place, file in files.items()}
    links |= {quote(name): link for name, link in links.items()}
    try:
        item = item_of(question, identifier, links)
    except CannotWrite:
        skipped.append(noted(_("Its gaps and answers do not fit together.")))
        return None
    _store(archive, path, _xml(item))
    for place, file in files.items():
        _store(archive, place, file.content)
    return _resource(identifier, path, question, list(files))


def _file_name(name: str) -> str:
    return name.replace("/", "_").replace("\\", "_").lstrip(".")[:120] or "file"


def _store(archive: zipfile.ZipFile, path: str, content: bytes) -> None:
    info = zipfile.ZipInfo(path, _STAMP)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


def _xml(root: Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _resource(identifier: str, path: str, question: NeutralQuestion, files: list[str]) -> Element:
    resource = Element(
        "resource", {"identifier": identifier, "type": "imsqti_item_xmlv3p0", "href": path}
    )
    if question.tags:
        general = SubElement(
            SubElement(SubElement(resource, "metadata"), "lom", {"xmlns": METADATA}), "general"
        )
        for tag in question.tags:
            SubElement(SubElement(general, "keyword"), "string").text = xml_text(tag)
    for place in (path, *files):
        SubElement(resource, "file", {"href": quote(place)})
    return resource


def _manifest(resources: list[Element]) -> Element:
    manifest = Element("manifest", {"xmlns": PACKAGING, "identifier": "bank"})
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "QTI Package"
    SubElement(metadata, "schemaversion").text = "3.0.0"
    SubElement(manifest, "organizations")
    SubElement(manifest, "resources").extend(resources)
    return manifest
