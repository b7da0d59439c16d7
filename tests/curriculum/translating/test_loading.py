"""English from the sheets: repeatable, published, and never over an editor's change."""

import uuid

import pytest
from wagtail.models import Page, Revision
from wagtail_localize.models import StringTranslation, Translation

from assessments.quizzes.models import Question, QuestionVersion
from assessments.scenarios.models import Scenario, ScenarioVersion
from modules.models import LessonPage, ModulePage, Norm
from tests.curriculum.samples import change
from tests.curriculum.test_loading import world
from tests.curriculum.translating.samples import SHEETS, english, export, line_of, translate
from tests.factories.people import PersonFactory
from training.curriculum.loading.loader import load
from training.curriculum.loading.report import Why
from training.curriculum.reading.faults import FaultyContent

LESSON = "modules/t1/1-pershyi.md"
BANK = "banks/t1.yaml"
STEP = "translation:en:step:T1-L1"


def in_english(model):
    return model.objects.filter(locale__language_code="en")


def lesson(slug="pershyi"):
    return LessonPage.objects.get(slug=slug, locale__language_code="en")


def test_the_module_stands_below_the_english_list_in_the_same_order(bilingual):
    index = Page.objects.get(slug="modules")
    tree = [(page.depth - index.depth, page.slug) for page in index.get_descendants()]
    assert tree == [(1, "slukhannia"), (2, "pershyi"), (2, "druhyi"), (2, "test"), (2, "rolova")]
    assert all(page.live for page in index.get_descendants())


def test_every_sentence_of_a_lesson_is_translated_and_nothing_else(bilingual):
    page = lesson()
    original = LessonPage.objects.get(slug="pershyi", locale__language_code="uk")
    assert page.title == english(original.title)
    assert page.objectives.get_prep_value()[0]["value"] == "почати розмову (EN)"
    assert page.editors_note == original.editors_note
    blocks = {block.block_type: block.value for block in page.body}
    assert blocks["dialogue"]["quality"] == "good"
    assert blocks["dialogue"]["setting"] == "Кабінет. (EN)"
    assert [line["is_own"] for line in blocks["dialogue"]["lines"]] == [True, False]
    assert [line["speaker"] for line in blocks["dialogue"]["lines"]] == [
        "Фронтлайнерка (EN)",
        "Клієнт (EN)",
    ]
    assert list(blocks["checklist"]["items"]) == ["Слухаю. (EN)"]
    assert blocks["flashcards"]["cards"][0]["back"] == "зворот (EN)"
    assert blocks["accordion"]["sections"][0]["title"] == "Питання (EN)"
    assert blocks["reflection"]["prompt"] == "Що допомогло вам? (EN)"
    assert blocks["check"]["question"] == "T1-K1"
    assert [block.id for block in page.body] == [block.id for block in original.body]


def test_an_english_lesson_cites_the_law_in_english(bilingual):
    norm = Norm.objects.get(code="law-1", locale__language_code="en")
    (cited,) = [block.value["norm"] for block in lesson().body if block.block_type == "norm"]
    assert cited == norm
    assert QuestionVersion.objects.get(
        question__code="T1-01", question__locale__language_code="en"
    ).document["norm"] == str(norm)


def test_loading_again_writes_nothing(bilingual):
    before = world(), StringTranslation.objects.count()
    report = load(bilingual)
    assert not report.has_writes
    assert report.warnings == []
    assert (world(), StringTranslation.objects.count()) == before


def test_translations_are_the_same_objects_to_results(bilingual):
    for model in (ModulePage, LessonPage, Scenario, Question):
        rows = model.objects.values_list("locale__language_code", "translation_key")
        keys = {code: {key for own, key in rows if own == code} for code in ("uk", "en")}
        assert keys["uk"] == keys["en"]


def test_questions_and_role_plays_get_versions_of_their_own(bilingual):
    english_question = QuestionVersion.objects.get(
        question__code="T1-01", question__locale__language_code="en"
    )
    ukrainian = QuestionVersion.objects.get(
        question__code="T1-01", question__locale__language_code="uk"
    )
    assert [row["id"] for row in english_question.document["options"]] == [
        row["id"] for row in ukrainian.document["options"]
    ]
    assert english_question.document["prompt"].endswith("(EN)")
    versions = ScenarioVersion.objects.order_by("pk")
    assert len({version.structure_hash for version in versions}) == 1
    assert [version.document["title"] for version in versions] == [
        "Коротка розмова",
        "Коротка розмова (EN)",
    ]


def test_new_words_in_a_sheet_are_published(bilingual):
    change(bilingual, f"{SHEETS}/step-T1-L1.po", "Питання (EN)", "A question")
    report = load(bilingual)
    assert report.to_json()["updated"] == [STEP]
    (section,) = [b.value for b in lesson().body if b.block_type == "accordion"]
    assert section["sections"][0]["title"] == "A question"


def test_a_changed_original_falls_back_where_it_changed_and_is_reported(bilingual):
    change(bilingual, LESSON, "Що допомогло вам?", "Що вам завадило?")
    report = load(bilingual)
    prompt = next(block.id for block in lesson().body if block.block_type == "reflection")
    assert {warning.file for warning in report.warnings} == {f"{SHEETS}/step-T1-L1.po"}
    assert {warning.text() for warning in report.warnings} == {
        "the original says something else by now; this translation is not used "
        f"(body.{prompt}.prompt)",
        "step:T1-L1: sentences without a translation, shown in Ukrainian: 1",
    }
    blocks = {block.block_type: block.value for block in lesson().body}
    assert blocks["reflection"]["prompt"] == "Що вам завадило?"
    assert list(blocks["checklist"]["items"]) == ["Слухаю. (EN)"]
    assert not load(bilingual).has_writes


def test_a_question_that_is_not_translated_stays_ukrainian(folder, db):
    load(folder)
    export(folder)
    translate(folder, "module-T1", "step-T1-L1")
    load(folder)
    assert not in_english(Question).exists()
    assert lesson().live


def test_an_editors_english_is_left_alone(bilingual):
    page = lesson()
    page.title = "My own title"
    page.save_revision().publish()
    change(bilingual, f"{SHEETS}/step-T1-L1.po", "Питання (EN)", "A question")
    report = load(bilingual)
    assert report.left_alone() == {STEP: Why.CHANGED}
    assert lesson().title == "My own title"


def test_a_sentence_translated_in_the_editor_and_not_published_yet_is_left_alone(bilingual):
    row = StringTranslation.objects.get(
        context__object=lesson().translation_key, data="Питання (EN)"
    )
    row.data, row.last_translated_by = "Half done", PersonFactory()
    row.save()
    change(bilingual, f"{SHEETS}/step-T1-L1.po", "Кабінет. (EN)", "An office.")
    assert load(bilingual).left_alone() == {STEP: Why.CHANGED}
    row.refresh_from_db()
    assert row.data == "Half done"


def test_a_translation_made_by_an_editor_before_is_left_alone(folder, db):
    load(folder)
    module = ModulePage.objects.get(code="T1")
    english_index = Page.objects.get(slug="modules")
    own = module.copy_for_translation(english_index.locale)
    own.title = "Listening"
    own.save_revision().publish()
    export(folder)
    translate(folder)
    report = load(folder)
    assert report.left_alone() == {"translation:en:module:T1": Why.FOREIGN}
    assert in_english(ModulePage).get().title == "Listening"
    assert lesson().get_parent().pk == own.pk


def test_steps_of_a_module_that_an_editor_deleted_in_english_are_left_out(bilingual):
    in_english(ModulePage).get().delete()
    left = load(bilingual).left_alone()
    assert left["translation:en:module:T1"] == left[STEP] == Why.DELETED
    assert not in_english(LessonPage).exists()


def test_a_step_added_later_comes_before_those_that_follow_it(folder, db):
    load(folder)
    export(folder)
    translate(folder)
    late = folder / SHEETS / "step-T1-L2.po"
    text = late.read_text(encoding="utf-8")
    late.unlink()
    load(folder)
    late.write_text(text, encoding="utf-8")
    load(folder)
    slugs = [page.slug for page in in_english(ModulePage).get().get_children()]
    assert slugs == ["pershyi", "druhyi", "test", "rolova"]


def test_the_editor_shows_what_is_translated_and_what_changed(bilingual):
    translation = Translation.objects.get(source__object_id=lesson().translation_key)
    total, done = translation.get_progress()
    assert total == done > 10
    original = LessonPage.objects.get(slug="pershyi", locale__language_code="uk")
    original.title = "Інша назва"
    original.save_revision().publish()
    translation.source.update_from_db()
    assert translation.get_progress() == (total, total - 1)


def test_a_fault_in_a_sheet_stops_everything(bilingual):
    change(bilingual, f"{SHEETS}/step-T1-L1.po", "Питання (EN)", "<script>x</script>")
    change(bilingual, LESSON, "Що допомогло вам?", "Інше?")
    revisions = Revision.objects.count()
    with pytest.raises(FaultyContent) as refusal:
        load(bilingual)
    (fault,) = refusal.value.faults
    line = line_of(bilingual, "step-T1-L1", "<script>x</script>")
    assert (fault.file, fault.line) == (f"{SHEETS}/step-T1-L1.po", line)
    assert Revision.objects.count() == revisions


def test_a_dry_run_translates_nothing(folder, db):
    load(folder)
    export(folder)
    translate(folder)
    report = load(folder, is_dry_run=True)
    assert STEP in report.to_json()["created"]
    assert not in_english(ModulePage).exists()


def test_identities_do_not_depend_on_the_language(bilingual):
    assert lesson().translation_key == uuid.UUID("79e9a8a5-1693-5156-b569-161ed46acd7c")
