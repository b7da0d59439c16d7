"""Drawings, self-checks, statements, principles: read whole, and faults named with their lines."""

from pathlib import Path

import pytest

from tests.curriculum.samples import change
from tests.curriculum.test_folder import faults_of
from tests.curriculum.wider import write_wider_folder
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder

LESSON = "modules/t1/1-pershyi.md"
MODULE = "modules/t1/module.yaml"
STATEMENTS = "self-assessment.yaml"
SVG = "drawings/pauza.svg"
ASKED = "      competencies: [FL-02]"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_wider_folder(tmp_path / "content")


def test_a_wider_folder_is_read_whole(folder):
    faults = Faults()
    content = read_folder(folder, faults)
    assert [str(fault) for fault in faults.sorted()] == []

    lesson = next(content.lessons())
    assert [ref.code for ref in lesson.indicators] == ["FL-02.1", "FL-02.2"]
    diagram, check = (block.value for block in lesson.blocks[-2:])
    assert (diagram["svg"].code, diagram["title"]) == ("pauza.svg", "Пауза")
    assert diagram["description"] == "Прямокутник, а в ньому слово «Пауза».\n\nДругий абзац."
    assert diagram["caption"] == "Мовчати – теж відповідь."
    assert (check["title"], check["intro"]) == ("Як ви", "Лише для вас.")
    assert [(row["text"], row["is_reversed"]) for row in check["items"]] == [
        ("Я втомлююся.", False),
        ("Я сплю погано.", False),
        ("Робота має сенс.", True),
    ]
    assert [(row["up_to"], row["title"]) for row in check["bands"]] == [
        ("1.5", "Рівно"),
        ("3", "Важко"),
    ]
    assert [drawing.code for drawing in content.drawings] == ["pauza.en.svg", "pauza.svg"]
    assert [(one.code, one.order) for one in content.statements] == [
        ("SA-FL-02-1", 0),
        ("SA-FL-02-2", 1),
    ]
    assert [(one.code, [ref.code for ref in one.carried_by]) for one in content.principles] == [
        ("P7b", ["FL-02.2", "FL-02.1"]),
        ("N1", ["FL-02"]),
    ]


FAULTS = [
    # file, what stands there, what is put there, lines further down, what is said
    # --- indicators
    (LESSON, "  - FL-02.2\n", "  - FL-02.9\n", 0, "there is no indicator FL-02.9"),
    (LESSON, "  - FL-02.2\n", "  - FL-02\n", 0, "there is no indicator FL-02"),
    (LESSON, "  - FL-02.2\n", "  - FL-02.1\n", 0, "“FL-02.1” is here twice"),
    # --- drawings
    (LESSON, "diagram pauza.svg", "diagram inshe.svg", 0, "no file drawings/inshe.svg"),
    (LESSON, "diagram pauza.svg", "diagram ../pauza.svg", 0, "the file of a drawing is named"),
    (LESSON, "diagram pauza.svg", "diagram pauza.en.svg", 0, "the file of a drawing is named"),
    (LESSON, "diagram pauza.svg «Пауза»", "diagram pauza.svg", 0, "stands in quotes"),
    (
        LESSON,
        "Прямокутник, а в ньому слово «Пауза».\n\nДругий абзац.\n",
        "",
        -1,
        "a text that says what it shows",
    ),
    (SVG, "  <rect", "  <script/>\n  <rect", 0, "<script> is not allowed in a drawing"),
    (SVG, 'x="10"', 'x="10" onclick="go()"', 0, "“onclick” is not allowed"),
    (SVG, "  <rect", "  <g><rect", 2, "not well-formed SVG"),
    (SVG, "Пауза", "З'їсти", 0, "apostrophe is ʼ"),
    # --- self-checks
    (LESSON, "Лише для вас.\n", "", -1, "begins with a paragraph that says what it is for"),
    (LESSON, "- Я втомлююся.\n", "", -2, "at least 3 statements"),
    (LESSON, "up to 1.5 :: Рівно", "up to 1,5 :: Рівно", 0, "a band is “up to 1.0"),
    (LESSON, "up to 1.5 ::", "up to 3 ::", 1, "bands go from low to high"),
    (LESSON, "up to 3 ::", "up to 2.5 ::", 0, "the last band goes up to 3"),
    (LESSON, "up to 1.5 :: Рівно", "Просто рядок\nup to 1.5 :: Рівно", 0, "a line here is"),
    # --- statements
    (STATEMENTS, "code: SA-FL-02-2", "code: SA-FL-02-1", 0, "SA-FL-02-1 is taken"),
    (STATEMENTS, "en: held the silence", "ua: x", 0, "“en” is missing"),
    (STATEMENTS, "витримую паузу", "витримую " + "довгу " * 45, 0, "at most 250 fit"),
    # --- the step
    (MODULE, f"{ASKED}\n", "      competencies: [FL-77]\n", 0, "“FL-77” is named here"),
    (MODULE, "moment: before", "moment: during", 0, "“moment” has to be one of: before, after"),
    (MODULE, "      moment: before\n", "", -5, "“moment” is missing"),
    (MODULE, "  - self_assessment:", "  - self_asessment:", 0, "a step is one of"),
    # --- principles
    ("competencies.yaml", "[FL-02.2, FL-02.1]", "[FL-02.2, FL-02.7]", 0, "no indicator FL-02.7"),
    ("competencies.yaml", "source: round_table", "source: rumour", 0, "handbook, round_table"),
    ("competencies.yaml", "- code: N1", "- code: P7b", 0, "P7b is taken"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "down", "said"), FAULTS)
def test_fault_is_named_with_file_and_line(folder, file, old, new, down, said):
    line = change(folder, file, old, new) + down
    found = [fault for fault in faults_of(folder) if fault.startswith(f"{file}:{line}: ")]
    assert any(said in fault for fault in found), faults_of(folder)


def test_drawing_that_no_lesson_shows_is_named(folder):
    (folder / "drawings" / "zabuta.svg").write_text(
        (folder / SVG).read_text(encoding="utf-8"), encoding="utf-8"
    )
    (folder / "drawings" / "foto.png").write_bytes(b"\x89PNG")
    assert faults_of(folder) == [
        "drawings/foto.png:1: this has no place in a content folder",
        "drawings/zabuta.svg:1: no lesson shows this drawing",
    ]


def test_statement_about_a_competency_that_is_not_there_is_named(folder):
    text = (folder / STATEMENTS).read_text(encoding="utf-8")
    (folder / STATEMENTS).write_text(text.replace("FL-02\n", "FL-55\n"), encoding="utf-8")
    faults = faults_of(folder)
    assert "self-assessment.yaml:3: “FL-55” is named here and described nowhere" in faults


def test_self_assessment_about_which_nothing_is_asked_is_named(folder):
    """The step names a competency without statements, or there are none at all."""
    change(folder, "competencies.yaml", "principles:\n", SECOND + "principles:\n")
    place = change(
        folder,
        MODULE,
        "competencies: [FL-02]\n      minutes",
        "competencies: [FL-03]\n      minutes",
    )
    assert faults_of(folder) == [f"{MODULE}:{place}: no statement is there about FL-03"]

    (folder / STATEMENTS).unlink()
    step = place - 6
    assert f"{MODULE}:{step}: no statement is there to be asked" in faults_of(folder)


SECOND = """\
  - code: FL-03
    key: asking
    critical: false
    target: 2
    name: {uk: Питання, en: Asking}
    definition: {uk: Питає., en: Asks.}
    indicators:
      - {code: FL-03.1, text: {uk: Питає, en: Asks}}
    levels:
      - {level: 1, text: {uk: Знає, en: Knows}}
      - {level: 2, text: {uk: Пробує, en: Tries}}
      - {level: 3, text: {uk: Робить, en: Does}}
      - {level: 4, text: {uk: Навчає, en: Teaches}}
"""


def test_translations_are_read_elsewhere_and_are_no_fault(folder):
    (folder / "translations").mkdir()
    assert faults_of(folder) == []
