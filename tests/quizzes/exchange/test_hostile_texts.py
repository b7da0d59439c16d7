"""GIFT, Aiken and Moodle XML made to hurt: the time grows with the file and no faster."""

import contextlib
import time

import pytest

from assessments.quizzes.exchange import aiken, gift, moodle
from assessments.quizzes.exchange.neutral import CannotRead
from modules.decoding import MOST_BYTES

SECONDS = 8  # of processor time on a slow machine; one bad pattern takes minutes


def filled(before, piece, after=b""):
    """A file of the greatest size, made when it is needed: all at once they fill the memory."""
    return lambda: before + piece * ((MOST_BYTES - len(before) - len(after)) // len(piece)) + after


def exactly(*parts):
    return lambda: b"".join(parts)


def cloze(piece):
    return filled(
        b'<quiz><question type="cloze"><questiontext><text><![CDATA[',
        piece,
        b"]]></text></questiontext></question></quiz>",
    )


GIFT = {
    "braces": filled(b"", b"{"),
    "pairs of braces": filled(b"", b"{}"),
    "blank lines": filled(b"", b"\n"),
    "spaces": filled(b"", b" "),
    "unclosed questions": filled(b"", b"a{\n\n"),
    "one unclosed question": filled(b"a{\n\n", b"b\n\n"),
    "backslashes": filled(b"", b"\\"),
    "answers": filled(b"Q{", b"~", b"}"),
    "weights": filled(b"Q{~", b"%1", b"}"),
    "digits": filled(b"Q{#", b"1", b"}"),
    "questions": filled(b"", b"Q{T}\n\n"),
    "categories": filled(b"", b"$CATEGORY: a\n"),
    "tags": filled(b"//", b"[tag:", b"\nQ{T}"),
    "open styles": filled(b"[html]", b"<b><i>", b"{T}"),
    "ampersands": filled(b"[html]", b"&", b"{T}"),
    "nested blocks": filled(b"", b"[html]" + b"<div>" * 55 + b"{T}\n\n"),
    "markdown": filled(b"", b"[markdown]" + b"*a " * 3000 + b"{T}\n\n"),
}
AIKEN = {
    "blank lines": filled(b"", b"\n"),
    "questions": filled(b"", b"Q\nA) a\nB) b\nANSWER: A\n\n"),
    "choices": filled(b"Q\n", b"A) a\n"),
    "spaces": filled(b"Q\nA)", b" "),
    "answer lines": filled(b"", b"ANSWER: A\n"),
}
MOODLE = {
    "elements": filled(b"<quiz>", b"<a/>", b"</quiz>"),
    "depth": filled(b"", b"<quiz>"),
    "depth in a question": filled(b"<quiz><question>", b"<a>"),
    "elements in a question": filled(b"<quiz><question>", b"<a/>"),
    "attributes": lambda: (
        b"<quiz><question " + b" ".join(b'a%d="1"' % one for one in range(500_000)) + b"/></quiz>"
    ),
    "questions": filled(
        b"<quiz>",
        b'<question type="essay"><questiontext><text>a</text></questiontext></question>',
        b"</quiz>",
    ),
    "gaps": cloze(b"{1:SA:=a}"),
    "open gaps": cloze(b"{1:SA:"),
    "gap braces": cloze(b"{"),
    "links": cloze(b'"@@PLUGINFILE@@/'),
    "pictures in the text": cloze(b'<img src="data:image/png;base64,'),
    "html": cloze(b"<p>a <b>b</b> &amp; c</p>"),
    "files of one name": lambda: (
        b'<quiz><question type="essay"><questiontext><text>a</text>'
        + b"".join(b'<file name="a">%08d</file>' % one for one in range(15_000))
        + b"</questiontext></question></quiz>"
    ),
    "choices for many gaps": exactly(
        b'<quiz><question type="gapselect"><questiontext><text>',
        b"[[1]]" * 20_000,
        b"</text></questiontext>",
        b"<selectoption><text>a</text></selectoption>" * 6_000,
        b"</question></quiz>",
    ),
}


@pytest.mark.parametrize(
    ("reader", "made"),
    [
        pytest.param(module.read, made, id=f"{module.FORMAT}: {name}")
        for module, files in ((gift, GIFT), (aiken, AIKEN), (moodle, MOODLE))
        for name, made in files.items()
    ],
)
def test_a_hostile_file_is_done_with_quickly(reader, made):
    data = made()
    start = time.process_time()
    with contextlib.suppress(CannotRead):
        reading = reader(data)
        assert len(reading.questions) + len(reading.skipped) <= 5_000
        assert reading.questions or reading.skipped or reading.warnings

    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("module", [gift, aiken, moodle])
def test_a_file_over_the_limit_is_refused(module):
    with pytest.raises(CannotRead, match="10 MB"):
        module.read(b" " * (MOST_BYTES + 1))
