"""What a file is says its content first, its name second; what is unclear is refused."""

import json
from contextlib import suppress

import pytest

from assessments.quizzes.exchange.detect import FORMATS, format_of, read_file
from assessments.quizzes.exchange.neutral import CannotRead
from assessments.quizzes.exchange.soundness import reason_against
from tests.quizzes.documents import every_document
from tests.quizzes.exchange.qti_items import CHOICE, archive, as_version_3, package

GIFT = "Що ви зробите? {=почекаю ~перерву}"
AIKEN = "Що ви зробите?\nA. Почекаю\nB. Перерву\nANSWER: A"
CSV = "питання;правильні;відповідь 1;відповідь 2\nЩо?;1;а;б"
MOODLE = (
    '<?xml version="1.0"?><quiz><question type="truefalse"><name><text>а</text></name>'
    '<questiontext format="html"><text>Так?</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer>'
    '<answer fraction="0"><text>false</text></answer></question></quiz>'
)
H5P = archive(
    {
        "h5p.json": json.dumps({"mainLibrary": "H5P.TrueFalse"}),
        "content/content.json": json.dumps({"question": "Так?", "correct": "true"}),
    }
)


@pytest.mark.parametrize("name", ["файл", "a.txt", "a.bin", "дивна.назва.zip"])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (GIFT, "gift"),
        ("// лише пояснення\n\n// і все", "gift"),
        ("::назва::Опишіть розмову {}", "gift"),
        (AIKEN, "aiken"),
        (CSV, "csv"),
        ("\ufeff" + CSV, "csv"),
        (MOODLE, "moodle-xml"),
        ("\ufeff" + MOODLE, "moodle-xml"),
        ("<!-- {=так} ANSWER: A -->\n" + MOODLE.partition("?>")[2], "moodle-xml"),
        (CHOICE, "qti"),
        (as_version_3(CHOICE), "qti"),
        (package({"i.xml": CHOICE}), "qti"),
        (H5P, "h5p"),
    ],
)
def test_content_decides(name, data, expected):
    data = data.encode() if isinstance(data, str) else data

    assert format_of(name, data) == expected


def test_a_name_does_not_make_a_file_what_it_is_not():
    assert format_of("a.gift", MOODLE.encode()) == "moodle-xml"
    assert format_of("a.csv", GIFT.encode()) == "gift"
    assert format_of("a.xml", CSV.encode()) == "csv"


def test_a_name_decides_where_content_does_not():
    both = GIFT + "\n\n" + AIKEN

    assert format_of("a.gift", both.encode()) == "gift"
    assert format_of("a.aiken", both.encode()) == "aiken"
    with pytest.raises(CannotRead):
        format_of("a.txt", both.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n \n",
        "Просто текст без питань.".encode(),
        b"{}",
        b"[1, 2]",
        b"%PDF-1.7 \x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"<html><body>x</body></html>",
        b"<!DOCTYPE html><html/>",
        b"<xml",
        "Що? {=так ~ні}".encode("cp1251"),
        archive({"[Content_Types].xml": "x", "word/document.xml": "x"}),
        archive({"readme.txt": "x"}),
        archive({"inner.zip": archive({"i.xml": CHOICE})}),
    ],
)
def test_what_is_none_of_them_is_refused_in_words(data):
    with pytest.raises(CannotRead) as refused:
        read_file("файл", data)

    assert len(str(refused.value)) > 10


def test_the_refusal_lists_what_is_accepted():
    with pytest.raises(CannotRead) as refused:
        read_file("файл", "Просто текст.".encode())

    assert all(name in str(refused.value) for name in ("GIFT", "Moodle", "Aiken", "QTI", "H5P"))


def test_ten_megabytes_are_the_most():
    with pytest.raises(CannotRead):
        read_file("a.gift", b"x" * (10 * 1024 * 1024 + 1))


@pytest.mark.parametrize("chosen", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\x00", b"PK\x03\x04", b"<a/>", "ї".encode("cp1251")])
def test_a_format_chosen_by_hand_never_crashes(chosen, data):
    with suppress(CannotRead):
        assert read_file("файл", data, chosen).questions == []


def test_a_format_that_is_none_is_refused():
    with pytest.raises(CannotRead):
        read_file("файл", GIFT.encode(), "doc")


# --- The last gate ------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", every_document())
def test_every_good_question_passes(kind):
    assert reason_against(every_document()[kind]) == ""


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("one", {"options": []}),
        ("one", {"options": [{"text": "а", "right": False}, {"text": "б", "right": False}]}),
        ("one", {"options": [{"text": "", "right": True}, {"text": "б", "right": False}]}),
        ("one", {"options": None}),
        ("one", {"options": [1, 2]}),
        ("one", {"prompt": " "}),
        ("one", {"prompt": ["список"]}),
        ("one", {"prompt": "ш" * 20_001}),
        ("one", {"kind": "гра"}),
        ("one", {"kind": ["one"]}),
        ("many", {"options": [{"text": "а", "right": True}] * 201}),
        ("number", {"answers": [{"value": "сім", "fraction": "100"}]}),
        ("number", {"answers": [{"value": "7", "tolerance": "багато", "fraction": "100"}]}),
        ("short", {"answers": [{"text": "а", "fraction": "половина"}]}),
        ("short", {"answers": [{"text": "а", "fraction": "50"}]}),
        ("matching", {"choices": []}),
        ("gap_text", {"options": [{"id": "g1", "type": "number", "answers": [5]}]}),
    ],
)
def test_no_question_without_a_right_answer_passes(kind, change):
    assert reason_against({**every_document()[kind], **change})
