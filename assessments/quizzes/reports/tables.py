"""The figures of a quiz as a table: for the screen, CSV and XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from assessments.quizzes.reports.quizzes import ItemReport, QuizReport
from assessments.quizzes.reports.wording import about_item
from assessments.quizzes.statistics.inference import Interval

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_CELL = 10_000

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    heading: list[str]
    rows: list[list[Cell]]


def items_table(report: QuizReport) -> Table:
    """A row for each question; per cent as numbers, an absent figure is an empty cell."""
    return Table(
        heading=[
            _("Code"),
            _("Question"),
            _("Language"),
            _("Versions"),
            _("Group of the draw"),
            _("In words"),
            _("Answers"),
            _("Facility, %"),
            _("Facility from, %"),
            _("Facility to, %"),
            _("Guess score, %"),
            _("Discrimination index, %"),
            _("Discrimination from, %"),
            _("Discrimination to, %"),
            _("Effective weight, %"),
            _("Intended weight, %"),
        ],
        rows=[_row(item) for item in report.items],
    )


def _row(item: ItemReport) -> list[Cell]:
    family, numbers = item.family, item.numbers
    return [
        family.code,
        family.prompt,
        family.language,
        ", ".join(map(str, family.versions)),
        family.slot,
        ". ".join(about_item(item)),
        numbers.n,
        _per_cent(numbers.facility),
        *_bounds(numbers.facility_interval, 100),
        _per_cent(numbers.guess),
        _rounded(numbers.discrimination_index),
        *_bounds(numbers.discrimination_interval, 1),
        _rounded(numbers.effective_weight),
        _rounded(numbers.intended_weight),
    ]


def _per_cent(share: float | None) -> float | None:
    return _rounded(None if share is None else 100 * share)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _bounds(interval: Interval | None, scale: int) -> list[float | None]:
    if interval is None:
        return [None, None]
    return [round(scale * bound, 2) for bound in interval]


def as_csv(table: Table) -> bytes:
    """UTF-8 with BOM, semicolons, decimal comma: as a spreadsheet in Ukrainian opens it.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in _all(table):
        writer.writerow([_csv_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell[:LONGEST_CELL]
        return f"'{text}" if text.startswith(FORMULA_STARTS) else text
    return str(cell).replace(".", ",")


def as_xlsx(table: Table) -> bytes:
    """Texts are written as texts, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Statistics")[:31])
    for row in _all(table):
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    if not isinstance(cell, str):
        return cell
    written = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", cell)[:LONGEST_CELL])
    written.data_type = "s"
    return written


def _all(table: Table) -> Iterable[Sequence[Cell]]:
    yield table.heading
    yield from table.rows
