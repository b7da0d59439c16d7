"""Sheets of translations: what is no good is refused with its file and line."""

import pytest

from tests.curriculum.translating.samples import SHEETS, write_sheet
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder
from training.curriculum.translating.sheets import read_sheets

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'  # 4 lines
NAME = "module-T1.po"


def po(msgid, msgstr, *, before="", path="intro"):
    return f'{HEAD}{before}msgctxt "{path}"\nmsgid "{msgid}"\nmsgstr "{msgstr}"\n'


def read(folder):
    faults = Faults()
    content = read_folder(folder, faults)
    sheets = read_sheets(folder, content, faults)
    return sheets, [str(fault) for fault in faults.sorted()]


def faults_of(folder, text, name=NAME):
    write_sheet(folder, name, text)
    return read(folder)[1]


def test_a_sheet_is_read(folder):
    write_sheet(folder, NAME, po("Навчитеся <b>слухати</b>.", "Learn to <b>listen</b>."))
    sheets, faults = read(folder)

    assert faults == []
    (sheet,) = sheets
    assert (sheet.language, sheet.kind, sheet.code) == ("en", "module", "T1")
    (entry,) = sheet.entries
    assert (entry.path, entry.original) == ("intro", "Навчитеся <b>слухати</b>.")
    assert entry.words == "Learn to <b>listen</b>."
    assert entry.place == (f"{SHEETS}/{NAME}", 5)


def test_what_is_not_translated_yet_is_left_out(folder):
    assert faults_of(folder, po("Навчитеся слухати.", "")) == []
    assert read(folder)[0][0].entries == ()


def test_obsolete_sentences_are_left_out(folder):
    text = HEAD + '#~ msgctxt "intro"\n#~ msgid "Колись"\n#~ msgstr "<script>"\n'
    assert faults_of(folder, text) == []


@pytest.mark.parametrize(
    ("msgid", "msgstr", "message"),
    [
        ("Слухати", "<script>alert(1)</script>", "only <b>, <i>, <br> and links"),
        ("Слухати", "<img src=x onerror=alert(1)>", "only <b>, <i>, <br> and links"),
        ("Слухати", "<b onclick='x'>Listen</b>", "only <b>, <i>, <br> and links"),
        ("Слухати", "<b>Listen</b>", "the original has no <b> here"),
        ("Слухати", "Listen<br>well", "the original has no <br> here"),
        ("<a id='a1'>Далі</a>", "Next", "the links differ"),
        ("<a id='a1'>Далі</a>", "<a id='a2'>Next</a>", "the links differ"),
        ("Впишіть [[1]] і [[2]].", "Put [[1]].", "the gaps and placeholders differ"),
        ("Впишіть [[1]].", "Put [[2]].", "the gaps and placeholders differ"),
        ("Впишіть слово.", "Put [[1]].", "the gaps and placeholders differ"),
    ],
)
def test_words_keep_the_markup_and_gaps_of_the_original(folder, msgid, msgstr, message):
    (fault,) = faults_of(folder, po(msgid, msgstr))
    assert fault.startswith(f"{SHEETS}/{NAME}:5: ")
    assert message in fault


def test_a_doubtful_translation_is_not_loaded(folder):
    text = po("Слухати", "Listen", before="#, fuzzy\n")
    (fault,) = faults_of(folder, text)
    assert fault.startswith(f"{SHEETS}/{NAME}:5: ")
    assert "fuzzy" in fault


def test_a_sentence_stands_once(folder):
    text = po("Слухати", "Listen") + '\nmsgctxt "intro"\nmsgid "Слухати"\nmsgstr "Hear"\n'
    assert faults_of(folder, text) == [f"{SHEETS}/{NAME}:9: “intro” is here twice"]


def test_a_sentence_names_its_place(folder):
    text = HEAD + 'msgid "Слухати"\nmsgstr "Listen"\n'
    assert faults_of(folder, text) == [f"{SHEETS}/{NAME}:5: an entry has msgctxt, msgid and msgstr"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HEAD + 'msgctxt "intro"\nmsgid "Слухати"\nmsgstr "Say "this" now"\n', 7),
        (HEAD + "listen\n", 5),
        ("/etc/passwd", 1),
    ],
)
def test_a_broken_file_is_named_with_the_line(folder, text, line):
    (fault,) = faults_of(folder, text)
    assert fault == f"{SHEETS}/{NAME}:{line}: this is no PO file: a line cannot be read"


def test_another_encoding_is_refused(folder):
    text = po("Слухати", "Listen").encode("cp1251")
    (fault,) = faults_of(folder, text)
    assert fault == f"{SHEETS}/{NAME}:6: the file is not in UTF-8"


def test_a_file_of_five_megabytes_is_refused_unread(folder):
    (fault,) = faults_of(folder, po("Слухати", "x" * 5_000_000))
    assert fault == f"{SHEETS}/{NAME}:1: the file is larger than 1000000 bytes"


@pytest.mark.parametrize("name", ["T1.po", "letter-T1.po", "module-T1.txt", "module-.po"])
def test_a_file_under_another_name_is_refused(folder, name):
    (fault,) = faults_of(folder, HEAD, name)
    assert fault.startswith(f"{SHEETS}/{name}:1: a translation is called <kind>-<code>.po")


def test_a_translation_of_nothing_is_refused(folder):
    (fault,) = faults_of(folder, HEAD, "module-T9.po")
    assert fault.endswith("“T9” is translated here and described nowhere")


def test_only_known_languages_have_a_folder(folder):
    (folder / "translations" / "xx").mkdir(parents=True)
    assert read(folder)[1] == ["translations/xx:1: this has no place in a content folder"]
