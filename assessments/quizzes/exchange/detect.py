"""One door for every format: what the file is says its content first, its name second."""

import csv
import posixpath
import re
from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from assessments.quizzes.exchange import aiken, gift, h5p, moodle, qti, tables
from assessments.quizzes.exchange.neutral import (
    MOST_QUESTIONS,
    CannotRead,
    NeutralQuestion,
    Reading,
    Skipped,
)
from assessments.quizzes.exchange.soundness import reason_against
from assessments.quizzes.exchange.table_columns import Column, column_of
from assessments.quizzes.exchange.table_files import delimiter_of
from modules.decoding import MOST_BYTES, text_of, xml_text_of
from modules.packages import Limits, Package

AUTO = "auto"
FORMATS = ("gift", "moodle-xml", "aiken", "qti", "h5p", "csv", "xlsx")
MOST_PACKAGE = 10 * 1024 * 1024

_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_QTI_ITEMS = frozenset({"assessmentItem", "qti-assessment-item"})
_QTI_ROOTS = _QTI_ITEMS | {"assessmentTest", "qti-assessment-test", "questestinterop"}
_AIKEN = re.compile(
    r"^(?:ANSWER|Answer|answer|ВІДПОВІДЬ|Відповідь)[ \t]*:[ \t]*\S{1,3}[ \t]*$", re.M
)
_GIFT = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}|^::|^\$CATEGORY:", re.M | re.S)
_ENDINGS = {
    ".gift": "gift",
    ".aiken": "aiken",
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".h5p": "h5p",
    ".imscc": "qti",
}


def read_file(name: str, data: bytes, format: str = AUTO) -> Reading:
    """The questions of a file, in the order of the file; every one has a right answer.

    Raises :class:`CannotRead` with plain words when the whole file is refused.
    """
    if len(data) > MOST_BYTES:
        raise CannotRead(
            _("The file is larger than %(megabytes)d MB. Split it into several files.")
            % {"megabytes": MOST_BYTES // 1024**2}
        )
    if format != AUTO and format not in FORMATS:
        raise CannotRead(_unknown())
    chosen = format_of(name, data) if format == AUTO else format
    reading = _sound(_reader(chosen, name, data)(data))
    if len(reading.questions) > MOST_QUESTIONS:
        raise CannotRead(
            _("The file holds more than %(count)d questions. Split it into several files.")
            % {"count": MOST_QUESTIONS}
        )
    return reading


def _reader(chosen: str, name: str, data: bytes) -> Callable[[bytes], Reading]:
    if chosen == "qti" and not data.startswith(b"PK"):
        return lambda content: qti.read_item(posixpath.basename(name) or "item.xml", content)
    if chosen == "csv" and data.startswith(b"PK\x03\x04"):
        return tables.read_xlsx
    return _READERS[chosen]


_READERS: Mapping[str, Callable[[bytes], Reading]] = {
    "gift": gift.read,
    "moodle-xml": moodle.read,
    "aiken": aiken.read,
    "qti": qti.read_package,
    "h5p": h5p.read_package,
    "csv": tables.read_csv,
    "xlsx": tables.read_xlsx,
}


def format_of(name: str, data: bytes) -> str:
    """The format of a file. Raises :class:`CannotRead` when it is none or could be several."""
    if data.startswith(b"PK\x03\x04") or data.startswith(b"PK\x05\x06"):
        return _format_of_package(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead(_("Old Excel and Word files are not accepted; save as XLSX or CSV."))
    if b"<" in data[:400] and (root := _root_of(data)):
        if root == "quiz" or root == "question":
            return "moodle-xml"
        if root in _QTI_ROOTS:
            return "qti"
        if root not in ("p", "b", "i", "br", "div", "span"):  # a text may begin with HTML
            raise CannotRead(_unknown())
    text = text_of(data)
    if not text.strip() and not _ending(name):
        raise CannotRead(_("The file is empty."))
    return _format_of_text(name, text)


def _format_of_package(data: bytes) -> str:
    names = Package(data, Limits()).names()
    bases = {posixpath.basename(name) for name in names}
    if h5p.HEAD in names:
        return "h5p"
    if qti.MANIFEST in bases:
        return "qti"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if any(name.lower().endswith(".xml") for name in names) and "[Content_Types].xml" not in names:
        return "qti"
    raise CannotRead(_unknown())


def _root_of(data: bytes) -> str:
    """The name of the first element, if the file looks like XML."""
    text = xml_text_of(data)[:20_000].lstrip()
    if not text.startswith("<"):
        return ""
    found = _ROOT.search(re.sub(r"<!--.*?-->", "", text, flags=re.S))
    return found[1] if found else ""


def _format_of_text(name: str, text: str) -> str:
    """By content: a table names its columns, Aiken its answers, GIFT has braces."""
    if _is_table(text):
        return "csv"
    if text.lstrip().startswith("{"):  # JSON; a GIFT question has words before its braces
        raise CannotRead(_unknown())
    looks = []
    if _AIKEN.search(text):
        looks.append("aiken")
    if _GIFT.search(text):
        looks.append("gift")
    if not looks and _has_only_comments(text):
        looks.append("gift")
    ending = _ending(name)
    if len(looks) == 1 and ending in ("", looks[0]):
        return looks[0]
    if ending in ("gift", "aiken", "csv") and (not looks or ending in looks):
        return ending
    if len(looks) == 1:
        return looks[0]
    raise CannotRead(_unknown())


def _has_only_comments(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    return bool(lines) and all(line.lstrip().startswith("//") for line in lines)


def _ending(name: str) -> str:
    return _ENDINGS.get(posixpath.splitext(name.lower())[1], "")


def _is_table(text: str) -> bool:
    head = text.lstrip("\n").partition("\n")[0][:20_000]
    try:
        headings = next(csv.reader([head], delimiter=delimiter_of(text)), [])
    except csv.Error:
        return False
    columns = [column_of(heading) for heading in headings]
    return Column("question") in columns and sum(column is not None for column in columns) > 1


def _unknown() -> str:
    return _(
        "What kind of file this is cannot be told. Accepted are: GIFT, Moodle XML, Aiken, QTI 2.1,"
        " 2.2 and 3.0 (XML or ZIP), H5P, our tables as CSV or XLSX. Choose the format by hand if it"
        " is one of these."
    )


def _sound(reading: Reading) -> Reading:
    """Without questions that nobody could answer rightly, which are named instead."""
    kept: list[NeutralQuestion] = []
    for question in reading.questions:
        if reason := reason_against(question.document):
            reading.skipped.append(Skipped(question.name, question.line, reason))
        else:
            kept.append(question)
    reading.questions = kept
    return reading
