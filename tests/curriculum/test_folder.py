"""Every kind of fault is named with its file and line."""

from pathlib import Path

import pytest
from django.utils import translation

from tests.curriculum.samples import change
from training.curriculum.loading.drawings import clean_drawings
from training.curriculum.management.commands.load_curriculum import CONTENT
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder

LESSON = "modules/t1/1-pershyi.md"
MODULE = "modules/t1/module.yaml"
BANK = "banks/t1.yaml"
SCENARIO = "scenarios/s01.yaml"


def faults_of(folder: Path) -> list[str]:
    faults = Faults()
    content = read_folder(folder, faults, language="en")
    with translation.override("en"):
        clean_drawings(content, faults)
    return [str(fault) for fault in faults.sorted()]


def test_folder_without_faults_is_read_whole(folder):
    faults = Faults()
    content = read_folder(folder, faults)
    assert [str(fault) for fault in faults.sorted()] == []
    assert [question.code for question in content.questions()] == [
        "T1-01",
        "T1-02",
        "T1-03",
        "T1-04",
        "T1-K1",
    ]
    assert [step.code for step in content.modules[0].steps] == [
        "T1-L1",
        "T1-L2",
        "T1-QUIZ",
        "T1-S01",
    ]


def test_shipped_content_has_no_faults():
    assert faults_of(CONTENT) == []


FAULTS = [
    # file, what stands there, what is put there, lines further down, what is said
    # --- the text itself
    (LESSON, "Слухайте", "Слухайте обов'язково", 0, "apostrophe is ʼ"),
    (LESSON, "Слухайте", "Слухайте\u202e", 0, "invisible control character"),
    # --- YAML
    ("norms.yaml", "    act:", "    act: [", 1, "not YAML"),
    ("norms.yaml", "    article: ст. 1", "    code: law-2", 0, "“code” is here twice"),
    ("norms.yaml", "act: Закон", "act: &a Закон", 0, "anchors, references and tags"),
    ("norms.yaml", "act: Закон", "act: !!python/object:os.system Закон", 0, "tags are not used"),
    ("norms.yaml", "    checked: null", "    checked: null\n---\nx: 1", 1, "second document"),
    ("norms.yaml", "2027-01-15", "2027-02-30", 0, "no such day"),
    # --- keys and types
    ("norms.yaml", "    summary: Приклад є прикладом.\n", "", -3, "key “summary” is missing"),
    ("norms.yaml", "article:", "artcle:", 0, "unknown key “artcle”"),
    ("norms.yaml", "checked: null", "checked: колись", 0, "has to be a date"),
    ("norms.yaml", "https://zakon", "javascript://zakon", 0, "begins with https"),
    ("norms.yaml", "act: Закон", "act: " + "Закон " * 50, 0, "at most 250 fit"),
    ("norms.yaml", "code: law-1", "code: Закон 1", 0, "characters that do not belong here"),
    ("competencies.yaml", "critical: false", "critical: ні", 0, "true or false"),
    ("competencies.yaml", "target: 2", "target: 7", 0, "whole number from 0 to 4"),
    ("competencies.yaml", "{uk: Слухання, en: Listening}", "{uk: Слухання}", 0, "“en” is missing"),
    ("competencies.yaml", "code: FL-02.2", "code: FL-02.1", -8, "“FL-02.1” is here twice"),
    ("competencies.yaml", "code: FL-02.2", "code: FL-03.2", 0, "does not begin with FL-02."),
    (
        "competencies.yaml",
        "      - {level: 4, text: {uk: Навчає, en: Teaches}}\n",
        "",
        -4,
        "level 4 is not described",
    ),
    ("programmes/intro.yaml", "modules: [T1]", "modules: T1", 0, "has to be a list"),
    ("pages.yaml", "  en: {title: Privacy, body: Text.}\n", "", -2, "key “en” is missing"),
    (
        "pages.yaml",
        "body: Text.}\nprivacy",
        "body: '# Text'}\nprivacy",
        1,
        "headings are ## or ###",
    ),
    # --- questions
    (BANK, "kind: many", "kind: several", 0, "one of: one, many"),
    (
        BANK,
        "{text: Радити, feedback",
        "{text: Радити, right: true, feedback",
        -2,
        "Mark exactly one option as right.",
    ),
    (
        BANK,
        "{text: Телефон, feedback",
        "{text: Телефон, right: true, feedback",
        -3,
        "at least one wrong",
    ),
    (BANK, "best: true, ", "", -1, "exactly one reaction as best"),
    (BANK, "worst: true, feedback", "best: true, feedback", -2, "exactly one reaction as best"),
    (BANK, "      - {text: Писати далі, feedback: Замовк.}\n", "", -4, "At least 4 reactions"),
    (BANK, "answer: false", "answer: мабуть", 0, "true or false"),
    (BANK, "{true: Ні., false: Саме так.}", "{true: Ні.}", 0, "“false” is missing"),
    (BANK, "code: T1-02", "code: T1-01", 0, "T1-01 is taken: banks/t1.yaml:4"),
    (BANK, "    prompt: Що допомагає?\n", "", -5, "“prompt” is missing"),
    (BANK, "Радити, feedback: Людина пішла.", "Радити", 0, "“feedback” is missing"),
    # --- references
    (BANK, "norm: law-1", "norm: law-9", 0, "“law-9” is named here and described nowhere"),
    (BANK, "indicator: FL-02.1", "indicator: FL-02.9", 0, "FL-02 has no indicator FL-02.9"),
    (MODULE, "competencies: [FL-02]", "competencies: [FL-77]", 0, "“FL-77” is named here"),
    (MODULE, "bank: T1", "bank: T9", 0, "“T9” is named here"),
    (MODULE, "scenario: S01", "scenario: S99", 0, "“S99” is named here"),
    (MODULE, "draw: 4", "draw: 40", -6, "has 4 quiz questions; the quiz draws 40"),
    (MODULE, "prerequisites: []", "prerequisites: [T1]", 0, "waits for itself"),
    (MODULE, "lesson: 2-druhyi.md", "lesson: 3-tretii.md", 0, "no file modules/t1/3-tretii.md"),
    (MODULE, "lesson: 2-druhyi.md", "lesson: ../../../etc/passwd.md", 0, "do not belong here"),
    (MODULE, "  - lesson: 2-druhyi.md\n", "  - film: x\n", 0, "a step is one of"),
    (MODULE, "slug: rolova", "slug: test", -2, "the slug test is taken"),
    ("programmes/intro.yaml", "modules: [T1]", "modules: [T7]", 0, "“T7” is named here"),
    ("programmes/intro.yaml", "{FL-02: 1}", "{FL-55: 1}", 0, "“FL-55” is named here"),
    (SCENARIO, "basis: law-1", "basis: law-9", 0, "“law-9” is named here"),
    # --- role-plays
    (SCENARIO, "to: dali", "towards: dali", 0, "towards"),
    (SCENARIO, "reaction: Вона видихнула.", "reaction: 5", 0, "nodes.pochatok.choices.a.reaction"),
    (SCENARIO, "level: 3", "level: 8", 0, "nodes.dobre.level"),
    # --- lessons
    (LESSON, "---\ncode", "code", 0, "begins with a line ---"),
    (LESSON, "verify: звірити з нормою\n---\n", "", -9, "ends the head is missing"),
    (LESSON, "code: T1-L1\n", "", -1, "key “code” is missing"),
    (
        LESSON,
        "(2-druhyi.md)",
        "(9-zahublenyi.md)",
        0,
        "this link leads nowhere: modules/t1/9-zahublenyi.md",
    ),
    (LESSON, "(2-druhyi.md)", "(/uk/test/)", 0, "this link leads nowhere: /uk/test/"),
    (LESSON, "(2-druhyi.md)", "(javascript:alert(1))", 0, "this link leads nowhere: javascript:"),
    (LESSON, "## Початок", "# Початок", 0, "headings are ## or ###"),
    (LESSON, "## Початок", "![знімок](x.png)", 0, "not image"),
    (LESSON, "## Початок", "> цитата", 0, "not blockquote open"),
    (LESSON, "**уважно**", "**уважно **", 0, "bold that does not close"),
    (LESSON, "Спершу *людина*.", "## Спершу", 0, "no headings inside this block"),
    (LESSON, "::: key-idea", "::: idea", 0, "there is no block “idea”"),
    (LESSON, "::: norm law-1\n:::", "::: norm law-1", 0, "“norm” is not closed"),
    (LESSON, "Спершу *людина*.\n:::\n", "Спершу *людина*.\n", 2, "blocks do not nest"),
    (LESSON, "::: dialogue good", "::: dialogue nice", 0, "a dialogue is “good” or “poor”"),
    (LESSON, "Клієнт: Дякую.", "Дякую.", 0, "“Speaker: words”"),
    (LESSON, "Why: Його почули.", "Setting: Інший.", 0, "“Setting” is here twice"),
    (LESSON, "- Слухаю.", "Слухаю.", 0, "a line here is “- item”"),
    (LESSON, "::: checklist «Для роботи»", "::: checklist Для роботи", 0, "stands in quotes"),
    (LESSON, "- перед :: зворот", "- перед", 0, "a card is"),
    (LESSON, "### Питання\n", "", 0, "begins with a line ### and a title"),
    (LESSON, "Що допомогло вам?\n", "", -1, "the block is empty"),
    (LESSON, "::: check T1-K1", "::: check", 0, "a code is expected"),
    (LESSON, "::: check T1-K1", "::: check T1-99", 0, "“T1-99” is named here"),
    (LESSON, "::: check T1-K1", "::: check T1-01", 0, "takes “use: practice”"),
    (LESSON, "::: norm law-1", "::: norm law-9", 0, "“law-9” is named here"),
]


@pytest.mark.parametrize(("file", "old", "new", "down", "said"), FAULTS)
def test_fault_is_named_with_file_and_line(folder, file, old, new, down, said):
    line = change(folder, file, old, new) + down
    found = [fault for fault in faults_of(folder) if fault.startswith(f"{file}:{line}: ")]
    assert any(said in fault for fault in found), faults_of(folder)


def test_one_run_names_all_faults(folder):
    change(folder, "norms.yaml", "act: Закон", "akt: Закон")
    change(folder, BANK, "kind: many", "kind: several")
    change(folder, LESSON, "::: norm law-1", "::: norm law-9")
    files = {fault.split(":")[0] for fault in faults_of(folder)}
    assert files == {"norms.yaml", BANK, LESSON}


def test_file_not_in_utf_8_is_refused_at_its_line(folder):
    path = folder / "norms.yaml"
    path.write_bytes(b"norms:\n  - code: \xff\n")
    assert "norms.yaml:2: the file is not in UTF-8" in faults_of(folder)


def test_huge_file_is_refused_unread(folder):
    (folder / "norms.yaml").write_text("# " + "x" * 1_000_001, encoding="utf-8")
    assert "norms.yaml:1: the file is larger than 1000000 bytes" in faults_of(folder)


def test_deep_nesting_is_refused(folder):
    (folder / "norms.yaml").write_text("norms: " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    assert "norms.yaml:1: too many levels" in faults_of(folder)


def test_links_out_of_the_folder_are_not_followed(folder, tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("code: X\n", encoding="utf-8")
    (folder / "programmes" / "intro.yaml").unlink()
    (folder / "programmes" / "intro.yaml").symlink_to(secret)
    assert "programmes/intro.yaml:1: there is no such file in this folder" in faults_of(folder)


def test_file_without_a_place_and_lesson_without_a_module_are_named(folder):
    (folder / "banks" / "notes.txt").write_text("…", encoding="utf-8")
    (folder / "modules" / "t1" / "3-zabutyi.md").write_text("…", encoding="utf-8")
    assert faults_of(folder) == [
        "banks/notes.txt:1: this has no place in a content folder",
        "modules/t1/3-zabutyi.md:1: no module names this lesson",
    ]


def test_module_waiting_for_itself_through_another_is_a_fault(folder):
    (folder / "modules" / "t2").mkdir()
    text = (folder / MODULE).read_text(encoding="utf-8").split("steps:")[0]
    second = text.replace("T1", "T2").replace("slukhannia", "druhyi")
    second = second.replace("prerequisites: []", "prerequisites: [T1]")
    steps = "steps:\n  - quiz: {code: T2-Q, slug: q, title: Q, bank: T1, draw: 2, minutes: 5}\n"
    (folder / "modules" / "t2" / "module.yaml").write_text(second + steps, encoding="utf-8")
    assert faults_of(folder) == []
    change(folder, MODULE, "prerequisites: []", "prerequisites: [T2]")
    assert faults_of(folder) == [
        "modules/t1/module.yaml:6: the module T1 waits for itself",
        "modules/t2/module.yaml:6: the module T2 waits for itself",
    ]


def test_empty_folder_and_missing_folder_are_faults(tmp_path):
    assert faults_of(tmp_path) == [f"{tmp_path}:1: there is no content in this folder"]
    assert faults_of(tmp_path / "x") == [f"{tmp_path / 'x'}:1: there is no such folder"]
