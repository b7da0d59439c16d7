"""Sheets for translators: brought up to date without losing a word."""

import json
from io import StringIO

import polib
import pytest
from django.core.management import CommandError, call_command

from tests.curriculum.samples import change
from tests.curriculum.translating.samples import SHEETS, english, export
from training.curriculum.loading.loader import load

pytestmark = pytest.mark.django_db

LESSON = "modules/t1/1-pershyi.md"


def sheet(folder, name="step-T1-L1"):
    return polib.pofile(str(folder / SHEETS / f"{name}.po"))


def words(folder, name="step-T1-L1"):
    return {entry.msgid: entry.msgstr for entry in sheet(folder, name) if not entry.obsolete}


def run(*args, **options):
    out = StringIO()
    call_command("export_translations", *args, stdout=out, **options)
    return out.getvalue()


def test_a_module_is_exported_with_what_it_uses(folder):
    load(folder)
    run("en", str(folder), "--module", "T1")
    assert {path.name for path in (folder / SHEETS).iterdir()} == {
        "norm-law-1.po",
        "bank-T1.po",
        "scenario-S01.po",
        "module-T1.po",
        "step-T1-L1.po",
        "step-T1-L2.po",
        "step-T1-QUIZ.po",
        "step-T1-S01.po",
    }


def test_codes_and_marks_are_not_offered(folder):
    load(folder)
    export(folder)
    said = set(words(folder)) | set(words(folder, "module-T1")) | set(words(folder, "bank-T1"))
    assert not said & {"T1", "T1-K1", "T1-01", "good", "best", "звірити з нормою", "FL-02"}


def test_a_role_play_gives_its_words_under_lasting_places(folder):
    load(folder)
    export(folder)
    places = {entry.msgctxt: entry.msgid for entry in sheet(folder, "scenario-S01")}
    assert places["graph.client.about"] == "Прийшла сама."
    assert places["graph.nodes.dali.choices.b.feedback"] == "Головне лишилося несказаним."
    assert places["graph.nodes.dobre.text"] == "Вона знає наступний крок."
    assert not {"pochatok", "dali", "office", "law-1", "FL-02"} & set(places.values())


def test_exporting_again_changes_no_file(bilingual):
    assert not any(written.is_changed for written in export(bilingual))


def test_translations_are_kept_new_sentences_come_empty_old_ones_obsolete(bilingual):
    change(bilingual, LESSON, "Що допомогло вам?", "Що вам завадило?")
    load(bilingual)
    (written,) = [one for one in export(bilingual) if one.is_changed]
    assert written.file == f"{SHEETS}/step-T1-L1.po"
    assert written.total - written.translated == 1
    found = words(bilingual)
    assert found["Що вам завадило?"] == ""
    assert found["Кабінет."] == "Кабінет. (EN)"
    (obsolete,) = sheet(bilingual).obsolete_entries()
    assert (obsolete.msgid, obsolete.msgstr) == ("Що допомогло вам?", "Що допомогло вам? (EN)")


def test_a_sentence_that_came_back_is_translated_again(bilingual):
    change(bilingual, LESSON, "Що допомогло вам?", "Що вам завадило?")
    load(bilingual)
    export(bilingual)
    change(bilingual, LESSON, "Що вам завадило?", "Що допомогло вам?")
    load(bilingual)
    export(bilingual)
    assert words(bilingual)["Що допомогло вам?"] == "Що допомогло вам? (EN)"


def test_a_sentence_that_moved_keeps_its_translation(bilingual):
    before = "::: checklist «Для роботи»"
    change(bilingual, LESSON, before, f"::: checklist «Іще»\n- Раз.\n:::\n\n{before}")
    load(bilingual)
    export(bilingual)
    assert words(bilingual)["Слухаю."] == "Слухаю. (EN)"


def test_a_sheet_that_cannot_be_read_is_left_as_it_is(bilingual):
    path = bilingual / SHEETS / "step-T1-L1.po"
    path.write_text("not a sheet", encoding="utf-8")
    with pytest.raises(CommandError, match=f"{SHEETS}/step-T1-L1.po:1: "):
        run("en", str(bilingual))
    assert path.read_text(encoding="utf-8") == "not a sheet"


def test_the_report_is_told_to_machines(folder):
    load(folder)
    (norm, *_others) = json.loads(run("en", str(folder), "--json"))
    assert norm == {
        "file": f"{SHEETS}/norm-law-1.po",
        "changed": True,
        "sentences": 3,
        "translated": 0,
        "obsolete": 0,
    }


def test_an_unknown_module_is_named(folder):
    load(folder)
    with pytest.raises(CommandError, match="T9"):
        run("en", str(folder), "--module", "T9")


def test_nothing_is_exported_before_it_is_loaded(folder):
    with pytest.raises(CommandError, match="load_curriculum"):
        run("en", str(folder))


def test_what_was_exported_and_filled_is_what_the_learner_reads(bilingual):
    assert all(text == english(original) for original, text in words(bilingual).items())
