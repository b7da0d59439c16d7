"""Aiken: one right answer, plain text, Latin letters; everything else is named with its line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.quizzes.exchange import aiken
from assessments.quizzes.exchange.neutral import File, NeutralQuestion, answers_of

GOOD = "Скільки буде?\nA) раз\nB. два\nANSWER: B\n"


def read(text):
    return aiken.read(text.encode())


def fractions(question):
    return {answer["text"]: answer["fraction"] for answer in answers_of(question.document)}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_question_is_read_with_its_line(ending):
    reading = read(f"\n{GOOD}\nДруге?\nA) так\nB) ні\nANSWER: A".replace("\n", ending))

    assert [(one.name, one.line, one.kind) for one in reading.questions] == [
        ("Скільки буде?", 2, "one"),
        ("Друге?", 7, "one"),
    ]
    assert fractions(reading.questions[0]) == {"раз": 0, "два": 100}
    assert (reading.skipped, reading.warnings) == ([], [])


@pytest.mark.parametrize("key", ["B", "B.", "B)", "B) два", "b", " B "])
def test_an_answer_line_may_be_written_in_several_ways(key):
    question = read(f"Що?\nA) раз\nB)два\nANSWER:{key}").questions[0]

    assert fractions(question) == {"раз": 0, "два": 100}


def test_text_is_never_html():
    document = read("Що робить <b>?\nA) a < b & c\nB) <i>\nANSWER: A").questions[0].document

    assert document["format"] == "plain"
    assert document["prompt"] == "Що робить <b>?"
    assert [option["text"] for option in document["options"]] == ["a < b & c", "<i>"]


def test_cyrillic_letters_that_look_latin_are_taken_for_them_and_named():
    reading = read("Що?\nА) раз\nВ) два\nС) три\nANSWER: В")

    assert fractions(reading.questions[0]) == {"раз": 0, "два": 100, "три": 0}
    assert [warning.split(":")[0] for warning in reading.warnings] == [
        "Line 2",
        "Line 3",
        "Line 4",
        "Line 5",
    ]


def test_the_ukrainian_alphabet_is_not_guessed_at():
    reading = read("Що?\nА) раз\nБ) два\nВ) три\nANSWER: В\n\n" + GOOD)

    assert [(one.line, "Line 3" in one.reason) for one in reading.skipped] == [(1, True)]
    assert len(reading.questions) == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Що?\nA) раз\nB) два\nANSWER: C", 1, "none of the choices"),
        ("Що?\nA) раз\nB) два\nANSWER: A, B", 1, "none of the choices"),
        ("Що?\nA) раз\nB) два\nANSWER:", 1, "none of the choices"),
        ("Що?\nA) раз\nB) два\nANSWER: Ж", 1, "none of the choices"),
        ("Що?\nA) раз\nANSWER: A", 1, "at least two"),
        ("Що?\nA) раз\nB)\nANSWER: A", 1, "empty"),
        ("Що?\nA) раз\nC) два\nANSWER: A", 1, "out of order"),
        ("Що?\nA) раз\nB) два", 1, "no line “ANSWER"),
        ("Лише заголовок", 1, "no choices"),
        ("\nANSWER: A", 2, "without a question"),
        ("A) без питання\nANSWER: A", 1, "none of the choices"),
    ],
)
def test_a_broken_question_is_named_and_spoils_no_other(text, line, words):
    reading = read(f"{text}\n\n{GOOD}")

    assert [(one.line, words in one.reason) for one in reading.skipped] == [(line, True)]
    assert [one.name for one in reading.questions] == ["Скільки буде?"]


def test_a_forgotten_answer_line_without_a_blank_one_spoils_only_its_question():
    reading = read("Перше?\nA) раз\nB) два\n" + GOOD)

    assert [one.name for one in reading.skipped] == ["Перше?"]
    assert [one.name for one in reading.questions] == ["Скільки буде?"]


one_line = (
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@settings(max_examples=100, deadline=None)
@given(prompt=one_line, texts=st.lists(one_line, min_size=2, max_size=26), place=st.integers(0, 25))
def test_what_is_written_is_read_back_the_same(prompt, texts, place):
    right = place % len(texts)
    document = {
        "kind": "one",
        "format": "plain",
        "prompt": prompt,
        "options": [{"text": text, "right": at == right} for at, text in enumerate(texts)],
    }
    written = aiken.write([NeutralQuestion(name="П", line=None, document=document)])

    read_back = aiken.read(written.content).questions[0].document

    assert read_back["prompt"] == prompt
    assert [(one["text"], one["fraction"] == "100") for one in read_back["options"]] == [
        (text, at == right) for at, text in enumerate(texts)
    ]


def options(count, right=1):
    return [{"text": f"т{place}", "right": place < right} for place in range(count)]


@pytest.mark.parametrize(
    ("document", "files"),
    [
        ({"kind": "many", "options": options(3)}, ()),
        ({"kind": "short", "answers": []}, ()),
        ({"kind": "one", "options": options(27)}, ()),
        ({"kind": "one", "options": options(1)}, ()),
        ({"kind": "one", "options": options(3, right=2)}, ()),
        ({"kind": "one", "options": options(3), "prompt": "ANSWER: A"}, ()),
        ({"kind": "one", "options": options(3), "prompt": " "}, ()),
        ({"kind": "one", "options": options(3)}, (File("план.png", b"x"),)),
    ],
)
def test_what_does_not_fit_is_left_out_and_named(document, files):
    question = NeutralQuestion(
        name="П", line=None, document={"prompt": "Що?", **document}, files=files
    )

    written = aiken.write([question])

    assert [one.name for one in written.skipped] == ["П"]
    assert written.content == b""


def test_what_is_lost_of_a_question_that_fits_is_named():
    document = {
        "kind": "one",
        "format": "html",
        "prompt": "<p>Що <b>тут</b> &amp; там?</p>",
        "explanation": "Бо",
        "options": [
            {"text": "а &lt; б", "right": True, "feedback": "Так"},
            {"text": "в", "right": False, "fraction": "-50"},
        ],
    }
    question = NeutralQuestion(name="П", line=None, document=document, tags=("право",))

    written = aiken.write([question])

    assert written.content.decode() == "Що тут & там?\nA) а < б\nB) в\nANSWER: A\n"
    assert {one.reason for one in written.lost} == {
        "weights of the answers",
        "feedback of the answers",
        "explanation",
        "tags",
        "formatting",
    }
