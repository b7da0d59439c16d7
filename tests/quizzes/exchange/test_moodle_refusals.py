"""Moodle XML: what is refused, question by question or as a whole."""

import pytest

from assessments.quizzes.exchange import moodle
from assessments.quizzes.exchange.neutral import CannotRead
from tests.quizzes.exchange.moodle_texts import answer, numerical, option, pair, question, read

CHOICE = answer("так", 100) + answer("ні", 0)


@pytest.mark.parametrize(
    ("type_", "inside", "words"),
    [
        ("multichoice", answer("а", 100), "two answers"),
        ("multichoice", answer("а", 50) + answer("б", 0), "full marks"),
        ("multichoice", answer("", 100) + answer("б", 0), "empty"),
        ("multichoice", "<single>0</single>" + answer("а", 0) + answer("б", -5), "marked as right"),
        ("multichoice", answer("а", 100) + answer("б", "багато"), "weight"),
        ("multichoice", answer("а", 100) + answer("б", 101), "weight"),
        ("truefalse", answer("true", 0) + answer("false", 0), "full marks"),
        ("truefalse", answer("правда", 100), "called"),
        ("shortanswer", answer("а", 90), "full marks"),
        ("shortanswer", answer(" ", 100), "empty"),
        ("shortanswer", "", "full marks"),
        ("numerical", numerical("п’ять"), "no number"),
        ("numerical", numerical("*"), "no number"),
        ("numerical", numerical("5", "х"), "tolerance"),
        ("matching", pair("а", "1"), "two pairs"),
        ("matching", pair("а", "1") + pair("б", ""), "right side"),
        ("ordering", answer("а", 1), "two items"),
        ("gapselect", option("а") + option("б"), "no gaps"),
        ("random", "", "random"),
        ("calculated", "", "calculated"),
        ("", "", "type"),
        ("essay", "<defaultgrade>-1</defaultgrade>", "points"),
    ],
)
def test_a_broken_question_is_named_with_its_line_and_spoils_no_neighbour(type_, inside, words):
    good = question("essay", "").replace("Питання", "сусід")
    reading = read(f"\n{good}\n{question(type_, inside)}\n{good}")

    assert [(one.name, one.line, words in one.reason) for one in reading.skipped] == [
        ("Питання", 3, True)
    ]
    assert [one.name for one in reading.questions] == ["сусід", "сусід"]


@pytest.mark.parametrize(
    ("prompt", "words"),
    [("Слово [[3]]", "[[3]]"), ("Слово [[1]] [[g1]]", "own sign"), ("", "no gaps")],
)
def test_gaps_without_a_choice_are_refused(prompt, words):
    reading = read(question("gapselect", option("а") + option("б"), prompt=prompt))

    assert words in reading.skipped[0].reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<quiz><question></quiz>", "line 1"),
        (b"<quiz>\n<a>", "line 2"),
        (b"text", "line 1"),
        (b"<html></html>", "<html>"),
        (b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz/>', "DOCTYPE"),
        (b'<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
        (b"<!DOCTYPE quiz><quiz/>", "DOCTYPE"),
    ],
)
def test_a_file_that_is_no_safe_moodle_xml_is_refused(data, words):
    with pytest.raises(CannotRead) as refusal:
        moodle.read(data)

    assert words in str(refusal.value)
