"""A role-play as a table and back: one row a choice, and rows for all that is none.

Reading makes the text form (docs/curriculum-format.md) of the rows and has its reader judge it, so
that a table is held to the same rules; faults come back as row and column.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.scenarios.document import Problem, from_text
from assessments.scenarios.exceptions import InvalidText
from assessments.scenarios.exchange.neutral import CannotRead, Reading, shown_place
from assessments.scenarios.exchange.own_json import story_of
from assessments.scenarios.exchange.table_cells import (
    flag,
    listed,
    number,
    numbers_by_name,
    pair,
    required,
)
from assessments.scenarios.exchange.table_columns import (
    SETTINGS,
    column_of,
    heading_of,
    row_kind_of,
)
from assessments.scenarios.findings import sentence
from modules import spreadsheets
from modules.decoding import text_in_an_old_encoding
from modules.spreadsheets import Bounds, Rows

BOUNDS = Bounds(size=8 * 1024 * 1024, rows=10_000, columns=100)
MOST_FAULTS = 50
LETTERS = "abcdefghijklmnopqrstuvwxyz"

Cells = dict[str, str]
_TEXT_KEYS = ("title", "speaker", "mood", "note", "hint", "behaviour")
_CHOICE_TEXTS = ("move", "reaction", "feedback", "better", "basis", "critical")
_PATH_COLUMNS = {
    "else": "to",
    "label": "title",
    "better": "better",
    "id": "choice",
    "key": "node",
}
_SPLIT = re.compile(r"\s*[;\n]\s*|\s+(?:and|та|і)\s+")


def read_csv(data: bytes) -> Reading:
    """Raises :class:`CannotRead`."""
    spreadsheets.check_size(data, BOUNDS)
    text, is_old = text_in_an_old_encoding(data)
    delimiter = spreadsheets.likeliest_delimiter(text, lambda cell: column_of(cell) is not None)
    reading = _Table("csv").read(spreadsheets.csv_rows(text, delimiter, BOUNDS))
    if is_old:
        reading.warnings.append(_("The file was read as Windows-1251; check its letters."))
    return reading


def read_xlsx(data: bytes) -> Reading:
    """Raises :class:`CannotRead`."""
    return _Table("xlsx").read(spreadsheets.xlsx_rows(data, BOUNDS))


class _Table:
    def __init__(self, format: str) -> None:
        self._reading = Reading(format)
        self._data: dict[str, Any] = {"variables": [], "scenes": [], "routers": [], "endings": []}
        self._scenes: dict[str, dict[str, Any]] = {}
        self._routers: dict[str, dict[str, Any]] = {}
        self._rows: dict[str, int] = {}  # path in the document → row
        self._columns: list[str | None] = []

    def read(self, rows: Rows) -> Reading:
        found = 0
        for number_of_row, row in enumerate(rows, start=1):
            if not any(cell.strip() for cell in row):
                continue
            if not self._columns:
                self._head(row)
                continue
            found += 1
            self._row(number_of_row, self._cells(number_of_row, row))
        if not found:
            raise CannotRead(_("The table holds no rows."))
        if not self._reading.errors:
            self._judge()
        return self._reading

    def _head(self, row: list[str]) -> None:
        self._columns = [column_of(cell) for cell in row]
        for needed in ("node", "text"):
            if needed not in self._columns:
                raise CannotRead(
                    _("The table has no column “%(name)s”; its first row names the columns.")
                    % {"name": heading_of(needed)}
                )
        unknown = [cell for cell, column in zip(row, self._columns, strict=True) if not column]
        for cell in [cell for cell in unknown if cell.strip()]:
            self._reading.warnings.append(
                _("Column “%(name)s” is not known and is left out.") % {"name": cell.strip()[:60]}
            )

    def _cells(self, row: int, cells: list[str]) -> Cells:
        found: Cells = {}
        for place, cell in enumerate(cells):
            column = self._columns[place] if place < len(self._columns) else None
            if column is None:
                if cell.strip() and place >= len(self._columns):
                    self._fault(row, "", _("there is a cell beyond the last column"))
            elif column in found:
                if cell.strip():
                    self._fault(row, column, _("the table has this column twice"))
            elif cell.strip():
                found[column] = cell
        return found

    def _row(self, row: int, cells: Cells) -> None:
        said = cells.pop("row", "")
        kind = row_kind_of(said) if said.strip() else _likely_kind(cells)
        if kind is None:
            self._fault(row, "row", _("“%(word)s” is no kind of row") % {"word": said[:40]})
            return
        node = cells.pop("node", "").strip()
        if not node:
            self._fault(row, "node", _("this cell is empty"))
            return
        getattr(self, f"_{kind}")(row, node, cells)

    def _setting(self, row: int, name: str, cells: Cells) -> None:
        value: Any = cells.get("text", "")
        head, _dot, rest = name.partition(".")
        if name not in SETTINGS:
            self._fault(row, "node", _("“%(word)s” is no setting") % {"word": name[:40]})
            return
        self._rows.setdefault(name, row)
        if name in ("schema_version", "difficulty", "minutes", "pass.level", "pass.achievement"):
            value = number(value)
        elif name == "client.age":
            value = number(value) if value.strip() else None
        elif name == "competencies":
            value = [one for one in re.split(r"[;\s]+", value.strip()) if one]
        elif name == "pass.competencies":
            value = self._parsed(row, "text", value, required)
        if rest:
            self._data.setdefault(head, {})[rest] = value
        else:
            self._data[head] = value

    def _variable(self, row: int, key: str, cells: Cells) -> None:
        self._rows.setdefault(f"variables.{key}", row)
        variable: dict[str, Any] = {"key": key, "label": cells.get("title", "")}
        for name in ("min", "max", "start"):
            if name in cells:
                variable[name] = number(cells[name])
        for name, column in (("kind", "kind"), ("shown", "shown"), ("better", "wish")):
            if column in cells:
                variable[name] = cells[column].strip()
        variable["words"] = listed(cells.get("words", ""))
        variable["band"] = self._parsed(row, "band", cells.get("band", ""), pair)
        self._data["variables"].append(variable)

    def _scene(self, row: int, node: str, cells: Cells) -> None:
        if self._rows.get(f"nodes.{node}") and "text" in self._scenes.get(node, {}):
            self._fault(row, "node", _("“%(name)s” is in the table twice") % {"name": node[:40]})
            return
        scene = self._scene_of(row, node)
        scene["text"] = cells.get("text", "")
        scene |= {key: cells[key] for key in _TEXT_KEYS if key in cells}
        self._rows[f"nodes.{node}"] = row

    def _scene_of(self, row: int, node: str) -> dict[str, Any]:
        if node not in self._scenes:
            self._scenes[node] = {"id": node, "choices": []}
            self._data["scenes"].append(self._scenes[node])
            self._rows.setdefault(f"nodes.{node}", row)
        return self._scenes[node]

    def _choice(self, row: int, node: str, cells: Cells) -> None:
        scene = self._scene_of(row, node)
        if "scene_text" in cells:
            scene.setdefault("text", cells["scene_text"])
        name = cells.get("choice", "").strip() or _free_id(scene["choices"])
        self._rows[f"nodes.{node}.choices.{name}"] = row
        choice: dict[str, Any] = {
            "id": name,
            "text": cells.get("text", ""),
            "to": cells.get("to", "").strip(),
            "when": _lines(cells.get("when", "")),
            "effects": _lines(cells.get("effects", "")),
            "qualities": self._parsed(
                row, "qualities", cells.get("qualities", ""), numbers_by_name
            ),
            "once": flag(cells.get("once", "")),
            "recommended": flag(cells.get("recommended", "")),
        }
        if "weight" in cells:
            choice["weight"] = number(cells["weight"])
        scene["choices"].append(choice | {key: cells[key] for key in _CHOICE_TEXTS if key in cells})

    def _router_of(self, row: int, node: str) -> dict[str, Any]:
        if node not in self._routers:
            self._routers[node] = {"id": node, "rules": [], "else": ""}
            self._data["routers"].append(self._routers[node])
            self._rows.setdefault(f"nodes.{node}", row)
        return self._routers[node]

    def _rule(self, row: int, node: str, cells: Cells) -> None:
        rules = self._router_of(row, node)["rules"]
        self._rows[f"nodes.{node}.rules.{len(rules)}"] = row
        rules.append({"when": _lines(cells.get("when", "")), "to": cells.get("to", "").strip()})

    def _otherwise(self, row: int, node: str, cells: Cells) -> None:
        self._router_of(row, node)["else"] = cells.get("to", "").strip()
        self._rows[f"nodes.{node}.else"] = row

    def _ending(self, row: int, node: str, cells: Cells) -> None:
        self._rows.setdefault(f"nodes.{node}", row)
        ending: dict[str, Any] = {
            "id": node,
            "text": cells.get("text", ""),
            "title": cells.get("title", ""),
            "level": number(cells.get("level", "")),
            "follow_up": listed(cells.get("follow_up", "")),
        }
        self._data["endings"].append(ending)

    def _parsed(self, row: int, column: str, cell: str, parse: Any) -> Any:
        try:
            return parse(cell)
        except ValueError:
            text = _("“%(text)s” cannot be read") % {"text": cell[:60]}
            self._fault(row, column, text)
            return parse("")

    def _judge(self) -> None:
        for scene in self._scenes.values():
            scene.setdefault("text", "")
        first = next((node["id"] for node in self._data["scenes"]), "")
        defaults = {"code": "imported", "title": _("Imported role-play"), "start": first}
        for name in [name for name in defaults if name not in self._data]:
            self._reading.warnings.append(
                _("The table has no row for “%(name)s”.") % {"name": name}
            )
        try:
            document = from_text(defaults | self._data)
        except InvalidText as error:
            self._reading.errors += [self._fault_at(problem) for problem in error.problems]
            del self._reading.errors[MOST_FAULTS:]
        else:
            self._reading.stories.append(story_of(document))

    def _fault_at(self, problem: Problem) -> str:
        """A fault of the document by its row and column."""
        parts = problem.path.split(".")
        language = get_language() or "uk"
        for length in range(len(parts), 0, -1):
            if row := self._rows.get(".".join(parts[:length])):
                column = _column_of_path(parts, length)
                return _at(row, column, sentence(problem, language))
        return f"{shown_place(problem.path)}: {sentence(problem, language)}"

    def _fault(self, row: int, column: str, words: str) -> None:
        if len(self._reading.errors) < MOST_FAULTS:
            self._reading.errors.append(_at(row, column, words))


def _column_of_path(parts: list[str], length: int) -> str:
    """``length``: how many parts of the path the row stands for."""
    if length == len(parts):
        whole = {"nodes": "node", "variables": "node"}.get(parts[0], "text")
        return "choice" if "choices" in parts[2:3] else whole
    if parts[0] not in ("nodes", "variables"):
        return "text"
    column = _PATH_COLUMNS.get(parts[length], parts[length])
    return "wish" if parts[0] == "variables" and column == "better" else column


def _at(row: int, column: str, words: str) -> str:
    if not column or column.isdigit():
        return _("Row %(row)d: %(words)s") % {"row": row, "words": words}
    return _("Row %(row)d, column “%(column)s”: %(words)s") % {
        "row": row,
        "column": heading_of(column),
        "words": words,
    }


def _free_id(choices: list[dict[str, Any]]) -> str:
    taken = {choice["id"] for choice in choices[: len(LETTERS)]}
    return next((letter for letter in LETTERS if letter not in taken), "z")


def _likely_kind(cells: Mapping[str, str]) -> str:
    if "level" in cells:
        return "ending"
    return "choice" if "to" in cells or "choice" in cells else "scene"


def _lines(cell: str) -> list[str]:
    return [one for one in _SPLIT.split(cell.strip()) if one]
