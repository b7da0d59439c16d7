"""What is written as QTI 3.0 is read back the same by our own reader."""

import io
import json
import zipfile
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from assessments.quizzes.exchange import qti, qti_writer
from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.exchange.neutral import File, NeutralQuestion
from tests.quizzes.documents import every_document
from tests.quizzes.exchange.pictures import PNG
from tests.quizzes.exchange.strategies import questions

NOT_IN_QTI = {"judgement", "judgement_choose", "judgement_rank", "judgement_rate"}
DOCUMENTS = json.loads(json.dumps(every_document()).replace("id-g", "g"))


def question(document, **beside):
    return NeutralQuestion(name="Питання", line=None, document=document, **beside)


def without_answer_ids(value):
    """Accepted answers are found by their texts: their ids do not travel."""
    if isinstance(value, dict):
        return {
            key: [{name: one for name, one in row.items() if name != "id"} for row in part]
            if key == "answers"
            else without_answer_ids(part)
            for key, part in value.items()
            if key not in ("schema_version", "files")
        }
    return [without_answer_ids(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", sorted(set(DOCUMENTS) - NOT_IN_QTI))
def test_every_kind_that_fits_comes_back_as_it_was(kind):
    made = question(
        DOCUMENTS[kind],
        identifier="M2-07",
        category="Модуль 1/Право//обов'язок",
        tags=("слухання", "пауза & тиша"),
        extras={"hints": [{"text": "Підказка"}]},
    )

    written = qti_writer.write([made])
    reading = qti.read_package(written.content)

    assert (written.skipped, written.lost, reading.skipped) == ((), (), [])
    [read] = reading.questions
    assert without_answer_ids(read.document) == without_answer_ids(dict(made.document))
    assert (read.name, read.identifier, read.category, read.tags, read.extras, read.lost) == (
        made.name,
        made.identifier,
        made.category,
        made.tags,
        made.extras,
        (),
    )


def test_kinds_that_qti_lacks_are_named():
    written = qti_writer.write([question(DOCUMENTS[kind]) for kind in sorted(NOT_IN_QTI)])

    assert len(written.skipped) == 4
    assert all(
        kind in one.reason for kind, one in zip(sorted(NOT_IN_QTI), written.skipped, strict=True)
    )


def comparable(one):
    document = without_answer_ids(dict(one.document))
    return {
        key: document.get(key) for key in ("kind", "prompt", "format", "points", "explanation")
    } | {"answers": by_value(answers_of(one.document))}


def by_value(answers):
    """The same number may be written in two ways; nothing for all the rest says nothing."""
    return [
        {**answer, "text": Decimal(answer["text"])}
        if "tolerance" in answer and answer["text"] != "*"
        else answer
        for answer in answers
        if (answer["text"], answer["fraction"], answer["feedback"]) != ("*", 0, "")
    ]


def can_all_be_reached(document):
    """An answer that an earlier one always takes is a mistake, and QTI does not show it."""
    answers = document.get("answers", ())
    if document["kind"] == "short":
        texts = [answer["text"].casefold() for answer in answers]
        return len(set(texts)) == len(texts) and not any("*" in text for text in texts)
    ranges = [
        (Decimal(answer["value"]), Decimal(answer["tolerance"]))
        for answer in answers
        if answer["value"] != "*"
    ]
    return not any(
        abs(value - other) <= reach + margin
        for place, (value, margin) in enumerate(ranges)
        for other, reach in ranges[:place]
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(made=questions().filter(lambda made: can_all_be_reached(made.document)))
def test_a_written_question_is_read_back_the_same(made):
    reading = qti.read_package(qti_writer.write([made]).content)

    assert reading.skipped == []
    [read] = reading.questions
    assert comparable(read) == comparable(made)
    assert (read.name, read.identifier, read.category) == (
        made.name,
        made.identifier,
        made.category,
    )


def test_pictures_travel_under_their_names():
    document = {
        **DOCUMENTS["one"],
        "format": "html",
        "prompt": '<p>Що на плані? <img src="@@FILE@@/план.png" alt="План кімнати"></p>',
    }

    written = qti_writer.write([question(document, files=(File("план.png", PNG),))])
    [read] = qti.read_package(written.content).questions

    assert read.files == (File("план.png", PNG),)
    assert read.document["prompt"] == document["prompt"]


def test_a_file_that_no_text_shows_is_named_as_lost():
    written = qti_writer.write([question(DOCUMENTS["one"], files=(File("зайве.png", PNG),))])

    assert [one.reason for one in written.lost] == ["files: зайве.png"]


def test_the_key_is_plain_qti_so_that_an_edit_elsewhere_counts():
    content = qti_writer.write([question(DOCUMENTS["one"])]).content
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace('map-key="o1"', 'map-key="o2"')
            new.writestr(name, text)

    [read] = qti.read_package(stream.getvalue()).questions

    assert [answer["fraction"] for answer in answers_of(read.document)] == [0, 100, 0]


@pytest.mark.parametrize("kind", ["relative", "geometric"])
def test_tolerances_that_are_ranges_to_qti_come_back(kind):
    document = {
        **DOCUMENTS["number"],
        "answers": [
            {
                "value": "-12.50",
                "tolerance": "0.1",
                "tolerance_kind": kind,
                "fraction": "100",
                "feedback": "",
            }
        ],
    }

    [read] = qti.read_package(qti_writer.write([question(document)]).content).questions

    assert read.document["answers"] == document["answers"]


def test_the_same_questions_give_the_same_bytes():
    made = [question(document) for document in DOCUMENTS.values()]

    assert qti_writer.write(made).content == qti_writer.write(made).content


def test_a_package_larger_than_we_take_back_says_so():
    written = qti_writer.write([question(DOCUMENTS["one"])] * 500)

    assert len(written.lost) == 1
    assert "500" in written.lost[0].reason
