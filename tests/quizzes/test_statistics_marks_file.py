"""``manage.py item_analysis``: any table of marks in, figures out, or a refusal with its place."""

import io
import json
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from assessments.quizzes.marks_file import CannotReadMarks, read_marks


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(text, encoding="utf-8"):
    return read_marks(io.BytesIO(text.encode(encoding) if isinstance(text, str) else text))


def refusal(text):
    with pytest.raises(CannotReadMarks) as refused:
        read(text)
    return str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "а,б\n1,2\n1,1.5\n0,2\n",
        "а;б\n1;2\n1;1,5\n0;2",
        "а;б\n1;2\n1;1.5\n0;2\n\n\n",
        "а\tб\r\n1\t2\r\n1\t1,5\r\n0\t2\r\n",
        "\ufeffа;б\r\n1;2\r\n1;1,5\r\n0;2\r\n;\r\n",
        '"а";"б"\n"1";"2"\n"1";" 1,5 "\n+0;2,0\n',
        "а;б;\n1;2;\n1;1,5;\n0;2;\n",
        "а,б\r1,2\r1,1.5\r0,2\r",
    ],
)
def test_every_usual_way_of_writing_a_table_gives_the_same_marks(text):
    table = read(text)
    assert table.names == ["а", "б"]
    assert table.maxima == [1, 2]
    assert table.rows == [[1, Decimal("1.5")], [0, 2]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('"а, перше";"б ""друге"""\n1;1\n', ["а, перше", 'б "друге"']),
        ("а, перше;б, друге\n1;1\n", ["а, перше", "б, друге"]),
        ('"рядок 1\nрядок 2",б\n1,1\n', ["рядок 1\nрядок 2", "б"]),
        ("=cmd,@x\n1,1\n", ["=cmd", "@x"]),
    ],
)
def test_names_keep_delimiters_quotes_and_line_ends(text, names):
    assert read(text).names == names


def test_an_empty_cell_counts_0_and_is_reported():
    table = read("а;б\n1;1\n1;\n ;1\n")
    assert table.rows == [[1, 0], [0, 1]]
    assert table.warnings == ["Empty cells counted as 0: 2 (row 3, column 2; row 4, column 1)."]


def test_a_row_of_empty_cells_is_an_attempt_but_not_at_the_end():
    table = read("а;б\n1;1\n;\n1;1\n;\n;\n")
    assert table.rows == [[0, 0], [1, 1]]
    assert table.warnings[-1] == "Rows left out because they are empty: 5, 6."


def test_a_line_without_a_character_is_no_attempt():
    table = read("а;б\n1;1\n\n1;0\n")
    assert table.rows == [[1, 0]]
    assert table.warnings == ["Rows left out because they are empty: 3."]


def test_odd_names_and_marks_above_the_maximum_are_reported():
    assert read("а;а;\n1;1;1\n2;1;1\n").warnings == [
        "The name “а” stands over several columns: 1, 2.",
        "Items without a name: columns 3.",
        "Marks above the maximum of their item: 1 (row 3, column 1).",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty."),
        ("\n\n", "The file is empty."),
        ("а;б\n", "Row 2 must hold the maximum of each item; it is missing."),
        (";\n;\n", "Row 1 must hold the names of the items; it is empty."),
        ("а;б\n1\n", "Row 2 has 1 cells; 2 are expected."),
        ("а;б\n1;\n1;1\n", "Row 2, column 2: the maximum is missing."),
        ("а;б\n1;-1\n", "Row 2, column 2: a maximum cannot be negative."),
        ("а;б\n1;x\n", "Row 2, column 2: a number is expected: “x”."),
        ("а;б\n1;1\n1;0\n1\n", "Row 4 has 1 cells; 2 are expected."),
        ("а;б\n1;1\n1;0;1\n", "Row 3 has 3 cells; 2 are expected."),
        ("а;б\n1;1\n1;=1+1\n", "Row 3, column 2: a formula is not a number: “=1+1”."),
        ("а;б\n1;1\n@SUM(A1);1\n", "Row 3, column 1: a formula is not a number: “@SUM(A1)”."),
        ("а;б\n1;1\n1;50%\n", "Row 3, column 2: a number is expected: “50%”."),
        ("а;б\n1;1\n1;NaN\n", "Row 3, column 2: a number is expected: “NaN”."),
        ("а;б\n1;1\n1;1e999\n", "Row 3, column 2: a number is expected: “1e999”."),
        ("а;б\n1;1\n1;١\n", "Row 3, column 2: a number is expected: “١”."),
        (
            'а,б\n1,1\n1,"0,5"\n',
            "Row 3, column 2: a decimal comma needs semicolons between the cells: “0,5”.",
        ),
        (
            'а,б\n1,1\n1,"0\n',
            "Row 3 cannot be read: a quote is not closed, or a cell is too long.",
        ),
        ("а;б\n1;1\n1;\0\n", "Row 3 holds a NUL character: this is not a text file."),
        (
            "а;б\n1;1\n".encode() + "т;1\n".encode("cp1251"),
            "Row 3 is not in UTF-8. Save the file as “CSV UTF-8” and try again.",
        ),
        (
            "а;б\n1;1\n".encode("utf-16"),
            "Row 1 is not in UTF-8. Save the file as “CSV UTF-8” and try again.",
        ),
        ("а;б\n1;1\n" + "9" * 50 + ";1", f"Row 3, column 1: a number is expected: “{'9' * 40}…”."),
        ("а;" + "б" * 2_000_000, "Row 1 is too long."),
        (";".join("а" * 2001) + "\n" + ";".join("1" * 2001), "The table has 2001 columns; at most"),
    ],
)
def test_what_is_no_table_of_marks_is_refused_by_row_and_column(text, message):
    assert refusal(text).startswith(message)


def test_a_table_of_more_than_a_million_marks_is_refused():
    row = ";".join("1" * 2000) + "\n"
    assert refusal(row.replace("1", "а") + row * 502) == (
        "Row 503: the table has more than 1000000 marks."
    )


def test_endless_empty_lines_are_refused():
    assert "too many empty rows" in refusal("а;б\n1;1\n" + "\n" * 200_000 + "1;1")


def run(path, *options):
    out = io.StringIO()
    call_command("item_analysis", str(path), *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def marks(tmp_path):
    path = tmp_path / "бали.csv"
    path.write_text("А;Б;В\n1;2;1\n1;2;1\n1;1;0\n0;1;0\n;0;1\n", encoding="utf-8-sig")
    return path


def test_json_holds_the_documented_figures_names_and_warnings(marks):
    body = json.loads(run(marks, "--json"))
    assert (body["attempts"], body["mean"], body["kurtosis"]) == (4, 2, 1.5)
    assert [item["name"] for item in body["items"]] == ["А", "Б", "В"]
    assert [item["maximum"] for item in body["items"]] == [1, 2, 1]
    assert body["items"][1]["discrimination_index"] == 50
    assert body["warnings"] == ["Empty cells counted as 0: 1 (row 6, column 1)."]


def test_absent_figures_are_left_out_of_json(tmp_path):
    path = tmp_path / "one.csv"
    path.write_text("А;Б\n1;1\n1;1\n")
    body = json.loads(run(path, "--json"))
    assert set(body) == {"attempts", "mean", "median", "items", "warnings"}
    assert body["items"][0] == {
        "name": "А",
        "maximum": 1,
        "facility": 1,
        "intended_weight": 50,
    }


def test_without_json_words_stand_before_figures(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("А;Б\n1;1\n" + "1;1\n" * 9 + "1;0\n")
    with translation.override("uk"):
        lines = run(path).splitlines()
    line = next(line for line in lines if line.startswith("А — "))
    assert line.index("—") < line.index("100,00")


def test_with_few_attempts_there_are_no_words_about_items(marks):
    assert "Б — Too few attempts for a verdict." in run(marks)


@pytest.mark.parametrize("name", ["nothing.csv", "", "a\0b.csv"])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path, name):
    with pytest.raises(CommandError, match="cannot be opened"):
        run(tmp_path / name)


def test_a_refused_table_is_a_command_error(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("а;б\n1;1\nх;1\n")
    with pytest.raises(CommandError, match="Row 3, column 1"):
        run(path, "--json")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    with pytest.raises(CommandError, match="larger than 50 MB"):
        run(path)
