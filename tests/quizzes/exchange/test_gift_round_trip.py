"""What is written as GIFT is read back the same: every text, weight, feedback, tag, id."""

import pytest
from hypothesis import given, settings

from assessments.quizzes.exchange import gift, gift_writer
from assessments.quizzes.exchange.neutral import File, NeutralQuestion, answers_of
from tests.quizzes.exchange.strategies import kept, questions


@settings(max_examples=100, deadline=None)
@given(question=questions())
def test_a_written_question_is_read_back_the_same(question):
    written = gift_writer.write([question])
    if written.skipped:
        assert "->" in written.content.decode() + str(question.document)
        return

    reading = gift.read(written.content)

    assert reading.skipped == []
    assert [kept(one) for one in reading.questions] == [kept(question)]


@settings(max_examples=30, deadline=None)
@given(first=questions(), second=questions(), third=questions())
def test_questions_in_one_file_do_not_touch_each_other(first, second, third):
    made = [first, second, third]
    written = gift_writer.write(made)
    names = {(skipped.name, skipped.line) for skipped in written.skipped}
    if names:
        return

    assert [kept(one) for one in gift.read(written.content).questions] == [
        kept(one) for one in made
    ]


def question(document, **beside):
    return NeutralQuestion(
        name="Питання",
        line=None,
        document={"prompt": "Що?", "format": "plain", **document},
        **beside,
    )


@pytest.mark.parametrize("kind", ["kprim", "order", "gap_text", "judgement", "categorise"])
def test_a_kind_that_gift_lacks_is_named(kind):
    written = gift_writer.write([question({"kind": kind})])

    assert [one.name for one in written.skipped] == ["Питання"]
    assert kind in written.skipped[0].reason
    assert written.content == b""


def test_what_gift_cannot_keep_of_a_question_is_named():
    written = gift_writer.write(
        [
            question(
                {
                    "kind": "short",
                    "case": True,
                    "answers": [{"text": "так"}],
                    "points": "2",
                },
                files=(File("план.png", b"x"),),
                extras={"hints": []},
            )
        ]
    )

    assert written.skipped == ()
    assert [one.reason for one in written.lost] == [
        "capitals matter",
        "points: 2",
        "files: план.png",
        "settings: hints",
    ]


def test_an_arrow_that_would_change_the_type_keeps_a_short_answer_out():
    written = gift_writer.write(
        [question({"kind": "short", "answers": [{"text": "а -> б", "fraction": "100"}]})]
    )

    assert len(written.skipped) == 1


@pytest.mark.parametrize("tag", ["а" * 101, "риска\\", "два\nрядки"])
def test_a_tag_that_a_comment_cannot_carry_is_named(tag):
    written = gift_writer.write([question({"kind": "long"}, tags=(tag, "добрий"))])

    assert len(written.lost) == 1
    assert "добрий" in gift.read(written.content).questions[0].tags


@pytest.mark.parametrize("kind", ["one", "many", "short"])
def test_an_answer_that_looks_as_if_it_had_a_weight_keeps_its_words(kind):
    entries = [
        {"text": "%50%так", "right": True, "fraction": "100", "feedback": ""},
        {"text": "%-5%ні", "right": False, "fraction": "0", "feedback": ""},
    ]
    made = question({"kind": kind, "options": entries, "answers": entries})

    answers = answers_of(gift.read(gift_writer.write([made]).content).questions[0].document)

    assert [(one["text"], one["fraction"]) for one in answers] == [("%50%так", 100), ("%-5%ні", 0)]
