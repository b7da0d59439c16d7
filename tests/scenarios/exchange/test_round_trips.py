"""What is written is read back: whole by our own formats, all but blanks by Twee."""

import copy
import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios.document import content_hash, from_text, structure_hash
from assessments.scenarios.exchange import own_json, table_writer, twee_writer
from tests.factories.scenarios import TEXT
from tests.scenarios.documents import ending, healthy, made, router, scene, variable
from tests.scenarios.exchange.reading import nodes, read, report, story
from tests.scenarios.strategies import UNHURRIED, documents

WRITERS = {
    "json": own_json.write,
    "csv": table_writer.write_csv,
    "xlsx": table_writer.write_xlsx,
    "twee": twee_writer.write,
}
WHOLE = ("json", "csv", "xlsx")
TRICKY = [
    "=1+1",
    "-5 і далі",
    "@група",
    "+380",
    "'лапка",
    "'=так",
    "перший\nдругий",
    'кома, крапка; з "лапками"',
    "[[не посилання]] <<не макрос>> $trust <b>",
    "https://example.org/a_b__c",
    "''не жирно'' //не курсив// -- тире == і ~~",
    "* не пункт",
    "1.",
    ":: Не уривок",
    "обов'язок і м’ята",
    "&amp; лишається",
    "кінець\\",
    "{дужки} і `знак`",
]


@UNHURRIED
@given(documents(loops=True))
def test_every_format_keeps_the_structure_of_any_document(document):
    for name, write in WRITERS.items():
        reading = read(write(document))

        assert (reading.format, reading.errors) == (name, [])
        assert structure_hash(reading.stories[0].document) == structure_hash(document)
        assert reading.stories[0].left_behind == {}


@UNHURRIED
@given(documents(loops=False))
def test_our_own_formats_keep_every_word(document):
    for name in WHOLE:
        assert content_hash(story(WRITERS[name](document)).document) == content_hash(document)


@pytest.mark.parametrize("name", WRITERS)
def test_what_an_author_wrote_comes_back_whole(name):
    document = from_text(copy.deepcopy(TEXT))

    assert story(WRITERS[name](document)).document == document


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("text", TRICKY)
def test_texts_that_look_like_something_else_stay_texts(name, text):
    document = from_text(copy.deepcopy(TEXT))
    document["nodes"]["one"]["text"] = f"{text}\n\nДалі"
    document["nodes"]["one"]["choices"][0] |= {"text": " ".join(text.split()), "feedback": text}
    document["nodes"]["good"]["text"] = text

    assert nodes(story(WRITERS[name](document))) == document["nodes"]


@UNHURRIED
@given(st.text(st.sampled_from("аб =+-@'\"[]<>{}$_*/&|;,\\:!#~^`.1\n"), min_size=1, max_size=40))
def test_any_signs_survive_but_for_blanks_at_the_ends_of_lines(text):
    document = from_text(copy.deepcopy(TEXT))
    tidy = "\n".join(line.strip() for line in text.split("\n")).strip()
    while "\n\n\n" in tidy:
        tidy = tidy.replace("\n\n\n", "\n\n")
    document["nodes"]["good"]["text"] = tidy or "а"
    document["nodes"]["one"]["choices"][0]["text"] = " ".join(text.split()) or "а"

    for write in WRITERS.values():
        assert story(write(document)).document == document


@pytest.mark.parametrize("name", WRITERS)
def test_a_half_finished_draft_keeps_its_open_ends(name):
    document = made(
        scene("s1", {"id": "a", "text": "Так", "to": ""}, {"id": "b", "text": "Ні", "to": "gone"}),
        router("r1", ([], "s1"), (["trust > 3", "trust > 3"], ""), otherwise=""),
        scene("s2"),
        ending("end", 3, follow_up=["один\nдва", " три "]),
        variables=[variable("trust"), variable("spare", start=0)],
    )
    document["nodes"]["end"]["title"] = ""

    found = story(WRITERS[name](document))

    assert structure_hash(found.document) == structure_hash(document)
    assert found.document["nodes"]["end"] == document["nodes"]["end"]
    assert found.broken_links == ["s1 → gone"]


@pytest.mark.parametrize("delimiter", ";,\t")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_table_saved_anew_by_a_spreadsheet_is_read_the_same(delimiter, encoding):
    document = from_text(copy.deepcopy(TEXT))
    rows = csv.reader(
        io.StringIO(table_writer.write_csv(document).decode("utf-8-sig"), newline=""),
        delimiter=";",
    )
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter).writerows(rows)

    reading = read(stream.getvalue().encode(encoding))

    assert reading.stories[0].document == document
    assert any("Windows-1251" in one for one in reading.warnings) == (encoding == "cp1251")


def test_no_cell_of_an_export_is_a_formula():
    document = from_text(copy.deepcopy(TEXT))
    document["nodes"]["one"]["text"] = "=HYPERLINK(1)"
    document["nodes"]["one"]["choices"][0]["text"] = "@SUM(1)"

    text = table_writer.write_csv(document).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]

    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_json_is_the_document_itself():
    document = healthy()

    assert json.loads(own_json.write(document)) == document


def test_the_report_counts_nodes_choices_and_links():
    found = report(own_json.write(healthy()))

    assert found == {
        "title": "Проба",
        "start": "s1",
        "nodes": 7,
        "choices": 12,
        "links": 14,
        "broken_links": [],
        "variables": ["trust"],
        "left_behind": {},
    }
