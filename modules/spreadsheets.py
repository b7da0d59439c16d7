"""CSV and XLSX as rows of text and back, within bounds. Formulas are text, never computed."""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from modules.decoding import CannotRead
from modules.packages import Limits, Package

# a sheet may end with an empty row at the very bottom, as some programs write it
MOST_SHEET_ROWS = 1_048_576
MOST_CELLS = 2_000_000
XLSX_LIMITS = Limits(entries=100, unpacked=20 * 1024 * 1024)
DELIMITERS = ";,\t"
_DANGEROUS = re.compile(r"'*[=+\-@\t\r\n]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Rows = Iterator[list[str]]


@dataclass(frozen=True)
class Bounds:
    """``size``: bytes of the file; ``rows``: without the headings."""

    size: int = 2 * 1024 * 1024
    rows: int = 5_000
    columns: int = 400


def csv_rows(text: str, delimiter: str, bounds: Bounds) -> Rows:
    """Raises :class:`CannotRead`. Cells are as they were before :func:`csv_bytes` guarded them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            _check_row(number, row, bounds)
            yield [unguarded(cell) for cell in row]
    except csv.Error as error:
        raise CannotRead(
            _("Row %(row)d of the table cannot be read.") % {"row": number + 1}
        ) from error


def likeliest_delimiter(text: str, is_heading: Callable[[str], bool]) -> str:
    """The sign that makes most sense of the headings."""
    head = text.lstrip("\n").partition("\n")[0][:20_000]

    def sense(delimiter: str) -> int:
        headings = next(csv.reader([head], delimiter=delimiter), [])
        return sum(is_heading(heading) for heading in headings)

    try:
        return max(DELIMITERS, key=sense)
    except csv.Error:
        return DELIMITERS[0]


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark and semicolons, as Ukrainian spreadsheets open it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(plain_cell(cell)) for cell in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def xlsx_rows(data: bytes, bounds: Bounds) -> Rows:
    """Rows of the first sheet. Raises :class:`CannotRead`."""
    check_size(data, bounds)
    package = Package(data, XLSX_LIMITS)
    for name in package.names():
        if name.endswith((".xml", ".rels")):
            _refuse_document_type(package.read(name))
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is not to be believed
        width = 0
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            width += len(row)
            if number > MOST_SHEET_ROWS or width > MOST_CELLS:
                raise _too_many_rows(bounds)
            texts = _trimmed(row)
            if texts:
                _check_row(number, texts, bounds)
            if number <= bounds.rows + 1:
                yield texts
    except CannotRead:
        raise
    except _DAMAGE as error:
        raise CannotRead(_("The spreadsheet is damaged.")) from error


# openpyxl has no error of its own for most damage
_DAMAGE = (
    InvalidFileException,
    zipfile.BadZipFile,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)


def xlsx_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Every cell a string, so that nothing is computed, rounded or taken for a date."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet("1")
    for row in rows:
        sheet.append([_string_cell(sheet, cell) for cell in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _string_cell(sheet: Any, text: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=plain_cell(text))
    if text:
        cell.data_type = "s"
    return cell


def _trimmed(row: Sequence[Any]) -> list[str]:
    texts = [_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, formulas as they are written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, str | int | float):
        return str(value)
    formula = getattr(value, "text", None)  # an array formula
    return formula if isinstance(formula, str) else str(value)


def check_size(data: bytes, bounds: Bounds) -> None:
    if len(data) > bounds.size:
        raise CannotRead(
            _("The table is larger than %(most)d MB; split it.")
            % {"most": bounds.size // (1024 * 1024)}
        )


def _check_row(number: int, row: Sequence[str], bounds: Bounds) -> None:
    if number > bounds.rows + 1:
        raise _too_many_rows(bounds)
    if len(row) > bounds.columns:
        raise CannotRead(
            _("Row %(row)d has more than %(most)d columns.")
            % {"row": number, "most": bounds.columns}
        )


def _too_many_rows(bounds: Bounds) -> CannotRead:
    return CannotRead(_("The table has more than %(most)d rows; split it.") % {"most": bounds.rows})


def _refuse_document_type(xml: bytes) -> None:
    plain = xml.replace(b"\0", b"")  # UTF-16 too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise CannotRead(_("The XML declares a document type (DOCTYPE), which is not accepted."))


def plain_cell(text: str) -> str:
    """Lines end with ``\\n``; what neither CSV nor XML can hold is dropped."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def guarded(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula; :func:`unguarded` gives it back."""
    return f"'{cell}" if _DANGEROUS.match(cell) else cell


def unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _DANGEROUS.match(cell) else cell
