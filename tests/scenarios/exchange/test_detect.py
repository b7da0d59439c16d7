"""What a file is says its content; what is not read is refused by its name."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios.exchange.detect import AUTO, FORMATS, read_file
from tests.scenarios.exchange.reading import content, package, read, refusal
from tests.scenarios.strategies import UNHURRIED

INK = "VAR x = 1\n=== knot ===\nДобрий день.\n* [Так] -> END\n+ Ні\n-> knot\n"
YARN = "title: Start\ntags: a\n---\nНадія: Добрий день.\n-> Так\n    <<jump End>>\n===\n"
CHOICESCRIPT = "*create trust 5\n*choice\n  #Так\n    *goto end\n"
STATEMENT = {"actor": {}, "verb": {"id": "x"}, "object": {}}


@pytest.mark.parametrize(
    ("data", "name", "format"),
    [
        (content("ink.json"), "compiled ink (version 21)", "ink-json"),
        (b"\xef\xbb\xbf" + content("ink.json"), "compiled ink", "ink-json"),
        (INK, "ink (.ink)", "ink"),
        (YARN, "Yarn", "yarn"),
        (CHOICESCRIPT, "ChoiceScript", "choicescript"),
        (json.dumps(STATEMENT), "xAPI", "xapi"),
        (json.dumps([STATEMENT]), "xAPI", "xapi"),
        (json.dumps({"statements": [STATEMENT], "more": ""}), "xAPI", "xapi"),
        ("<?xml version='1.0'?><ActivityModel/>", "MVP", "mvp"),
        (package(imsmanifest__xml="x", **{"activitymodel.xml": "<a/>"}), "MVP", "mvp"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(data, name, format):
    reading = read(data)

    assert reading.format == format
    assert name in reading.errors[0]


def test_the_refusal_of_ink_says_what_to_do():
    assert "[[text->Name]]" in refusal(INK)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("", "empty"),
        (" \n\n", "empty"),
        ("Просто текст.", "cannot be told"),
        ("<html><body>Нічого</body></html>", "cannot be told"),
        ("[]", "cannot be told"),
        ('{"a": 1}', "cannot be told"),
        ('{"schema_version": 1, "schema_version": 1}', "occurs twice"),
        ('{"schema_version": 2, "nodes": {}}', "version 2"),
        ('{"schema_version": 1}', "required field"),
        ('{"schema_version": NaN}', "no valid JSON"),
        ('{\n"schema_version": 1,,', "line 2"),
        ("[" * 100_000, "no valid JSON"),
        (b"\x00\x01\x02", "NUL"),
        (b"\xd0\xcf\x11\xe0 old", "Old Excel"),
        (package(a="b"), "cannot be told"),
        (b"PK\x05\x06" + b"\0" * 18, "cannot be told"),
        ("x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_what_is_no_story_is_refused_in_plain_words(data, reason):
    assert reason in refusal(data)


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_chosen_wrongly_is_said(format):
    if format not in ("h5p", "json"):
        assert refusal(content("quiet.h5p.json"), format=format)
    assert read(content("quiet.h5p.json"), format="h5p").format == "h5p"


@UNHURRIED
@given(st.binary(max_size=300), st.sampled_from((AUTO, *FORMATS)))
def test_no_bytes_break_the_reading(data, format):
    reading = read_file("x", data, format)

    assert reading.stories or reading.errors


PARTS = (
    *(":: A\n", "[[", "]]", "->", "|", "(set: $a to 1)", "(if: $a", ")[", "]", "(else:)[", "`"),
    *("<<if $a gt 1>>", "<<else>>", "<</if>>", "<<set $a += 1>>", '<<link "a" "A">>', "<</link>>"),
    *("<%", "%>", "if (s.a > 1) {", "}", "--\n", "a: 1\n", "[if a > 1]\n", "[else]\n"),
    *("{link to: 'A'}", "<script>", "</script>", "<!--", "-->", "$a", "'", '"', "\\", "\n"),
    *("(go-to: 'A')", "слово "),
)


@UNHURRIED
@given(
    st.lists(st.sampled_from(PARTS), max_size=40),
    st.sampled_from(["Harlowe", "SugarCube", "Chapbook", "Snowman", "Other"]),
)
def test_no_markup_breaks_the_reading(parts, format):
    data = f':: StoryData\n{{"format": "{format}"}}\n\n:: A\n{"".join(parts)}'

    assert read(data).stories


@pytest.mark.parametrize(
    "part", ["[", "[[", "(if: ", "<<if ", "<!--", "<script>", "`a", "(a:)[", "[[a->b]]", "<% "]
)
@pytest.mark.parametrize("format", ["Harlowe", "SugarCube", "Chapbook", "Snowman"])
def test_markup_made_to_take_long_takes_little(format, part):
    started = time.monotonic()
    for size in (50_000, 3_000_000):
        text = part * (size // len(part))
        read(f':: StoryData\n{{"format": "{format}"}}\n\n:: A\n{text}')

    assert time.monotonic() - started < 6


@pytest.mark.parametrize(
    "text",
    [
        "<tw-storydata name='a'>" * 100_000,
        '<tw-storydata "' * 200_000,
        "<tw-storydata name='a'>" + "<tw-passagedata name='a'>x" * 100_000,
        "<!--" * 500_000 + "<tw-storydata>",
        "<tw-storydata " + "a=b " * 500_000 + ">",
        ":: A\n" * 500_000,
        ":: A [" * 300_000,
        "title:\n" * 300_000,
        "== a ==\n" * 300_000,
    ],
)
def test_files_made_to_take_long_take_little(text):
    started = time.monotonic()
    read(text)

    assert time.monotonic() - started < 6
