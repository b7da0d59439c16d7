"""What is written as Moodle XML is read back the same, files and settings included."""

import html
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.quizzes.exchange import moodle, moodle_writer
from assessments.quizzes.exchange.markup import Rich
from assessments.quizzes.exchange.moodle_files import link_to
from assessments.quizzes.exchange.neutral import File, NeutralQuestion
from tests.quizzes.exchange.strategies import feedbacks, kept, questions, rich, settled, texts


@settings(max_examples=100, deadline=None)
@given(question=questions(files=True))
def test_a_written_question_is_read_back_the_same(question):
    written = moodle_writer.write([question])

    reading = moodle.read(written.content)

    assert (written.skipped, reading.skipped) == ((), [])
    assert [kept(one) for one in reading.questions] == [kept(question)]
    assert reading.questions[0].lost == ()


@settings(max_examples=30, deadline=None)
@given(made=st.lists(questions(), max_size=4))
def test_questions_in_one_file_do_not_touch_each_other(made):
    read = moodle.read(moodle_writer.write(made).content).questions

    assert [kept(one) for one in read] == [kept(one) for one in made]


names = st.text(alphabet="абї 1'№%&#?()", min_size=1, max_size=8).map(lambda name: f"ф{name}я.png")


@settings(max_examples=100, deadline=None)
@given(name=names, content=st.binary(max_size=30), other=names)
def test_a_picture_stays_in_its_text_whatever_its_name(name, content, other):
    shown = html.escape(link_to(name))
    prompt = f'<p>Схема <img src="{shown}" alt=""></p>'
    hint = f'<p><img src="{html.escape(link_to(other))}" alt=""></p>'
    files = (File(name, content), *([File(other, b"2")] if other != name else []))
    question = NeutralQuestion(
        name="З малюнком",
        line=None,
        document=settled({"kind": "long"}, Rich(prompt, "html"), Rich("")),
        files=files,
        extras={"hints": [{"text": hint}]},
    )

    read = moodle.read(moodle_writer.write([question]).content).questions[0]

    assert read.document["prompt"] == question.document["prompt"]
    assert {file.name: file.content for file in read.files} == {
        file.name: file.content for file in files
    }
    assert read.extras["hints"] == [{"text": hint}]
    assert read.lost == ()


def gap(place, made):
    kind, choices = made
    key = "choices" if kind == "select" else "answers"
    found = {"id": f"g{place}", "type": kind, "weight": "1", key: choices}
    return {**found, "case": place % 2 == 0} if kind == "text" else found


def entries(text_format, text):
    def entry(fraction):
        return st.builds(
            lambda words, feedback: {
                "text": words,
                "fraction": str(fraction),
                "feedback": feedback,
            },
            text,
            rich(feedbacks, text_format),
        )

    return st.tuples(entry(100), st.lists(entry(0) | entry(50), min_size=1, max_size=2)).map(
        lambda made: [made[0], *made[1]]
    )


def gap_questions(text_format):
    selects = st.tuples(st.just("select"), entries(text_format, rich(texts, text_format)))
    typed = st.tuples(st.just("text"), entries(text_format, texts))

    def document(gaps, words, explanation):
        options = [gap(place, made) for place, made in enumerate(gaps, start=1)]
        is_select = all(one["type"] == "select" for one in options)
        text = " ".join([words, *(f"[[{one['id']}]]" for one in options), "кінець"])
        prepared = html.escape(text) if text_format == "html" else text
        return settled(
            {
                "kind": "gap_select" if is_select else "gap_text",
                "text": Rich(prepared, text_format),
                "options": options,
            },
            Rich(""),
            explanation,
            points=str(Decimal(len(options))),
        )

    return st.builds(
        document,
        st.lists(selects | typed, min_size=1, max_size=3),
        texts.filter(lambda text: "[[" not in text),
        rich(feedbacks, text_format),
    )


@settings(max_examples=100, deadline=None)
@given(document=st.sampled_from(["plain", "html"]).flatmap(gap_questions))
def test_gaps_are_read_back_the_same(document):
    question = NeutralQuestion(name="Пропуски", line=None, document=document)
    written = moodle_writer.write([question])
    if written.skipped:
        assert document["format"] == "plain"
        assert "{" in document["text"]
        return

    reading = moodle.read(written.content)

    assert reading.skipped == []
    assert reading.questions[0].document == document


@pytest.mark.parametrize("text_format", ["plain", "html"])
def test_an_ampersand_before_feedback_of_a_gap_does_not_hide_it(text_format):
    choices = [
        {"text": Rich("R &"), "fraction": "100", "feedback": Rich("39; так", text_format)},
        {"text": Rich("D"), "fraction": "0", "feedback": Rich("")},
    ]
    options = [{"id": "g1", "type": "select", "weight": "1", "choices": choices}]
    body = {"kind": "gap_select", "text": Rich("Це [[g1]]", text_format), "options": options}
    document = settled(body, Rich(""), Rich(""))
    question = NeutralQuestion(name="П", line=None, document=document)

    assert moodle.read(moodle_writer.write([question]).content).questions[0].document == document


def test_the_end_of_cdata_in_a_text_does_not_break_the_file():
    document = {"kind": "long", "format": "html", "prompt": "Що ]]> тут?"}
    question = NeutralQuestion(name="П", line=None, document=document)

    read = moodle.read(moodle_writer.write([question]).content).questions[0]

    assert read.document["prompt"] == "Що ]]&gt; тут?"


def test_an_order_its_marking_and_settings_are_read_back_the_same():
    document = settled(
        {
            "kind": "order",
            "options": [{"text": Rich(text), "feedback": Rich("")} for text in "абв"],
            "marking": "longest_contiguous",
            "direction": "horizontal",
        },
        Rich("Порядок?"),
        Rich("Бо так."),
        points="2.5",
    )
    extras = {
        "penalty": "0.3333333",
        "shownumcorrect": True,
        "correctfeedback": "Так & так",
        "hints": [{"text": "Думай", "clearwrong": True, "options": "1"}],
        "numberingstyle": "iii",
    }
    question = NeutralQuestion(name="Порядок", line=None, document=document, extras=extras)

    read = moodle.read(moodle_writer.write([question]).content).questions[0]

    assert (read.document, read.extras) == (document, extras)


@pytest.mark.parametrize("kind", ["kprim", "judgement", "judgement_rate"])
def test_a_kind_that_moodle_lacks_is_named(kind):
    question = NeutralQuestion(
        name="Наше", line=None, document={"kind": kind, "prompt": "Що?", "options": []}
    )

    assert [one.name for one in moodle_writer.write([question]).skipped] == ["Наше"]


def test_what_moodle_cannot_keep_of_a_question_is_named():
    document = settled(
        {
            "kind": "many",
            "marking": "all_or_nothing",
            "options": [
                {"text": Rich("а"), "feedback": Rich(""), "right": True},
                {"text": Rich("б\x01"), "feedback": Rich(""), "right": False},
            ],
        },
        Rich("Що?"),
        Rich(""),
    )
    question = NeutralQuestion(name="П", line=None, document=document, extras={"own": {"a": 1}})

    written = moodle_writer.write([question])

    assert [one.reason for one in written.lost] == [
        "marking: all_or_nothing",
        "control characters, which XML cannot hold",
        "setting: own",
    ]
    assert moodle.read(written.content).questions[0].document["options"][1]["text"] == "б"
