"""A document that a text links to does not come with the question, and each one is named."""

import pytest

from assessments.quizzes.exchange import moodle
from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.markup import lost_links
from assessments.quizzes.exchange.qti import read_item
from assessments.quizzes.models import QuestionBank
from assessments.quizzes.services.exchange import import_questions
from tests.quizzes.exchange.pictures import PNG
from tests.quizzes.exchange.qti_items import CHOICE
from tests.quizzes.exchange.test_h5p import choice, only
from tests.quizzes.exchange.test_moodle import file, with_files

LINK = "the link to the document “{}” was removed"
NO_PICTURE = "“{}” is no picture that is accepted."
PLUGIN = '<p>Читайте <a href="@@PLUGINFILE@@/{0}">{0}</a></p>'


def quiz(*questions):
    return f"<quiz>{''.join(questions)}</quiz>".encode()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('<a href="@@FILE@@/doc.pdf">Закон</a>', ["doc.pdf"]),
        ("<a class=x href='@@PLUGINFILE@@/%D1%82/%D0%B0.pdf'>а</a>", ["а.pdf"]),
        ("<A HREF=files/doc.docx>a</A><a href='files/doc.docx'>b</a>", ["doc.docx"]),
        ('<a href="a.pdf">a</a> <a href="b.pdf">b</a>', ["a.pdf", "b.pdf"]),
        ('<a href="https://zakon.rada.gov.ua/doc.pdf">a</a>', []),
        ('<a href="mailto:a@example.org">a</a><a href="#below">b</a><a>c</a>', []),
        ('<a href="javascript:alert(1)">a</a>', []),
        ("слово href без посилання", []),
    ],
)
def test_only_links_to_what_lies_beside_the_text_are_named(text, names):
    assert lost_links(text) == [LINK.format(name) for name in names]


def test_moodle_names_them_question_by_question():
    reading = moodle.read(
        quiz(
            with_files(PLUGIN.format("закон.pdf"), file("закон.pdf")),
            with_files("<p>Без посилань</p>"),
            with_files(PLUGIN.format("лист.docx"), file("лист.docx")),
        )
    )

    assert [one.lost for one in reading.questions] == [
        (LINK.format("закон.pdf"),),
        (),
        (LINK.format("лист.docx"),),
    ]
    assert "Читайте" in reading.questions[0].document["prompt"]
    assert "href" not in reading.questions[0].document["prompt"]


def test_gift_names_them():
    text = '[html]<p>Див. <a href\\="@@PLUGINFILE@@/doc.pdf">зразок</a></p>{=так ~ні}'

    [question] = read_file("питання.gift", text.encode()).questions

    assert question.lost == (LINK.format("doc.pdf"),)


def test_h5p_names_them():
    question = only(choice([('<a href="files/doc.pdf">Так</a>', True, ""), ("Ні", False, "")]))

    assert question.lost == (LINK.format("doc.pdf"),)


def test_qti_names_them():
    linked = CHOICE.replace(b"</prompt>", '<a href="doc.pdf">зразок</a></prompt>'.encode())

    [question] = read_item("item.xml", linked).questions

    assert LINK.format("doc.pdf") in question.lost


@pytest.mark.django_db
@pytest.mark.parametrize("dry_run", [True, False])
def test_the_report_names_links_and_documents_before_and_after_the_import(dry_run):
    bank = QuestionBank.objects.create(code="M2", name="Слухання")
    reading = moodle.read(
        quiz(
            with_files(PLUGIN.format("закон.pdf"), file("закон.pdf", b"%PDF-1.7")),
            with_files('<img src="@@PLUGINFILE@@/a.png" alt="План">', file("a.png", PNG)),
        )
    )

    report = import_questions(bank=bank, reading=reading, by=None, dry_run=dry_run)

    assert report.warnings == [
        f"Питання: {LINK.format('закон.pdf')}",
        f"Питання: {NO_PICTURE.format('закон.pdf')}",
    ]


def test_a_table_names_them():
    rows = [
        "вид;питання;відповідь 1;частка 1;відповідь 2;формат",
        "одна;Див. <a href='doc.pdf'>зразок</a>;Так;100;Ні;html",
        "одна;Слова href='doc.pdf' тут лише слова;Так;100;Ні;plain",
    ]

    questions = read_file("питання.csv", "\n".join(rows).encode()).questions

    assert [one.lost for one in questions] == [(LINK.format("doc.pdf"),), ()]
