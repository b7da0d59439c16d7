"""The parts of reading: YAML with lines, Markdown to rich text, lessons."""

import datetime
import subprocess
import sys

import pytest

from tests.curriculum.samples import LESSON
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.lessonfile import read_lesson
from training.curriculum.reading.richtext import resolve_page_links, rich_text
from training.curriculum.reading.yamlfile import parse_yaml

HERE = Place("a.md", 1)


def test_yaml_values_keep_their_types_and_lines():
    faults = Faults()
    text = 'a: 1\nb: "1"\nc: true\nd: yes\ne: 2027-01-02\nf:\n  - 12:30\n  - ~\ng: 1.5\n007: x\n'
    data = parse_yaml(text, "a.yaml", faults)
    assert not faults
    assert data == {
        "a": 1,
        "b": "1",
        "c": True,
        "d": "yes",
        "e": datetime.date(2027, 1, 2),
        "f": ["12:30", None],
        "g": 1.5,
        "007": "x",
    }
    assert data.lines["e"] == 5
    assert data["f"].lines == [7, 8]


def test_reading_needs_no_django():
    """In a process of its own: this one has Django."""
    code = (
        "import sys, training.curriculum.reading.folder as f; "
        "sys.exit(any(name.split('.')[0] in {'django', 'wagtail'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603  our own code


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("## A\n\nб **в** *г*", "<h2>A</h2><p>б <b>в</b> <i>г</i></p>"),
        ("- а\n- б", "<ul><li>а</li><li>б</li></ul>"),
        ("1. а\n\n   ще\n2. б", "<ol><li>а<br/>ще</li><li>б</li></ol>"),
        ("а\nб", "<p>а б</p>"),
        (
            "[а](https://ex.ua/?a=1&b=2)",
            '<p><a href="https://ex.ua/?a=1&amp;b=2">а</a></p>',
        ),
        ("[п](mailto:a@b.ua)", '<p><a href="mailto:a@b.ua">п</a></p>'),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('<img src=x onerror="a()">', '<p>&lt;img src=x onerror="a()"&gt;</p>'),
        ("&lt;b&gt; & &amp;", "<p>&lt;b&gt; &amp; &amp;</p>"),
    ],
)
def test_markdown_becomes_rich_text(markdown, html):
    faults = Faults()
    assert rich_text(markdown, HERE, faults).html == html
    assert not faults


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.ua", "https://", "#top"],
)
def test_unsafe_links_are_faults_and_lose_their_address(target):
    faults = Faults()
    assert target not in rich_text(f"[а]({target})", HERE, faults).html
    assert len(faults) == 1


def test_link_to_a_lesson_waits_for_its_page():
    faults = Faults()
    text = rich_text("а\nб [в](../m1/2-b.md)", Place("modules/m2/1-a.md", 10), faults)
    assert [(link.code, link.place.line) for link in text.links] == [("modules/m1/2-b.md", 11)]
    html = resolve_page_links(text.html, {"modules/m1/2-b.md": 7})
    assert html == '<p>а б <a linktype="page" id="7">в</a></p>'


def test_lesson_is_a_row_of_blocks():
    faults = Faults()
    lesson = read_lesson(LESSON, "modules/t1/1-pershyi.md", faults)
    assert not faults
    assert [block.kind for block in lesson.blocks] == [
        "text",
        "key_idea",
        "dialogue",
        "checklist",
        "flashcards",
        "accordion",
        "reflection",
        "check",
        "norm",
    ]
    assert lesson.blocks[2].value == {
        "quality": "good",
        "title": "Добре",
        "setting": "Кабінет.",
        "lines": [
            {"speaker": "Фронтлайнерка", "is_own": True, "text": "Слухаю."},
            {"speaker": "Клієнт", "is_own": False, "text": "Дякую."},
        ],
        "why": "Його почули.",
    }
    assert lesson.note == "звірити з нормою"
