"""What is written as a table is read back the same, and no cell is a formula."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assessments.quizzes.exchange import tables
from assessments.quizzes.exchange.neutral import NeutralQuestion
from modules.spreadsheets import guarded, unguarded
from tests.quizzes.documents import every_document
from tests.quizzes.exchange.strategies import kept, questions

FORMULAS = ("=1+1", "+38", "-5", "@сума", "\tтаб", "'=лапка")
WAYS = {
    "csv": (tables.write_csv, tables.read_csv),
    "xlsx": (tables.write_xlsx, tables.read_xlsx),
}


def said(document):
    """What a reader sees: the entity that cleaning writes for a no-break space is one."""
    seen = json.loads(json.dumps(document, ensure_ascii=False).replace("&nbsp;", "\u00a0"))
    return {
        key: value
        for key, value in seen.items()
        if key not in ("schema_version", "files") and value not in ("", [])
    }


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_comes_back_as_it_was(way):
    write, read = WAYS[way]
    made = [
        NeutralQuestion(
            name=f"Назва {kind}",
            line=None,
            document=document,
            identifier=f"={kind}",
            category="Модуль 1/Право//обов'язок",
            tags=("слухання", "пауза"),
            extras={"hints": [{"text": "Підказка"}], "penalty": "0.3333333"},
        )
        for kind, document in every_document().items()
    ]

    written = write(made)
    reading = read(written.content)

    assert (written.skipped, written.lost, reading.skipped, reading.warnings) == ((), (), [], [])
    assert [said(one.document) for one in reading.questions] == [said(one.document) for one in made]
    assert [
        (one.name, one.identifier, one.category, one.tags, one.extras) for one in reading.questions
    ] == [(one.name, one.identifier, one.category, one.tags, one.extras) for one in made]


@settings(max_examples=200, deadline=None)
@given(question=questions())
def test_a_written_question_is_read_back_the_same(question):
    reading = tables.read_csv(tables.write_csv([question]).content)

    assert reading.skipped == []
    [read] = reading.questions
    assert said(read.document) == {
        **said(question.document),
        "difficulty": 2,
    }
    assert kept(question)[:2] == kept(read)[:2]


@settings(max_examples=300, deadline=None)
@given(cell=st.text(alphabet="'=+-@\t\ra1 я"))
def test_a_guarded_cell_is_no_formula_and_comes_back(cell):
    written = guarded(cell)

    assert not written.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(written) == cell


def formula_question():
    return NeutralQuestion(
        name="=НАЗВА()",
        line=None,
        document={
            "kind": "short",
            "prompt": "=2+2",
            "format": "plain",
            "points": "1",
            "case": False,
            "answers": [
                {"text": text, "fraction": "100", "feedback": f"@{text}"} for text in FORMULAS
            ],
        },
        tags=("+тег",),
    )


def test_no_cell_of_a_csv_export_begins_like_a_formula():
    content = tables.write_csv([formula_question()]).content.decode("utf-8-sig")

    cells = [cell for row in csv.reader(io.StringIO(content), delimiter=";") for cell in row]

    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=2+2" in cells


def test_every_cell_of_an_xlsx_export_is_a_string():
    book = load_workbook(io.BytesIO(tables.write_xlsx([formula_question()]).content))

    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value]

    assert {cell.data_type for cell in cells} == {"s"}
    assert "=2+2" in {cell.value for cell in cells}


@pytest.mark.parametrize("way", WAYS)
def test_texts_that_look_like_formulas_come_back(way):
    write, read = WAYS[way]

    [question] = read(write([formula_question()]).content).questions

    assert question.document["prompt"] == "=2+2"
    assert [answer["text"] for answer in question.document["answers"]] == list(FORMULAS)
