"""QTI packages: manifest, pictures and shared texts by relative path; nothing is fetched (D14)."""

import base64

import pytest

from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.neutral import CannotRead
from assessments.quizzes.exchange.qti import read_item, read_package
from tests.quizzes.exchange.pictures import PNG, SVG
from tests.quizzes.exchange.qti_items import (
    CHOICE,
    MATCH_CORRECT,
    archive,
    as_version_3,
    choice_body,
    item,
    manifest,
    package,
    response,
)


def with_prompt(prompt, before="", declared=""):
    return item(
        declared + response(["A"]),
        choice_body(("A", "Так"), ("B", "Ні"), prompt=prompt),
        MATCH_CORRECT,
        before=before,
    )


def test_every_item_of_a_package_comes_in_its_order():
    second = CHOICE.replace("Перша розмова".encode(), "Друга розмова".encode())

    reading = read_package(package({"items/b.xml": CHOICE, "items/a.xml": as_version_3(second)}))

    assert [one.name for one in reading.questions] == ["Перша розмова", "Друга розмова"]


def test_a_broken_item_does_not_spoil_its_neighbours():
    reading = read_package(package({"a.xml": b"<assessmentItem", "b.xml": CHOICE}))

    assert [one.name for one in reading.questions] == ["Перша розмова"]
    assert [one.name for one in reading.skipped] == ["a.xml"]


@pytest.mark.parametrize("folder", ["", "items/"])
def test_a_picture_comes_by_its_relative_path(folder):
    path = "../media/план%20кімнати.png" if folder else "media/план%20кімнати.png"
    data = with_prompt(f'План: <img src="{path}" alt="Кімната" onclick="alert(1)"/>')

    [question] = read_package(
        archive(
            {
                "imsmanifest.xml": manifest(f"{folder}i.xml"),
                f"{folder}i.xml": data,
                "media/план кімнати.png": PNG,
            }
        )
    ).questions

    [file] = question.files
    assert file.content == PNG
    assert f'<img src="@@FILE@@/{file.name}" alt="Кімната">' in question.document["prompt"]


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/a.png",
        "//example.org/a.png",
        "../../../etc/passwd",
        "немає.png",
        "file:///etc/passwd",
        "знак.svg",
        "javascript:alert(1)",
        "data:image/svg+xml;base64,PHN2Zy8+",
    ],
)
def test_what_is_no_picture_of_the_package_is_left_out_and_named(address):
    data = with_prompt(f'План: <img src="{address}" alt="Кімната"/>')

    [question] = read_package(package({"i.xml": data, "знак.svg": SVG})).questions

    assert question.files == ()
    assert question.lost
    assert "Кімната" in question.document["prompt"]
    assert "<img" not in question.document["prompt"]


def test_a_picture_inside_the_text_becomes_a_file():
    data = with_prompt(f'<img src="data:image/png;base64,{base64.b64encode(PNG).decode()}"/>Що?')

    [question] = read_item("i.xml", data).questions

    assert [file.content for file in question.files] == [PNG]


def test_a_shared_stimulus_stands_before_the_question():
    stimulus = (
        '<qti-assessment-stimulus xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0"'
        ' identifier="s" title="Уривок"><qti-stimulus-body><p>Вона мовчала.</p>'
        "</qti-stimulus-body></qti-assessment-stimulus>"
    )
    data = with_prompt(
        "Що робити?",
        declared='<assessmentStimulusRef identifier="s" href="shared/s.xml"/>',
    )

    reading = read_package(
        archive({"imsmanifest.xml": manifest("i.xml"), "i.xml": data, "shared/s.xml": stimulus})
    )

    assert reading.questions[0].document["prompt"] == "Вона мовчала.\n\nЩо робити?"


def test_a_shared_page_stands_before_the_question_without_its_scripts():
    data = with_prompt("Що?").replace(
        b"<itemBody>", b'<itemBody><object data="t.html" type="text/html"/>'
    )
    page = "<p>Вона <b>мовчала</b>.</p><script>alert(1)</script>"

    [question] = read_package(
        archive({"imsmanifest.xml": manifest("i.xml"), "i.xml": data, "t.html": page})
    ).questions

    assert "<b>мовчала</b>" in question.document["prompt"]
    assert "alert" not in question.document["prompt"]


def test_what_the_manifest_names_and_the_package_lacks_is_said():
    content = archive({"imsmanifest.xml": manifest("i.xml", "немає.xml"), "i.xml": CHOICE})

    assert [one.name for one in read_package(content).skipped] == ["немає.xml"]


def test_the_test_around_the_items_is_named():
    extra = '<resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/>'

    assert len(read_package(package({"i.xml": CHOICE}, extra)).warnings) == 1


def test_a_package_without_a_manifest_is_tried_file_by_file():
    reading = read_file("a.zip", archive({"i.xml": CHOICE, "readme.txt": "x"}))

    assert (len(reading.questions), len(reading.warnings)) == (1, 1)


DOCTYPES = [
    "<!DOCTYPE x>",
    '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_d14_a_document_type_is_refused(doctype):
    data = with_prompt("Що?", before=doctype)

    with pytest.raises(CannotRead, match="DOCTYPE"):
        read_file("i.xml", data)
    assert [one.name for one in read_package(package({"i.xml": data})).skipped] == ["i.xml"]


@pytest.mark.parametrize(
    "data",
    [
        b"<questestinterop/>",
        b'<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"/>',
        b"<assessmentItem><unclosed></assessmentItem>",
    ],
)
def test_other_xml_is_refused_in_plain_words(data):
    with pytest.raises(CannotRead):
        read_file("i.xml", data)


def test_a_package_of_qti_1_is_refused_by_name():
    extra = '<resource identifier="q" type="imsqti_xmlv1p2" href="q.xml"/>'
    content = archive({"imsmanifest.xml": manifest(extra=extra), "q.xml": "<questestinterop/>"})

    with pytest.raises(CannotRead):
        read_file("q.zip", content)


def test_scripts_and_handlers_never_arrive():
    data = with_prompt(
        '<b onmouseover="alert(1)">Що</b><script>alert(1)</script>'
        '<a href="javascript:alert(1)">тут</a>?'
    )

    [question] = read_item("i.xml", data).questions

    assert question.document["prompt"].count("alert") == 0


def test_tags_of_the_manifest_arrive():
    lom = (
        '<resource identifier="r" type="imsqti_item_xmlv3p0" href="i.xml"><metadata>'
        '<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><keyword><string>FL-02</string>'
        "</keyword><keyword><string>пауза</string></keyword></general></lom></metadata></resource>"
    )
    content = archive({"imsmanifest.xml": manifest(extra=lom), "i.xml": CHOICE})

    assert read_package(content).questions[0].tags == ("FL-02", "пауза")
