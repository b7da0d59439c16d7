"""Bytes become text that is certainly right, or are refused with words that help."""

import codecs

import pytest

from assessments.quizzes.exchange import aiken, gift, moodle
from assessments.quizzes.exchange.neutral import CannotRead
from modules.decoding import MOST_BYTES, lines_of, text_of, xml_text_of

WORDS = "Їжак із ґанку: м’яч, п'ять, об՚єкт — «так» й ї ❤ наголо́с"
MARKED = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
}


@pytest.mark.parametrize("encoding", MARKED)
def test_a_byte_order_mark_says_how_to_read(encoding):
    assert text_of(MARKED[encoding] + WORDS.encode(encoding)) == WORDS


def test_utf8_needs_no_mark_and_letters_stay_composed_as_they_were():
    assert text_of(WORDS.encode()) == WORDS


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_counts_as_one(ending):
    assert text_of(ending.join("абв").encode()) == "а\nб\nв"


@pytest.mark.parametrize("encoding", ["windows-1251", "windows-1252", "koi8-u", "utf-16-le"])
def test_an_encoding_that_says_nothing_of_itself_is_refused(encoding):
    words = "naïve façade" if encoding == "windows-1252" else "Питання про право"

    with pytest.raises(CannotRead, match="UTF-8"):
        text_of(f"line\r\n{words}".encode(encoding))


def test_the_refusal_names_the_line():
    with pytest.raises(CannotRead, match="line 3"):
        text_of(b"a\r\nb\r\n" + "слово".encode("windows-1251"))


@pytest.mark.parametrize("data", [b"a\0b", codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le")])
def test_nul_is_refused(data):
    with pytest.raises(CannotRead, match="NUL"):
        text_of(data)


def test_broken_utf16_is_refused():
    with pytest.raises(CannotRead):
        text_of(codecs.BOM_UTF16_LE + b"\x00\xd8")


def test_a_file_over_the_limit_is_refused_before_it_is_decoded():
    with pytest.raises(CannotRead, match="10 MB"):
        text_of(b"\xff" * (MOST_BYTES + 1))


def xml(encoding, words="Право"):
    return f'<?xml version="1.0" encoding="{encoding}"?><quiz>{words}</quiz>'


@pytest.mark.parametrize("encoding", ["windows-1251", "WINDOWS-1251", "KOI8-U", "iso-8859-5"])
def test_an_xml_declaration_may_name_an_old_encoding(encoding):
    assert "Право" in xml_text_of(xml(encoding).encode(encoding))


def test_xml_saved_anew_as_utf8_under_an_old_declaration_is_read_as_it_is():
    assert "Право" in xml_text_of(xml("windows-1251").encode())


@pytest.mark.parametrize("encoding", ["rot13", "utf-7", "base64", "idna", "no-such"])
def test_a_declared_encoding_that_is_no_table_of_letters_is_refused(encoding):
    with pytest.raises(CannotRead, match=encoding):
        xml_text_of(xml(encoding).encode() + b"\xff")


def test_xml_that_says_utf8_and_is_not_is_refused():
    with pytest.raises(CannotRead, match="UTF-8"):
        xml_text_of(xml("UTF-8").encode("windows-1251"))


def test_lines_keep_their_numbers_across_blank_ones_and_form_feeds_end_none():
    assert list(lines_of("\n\na\fb\n \nв")) == [(3, "a\fb"), (5, "в")]


@pytest.mark.parametrize("reader", [gift.read, aiken.read])
@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" \t"])
def test_an_empty_file_holds_no_questions_and_says_so(reader, data):
    reading = reader(data)

    assert (reading.questions, reading.skipped, len(reading.warnings)) == ([], [], 1)


def test_an_empty_file_is_no_xml():
    with pytest.raises(CannotRead):
        moodle.read(b"")
