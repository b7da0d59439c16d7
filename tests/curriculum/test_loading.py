"""Loading: everything or nothing, repeatable, and never over an editor's later change."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageLogEntry, Revision, Site

from assessments.quizzes.models import Question, QuestionBank, QuestionVersion, QuizPage
from assessments.scenarios.models import Scenario, ScenarioPage, ScenarioVersion
from modules.models import (
    Competency,
    HomePage,
    InfoPage,
    LessonPage,
    ModuleIndexPage,
    ModulePage,
    Norm,
)
from modules.queries import render_body
from tests.curriculum.samples import MODULE, change
from training.curriculum.loading.loader import load
from training.curriculum.loading.report import Outcome, Why
from training.curriculum.models import LoadedItem
from training.curriculum.reading.faults import FaultyContent
from training.programmes.models import Programme

pytestmark = pytest.mark.django_db

BANK = "banks/t1.yaml"
LESSON = "modules/t1/1-pershyi.md"


def world() -> dict[str, object]:
    """What a run of the loader could have written."""
    models = (
        Revision,
        QuestionVersion,
        ScenarioVersion,
        PageLogEntry,
        Page,
        Question,
        Competency,
        Norm,
        Scenario,
        Programme,
        LoadedItem,
        Locale,
    )
    counts = {model.__name__: model.objects.count() for model in models}
    newest = Page.objects.order_by("-latest_revision_created_at").first()
    return counts | {
        "items": list(LoadedItem.objects.order_by("key").values_list("key", "state", "loaded_at")),
        "pages": newest.latest_revision_created_at,
    }


def test_folder_becomes_a_site(folder):
    report = load(folder)

    assert set(report.counts()) == {outcome.value for outcome in Outcome}
    assert report.counts()["kept"] == 0
    tree = [
        ("  " * (page.depth - 2) + page.slug, type(page))
        for page in Page.objects.filter(depth__gt=1).order_by("path").specific()
    ]
    assert tree == [
        ("home", HomePage),
        ("  moduli", ModuleIndexPage),
        ("    slukhannia", ModulePage),
        ("      pershyi", LessonPage),
        ("      druhyi", LessonPage),
        ("      test", QuizPage),
        ("      rolova", ScenarioPage),
        ("  dostupnist", InfoPage),
        ("  pryvatnist", InfoPage),
        ("home-en", HomePage),
        ("  modules", ModuleIndexPage),
        ("  accessibility", InfoPage),
        ("  privacy", InfoPage),
    ]
    assert not Page.objects.filter(live=False).exists()
    assert Page.objects.filter(has_unpublished_changes=True).count() == 0
    assert Site.objects.get().root_page.slug == "home"
    assert set(Locale.objects.values_list("language_code", flat=True)) == {"uk", "en"}
    for uk, en in (("home", "home-en"), ("moduli", "modules"), ("pryvatnist", "privacy")):
        pages = {page.slug: page.translation_key for page in Page.objects.all()}
        assert pages[uk] == pages[en]


def test_competencies_stand_in_both_languages(folder):
    load(folder)
    rows = {row.locale.language_code: row for row in Competency.objects.all()}
    assert {code: row.name for code, row in rows.items()} == {"uk": "Слухання", "en": "Listening"}
    assert rows["uk"].translation_key == rows["en"].translation_key
    assert [item.text for item in rows["en"].indicators.all()] == [
        "Does not interrupt",
        "Sums up",
    ]
    assert [item.level for item in rows["uk"].descriptors.all()] == [1, 2, 3, 4]


def test_questions_and_role_plays_are_published_as_versions(folder):
    load(folder)
    assert {version.document["code"] for version in QuestionVersion.objects.all()} == {
        "T1-01",
        "T1-02",
        "T1-03",
        "T1-04",
        "T1-K1",
    }
    document = QuestionVersion.objects.get(question__code="T1-01").document
    assert document["competency"] == "FL-02"
    assert document["norm"] == "Закон України «Про приклад», ст. 1"
    assert [option["right"] for option in document["options"]] == [True, False]
    assert ScenarioVersion.objects.get().document["code"] == "S01"


def test_lessons_satisfy_the_editor_and_link_to_each_other(folder):
    load(folder)
    first, second = LessonPage.objects.order_by("path")
    for page in (first, second):
        for field in (page.body, page.objectives, page.sources):
            field.stream_block.clean(field)
    assert f'linktype="page" id="{second.pk}"' in first.body[0].value.source
    assert f'linktype="page" id="{first.pk}"' in second.body[0].value.source
    norm = next(block for block in first.body if block.block_type == "norm")
    assert norm.value["norm"] == Norm.objects.get()


def test_programme_has_stages_targets_and_outcomes(folder):
    load(folder)
    programme = Programme.objects.get()
    assert [row.module.specific.code for row in programme.stages.get().modules.all()] == ["T1"]
    assert [(row.competency.code, row.level) for row in programme.targets.all()] == [("FL-02", 1)]
    assert [block.value for block in programme.outcomes] == ["слухати"]


def test_identities_are_the_same_on_every_machine(folder):
    """Certificates, notes and statistics hang on them: a change would orphan all of these."""
    load(folder)
    lesson = LessonPage.objects.get(slug="pershyi")
    reflection = next(block for block in lesson.body if block.block_type == "reflection")
    question = Question.objects.get(code="T1-01")
    assert lesson.translation_key == uuid.UUID("79e9a8a5-1693-5156-b569-161ed46acd7c")
    assert reflection.id == "e0dfcf8f-6da3-51c9-9c21-2f995ca5b0d7"
    assert question.translation_key == uuid.UUID("a3215afe-e177-5711-b3e3-132a40c104eb")
    assert question.options[0].id == "d08a0c5a-c052-556f-b70e-ca72dad9ea15"


def test_second_run_writes_nothing(folder):
    load(folder)
    before = world()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report = load(folder)
    assert report.counts()["unchanged"] == LoadedItem.objects.count()
    assert not report.has_writes
    assert world() == before
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert not verbs & {"INSERT", "UPDATE", "DELETE"}


def test_faulty_folder_changes_nothing(folder):
    load(folder)
    before = world()
    change(folder, BANK, "Що допомагає?", "Що справді допомагає?")
    line = change(folder, "programmes/intro.yaml", "modules: [T1]", "modules: [T9]")
    with pytest.raises(FaultyContent, match=rf"programmes/intro.yaml:{line}: .*T9"):
        load(folder)
    assert world() == before


def test_refusal_of_the_database_changes_nothing_either(folder):
    """The last thing to be written breaks: what was written before it is taken back."""
    load(folder)
    before = world()
    change(folder, BANK, "Що допомагає?", "Що справді допомагає?")
    line = change(folder, BANK, "  - code: T1-K1\n    kind: one", "  - code: T1-K1\n    kind: many")
    change(
        folder,
        BANK,
        "      - {text: Ні, feedback: Ні.}",
        "      - {text: Ні, feedback: Ні.}\n      - {text: Може, feedback: Ні.}",
    )
    with pytest.raises(FaultyContent, match=rf"{BANK}:{line}: .*T1-K1"):
        load(folder)
    assert world() == before


def test_role_play_a_learner_could_get_stuck_in_is_refused_at_its_scene(folder):
    line = change(folder, "scenarios/s01.yaml", "to: dobre", "to: nikudy")
    with pytest.raises(FaultyContent) as refused:
        load(folder)
    lines = {fault.line for fault in refused.value.faults if fault.file == "scenarios/s01.yaml"}
    assert line - 2 in lines  # the choice begins two lines above its target
    assert not LoadedItem.objects.exists()


def test_dry_run_reports_and_changes_nothing(folder):
    load(folder)
    before = world()
    change(folder, BANK, "Що допомагає?", "Що справді допомагає?")
    report = load(folder, is_dry_run=True)
    assert report.keys(Outcome.UPDATED) == ["question:T1-02"]
    assert world() == before


def test_change_in_the_files_becomes_a_new_version(folder):
    load(folder)
    option = Question.objects.get(code="T1-02").options[0].id
    change(folder, BANK, "Що допомагає?", "Що справді допомагає?")
    change(folder, LESSON, "Слухайте", "Завжди слухайте")
    change(folder, "norms.yaml", "ст. 1", "ст. 2")

    report = load(folder)

    assert set(report.keys(Outcome.UPDATED)) == {"norm:law-1", "question:T1-02", "step:T1-L1"}
    question = Question.objects.get(code="T1-02")
    assert question.prompt == "Що справді допомагає?"
    assert [version.number for version in question.versions.order_by("number")] == [1, 2]
    assert question.options[0].id == option
    assert "Завжди слухайте" in LessonPage.objects.get(slug="pershyi").body[0].value.source
    assert Norm.objects.get().article == "ст. 2"
    assert not load(folder).has_writes


def test_changes_of_parts_keep_the_parts_that_stay(folder):
    load(folder)
    before = {row.code: row.pk for row in Competency.objects.canonical().get().indicators.all()}
    change(folder, "competencies.yaml", "Не перебиває", "Ніколи не перебиває")
    change(
        folder,
        "competencies.yaml",
        "      - {code: FL-02.2",
        "      - {code: FL-02.3, text: {uk: Мовчить, en: Is silent}}\n      - {code: FL-02.2",
    )
    change(folder, "programmes/intro.yaml", "title: Перший", "title: Початок")
    stage = Programme.objects.get().stages.get().pk

    load(folder)

    rows = Competency.objects.canonical().get().indicators.all()
    assert [row.code for row in rows] == ["FL-02.1", "FL-02.3", "FL-02.2"]
    assert {row.code: row.pk for row in rows if row.code in before} == before
    assert (Programme.objects.get().stages.get().pk, "Початок") == (
        stage,
        Programme.objects.get().stages.get().title,
    )


@pytest.mark.parametrize("is_published", [True, False])
def test_change_of_an_editor_is_kept_and_reported(folder, is_published):
    load(folder)
    question = Question.objects.get(code="T1-02")
    question.prompt = "Слово редакторки"
    revision = question.save_revision()
    if is_published:
        revision.publish()
    versions = question.versions.count()
    change(folder, BANK, "Що допомагає?", "Що справді допомагає?")

    report = load(folder)

    assert report.left_alone()["question:T1-02"] is Why.CHANGED
    assert not report.has_writes
    question = Question.objects.get(code="T1-02")
    assert question.get_latest_revision_as_object().prompt == "Слово редакторки"
    assert question.versions.count() == versions


def test_other_kinds_of_editors_changes_are_kept_too(folder):
    load(folder)
    QuestionBank.objects.update(name="Наш банк")
    LessonPage.objects.get(slug="pershyi").unpublish()
    Norm.objects.get().save_revision()
    home = HomePage.objects.get(slug="home")
    home.title = "Наш навчальний сайт"
    home.save_revision().publish()
    InfoPage.objects.get(slug="privacy").delete()
    change(folder, BANK, "name: Перший банк", "name: Другий банк")
    change(folder, LESSON, "Слухайте", "Завжди слухайте")
    change(folder, "pages.yaml", "title: Навчання", "title: Навчатися")

    report = load(folder)

    assert report.left_alone() == {
        "bank:T1": Why.CHANGED,
        "step:T1-L1": Why.CHANGED,
        "norm:law-1": Why.CHANGED,
        "home:uk": Why.CHANGED,
        "info:privacy:en": Why.DELETED,
    }
    assert QuestionBank.objects.get().name == "Наш банк"
    assert not LessonPage.objects.get(slug="pershyi").live
    assert HomePage.objects.get(slug="home").title == "Наш навчальний сайт"


def test_what_an_editor_made_under_the_same_name_is_used_and_left_alone(folder):
    bank = QuestionBank.objects.create(code="T1", name="Зроблений уручну")
    report = load(folder)
    assert report.left_alone()["bank:T1"] is Why.FOREIGN
    assert QuestionBank.objects.get().name == "Зроблений уручну"
    assert {question.bank_id for question in Question.objects.all()} == {bank.pk}


def test_what_left_the_files_is_reported_and_stays(folder):
    load(folder)
    change(folder, "modules/t1/module.yaml", "  - lesson: 2-druhyi.md\n", "")
    change(folder, LESSON, ", див. [другий урок](2-druhyi.md)", "")
    (folder / "modules" / "t1" / "2-druhyi.md").unlink()
    report = load(folder)
    assert report.keys(Outcome.ABSENT) == ["step:T1-L2"]
    assert LessonPage.objects.get(slug="druhyi").live


def test_new_step_comes_where_the_files_say(folder):
    load(folder)
    lesson = (folder / LESSON).read_text(encoding="utf-8").replace("T1-L1", "T1-L0")
    (folder / "modules" / "t1" / "0-vstup.md").write_text(
        lesson.replace("slug: pershyi", "slug: vstup"), encoding="utf-8"
    )
    change(
        folder,
        "modules/t1/module.yaml",
        "  - lesson: 2-druhyi.md",
        "  - lesson: 0-vstup.md\n  - lesson: 2-druhyi.md",
    )
    report = load(folder)
    assert set(report.keys(Outcome.CREATED)) == {"step:T1-L0"}
    assert set(report.keys(Outcome.UPDATED)) == {"order:T1"}
    assert slugs() == ["pershyi", "vstup", "druhyi", "test", "rolova"]
    assert not load(folder).has_writes


def test_order_an_editor_gave_stays(folder):
    load(folder)
    quiz = QuizPage.objects.get()
    quiz.move(LessonPage.objects.get(slug="pershyi"), pos="left")
    text = MODULE.replace("  - lesson: 2-druhyi.md\n", "").replace(
        "steps:\n", "steps:\n  - lesson: 2-druhyi.md\n"
    )
    (folder / "modules" / "t1" / "module.yaml").write_text(text, encoding="utf-8")
    report = load(folder)
    assert report.left_alone()["order:T1"] is Why.CHANGED
    assert slugs() == ["test", "pershyi", "druhyi", "rolova"]


def slugs() -> list[str]:
    return [page.slug for page in ModulePage.objects.get().get_children()]


def test_hostile_text_reaches_no_reader(folder):
    change(folder, LESSON, "Слухайте", "<script>alert(1)</script><img src=x onerror=alert(2)>")
    change(folder, LESSON, "Спершу *людина*.", "<iframe src=//evil.ua></iframe>")
    change(folder, LESSON, "Клієнт: Дякую.", "Клієнт: <script>alert(3)</script>")
    change(folder, LESSON, "- перед :: зворот", "- <b onclick=a()>перед</b> :: <script>x</script>")
    load(folder)
    lesson = LessonPage.objects.get(slug="pershyi")
    html = "".join(part.html for part in render_body(lesson))
    assert "&lt;script&gt;alert(1)" in html
    for tag in ("<script", "<iframe", "<img", "<b onclick"):
        assert tag not in html
