"""Moodle XML: a whole export, each type, files, categories, and what is left out and why."""

import base64
from pathlib import Path

import pytest

from assessments.quizzes.exchange import moodle, moodle_writer
from assessments.quizzes.exchange.neutral import answers_of, as_json
from tests.quizzes.exchange.moodle_texts import (
    answer,
    brief,
    file,
    only,
    question,
    read,
    with_files,
)
from tests.quizzes.exchange.strategies import kept

EXPORT = Path(__file__).parent / "files" / "moodle_export.xml"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def export():
    return moodle.read(EXPORT.read_bytes())


def named(reading, name):
    return next(question for question in reading.questions if question.name == name)


CHOICE = answer("так", 100) + answer("ні", 0)


def test_an_export_is_read_whole(export):
    assert [(one.name, one.kind, one.line) for one in export.questions] == [
        ("Строк розгляду звернення", "one", 15),
        ("Хто має право", "many", 74),
        ("Усна консультація", "true_false", 106),
        ("Скорочення", "short", 135),
        ("Днів на оскарження", "number", 159),
        ("Орган і справа", "matching", 192),
        ("Порада", "long", 223),
        ("Кроки", "order", 261),
        ("Заява", "gap_text", 292),
        ("Слова", "gap_select", 307),
    ]
    assert [(one.name, one.line) for one in export.skipped] == [
        ("Вступ", 249),
        ("Судовий збір", 327),
        ("Мапа центрів", 335),
    ]
    assert "calculatedmulti" in export.skipped[1].reason
    assert "ddimageortext" in export.skipped[2].reason
    assert export.warnings == []
    assert [loss for one in export.questions for loss in one.lost] == []


def test_an_export_is_written_and_read_back_the_same(export):
    again = moodle.read(moodle_writer.write(export.questions).content)

    assert [(kept(one), one.extras) for one in again.questions] == [
        (kept(one), one.extras) for one in export.questions
    ]


def test_fractions_points_and_feedback_are_those_of_the_file(export):
    found = as_json(export)["questions"][0]

    assert found["max_points"] == 2
    assert [(one["text"], one["fraction"], one["feedback"]) for one in found["answers"]] == [
        ("<p>Один місяць</p>", 100, "<p>Так, це загальний строк.</p>"),
        ("<p>Один рік</p>", -33.33333, ""),
        ("<p>Строку немає</p>", 0, ""),
    ]
    assert brief(named(export, "Хто має право")) == [
        ("Внутрішньо переміщена особа", 50),
        ("Дитина", 50),
        ("Будь-хто", -100),
    ]


def test_a_picture_with_a_cyrillic_name_is_kept_and_linked(export):
    one = named(export, "Строк розгляду звернення")

    assert [(file.name, file.content) for file in one.files] == [("схема №1.png", PNG)]
    assert 'src="@@FILE@@/схема%20№1.png"' in one.document["prompt"]


def test_what_a_bank_has_no_field_for_is_kept_beside(export):
    one = named(export, "Строк розгляду звернення")

    assert one.identifier == "ЗВ-01"
    assert one.tags == ("звернення", "строки")
    assert one.category == "Правова допомога/Звернення//скарги"
    assert named(export, "Заява").category == "Правова допомога"
    assert one.extras["hints"] == [
        {"text": "<p>Згадайте закон про звернення.</p>", "shownumcorrect": True, "clearwrong": True}
    ]
    assert one.extras["correctfeedback"] == "Правильно."
    assert one.extras["penalty"] == "0.3333333"
    assert one.extras["shownumcorrect"] is True


def test_kinds_keep_what_is_their_own(export):
    number = named(export, "Днів на оскарження").document
    matching = answers_of(named(export, "Орган і справа").document)
    order = named(export, "Кроки").document
    gaps = answers_of(named(export, "Слова").document)

    assert (number["unit"], number["unit_penalty"]) == ("required", "10")
    assert number["units"] == [
        {"text": "дн", "factor": "1"},
        {"text": "тиж", "factor": "0.1428571"},
    ]
    assert [(one["stem"], one["text"], one["fraction"]) for one in matching] == [
        ("<p>Аліменти</p>", "Суд", 100),
        ("<p>Паспорт</p>", "ЦНАП & міграційна служба", 100),
        ("", "Пошта", 0),
    ]
    assert [one["text"] for one in order["options"]] == ["Привітатися", "Вислухати", "Пояснити"]
    assert order["marking"] == "distance"
    assert named(export, "Скорочення").document["case"] is True
    assert named(export, "Порада").document["least_words"] == 50
    assert [(one["gap"], one["text"], one["fraction"]) for one in gaps] == [
        ("g1", "співає", 0),
        ("g1", "вирішує", 100),
        ("g2", "підтримує обвинувачення", 100),
        ("g2", "лікує", 0),
    ]


@pytest.mark.parametrize(
    ("single", "kind"),
    [("true", "one"), ("1", "one"), ("", "one"), ("false", "many"), ("0", "many")],
)
def test_single_is_written_in_several_ways(single, kind):
    element = f"<single>{single}</single>" if single else ""

    assert only("multichoice", element + CHOICE).kind == kind


@pytest.mark.parametrize("text", ["&lt;b&gt;так&lt;/b&gt;", "<![CDATA[<b>так</b>]]>", "<b>так</b>"])
def test_html_may_be_escaped_in_cdata_or_bare(text):
    assert brief(only("multichoice", answer(text, 100) + answer("ні", 0)))[0] == ("<b>так</b>", 100)


@pytest.mark.parametrize(
    ("text_format", "prompt", "expected"),
    [
        ("plain_text", "a &lt; b &amp; c", ("plain", "a < b & c")),
        ("moodle_auto_format", "рядок\nдругий", ("plain", "рядок\nдругий")),
        ("moodle_auto_format", "&lt;b&gt;a&lt;/b&gt;\nб", ("html", "<b>a</b><br>\nб")),
        ("markdown", "*a*", ("html", "<p><em>a</em></p>")),
        ("html", "a", ("html", "a")),
    ],
)
def test_a_text_is_what_its_format_says(text_format, prompt, expected):
    inside = "".join(
        f'<answer fraction="{fraction}" format="plain_text"><text>{text}</text></answer>'
        for text, fraction in (("так", 100), ("ні", 0))
    )
    document = only("multichoice", inside, prompt=prompt, text_format=text_format).document

    assert (document["format"], document["prompt"]) == expected


def test_a_bare_question_is_a_file_too():
    reading = moodle.read(question("multichoice", CHOICE).encode())

    assert [one.kind for one in reading.questions] == ["one"]


def test_an_old_encoding_may_be_declared():
    data = f'<?xml version="1.0" encoding="windows-1251"?><quiz>{question("essay", "")}</quiz>'

    assert moodle.read(data.encode("windows-1251")).questions[0].name == "Питання"


def test_files_of_one_name_in_two_texts_stay_apart():
    one = read(
        with_files('<img src="@@PLUGINFILE@@/a.png" alt="">', file("a.png", b"1")).replace(
            "</question>",
            '<generalfeedback format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png" alt="">'
            f"]]></text>{file('a.png', b'2')}</generalfeedback></question>",
        )
    ).questions[0]

    assert {found.name: found.content for found in one.files} == {"a.png": b"1", "a-2.png": b"2"}
    assert one.document["prompt"] == '<img src="@@FILE@@/a.png" alt="">'
    assert one.document["explanation"] == '<img src="@@FILE@@/a-2.png" alt="">'


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "_etc_passwd"), ("..", "file"), ("C:\\a.png", "C:_a.png"), ("", "file")],
)
def test_a_name_of_a_file_is_never_a_path(name, safe):
    one = read(with_files("текст", file(name))).questions[0]

    assert [found.name.lstrip("._") for found in one.files] == [safe.lstrip("._")]
    assert "/" not in one.files[0].name
    assert len(one.lost) == 1


def test_a_file_in_a_folder_is_found_by_its_link():
    one = read(
        with_files(
            '<img src="@@PLUGINFILE@@/%D1%82/a.png?time=1" alt="">', file("a.png", path="/т/")
        )
    ).questions[0]

    assert (one.document["prompt"], one.lost) == ('<img src="@@FILE@@/a.png" alt="">', ())


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (with_files('<img src="@@PLUGINFILE@@/нема.png">'), "нема.png"),
        (with_files("a", file("b.png").replace("eA==", "e!A=")), "damaged"),
        (with_files('a<img src="http://a/b.png">'), "pictures"),
        (with_files("a<iframe src='x'>б</iframe>"), "iframe"),
        (question("essay", "<attachments>2</attachments>"), "files"),
        (question("essay", "<own><a>1</a></own>"), "<own>"),
        (question("essay", "<image>a.png</image>"), "a.png"),
    ],
)
def test_what_is_lost_is_said(inside, words):
    one = read(inside).questions[0]

    assert len(one.lost) == 1
    assert words in one.lost[0]


def test_a_picture_of_an_old_release_is_shown_under_the_text():
    picture = base64.b64encode(PNG).decode()
    one = only("essay", f"<image>images/a.png</image><image_base64>\n{picture}\n</image_base64>")

    assert [found.content for found in one.files] == [PNG]
    assert one.document["prompt"].endswith('<img src="@@FILE@@/a.png" alt="">')


def test_a_picture_inside_the_text_becomes_a_file():
    picture = base64.b64encode(PNG).decode()
    one = read(with_files(f'<img alt="" src="data:image/png;base64,{picture}">')).questions[0]

    assert [found.content for found in one.files] == [PNG]
    assert f"@@FILE@@/{one.files[0].name}" in one.document["prompt"]
    assert one.lost == ()


def test_a_gap_shared_by_drag_and_drop_keeps_its_group():
    one = only(
        "ddwtos",
        "".join(
            f"<dragbox><text>{text}</text><group>{group}</group></dragbox>"
            for text, group in (("а &amp; б", 1), ("в", 1), ("г", 2), ("ґ", 2))
        ),
        prompt="[[1]] і [[1]] та [[3]]",
    )

    assert [
        (found["gap"], found["text"], found["fraction"]) for found in answers_of(one.document)
    ] == [
        ("g1", "а & б", 100),
        ("g1", "в", 0),
        ("g2", "а & б", 100),
        ("g2", "в", 0),
        ("g3", "г", 100),
        ("g3", "ґ", 0),
    ]


def test_a_category_may_come_before_its_parent_and_its_description_is_pointed_at():
    def category(path, info=""):
        return (
            f'<question type="category"><category><text>{path}</text></category>'
            f"<info><text>{info}</text></info></question>"
        )

    essay = question("essay", "")
    reading = read(
        category("$course$/top/А/Б"),
        essay,
        category("$cat1$/А", "Опис"),
        essay,
        category("top"),
        essay,
    )

    assert [one.category for one in reading.questions] == ["А/Б", "А", ""]
    assert len(reading.warnings) == 1
    assert "А" in reading.warnings[0]
