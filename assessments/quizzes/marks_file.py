"""A table of marks in a CSV file: item names, maxima, then a row an attempt. No database.

Source: docs/statistics.md.
"""

import csv
import re
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 50 * 1024 * 1024
MOST_CELLS = 1_000_000
MOST_ITEMS = 2_000
LONGEST_LINE = 1_000_000
LONGEST_NUMBER = 40
LONGEST_NAME = 10_000
DELIMITERS = "\t;,"
NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
FORMULA = re.compile(r"=|[+@-]\s*[^\d\s.,]")
HEAD_LINES = 20  # a name in quotes may run over several
MOST_EMPTY_ROWS = 100_000
MOST_KNOWN = 10_000
SHOWN_PLACES = 5

Row = list[str]


class CannotReadMarks(Exception):
    """The whole file is refused; the message is for the person who brought it."""


@dataclass
class MarksFile:
    """``rows[attempt][item]``; an empty cell is a mark of 0 and is among the ``warnings``."""

    names: list[str]
    maxima: list[Decimal]
    rows: list[list[Decimal]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass
class _Remarks:
    """Places that deserve a warning, row and column from 1; counted, the first few kept."""

    count: int = 0
    first: list[tuple[int, int]] = field(default_factory=list)

    def add(self, row: int, column: int) -> None:
        self.count += 1
        if len(self.first) < SHOWN_PLACES:
            self.first.append((row, column))

    def where(self) -> str:
        places = "; ".join(
            _("row %(row)d, column %(column)d") % {"row": row, "column": column}
            for row, column in self.first
        )
        return places + (" …" if self.count > len(self.first) else "")


def read_marks(file: BinaryIO) -> MarksFile:
    """Read a file opened in binary mode, line by line.

    Raises:
        CannotReadMarks: with row and column where there is one.
    """
    with closing(_lines(file)) as lines:
        return _read(lines)


def _read(lines: Iterator[str]) -> MarksFile:
    head = list(islice(lines, HEAD_LINES))
    if not any(line.strip() for line in head):
        raise CannotReadMarks(_("The file is empty."))
    delimiter = _delimiter(head)
    records = _records([*head], lines, delimiter)
    names, maxima, warnings = _heading(records, delimiter)
    table = MarksFile(names=names, maxima=maxima, warnings=warnings)
    _read_attempts(table, records, delimiter)
    return table


def _lines(file: BinaryIO) -> Generator[str, None, None]:
    """Lines with their ends. Bytes that are no UTF-8 are refused where they stand."""
    if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
        raise CannotReadMarks(_not_utf8(1))
    file.seek(0)
    text = TextIOWrapper(file, "utf-8-sig", errors="surrogateescape", newline="")
    try:
        for number, line in enumerate(iter(partial(text.readline, LONGEST_LINE), ""), start=1):
            _check_line(line, number)
            if file.tell() > MOST_BYTES:
                raise CannotReadMarks(_("The file is larger than 50 MB."))
            yield line
    finally:
        text.detach()  # the file belongs to whoever opened it


def _check_line(line: str, number: int) -> None:
    if len(line) == LONGEST_LINE:
        raise CannotReadMarks(_("Row %(row)d is too long.") % {"row": number})
    if not line.isascii() and any("\udc80" <= letter <= "\udcff" for letter in line):
        raise CannotReadMarks(_not_utf8(number))
    if "\0" in line:
        raise CannotReadMarks(
            _("Row %(row)d holds a NUL character: this is not a text file.") % {"row": number}
        )


def _not_utf8(row: int) -> str:
    return _("Row %(row)d is not in UTF-8. Save the file as “CSV UTF-8” and try again.") % {
        "row": row
    }


def _delimiter(head: list[str]) -> str:
    """The delimiter that splits the first two rows alike, with numbers in the second."""
    for delimiter in DELIMITERS:
        try:
            rows = list(islice(csv.reader(head, delimiter=delimiter), 2))
        except csv.Error:
            continue
        if (
            len(rows) == 2
            and len(rows[0]) == len(rows[1]) > 1
            and all(NUMBER.fullmatch(_tidy(cell)) for cell in rows[1] if cell.strip())
        ):
            return delimiter
    return max(DELIMITERS, key=head[0].count) if any(d in head[0] for d in DELIMITERS) else ","


def _records(head: list[str], rest: Iterable[str], delimiter: str) -> Iterator[tuple[int, Row]]:
    """Records with their numbers from 1, as a spreadsheet counts; empty lines count."""

    def lines() -> Iterator[str]:
        yield from head
        yield from rest

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            raise CannotReadMarks(
                _("Row %(row)d cannot be read: a quote is not closed, or a cell is too long.")
                % {"row": number}
            ) from error
        if record is None:
            return
        yield number, record


def _heading(
    records: Iterator[tuple[int, Row]], delimiter: str
) -> tuple[list[str], list[Decimal], list[str]]:
    """Names and maxima, without columns at the end that have neither, and what is odd in them."""
    names = [cell.strip() for cell in next(records, (1, []))[1]]
    maxima_cells = next(records, (2, []))[1]
    if not maxima_cells:
        raise CannotReadMarks(_("Row 2 must hold the maximum of each item; it is missing."))
    if len(maxima_cells) != len(names):
        raise CannotReadMarks(_wrong_length(2, len(maxima_cells), len(names)))
    while names and not names[-1] and not maxima_cells[-1].strip():
        names.pop()
        maxima_cells = maxima_cells[:-1]
    if not names:
        raise CannotReadMarks(_("Row 1 must hold the names of the items; it is empty."))
    if len(names) > MOST_ITEMS:
        raise CannotReadMarks(
            _("The table has %(items)d columns; at most %(most)d can be read.")
            % {"items": len(names), "most": MOST_ITEMS}
        )
    maxima = []
    for column, cell in enumerate(maxima_cells, start=1):
        if not cell.strip():
            raise CannotReadMarks(_at(2, column, gettext_lazy("the maximum is missing.")))
        maximum = _number(cell, 2, column, delimiter)
        if maximum < 0:
            raise CannotReadMarks(_at(2, column, gettext_lazy("a maximum cannot be negative.")))
        maxima.append(maximum)
    return names, maxima, _odd_names(names)


def _odd_names(names: list[str]) -> list[str]:
    warnings = []
    columns: dict[str, list[int]] = {}
    for column, name in enumerate(names, start=1):
        if len(name) > LONGEST_NAME:
            raise CannotReadMarks(_at(1, column, gettext_lazy("the name is too long.")))
        columns.setdefault(name, []).append(column)
    for name, places in columns.items():
        listed = ", ".join(map(str, places))
        if not name:
            warnings.append(_("Items without a name: columns %(columns)s.") % {"columns": listed})
        elif len(places) > 1:
            warnings.append(
                _("The name “%(name)s” stands over several columns: %(columns)s.")
                % {"name": name[:80], "columns": listed}
            )
    return warnings


def _read_attempts(table: MarksFile, records: Iterator[tuple[int, Row]], delimiter: str) -> None:
    """Rows of empty cells are attempts without an answer, except at the end, where nothing follows.

    Lines without a single character are left out wherever they stand.
    """
    width = len(table.names)
    reader = _MarksReader(table, delimiter)
    blank: list[int] = []
    left_out: list[int] = []
    waiting: list[
        int
    ] = []  # lines without a character, of which the last ones are not worth a word
    for number, record in records:
        if len(record) > width and any(cell.strip() for cell in record[width:]):
            raise CannotReadMarks(_wrong_length(number, len(record), width))
        if not any(cell.strip() for cell in record):
            (blank if len(record) >= width and record else waiting).append(number)
            if len(blank) + len(waiting) > MOST_EMPTY_ROWS:
                raise CannotReadMarks(_("Row %(row)d: too many empty rows.") % {"row": number})
            continue
        if len(record) < width:
            raise CannotReadMarks(_wrong_length(number, len(record), width))
        for row in blank:
            reader.add(row, [""] * width)
        left_out += waiting
        blank.clear()
        waiting.clear()
        reader.add(number, record[:width])
    table.warnings += reader.warnings()
    if left_out or blank:
        rows = [*left_out, *blank]
        listed = ", ".join(map(str, rows[:SHOWN_PLACES]))
        listed += " …" if len(rows) > SHOWN_PLACES else ""
        table.warnings.append(
            _("Rows left out because they are empty: %(rows)s.") % {"rows": listed}
        )


class _MarksReader:
    """Turns cells into marks, and remembers what is odd about them."""

    def __init__(self, table: MarksFile, delimiter: str) -> None:
        self.table = table
        self.delimiter = delimiter
        self.empty = _Remarks()
        self.above = _Remarks()
        self.known: dict[str, Decimal] = {}

    def add(self, row: int, cells: Row) -> None:
        if (len(self.table.rows) + 1) * len(cells) > MOST_CELLS:
            raise CannotReadMarks(
                _("Row %(row)d: the table has more than %(most)d marks.")
                % {"row": row, "most": MOST_CELLS}
            )
        marks = []
        for column, (cell, maximum) in enumerate(
            zip(cells, self.table.maxima, strict=True), start=1
        ):
            if not cell.strip():
                self.empty.add(row, column)
            mark = self._mark(cell, row, column)
            if mark > maximum:
                self.above.add(row, column)
            marks.append(mark)
        self.table.rows.append(marks)

    def _mark(self, cell: str, row: int, column: int) -> Decimal:
        mark = self.known.get(cell)
        if mark is None:
            mark = _number(cell, row, column, self.delimiter) if cell.strip() else Decimal(0)
            if len(self.known) < MOST_KNOWN:
                self.known[cell] = mark
        return mark

    def warnings(self) -> list[str]:
        warnings = []
        if self.empty.count:
            warnings.append(
                _("Empty cells counted as 0: %(count)d (%(where)s).")
                % {"count": self.empty.count, "where": self.empty.where()}
            )
        if self.above.count:
            warnings.append(
                _("Marks above the maximum of their item: %(count)d (%(where)s).")
                % {"count": self.above.count, "where": self.above.where()}
            )
        return warnings


def _tidy(cell: str) -> str:
    return cell.replace("\N{MINUS SIGN}", "-").strip()


def _number(cell: str, row: int, column: int, delimiter: str) -> Decimal:
    text = _tidy(cell)
    if FORMULA.match(text):
        raise CannotReadMarks(
            _at(row, column, gettext_lazy("a formula is not a number: “%(cell)s”."), cell)
        )
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        raise CannotReadMarks(
            _at(row, column, gettext_lazy("a number is expected: “%(cell)s”."), cell)
        )
    if "," in text and delimiter == ",":
        raise CannotReadMarks(
            _at(
                row,
                column,
                gettext_lazy("a decimal comma needs semicolons between the cells: “%(cell)s”."),
                cell,
            )
        )
    return Decimal(text.replace(",", "."))


def _at(row: int, column: int, message: Promise, cell: str = "") -> str:
    place = _("Row %(row)d, column %(column)d:") % {"row": row, "column": column}
    shown = cell.strip()[:40] + ("…" if len(cell.strip()) > 40 else "")
    return f"{place} {str(message) % {'cell': shown} if cell else message}"


def _wrong_length(row: int, cells: int, items: int) -> str:
    return _("Row %(row)d has %(cells)d cells; %(items)d are expected.") % {
        "row": row,
        "cells": cells,
        "items": items,
    }
