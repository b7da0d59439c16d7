"""Zip packages, read without trust: judged by their directory before anything is unpacked.

Nothing is ever written under a name that a package gives, and nothing inside a package is opened as
a package.
"""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from modules.decoding import CannotRead

MOST_ENTRIES = 500
MOST_UNPACKED = 50 * 1024 * 1024
# 100 times smaller is what a bomb looks like; a small file of spaces may be that small honestly.
MOST_RATIO = 100
SMALL = 1024 * 1024
_END_SIZE = 22
_MOST_DIRECTORY = MOST_ENTRIES * 1200  # bytes: a name, a comment and Unix attributes for each
_PLAIN = (0, stat.S_IFREG, stat.S_IFDIR)
_DRIVE = re.compile(r"^[A-Za-z]:")


@dataclass(frozen=True)
class Limits:
    """``unpacked``: bytes of all entries together, as declared and as read."""

    entries: int = MOST_ENTRIES
    unpacked: int = MOST_UNPACKED


class Package:
    """The files of a zip by their names; each is read when asked for, within the bounds.

    Raises :class:`CannotRead` from the constructor and from :meth:`read`, in plain words.
    """

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        _check_directory_size(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
            raise CannotRead(_("The archive is damaged.")) from error
        _check_entries(infos, limits, self._zip.start_dir)
        self._infos = {info.filename: info for info in infos if not info.is_dir()}
        self._left = limits.unpacked

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def names(self) -> list[str]:
        """Names of files, in the order of the directory; folders are left out."""
        return list(self._infos)

    def read(self, name: str) -> bytes:
        """The content of one file. Raises ``KeyError`` for a name that is not there."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as stream:
                content = stream.read(min(info.file_size, self._left) + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            RuntimeError,
            ValueError,
            struct.error,
        ) as error:
            raise CannotRead(
                _("The archive is damaged: “%(name)s” cannot be unpacked.") % {"name": shown(name)}
            ) from error
        if len(content) > info.file_size or len(content) > self._left:
            raise CannotRead(
                _("“%(name)s” in the archive is larger than the archive says.")
                % {"name": shown(name)}
            )
        self._left -= len(content)
        return content


def shown(name: str) -> str:
    """A name from a file, fit for a message: short and without control characters."""
    plain = "".join(c if c.isprintable() else "�" for c in name)
    return plain if len(plain) <= 80 else plain[:77] + "…"


def _check_directory_size(data: bytes) -> None:
    """Refuse by the end record alone what would make Python read a huge directory.

    The record is looked for as ``zipfile`` looks for it.
    """
    if data[-_END_SIZE : -_END_SIZE + 4] == b"PK\x05\x06" and data[-2:] == b"\0\0":
        start = len(data) - _END_SIZE
    else:
        start = data.rfind(b"PK\x05\x06", max(len(data) - _END_SIZE - 65535, 0))
    if start < 0 or len(data) - start < _END_SIZE:
        raise CannotRead(_("The archive is damaged: its list of contents is missing."))
    disk, first_disk, here, total, size, _offset = struct.unpack_from("<HHHHLL", data, start + 4)
    if data[max(start - 20, 0) : max(start - 20, 0) + 4] == b"PK\x06\x07" or size == 0xFFFFFFFF:
        raise CannotRead(_("Archives of the Zip64 form are not accepted; pack it anew."))
    if disk or first_disk or here != total:
        raise CannotRead(_("Archives in several parts are not accepted."))
    if total > MOST_ENTRIES or size > _MOST_DIRECTORY:
        raise _too_many(MOST_ENTRIES)


def _check_entries(infos: list[zipfile.ZipInfo], limits: Limits, directory: int) -> None:
    if len(infos) > limits.entries:
        raise _too_many(limits.entries)
    seen: set[str] = set()
    for info in infos:
        _check_name(info)
        same = unicodedata.normalize("NFC", info.filename).casefold().rstrip("/")
        if same in seen:
            raise CannotRead(
                _("“%(name)s” is in the archive twice.") % {"name": shown(info.filename)}
            )
        seen.add(same)
        _check_form(info)
    if sum(info.file_size for info in infos) > limits.unpacked:
        raise CannotRead(
            _("Unpacked, the archive is larger than %(megabytes)s MB.")
            % {"megabytes": limits.unpacked // (1024 * 1024)}
        )
    _check_overlap(infos, directory)


def _check_name(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    parts = name.split("/")
    if (
        "\\" in name
        or "\0" in name
        or name.startswith("/")
        or _DRIVE.match(name)
        or ".." in parts
        or not name
        or len(name) > 1000
    ):
        raise CannotRead(_("“%(name)s” in the archive leads outside it.") % {"name": shown(name)})


def _check_form(info: zipfile.ZipInfo) -> None:
    name = {"name": shown(info.filename)}
    if info.flag_bits & 0x41:
        raise CannotRead(_("“%(name)s” in the archive is encrypted.") % name)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK or (info.create_system == 3 and kind not in _PLAIN):
        raise CannotRead(_("“%(name)s” in the archive is a link, not a file.") % name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise CannotRead(_("“%(name)s” is packed in a way that is not accepted.") % name)
    if info.file_size > max(SMALL, MOST_RATIO * info.compress_size):
        raise CannotRead(_("“%(name)s” unpacks to suspiciously much.") % name)


def _check_overlap(infos: list[zipfile.ZipInfo], directory: int) -> None:
    """Entries that share bytes are how a small archive unpacks to a huge one."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in ordered[1:]] + [directory]
    for info, end in zip(ordered, ends, strict=False):
        if info.header_offset + 30 + info.compress_size > end:
            raise CannotRead(
                _("The archive is damaged: “%(name)s” overlaps what follows it.")
                % {"name": shown(info.filename)}
            )


def _too_many(most: int) -> CannotRead:
    return CannotRead(_("The archive holds more than %(most)s files; pack fewer.") % {"most": most})
