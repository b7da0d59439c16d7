"""Tables that people type: headings in two languages, three separators, faults with their rows."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.neutral import CannotRead
from tests.quizzes.exchange.qti_items import archive

UKRAINIAN = "код;вид;питання;відповідь 1;частка 1;відгук 1;відповідь 2;частка 2;пояснення;теги"
ENGLISH = "code;kind;question;answer 1;fraction 1;feedback 1;answer 2;fraction 2;explanation;tags"
ROW = (
    "M2-01;одна;Людина мовчить. Що ви зробите?;Почекаю;100;Так;Перерву;-50;Пауза допомагає.;"
    "пауза, слухання"
)


def read(text, name="питання.csv"):
    return read_file(name, text.encode() if isinstance(text, str) else text)


def only(text):
    reading = read(text)
    assert reading.skipped == []
    return reading.questions[0]


@pytest.mark.parametrize("headings", [UKRAINIAN, ENGLISH, UKRAINIAN.upper()])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_row_is_a_question(headings, delimiter, mark):
    row = ROW.replace("пауза, слухання", '"пауза, слухання"')
    text = f"{mark}{headings}\r\n{row}\r\n".replace(";", delimiter)

    question = only(text)

    assert (question.kind, question.document["code"], question.line) == ("one", "M2-01", 2)
    assert question.tags == ("пауза", "слухання")
    assert question.document["explanation"] == "Пауза допомагає."
    assert [
        (one["text"], one["fraction"], one["feedback"]) for one in answers_of(question.document)
    ] == [("Почекаю", 100, "Так"), ("Перерву", -50, "")]


@pytest.mark.parametrize(
    ("right", "kind", "expected"),
    [
        ("2", "one", [0, 100, 0]),
        ("Б", "one", [0, 100, 0]),
        ("b", "one", [0, 100, 0]),
        ("1, 3", "many", [50, -100, 50]),
    ],
)
def test_right_answers_may_be_named_instead_of_given_shares(right, kind, expected):
    question = only(f'питання;правильні;відповідь 1;відповідь 2;відповідь 3\nЩо?;"{right}";а;б;в')

    assert question.kind == kind
    assert [one["fraction"] for one in answers_of(question.document)] == expected


def test_pairs_numbers_and_short_texts_have_columns_of_their_own():
    text = (
        "вид;питання;відповідь 1;пара 1;допуск 1;відповідь 2;пара 2;відповідь 3;пара 3\n"
        "відповідність;Куди?;Позов;Бюро;;Загроза;Поліція;;Нотаріус\n"
        "число;Скільки?;7,5;;0,5;;;;\n"
        "коротка;Як?;пауза;;;тиша;;;\n"
    )

    pairs, number, short = read(text).questions

    assert [(one["stem"], one["text"]) for one in answers_of(pairs.document)] == [
        ("Позов", "Бюро"),
        ("Загроза", "Поліція"),
        ("", "Нотаріус"),
    ]
    [answer] = answers_of(number.document)
    assert (answer["text"], answer["tolerance"]) == ("7.5", 0.5)
    assert [one["text"] for one in answers_of(short.document)] == ["пауза", "тиша"]


@pytest.mark.parametrize("words", [("правда", "неправда"), ("Так", "Ні"), ("true", "false")])
def test_a_statement_by_its_words(words):
    question = only(
        "вид;питання;відповідь 1;частка 1;відповідь 2\n"
        f"правда/неправда;Так?;{words[0]};100;{words[1]}"
    )

    assert [(one["id"], one["right"]) for one in question.document["options"]] == [
        ("true", True),
        ("false", False),
    ]


@pytest.mark.parametrize(
    "row",
    [
        "одна;;а;100;б",  # no question
        "одна;Що?;а;0;б",  # nothing right
        "одна;Що?;а;сто;б",
        "одна;Що?;а;1000;б",
        "одна;Що?;;;",
        "гра;Що?;а;100;б",
        "число;Що?;сім;100;",
        "число;Що?;7;50;",
        "правда/неправда;Що?;може;100;",
        f"одна;{'ш' * 10_001};а;100;б",
    ],
)
def test_a_row_that_is_no_question_is_named_with_its_number(row):
    reading = read(
        "вид;питання;відповідь 1;частка 1;відповідь 2\n"
        f"одна;Перше?;а;100;б\n{row}\nодна;Третє?;а;100;б\n"
    )

    assert [question.line for question in reading.questions] == [2, 4]
    assert [(skipped.line, bool(skipped.reason)) for skipped in reading.skipped] == [(3, True)]


@pytest.mark.parametrize(
    "text",
    [
        "код;вид\nа;б",
        "питання;питання;відповідь 1\nа;б;в",
        "\n\n\n",
        "питання;відповідь 1\n" + "Що?;так\n" * 5001,
        "питання;" + ";".join(f"ш{n}" for n in range(500)) + "\nЩо?" + ";1" * 500,
        "x" * (2 * 1024 * 1024 + 1),
        '"' + "ш" * 200_000,
        "Питання;відповідь 1\nЩо?;так".encode("cp1251"),
        "Питання;відповідь 1\nЩо?;так".encode("utf-16-le"),
    ],
)
def test_e01_a_table_that_cannot_be_read_is_refused_whole(text):
    data = text.encode() if isinstance(text, str) else text

    with pytest.raises(CannotRead):
        read_file("a.csv", data, "csv")


def test_unknown_columns_are_named_once():
    reading = read("питання;правильні;відповідь 1;відповідь 2;настрій\nЩо?;1;а;б;добрий")

    assert len(reading.questions) == 1
    assert "настрій" in reading.warnings[0]


@pytest.mark.parametrize("settings", ["{", "[1]", "7", '{"document": "ні", "rows": 5, "x": null}'])
def test_broken_settings_are_named_or_ignored(settings):
    quoted = settings.replace('"', '""')
    reading = read(f'питання;правильні;відповідь 1;відповідь 2;параметри\nЩо?;1;а;б;"{quoted}"')

    assert len(reading.questions) + len(reading.skipped) == 1


def test_settings_cannot_bring_a_key_of_their_own():
    reading = read(
        "вид;питання;параметри\n"
        'gap_text;Що?;"{""document"": {""text"": ""без пропусків"", ""options"": [5]}}"\n'
    )

    assert reading.questions == []
    assert len(reading.skipped) == 1


# --- XLSX ---------------------------------------------------------------------------------------
def xlsx(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


HEADINGS = ["питання", "правильні", "відповідь 1", "відповідь 2", "пояснення"]


def test_cells_of_a_spreadsheet_are_texts_whatever_they_are():
    reading = read(xlsx([HEADINGS, ["Скільки?", 1, 7, 7.5, True]]), "a.xlsx")

    [question] = reading.questions
    assert [one["text"] for one in answers_of(question.document)] == ["7", "7.5"]
    assert question.document["explanation"] == "true"


def test_a_formula_stays_text_and_is_not_computed():
    reading = read(xlsx([HEADINGS, ["Що?", 1, "=1+1", '=HYPERLINK("http://x")', ""]]), "a.xlsx")

    [question] = reading.questions
    assert [one["text"] for one in answers_of(question.document)] == [
        "=1+1",
        '=HYPERLINK("http://x")',
    ]


def test_e01_too_many_rows_are_refused():
    with pytest.raises(CannotRead):
        read(xlsx([HEADINGS, *([["Що?", 1, "а", "б"]] * 5001)]), "a.xlsx")


def workbook(sheet, **files):
    content = xlsx([HEADINGS])
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return archive({**parts, "xl/worksheets/sheet1.xml": sheet, **files})


SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</worksheet>'
)


@pytest.mark.parametrize(
    "sheet",
    [
        "<!DOCTYPE x [<!ENTITY a 'b'>]>" + SHEET.format("<sheetData/>"),
        SHEET.format("<sheetData><row r='1'><c r='A1' t='s'><v>99999</v></c></row></sheetData>"),
        SHEET.format("<sheetData><row r='x'><c r='??'><v>1</v></c></row></sheetData>"),
        "<worksheet",
        "",
    ],
)
def test_d14_a_broken_or_hostile_spreadsheet_is_refused(sheet):
    with pytest.raises(CannotRead):
        read(workbook(sheet), "a.xlsx")


def test_what_a_spreadsheet_says_of_its_size_is_not_believed():
    sheet = SHEET.format(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is>'
        "<t>питання</t></is></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
        "</sheetData>"
    )

    with pytest.raises(CannotRead):
        read_file("a.xlsx", workbook(sheet))


def test_an_empty_row_at_the_bottom_of_a_sheet_is_no_question():
    cells = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for place, text in zip("ABCD", HEADINGS, strict=False)
    )
    sheet = SHEET.format(
        f'<sheetData><row r="1">{cells}</row><row r="1048576"><c r="A1048576"/></row></sheetData>'
    )

    assert read_file("a.xlsx", workbook(sheet)).questions == []
