"""Bytes of a file that somebody brought as text: never guessed, never half right.

What says itself how it is written (a byte order mark, an XML declaration) is decoded strictly;
everything else has to be UTF-8.
"""

import codecs
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 100_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(
    rb"""\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']"""
)
# three letters in a row: what another encoding gives looks otherwise
_UKRAINIAN = re.compile("[А-ЩЬЮЯЄІЇҐ]?[а-щьюяєіїґ]{3}")
_INK = re.compile(r"\S")
_DECLARABLE = re.compile(
    r"utf-?8|us-ascii|ascii|(windows-|cp)125[0-8]|iso-8859-\d{1,2}|koi8-[ru]|(ibm|cp)866"
)


class CannotRead(Exception):
    """The whole file is refused; the message is for the person who brought it."""


def text_of(data: bytes) -> str:
    """The text of ``data`` with every line ending as ``\\n`` and without the byte order mark.

    Raises :class:`CannotRead` for anything that is not certainly text in a Unicode encoding.
    """
    _check_size(data)
    encoding, body = _marked(data)
    return _checked(_decoded(body, encoding))


def xml_text_of(data: bytes) -> str:
    """As :func:`text_of`, but an XML declaration may name an encoding of one byte a letter.

    A file that says windows-1251 and is UTF-8 all the same was saved anew by an editor: valid UTF-8
    with letters beyond ASCII is no accident, so it is read as what it is.
    """
    _check_size(data)
    encoding, body = _marked(data)
    declared = _DECLARATION.match(body)
    if body is not data or not declared or _is_utf8(data):
        return _checked(_decoded(body, encoding))
    name = declared[1].decode("ascii").lower()
    if not _DECLARABLE.fullmatch(name):
        raise CannotRead(
            _("The file says its encoding is “%(name)s”, which is not accepted. Save it as UTF-8.")
            % {"name": name}
        )
    return _checked(_decoded(body, name))


def text_in_an_old_encoding(data: bytes) -> tuple[str, bool]:
    """As :func:`text_of`, and whether it was Windows-1251, which is tried after UTF-8.

    For formats that people check before anything is stored: the second value is for them to see.
    """
    _check_size(data)
    encoding, body = _marked(data)
    if encoding == "utf-8" and 0 not in data and not _is_utf8(body):
        text = body.decode("cp1251", errors="replace")
        if "\N{REPLACEMENT CHARACTER}" not in text and _UKRAINIAN.search(text):
            return _checked(text), True
    return _checked(_decoded(body, encoding)), False


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, with their numbers from 1. Only ``\\n`` ends a line.

    Raises :class:`CannotRead` when there are more of them than any real file has.
    """
    number, start = 1, 0
    for _count in range(MOST_LINES):
        ink = _INK.search(text, start)
        if not ink:
            return
        line_start = text.rfind("\n", start, ink.start()) + 1 or start
        number += text.count("\n", start, line_start)
        line_end = text.find("\n", ink.end())
        line_end = len(text) if line_end < 0 else line_end
        yield number, text[line_start:line_end]
        start = line_end
    raise CannotRead(_("The file has too many lines. Split it into several files."))


def _check_size(data: bytes) -> None:
    if len(data) > MOST_BYTES:
        raise CannotRead(
            _("The file is larger than %(megabytes)d MB. Split it into several files.")
            % {"megabytes": MOST_BYTES // 1024**2}
        )


def _marked(data: bytes) -> tuple[str, bytes]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    return "utf-8", data


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(data: bytes, encoding: str) -> str:
    if encoding == "utf-8" and 0 in data:
        raise CannotRead(
            _(
                "Line %(line)d holds a NUL character: this is no text file, or it is UTF-16 without"
                " a byte order mark. Save it as UTF-8 text."
            )
            % {"line": _line_at(data, data.index(0))}
        )
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise CannotRead(
                _("The file is not valid %(encoding)s text. Save it as UTF-8.")
                % {"encoding": encoding}
            ) from error
        raise CannotRead(
            _(
                "The file is not UTF-8 text (line %(line)d); it looks like Windows-1251 or another"
                " old encoding. Open it in a text editor and save it as UTF-8."
            )
            % {"line": _line_at(data, error.start)}
        ) from error


def _checked(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise CannotRead(
            _("Line %(line)d holds a NUL character: this is no text file.") % {"line": line}
        )
    return text


def _line_at(data: bytes, position: int) -> int:
    return data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
