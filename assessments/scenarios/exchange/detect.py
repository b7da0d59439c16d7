"""One door for every format: what a file is says its content; its name, where that is silent."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.exchange import (
    h5p,
    own_json,
    refusals,
    tables,
    twee,
    twine_html,
    twine_json,
)
from assessments.scenarios.exchange.json_values import parsed
from assessments.scenarios.exchange.neutral import CannotRead, Reading
from assessments.scenarios.exchange.table_columns import column_of
from modules import spreadsheets
from modules.decoding import MOST_BYTES, text_in_an_old_encoding
from modules.packages import Package

AUTO = "auto"
FORMATS = ("json", "csv", "xlsx", "twee", "twine-html", "twine-json", "h5p", "ink-json")

_TWEE = re.compile(r"^::[ \t]*\S", re.MULTILINE)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ENDINGS = {"twee": "twee", "tw": "twee", "csv": "csv", "tsv": "csv"}


def read_file(name: str, data: bytes, format: str = AUTO) -> Reading:
    """The role-plays of a file as drafts. Never raises: a file that is refused has ``errors``."""
    try:
        return _read(name, data, format)
    except CannotRead as error:
        found = getattr(error, "format", "") or _guess(name, data, format)
        return Reading(found, errors=[str(error)])


def _read(name: str, data: bytes, format: str) -> Reading:
    if len(data) > MOST_BYTES:
        raise CannotRead(
            _("The file is larger than %(megabytes)d MB. Split it into several files.")
            % {"megabytes": MOST_BYTES // 1024**2}
        )
    if data.startswith(_ZIP):
        return _of_package(data, format)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CannotRead(_("Old Excel and Word files are not accepted; save as XLSX or CSV."))
    if format == "xlsx":
        raise CannotRead(_("This is no XLSX file."))
    text, is_old = text_in_an_old_encoding(data)
    if not text.strip():
        raise CannotRead(_("The file is empty."))
    chosen = _format_of_text(name, text) if format == AUTO else format
    if chosen == "csv":
        return tables.read_csv(data)
    reading = _TEXT_READERS[chosen](text)
    if is_old:
        reading.warnings.insert(0, _("The file was read as Windows-1251; check its letters."))
    return reading


def _guess(name: str, data: bytes, format: str) -> str:
    """What to call a file in its refusal: the format chosen, else what it looks like."""
    if format != AUTO:
        return format
    if data.startswith(_ZIP):
        return "h5p" if name.lower().endswith(".h5p") else "zip"
    try:
        return _format_of_text(name, text_in_an_old_encoding(data)[0])
    except (CannotRead, IndexError):
        return "unknown"


def _of_package(data: bytes, format: str) -> Reading:
    names = Package(data).names()
    if "xl/workbook.xml" in names and format in (AUTO, "xlsx", "csv"):
        return tables.read_xlsx(data)
    if h5p.HEAD in names and format in (AUTO, "h5p"):
        return h5p.read_package(data)
    if any(name.endswith(("activitymodel.xml", "virtualpatientdata.xml")) for name in names):
        raise refusals.mvp()
    if format == "h5p":
        raise CannotRead(_("The package lacks “%(name)s”.") % {"name": h5p.HEAD})
    raise _unknown()


def _format_of_text(name: str, text: str) -> str:
    start = text.lstrip()
    if start[0] in "{[":
        return "json"
    if start[0] == "<":
        if twine_html.looks_like_twine(text):
            return "twine-html"
        refusals.refuse_xml(text)
        raise _unknown()
    if _is_table(text):
        return "csv"
    if _TWEE.search(text):
        return "twee"
    if twine_html.looks_like_twine(text):
        return "twine-html"
    refusals.refuse_text(name, text)
    chosen = _ENDINGS.get(name.lower().rpartition(".")[2])
    if chosen is None:
        raise _unknown()
    return chosen


def _is_table(text: str) -> bool:
    delimiter = spreadsheets.likeliest_delimiter(text, lambda cell: column_of(cell) is not None)
    head = text.lstrip("\n").partition("\n")[0][:20_000]
    columns = [column_of(cell.strip('"')) for cell in head.split(delimiter)]
    return sum(column is not None for column in columns) > 1


def _read_json(text: str) -> Reading:
    """Whichever story the value is; a program or a record of learning is refused by name."""
    value = parsed(text)
    for format, looks_like, read in _JSON_READERS:
        if looks_like(value):
            try:
                return read(value)
            except CannotRead as error:
                raise refusals.Refused(format, str(error)) from error
    if refusals.is_ink(value):
        raise refusals.compiled_ink(value)
    if refusals.is_xapi(value):
        raise refusals.xapi()
    raise _unknown()


def _read_chosen(
    looks_like: Callable[[object], bool], read: Callable[[Any], Reading], name: str
) -> Callable[[str], Reading]:
    def reader(text: str) -> Reading:
        value = parsed(text)
        if not looks_like(value):
            raise CannotRead(_("This is no file of the format %(name)s.") % {"name": name})
        return read(value)

    return reader


def _read_ink(text: str) -> Reading:
    value = parsed(text)
    if refusals.is_ink(value):
        raise refusals.compiled_ink(value)
    raise CannotRead(_("This is no file of the format %(name)s.") % {"name": "ink-json"})


_JSON_READERS: tuple[tuple[str, Callable[[object], bool], Callable[[Any], Reading]], ...] = (
    (own_json.FORMAT, own_json.looks_like_ours, own_json.read),
    (twine_json.FORMAT, twine_json.looks_like_twine, twine_json.read),
    (h5p.FORMAT, h5p.looks_like_h5p, h5p.read),
)
_TEXT_READERS: Mapping[str, Callable[[str], Reading]] = {
    "json": _read_json,
    "twee": twee.read,
    "twine-html": twine_html.read,
    "twine-json": _read_chosen(twine_json.looks_like_twine, twine_json.read, "Twine JSON"),
    "h5p": _read_chosen(h5p.looks_like_h5p, h5p.read, "H5P"),
    "ink-json": _read_ink,
}


def _unknown() -> CannotRead:
    return CannotRead(
        _(
            "What kind of file this is cannot be told. Accepted are: our JSON, our table as CSV or"
            " XLSX, Twee, Twine 2 HTML and archives, Twine JSON, H5P Branching Scenario."
        )
    )
