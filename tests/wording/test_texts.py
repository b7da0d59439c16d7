"""All that people read is taken, nothing that only machines read, and each with its line."""

import re

import pytest

from tests.curriculum.samples import change, write_folder
from tests.wording.texts import (
    CATALOGUES,
    GUIDE,
    Lines,
    Passage,
    Places,
    of_catalogue,
    of_content,
    of_document,
    paragraphs,
    shipped_passages,
)
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder

LESSON = "modules/t1/1-pershyi.md"


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path)


def texts_of(folder):
    faults = Faults()
    content = read_folder(folder, faults)
    assert not faults, faults.sorted()
    return list(of_content(content, folder))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("banks/t1.yaml", "text: Чекати", "text: Помилкка"),
        ("banks/t1.yaml", "Клієнт плаче", "Помилкка плаче"),
        ("banks/t1.yaml", "Людина заговорила", "Помилкка заговорила"),
        ("banks/t1.yaml", "Пауза працює", "Помилкка працює"),
        ("banks/t1.yaml", "Ні., false: Саме так", "Ні., false: Помилкка"),
        ("competencies.yaml", "Не перебиває", "Помилкка"),
        ("competencies.yaml", "{uk: Пробує", "{uk: Помилкка"),
        ("norms.yaml", "Приклад є прикладом", "Помилкка є прикладом"),
        ("norms.yaml", "verify: звірити", "verify: помилкка"),
        ("pages.yaml", "Пошта й пароль", "Помилкка й пароль"),
        ("scenarios/s01.yaml", "Вона видихнула", "Помилкка видихнула"),
        ("scenarios/s01.yaml", "Прийшла сама", "Помилкка сама"),
        ("scenarios/s01.yaml", "Її почули", "Помилкка почули"),
        ("modules/t1/module.yaml", "Ви вмієте слухати", "Помилкка вмієте слухати"),
        ("modules/t1/module.yaml", "перевірити себе", "помилкка себе"),
        ("programmes/intro.yaml", "Коротка програма", "Помилкка програма"),
        (LESSON, "почати розмову", "помилкка розмову"),
        (LESSON, "**уважно**", "**помилкка**"),
        (LESSON, "*людина*", "*помилкка*"),
        (LESSON, "Why: Його почули", "Why: Помилкка почули"),
        (LESSON, ":: зворот", ":: помилкка"),
        (LESSON, "Відповідь.", "Помилкка."),
        (LESSON, "Що допомогло вам", "Помилкка допомогла вам"),
    ],
)
def test_what_people_read_is_taken_with_its_line(folder, file, old, new):
    line = change(folder, file, old, new)
    word = "Помилкка" if "Помилкка" in new else "помилкка"
    hits = [passage for passage in texts_of(folder) if word in passage.text]
    assert {(hit.file, Places().line(hit, word)) for hit in hits} == {(file, line)}


def test_codes_addresses_and_english_are_not_taken(folder):
    change(folder, "pages.yaml", "title: Training", "title: Training Тут")
    change(folder, "competencies.yaml", "en: Listening", "en: Listening Тут")
    taken = " ".join(passage.text for passage in texts_of(folder))
    assert "Тут" not in taken
    assert "zakon.rada" not in taken
    assert "T1-01" not in taken


def test_a_link_leaves_its_words_and_no_markup(folder):
    assert "Слухайте уважно, див. другий урок." in {one.text for one in texts_of(folder)}


def test_paragraphs_are_lines_and_blocks_with_cyrillic_letters():
    html = "<h2>Назва</h2><p>Слово <b>в</b>ажить &amp; діє</p><ul><li>Earth</li></ul>\nдалі "
    assert list(paragraphs(html)) == ["Назва", "Слово важить & діє", "далі"]


def test_a_catalogue_gives_every_plural_form_with_the_line_of_its_entry(tmp_path):
    path = tmp_path / "django.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\n'
        'msgstr[0] "%(n)s день"\nmsgstr[1] "%(n)s днів, 5 %%"\n',
        encoding="utf-8",
    )
    assert [(one.line, one.text) for one in of_catalogue(path)] == [
        (5, "%(n)s день"),
        (5, "%(n)s днів, 5 %"),
    ]


def test_a_document_is_taken_without_code_marks_and_what_is_struck_out(tmp_path):
    path = tmp_path / "guide.md"
    path.write_text(
        "# Урок\n\n```yaml\nтекст: код\n```\n\n- [ ] Пишіть `код`\n  **просто**, не ~~складно~~.\n",
        encoding="utf-8",
    )
    assert [(one.line, one.text) for one in of_document(path)] == [
        (1, "Урок"),
        (7, "Пишіть CODE просто, не CODE."),
    ]


def test_a_phrase_is_found_across_the_lines_of_a_document(tmp_path):
    path = tmp_path / "guide.md"
    path.write_text(
        "# Назва\nСлово.\n\nВін хоче приймати\nучасть.\n| так |\n| ні |\n", encoding="utf-8"
    )
    texts = list(of_document(path))
    assert [(one.line, one.text) for one in texts] == [
        (1, "Назва"),
        (2, "Слово."),
        (3, "Він хоче приймати участь."),
        (6, "| так |"),
        (7, "| ні |"),
    ]
    assert Places().line(texts[2], "приймати участь") == 4


def test_a_word_is_found_inside_its_own_paragraph():
    lines = Lines("слово тут\nінше\nа **слово** ще\nй там\n")
    assert lines.find("слово", around="а слово ще й там", after=1) == 3
    assert lines.find("слово", around="", after=1) == 1
    assert lines.find("ще й там", around="", after=2) == 3


def test_what_stands_nowhere_as_written_gets_the_line_of_what_holds_it():
    assert Lines("один\nдва\nтри").find("чотири", around="чотири", after=2) == 2


def test_all_that_ships_is_taken():
    files = {passage.file for passage in shipped_passages()}
    assert {path.name for path in CATALOGUES} <= files
    assert GUIDE.name in files
    assert {"norms.yaml", "pages.yaml", "banks/m2.yaml", "scenarios/s05.yaml"} <= files


def test_every_link_of_the_guide_leads_to_a_document():
    targets = re.findall(r"\]\(([^)#:]+)\)", GUIDE.read_text(encoding="utf-8"))
    assert targets
    assert [target for target in targets if not (GUIDE.parent / target).is_file()] == []


def test_a_passage_knows_its_file(tmp_path):
    (tmp_path / "a.md").write_text("так\nні\n", encoding="utf-8")
    assert Places().line(Passage(tmp_path, "a.md", 1, "ні"), "ні") == 2
