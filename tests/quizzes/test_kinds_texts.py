"""How words and numbers are read and compared."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.kinds.base import share_of
from assessments.quizzes.kinds.number import is_near, measured
from assessments.quizzes.kinds.texts import fits, literal


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("п'ять", "п’ять"),
        ("п'ять", "пʼять"),
        ("п’ять", "п'ять"),
        ("йод", "и\u0306од"),  # decomposed й
        ("їжа", "і\u0308жа"),
        ("два слова", "  два \n слова\u00a0"),
        ("*", "будь-що"),
        ("*", ""),
        ("ст. *", "ст. 8"),
        ("*право*", "безоплатне право людини"),
        ("а*б*в", "а-б-б-в"),
        (r"\*103", "*103"),
        (r"*\*", "зірка *"),
        ("a.c", "A.C"),
    ],
)
def test_a_text_fits(pattern, text):
    assert fits(pattern, text, case=False)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("п'ять", "пять"),
        (r"\*103", "0103"),
        ("а*а", "а"),  # one letter cannot be both ends
        ("*б*б*", "аба"),
        ("a.c", "abc"),
        ("ст. *", "стаття 8"),
        ("слово", "слово друге"),
    ],
)
def test_a_text_does_not_fit(pattern, text):
    assert not fits(pattern, text, case=False)


def test_capitals_matter_only_where_asked():
    assert fits("ЦНАП", "цнап", case=False)
    assert not fits("ЦНАП", "цнап", case=True)
    assert fits("ЦНАП", "ЦНАП", case=True)


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_a_wildcard_takes_whatever_stands_between(start, between, end):
    plain = (start + between + end).replace("*", "").replace("\\", "").replace("\ue000", "")
    for cut in range(len(plain) + 1):
        assert fits(f"{plain[:cut]}*", plain, case=True) or plain[:cut] != plain[:cut].rstrip()


def test_many_wildcards_take_no_long_time():
    assert not fits("*а" * 30 + "*б", "а" * 500, case=False)


def test_a_pattern_has_a_text_that_fits_it():
    for pattern in ("*таємниц*", r"\*103", "a * b"):
        assert fits(pattern, literal(pattern), case=True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("−5", -5),
        ("+5", 5),
        ("0,5", Fraction(1, 2)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("1 000", 1000),
        ("1\u00a0000", 1000),
        ("1\u202f000,25", Fraction(4001, 4)),
        ("12 345 678", 12_345_678),
        ("1e6", 1_000_000),
        ("1Е-2", Fraction(1, 100)),  # a Cyrillic letter looks the same
        (" 7 ", 7),
    ],
)
def test_a_number_is_read_as_people_write_it(text, value):
    assert measured(text).value == value
    assert measured(text).unit == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "слово",
        "0,1+0,2",
        "1/2",
        "1-2",
        "2*3",
        "1 0000",
        "10 00",
        "1,000.5",
        "1.000.000",
        "1e9999",
        "1e101",
        "٣",
        "NaN",
        "Infinity",
        "0x10",
    ],
)
def test_what_is_no_number_is_not_made_one(text):
    number = measured(text)
    assert number is None or number.unit


@pytest.mark.parametrize(
    ("text", "unit"), [("5 грн", "грн"), ("5грн.", "грн."), ("50%", "%"), ("20 м²", "м²")]
)
def test_words_after_the_number_are_its_unit(text, unit):
    assert measured(text).unit == unit


def answer(value, tolerance="0", kind="nominal"):
    return {"value": value, "tolerance": tolerance, "tolerance_kind": kind}


@pytest.mark.parametrize(
    ("given_text", "accepted", "is_in"),
    [
        ("0,3", answer("0.30000000000000004"), True),  # noise of floating point
        ("0,3", answer("0.3000001"), False),
        ("1,1", answer("1", "0.1"), True),
        ("1,1000001", answer("1", "0.1"), False),
        ("90", answer("100", "0.1", "relative"), True),
        ("89,99", answer("100", "0.1", "relative"), False),
        ("-90", answer("-100", "0.1", "relative"), True),
        ("-50", answer("-100", "1", "geometric"), True),
        ("-200", answer("-100", "1", "geometric"), True),
        ("-201", answer("-100", "1", "geometric"), False),
        ("0,000000000000001", answer("0.000000000000002"), False),  # noise is a share, not a size
        ("5", answer("п'ять"), False),
    ],
)
def test_a_number_is_near_or_not(given_text, accepted, is_in):
    assert is_near(measured(given_text).value, accepted) is is_in


@pytest.mark.parametrize(
    ("percent", "share"),
    [
        ("100", 1),
        ("33.33333", Fraction(1, 3)),
        ("16.67", Fraction(1, 6)),
        ("14.28571", Fraction(1, 7)),
        ("-50", Fraction(-1, 2)),
        ("12.34", Fraction(617, 5000)),
        ("250", 1),
        ("-1e30", -1),
        (50, Fraction(1, 2)),
    ],
)
def test_per_cent_are_read_as_the_fractions_they_stand_for(percent, share):
    assert share_of(percent) == share
