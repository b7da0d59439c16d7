"""Tables as people type them, and faults by row and column."""

import pytest

from assessments.scenarios.exchange.table_writer import write_xlsx
from tests.scenarios.documents import healthy
from tests.scenarios.exchange.reading import links, nodes, package, read, refusal, story


def errors(table):
    return read(table, name="table.csv").errors


def test_a_table_of_nothing_but_choices_is_enough():
    found = story(
        "scene;scene text;text;target;when\n"
        "s1;Добрий день.;Слухати;s2;\n"
        "s1;;Перебити;end;\n"
        "s2;Він говорить.;Дякую;end;\n"
        "end;;Кінець розмови;;\n".replace("end;;Кінець розмови;;", "end;;Кінець;;"),
        name="table.csv",
    )

    assert links(nodes(found)["s1"]) == [("Слухати", "s2"), ("Перебити", "end")]
    assert found.document["start"] == "s1"
    assert [choice["id"] for choice in nodes(found)["s1"]["choices"]] == ["a", "b"]
    assert len(found.broken_links) == 0


def test_headings_and_kinds_of_rows_may_be_ukrainian():
    found = story(
        "рядок,вузол,текст,куди,умова,вплив,рівень,найбільше,початок\n"
        "змінна,trust,,,,,,10,5\n"
        "сцена,s1,Добрий день.,,,,,,\n"
        "відповідь,s1,Слухати,r1,trust >= 3,trust + 2; trust - 1,,,\n"
        "правило,r1,,end,trust > 6 та trust < 9,,,,\n"
        "інакше,r1,,end,,,,,\n"
        "фінал,end,Кінець,,,,3,,\n",
        name="table.csv",
    )

    choice = nodes(found)["s1"]["choices"][0]
    assert [effect["value"] for effect in choice["effects"]] == [2, 1]
    assert len(nodes(found)["r1"]["rules"][0]["when"]) == 2
    assert nodes(found)["end"]["level"] == 3


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("choice;s1;;Ні;end;trust > > 3;;", "when", "not a condition"),
        ("choice;s1;;Ні;end;spare > 3;;", "when", "no variable “spare”"),
        ("choice;s1;;Ні;end;;trust * 2;", "effects", "not an effect"),
        ("choice;s1;;Ні;End!;;;", "to", "cannot be a name"),
        ("choice;s1;a;Ні;end;;;", "choice", "occurs twice"),
        ("ending;end2;;Кінець;;;;7", "level", "from 0 to 3"),
        ("ending;end2;;Кінець;;;;багато", "level", "number"),
        ("scene;s1;;Ще раз;;;;", "node", "in the table twice"),
        ("сцени;s1;;Ще раз;;;;", "row", "no kind of row"),
        ("scene;;;Ще раз;;;;", "node", "empty"),
        ("setting;color;;red;;;;", "node", "no setting"),
        ("setting;pass.competencies;;FL-02;;;;", "text", "cannot be read"),
    ],
)
def test_a_fault_is_named_by_row_and_column(row, column, words):
    table = (
        "row;node;choice;text;to;when;effects;level\n"
        "variable;trust;;;;;;\n"
        "scene;s1;;Добрий день.;;;;\n"
        "choice;s1;a;Так;end;;;\n"
        "ending;end;;Кінець;;;;3\n"
        f"\n{row}\n"
    )

    (error,) = errors(table)
    assert error.startswith(("Row 7, column “" + column, "Row 3"))
    assert words in error


def test_with_one_fault_nothing_is_read():
    reading = read("row;node;text;to\nscene;s1;Слово;\nchoice;s1;Так;No!\n", name="table.csv")

    assert (reading.format, reading.stories, len(reading.errors)) == ("csv", [], 1)


def test_an_unknown_column_is_said_and_its_cells_are_left_out():
    reading = read("row;node;text;колір\nscene;s1;Слово;синій\n", name="table.csv")

    assert reading.warnings[0] == "Column “колір” is not known and is left out."


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("row;node;text;to\n", "holds no rows"),
        ("row;node;to\nscene;s1;\n", "no column “text”"),
        ("node;text\n" + "s;т\n" * 10_002, "more than 10000 rows"),
        ('node;text\n"' + "т" * 200_000, "cannot be read"),
    ],
)
def test_tables_that_are_refused(table, reason):
    assert reason in refusal(table, name="table.csv")


def test_a_spreadsheet_with_a_document_type_is_refused():
    data = package(xl__workbook__xml="").replace(b"xl/workbook/xml", b"xl/workbook.xml")

    assert refusal(data)
    assert story(write_xlsx(healthy())).document == healthy()
