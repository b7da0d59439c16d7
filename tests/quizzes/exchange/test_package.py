"""Zip packages are judged by their directory, and read entry by entry within the bounds (E02)."""

import io
import stat
import struct
import zipfile
import zlib

import pytest

from assessments.quizzes.exchange.neutral import CannotRead
from modules.packages import Limits, Package
from tests.quizzes.exchange.qti_items import archive

MEGABYTE = 1024 * 1024


def with_entry(name, content=b"x", *, mode=0, system=3):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        info = zipfile.ZipInfo("x" * len(name.encode()))
        info.create_system, info.external_attr = system, mode << 16
        package.writestr(info, content)
    plain = b"x" * len(name.encode())
    return stream.getvalue().replace(plain, name.encode())


def test_files_are_read_by_name():
    package = Package(archive({"a.xml": "<a/>", "папка/план.png": b"x"}))

    assert package.names() == ["a.xml", "папка/план.png"]
    assert package.read("a.xml") == b"<a/>"
    assert "b.xml" not in package


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/passwd", "C:evil", "a\\b.xml", "..", "a/..", "c:/x.xml"],
)
def test_e02_names_that_lead_outside_are_refused(name):
    with pytest.raises(CannotRead):
        Package(with_entry(name))


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFCHR])
def test_e02_links_and_devices_are_refused(mode):
    with pytest.raises(CannotRead):
        Package(with_entry("link.xml", b"/etc/passwd", mode=mode))


def test_e02_a_name_that_is_there_twice_is_refused():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("A.xml", "1")
        package.writestr("a.XML", "2")

    with pytest.raises(CannotRead):
        Package(stream.getvalue())


def test_e02_too_many_entries_are_refused():
    with pytest.raises(CannotRead):
        Package(archive({f"{number}.xml": "" for number in range(501)}))


def test_e02_a_directory_that_lies_about_its_length_is_refused_unread():
    content = bytearray(archive({f"{number}.xml": "" for number in range(20_000)}))
    struct.pack_into("<HH", content, len(content) - 14, 1, 1)

    with pytest.raises(CannotRead):
        Package(bytes(content))


def test_e02_what_unpacks_to_too_much_is_refused_by_what_it_declares():
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("bomb.xml", b"0" * (8 * MEGABYTE))

    with pytest.raises(CannotRead):
        Package(stream.getvalue())


def test_e02_many_honest_files_that_are_too_much_together_are_refused():
    content = archive({f"{number}.xml": bytes([number]) * 90_000 for number in range(20)})

    Package(content)
    with pytest.raises(CannotRead):
        Package(content, Limits(unpacked=MEGABYTE))


def lying(declared):
    """An entry of 2 MB that says it is ``declared`` bytes long."""
    body = b"0123456789" * 200_000
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(body) + packer.flush()
    name = b"a.xml"
    head = struct.pack(
        "<HHHHHLLLHH", 20, 0, 8, 0, 0, zlib.crc32(body), len(packed), declared, len(name), 0
    )
    local = b"PK\x03\x04" + head + name + packed
    entry = (
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + head[:-2]
        + struct.pack("<HHHHLL", 0, 0, 0, 0, 0, 0)
        + name
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(entry), len(local), 0)
    return local + entry + end


def test_e02_an_entry_larger_than_it_says_is_refused_while_it_is_read():
    package = Package(lying(1000))

    with pytest.raises(CannotRead):
        package.read("a.xml")


def test_the_bound_holds_for_everything_that_is_read_together():
    package = Package(archive({"a": b"x" * 600, "b": b"y" * 600}), Limits(unpacked=1300))

    package.read("a")
    package.read("b")
    with pytest.raises(CannotRead):
        package.read("a")


def test_entries_that_share_bytes_are_refused():
    content = bytearray(lying(2_000_000))
    start = content.index(b"PK\x01\x02")
    entry = bytes(content[start : content.index(b"PK\x05\x06")])
    second = entry.replace(b"a.xml", b"b.xml")
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 2, 2, len(entry) * 2, start, 0)

    with pytest.raises(CannotRead):
        Package(bytes(content[:start]) + entry + second + end)


def test_encrypted_entries_are_refused():
    content = bytearray(archive({"a.xml": "x"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(CannotRead):
        Package(bytes(content))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(method):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as package:
        package.writestr("a.xml", "x")

    with pytest.raises(CannotRead):
        Package(stream.getvalue())


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x05\x06", archive({"a": "b"})[:-5], archive({"a": "b" * 99})[30:]],
    ids=["empty", "a beginning", "an end", "cut at the end", "cut at the beginning"],
)
def test_damaged_archives_are_refused(content):
    with pytest.raises(CannotRead):
        Package(content).read("a")


def test_a_changed_byte_is_found_by_the_checksum():
    content = archive({"a.xml": "слово за словом"})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("a.xml", b"abcdefgh")
    content = stream.getvalue().replace(b"abcdefgh", b"abcdefgX", 1)

    with pytest.raises(CannotRead):
        Package(content).read("a.xml")
