"""Questions as a table and back: readable columns, and JSON for what no column says.

A question is written twice in thought: once in columns; read back at once; and if that would lose
anything, with its own part as JSON. So whatever is written is read the same.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.building import Unusable
from assessments.quizzes.exchange.markup import TooTangled, words_of
from assessments.quizzes.exchange.neutral import (
    CannotRead,
    NeutralQuestion,
    Reading,
    Skipped,
    Written,
)
from assessments.quizzes.exchange.rich_text import cleaned, links_lost, texts, with_texts
from assessments.quizzes.exchange.table_columns import (
    ANSWER_COLUMNS,
    KINDS,
    Column,
    column_of,
    columns_for,
    heading_of,
)
from assessments.quizzes.exchange.table_files import (
    MOST_CELL,
    Rows,
    csv_rows,
    xlsx_rows,
)
from assessments.quizzes.exchange.table_kinds import PLAIN, Answers, Row, in_columns, out_of_columns
from assessments.quizzes.tags import tag_line, tag_list
from modules.spreadsheets import csv_bytes, plain_cell, xlsx_bytes

# document key → column
_OF_DOCUMENT = {
    "code": "code",
    "prompt": "question",
    "points": "points",
    "explanation": "explanation",
    "competency": "competency",
    "indicator": "indicator",
    "difficulty": "difficulty",
    "norm": "norm",
    "source": "source",
    "siblings": "siblings",
    "format": "format",
}
_DROPPED = frozenset({"files", "schema_version", "kind"})
DIFFICULTIES = {"легке": 1, "середнє": 2, "складне": 3, "easy": 1, "medium": 2, "hard": 3}


# --- Reading ------------------------------------------------------------------------------------
def read_csv(data: bytes) -> Reading:
    return _read("csv", csv_rows(data))


def read_xlsx(data: bytes) -> Reading:
    return _read("xlsx", xlsx_rows(data))


def _read(name: str, rows: Rows) -> Reading:
    reading = Reading(name)
    columns: list[Column | None] = []
    for number, cells in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(cells, reading)
            continue
        _read_row(reading, number, columns, cells)
    if not columns:
        raise CannotRead(_("The table is empty."))
    return reading


def _columns(headings: Sequence[str], reading: Reading) -> list[Column | None]:
    columns = [column_of(heading) for heading in headings]
    known = [column for column in columns if column]
    if Column("question") not in known:
        raise CannotRead(
            _("The first row has to name the columns; there is no column “%(name)s”.")
            % {"name": heading_of(Column("question"))}
        )
    twice = {heading_of(column) for column in known if known.count(column) > 1}
    if twice:
        raise CannotRead(_("A column is there twice: %(names)s.") % {"names": ", ".join(twice)})
    unknown = [
        heading.strip()[:40]
        for heading, column in zip(headings, columns, strict=True)
        if column is None and heading.strip()
    ]
    if unknown:
        reading.warnings.append(
            _("Columns that are not known and were left out: %(names)s.")
            % {"names": ", ".join(unknown[:20])}
        )
    return columns


def _read_row(
    reading: Reading, number: int, columns: Sequence[Column | None], cells: Sequence[str]
) -> None:
    named = {column: cell for column, cell in zip(columns, cells, strict=False) if column}
    row = {column.name: cell for column, cell in named.items() if not column.number}
    answers: Answers = {}
    for column, cell in named.items():
        if column.number and cell:
            answers.setdefault(column.number, {})[column.name] = cell
    name = " ".join((row.get("name") or words_of(row.get("question", ""))).split())[:60]
    try:
        for column, cell in named.items():
            if len(cell) > MOST_CELL:
                raise Unusable(
                    _("The cell “%(column)s” is longer than %(most)d characters.")
                    % {"column": heading_of(column), "most": MOST_CELL}
                )
        reading.questions.append(_question(row, answers, number, name))
    except (Unusable, TooTangled) as error:
        reading.skipped.append(Skipped(name, number, str(error)))


def _question(row: Row, answers: Answers, number: int | None, name: str) -> NeutralQuestion:
    settings = _settings(row.get("settings", ""))
    kind = _kind(row, answers)
    document: dict[str, Any] = {"kind": kind}
    for key, column in _OF_DOCUMENT.items():
        document[key] = row.get(column, "").strip() if key != "prompt" else row.get(column, "")
    document["points"] = document["points"].replace(",", ".") or "1"
    document["difficulty"] = _difficulty(document["difficulty"])
    document["format"] = document["format"] or "plain"
    if document["format"] not in ("plain", "html"):
        raise Unusable(_("The format is either plain or html."))
    document |= out_of_columns(kind, row, answers, settings)
    kept = settings.get("document")
    if isinstance(kept, dict):
        document |= {
            key: value
            for key, value in kept.items()
            if key not in _OF_DOCUMENT and key not in _DROPPED
        }
    extras = settings.get("extras")
    lost: tuple[str, ...] = ()
    if document["format"] == "html":
        lost = links_lost(texts(document))
        document = with_texts(document, cleaned)
    return NeutralQuestion(
        name=row.get("name", "").strip() or name,
        line=number,
        document=document,
        identifier=row.get("identifier", "").strip(),
        category=row.get("category", "").strip(),
        tags=tuple(tag_list(row.get("tags", ""))),
        extras=extras if isinstance(extras, dict) else {},
        lost=lost,
    )


def _settings(cell: str) -> dict[str, Any]:
    if not cell.strip():
        return {}
    try:
        value = json.loads(cell)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise Unusable(
            _("The cell “%(column)s” is no valid JSON.")
            % {"column": heading_of(Column("settings"))}
        )
    return value


def _kind(row: Row, answers: Answers) -> str:
    """The kind that the row names, else the one its answers look like."""
    said = " ".join(row.get("kind", "").split()).casefold()
    if said:
        return KINDS.get(said, said)
    if any("match" in cells for cells in answers.values()):
        return "matching"
    if any("tolerance" in cells for cells in answers.values()):
        return "number"
    right = [cells for cells in answers.values() if cells.get("fraction", "0") not in ("0", "")]
    marked = row.get("right", "").replace(",", " ").replace(";", " ").split()
    return "many" if max(len(right), len(marked)) > 1 else "one"


def _difficulty(cell: str) -> int:
    if not cell:
        return 2
    if cell in ("1", "2", "3"):
        return int(cell)
    if cell.casefold() in DIFFICULTIES:
        return DIFFICULTIES[cell.casefold()]
    raise Unusable(_("The difficulty is 1, 2 or 3."))


# --- Writing ------------------------------------------------------------------------------------
def write_csv(questions: Iterable[NeutralQuestion]) -> Written:
    rows, skipped, lost = _rows(questions)
    return Written(csv_bytes(rows), "csv", skipped, lost)


def write_xlsx(questions: Iterable[NeutralQuestion]) -> Written:
    rows, skipped, lost = _rows(questions)
    return Written(xlsx_bytes(rows), "xlsx", skipped, lost)


Notes = tuple[Skipped, ...]


def _rows(questions: Iterable[NeutralQuestion]) -> tuple[list[list[str]], Notes, Notes]:
    skipped: list[Skipped] = []
    lost: list[Skipped] = []
    written: list[tuple[Row, Answers]] = []
    for question in questions:
        row, answers = _row(question)
        cells = [*row.values(), *(cell for one in answers.values() for cell in one.values())]
        if any(len(cell) > MOST_CELL for cell in cells):
            reason = _("A text is longer than %(most)d characters, which a cell cannot hold.")
            skipped.append(Skipped(question.name, None, reason % {"most": MOST_CELL}))
            continue
        written.append((row, answers))
        if question.files:
            names = ", ".join(file.name for file in question.files)
            lost.append(Skipped(question.name, None, _("files: %(names)s") % {"names": names}))
    most = max((max(answers, default=0) for _row_, answers in written), default=0)
    used = {name for _row_, answers in written for cells in answers.values() for name in cells}
    columns = columns_for(most, used or ANSWER_COLUMNS)
    rows = [[heading_of(column) for column in columns]]
    for row, answers in written:
        rows.append(
            [
                answers.get(column.number, {}).get(column.name, "")
                if column.number
                else row.get(column.name, "")
                for column in columns
            ]
        )
    return rows, tuple(skipped), tuple(lost)


def _row(question: NeutralQuestion) -> tuple[Row, Answers]:
    """In columns where that says everything, else with the question's own part as JSON."""
    if question.kind in PLAIN:
        row, answers = _written(question, in_json=False)
        if _reads_back(row, answers, question):
            return row, answers
    return _written(question, in_json=True)


def _written(question: NeutralQuestion, *, in_json: bool) -> tuple[Row, Answers]:
    document = _plain(question.document)
    row: Row = {column: str(document.get(key, "")) for key, column in _OF_DOCUMENT.items()}
    row |= {
        "kind": question.kind,
        "name": plain_cell(question.name),
        "tags": tag_line(question.tags),
        "category": question.category,
        "identifier": question.identifier,
    }
    own = {
        key: value
        for key, value in document.items()
        if key not in _OF_DOCUMENT and key not in _DROPPED
    }
    settings: dict[str, Any] = {}
    answers: Answers = {}
    if not in_json:
        answers, settings = in_columns(question.kind, own)
        own = {key: value for key, value in own.items() if key not in PLAIN[question.kind].keys}
    if own := {key: value for key, value in own.items() if value not in ("", [], None)}:
        settings["document"] = own
    if question.extras:
        settings["extras"] = dict(question.extras)
    row["settings"] = json.dumps(settings, ensure_ascii=False, default=str) if settings else ""
    return row, answers


def _plain(document: Mapping[str, Any]) -> dict[str, Any]:
    """With the line ends that a table gives back."""
    return with_texts(document, plain_cell)


def _reads_back(row: Row, answers: Answers, question: NeutralQuestion) -> bool:
    try:
        read = _question(dict(row), {n: dict(cells) for n, cells in answers.items()}, None, "")
    except (Unusable, TooTangled):
        return False
    return _comparable(read.document) == _comparable(_plain(question.document))


def _comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not written, and what is empty."""
    own = {key: value for key, value in document.items() if key not in ("files", "schema_version")}
    return {key: value for key, value in own.items() if value not in ("", [], None)}
