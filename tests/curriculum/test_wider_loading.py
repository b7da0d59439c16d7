"""Statements, self-assessments, principles, what lessons teach, drawings: loaded, and kept."""

from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.models import Page, ReferenceIndex

from assessments.reflections.models import SelfAssessmentPage, Statement
from modules.models import LessonPage, ModuleIndexPage, Principle
from tests.curriculum.samples import change
from tests.curriculum.wider import write_wider_folder
from training.curriculum.loading.loader import load
from training.curriculum.loading.report import Outcome, Why
from training.curriculum.models import LoadedItem
from training.curriculum.reading.faults import FaultyContent

pytestmark = pytest.mark.django_db

LESSON = "modules/t1/1-pershyi.md"
MODULE = "modules/t1/module.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_wider_folder(tmp_path / "content")


def test_statements_stand_in_both_languages_about_the_ukrainian_competency(folder):
    load(folder)
    rows = {(row.code, row.locale.language_code): row for row in Statement.objects.all()}
    assert {key: row.text for key, row in rows.items()} == {
        ("SA-FL-02-1", "uk"): "слухаю, не перебиваючи",
        ("SA-FL-02-1", "en"): "listened without interrupting",
        ("SA-FL-02-2", "uk"): "витримую паузу",
        ("SA-FL-02-2", "en"): "held the silence",
    }
    for code, order in (("SA-FL-02-1", 0), ("SA-FL-02-2", 1)):
        uk, en = rows[code, "uk"], rows[code, "en"]
        assert uk.translation_key == en.translation_key
        assert uk.sort_order == en.sort_order == order
        assert {uk.competency.locale.language_code, en.competency.locale.language_code} == {"uk"}
        assert uk.live
        assert en.live


def test_a_self_assessment_is_a_step_of_its_module(folder):
    load(folder)
    page = SelfAssessmentPage.objects.get()
    assert (page.slug, page.title, page.intro) == (
        "samootsinka",
        "Самооцінка",
        "Погляньте на себе.",
    )
    assert (page.moment, page.minutes, page.required) == ("before", 7, True)
    assert [row.competency.code for row in page.asked.all()] == ["FL-02"]
    assert page.get_prev_siblings().count() == 4


def test_lessons_and_principles_name_what_they_carry(folder):
    load(folder)
    lesson = LessonPage.objects.get(slug="pershyi")
    assert [row.indicator for row in lesson.covers.all()] == ["FL-02.1", "FL-02.2"]
    carried = {
        (row.code, row.locale.language_code, row.source, row.title): [
            (one.competency.code, one.competency.locale.language_code, one.indicator)
            for one in row.indicators.all()
        ]
        for row in Principle.objects.all()
    }
    acts = [("FL-02", "uk", "FL-02.2"), ("FL-02", "uk", "FL-02.1")]
    assert carried == {
        ("P7b", "uk", "handbook", "Людину чують"): acts,
        ("P7b", "en", "handbook", "The person is heard"): acts,
        ("N1", "uk", "round_table", "Говорять мʼяко"): [("FL-02", "uk", "")],
        ("N1", "en", "round_table", "Talk gently"): [("FL-02", "uk", "")],
    }


def test_drawings_and_self_checks_satisfy_the_editor(folder):
    load(folder)
    body = LessonPage.objects.get(slug="pershyi").body
    body.stream_block.clean(body)
    blocks = {block.block_type: block.value for block in body}
    assert blocks["diagram"]["svg"].startswith("<svg")
    assert "Пауза" in blocks["diagram"].drawing
    assert [band["title"] for band in blocks["self_check"]["bands"]] == ["Рівно", "Важко"]


def test_second_run_writes_nothing(folder):
    load(folder)
    report = load(folder)
    assert report.counts()["unchanged"] == LoadedItem.objects.count()


def test_a_changed_drawing_is_a_change_of_the_lesson_that_shows_it(folder):
    load(folder)
    change(folder, "drawings/pauza.svg", "Пауза", "Тиша")
    assert load(folder).keys(Outcome.UPDATED) == ["step:T1-L1"]
    body = LessonPage.objects.get(slug="pershyi").body
    assert "Тиша" in next(block for block in body if block.block_type == "diagram").value["svg"]


def test_changes_in_the_files_reach_rows_and_keep_their_keys(folder):
    load(folder)
    lesson = LessonPage.objects.get(slug="pershyi")
    before = {row.indicator: row.pk for row in lesson.covers.all()}
    change(folder, LESSON, "  - FL-02.1\n  - FL-02.2\n", "  - FL-02.2\n")
    change(folder, "self-assessment.yaml", "витримую паузу", "витримую тишу")
    change(folder, "competencies.yaml", "uk: Людину чують", "uk: Людину справді чують")
    change(folder, MODULE, "Погляньте на себе.", "Погляньте на себе збоку.")

    assert set(load(folder).keys(Outcome.UPDATED)) == {
        "statement:SA-FL-02-2:uk",
        "statement:SA-FL-02-2:en",
        "principle:P7b:uk",
        "principle:P7b:en",
        "step:T1-L1",
        "step:T1-SA",
    }

    lesson = LessonPage.objects.get(slug="pershyi")
    assert {row.indicator: row.pk for row in lesson.covers.all()} == {"FL-02.2": before["FL-02.2"]}
    assert Statement.objects.get(code="SA-FL-02-2", locale__language_code="uk").text == (
        "витримую тишу"
    )


def test_changes_of_an_editor_are_kept_and_reported(folder):
    load(folder)
    statement = Statement.objects.get(code="SA-FL-02-1", locale__language_code="uk")
    statement.text = "слухаю уважно"
    statement.save_revision().publish()
    principle = Principle.objects.get(code="N1", locale__language_code="uk")
    principle.title = "Говорять лагідно"
    principle.save()
    principle.save_revision()
    page = SelfAssessmentPage.objects.get()
    page.intro = "Слова редакторки."
    page.save_revision().publish()
    change(folder, "self-assessment.yaml", "слухаю, не перебиваючи", "слухаю мовчки")
    change(folder, "competencies.yaml", "uk: Говорять мʼяко", "uk: Говорять тихо")
    change(folder, MODULE, "Погляньте на себе.", "Погляньте на себе збоку.")

    report = load(folder)

    assert report.left_alone() == {
        "statement:SA-FL-02-1:uk": Why.CHANGED,
        "principle:N1:uk": Why.CHANGED,
        "step:T1-SA": Why.CHANGED,
    }
    statement.refresh_from_db()
    assert statement.text == "слухаю уважно"
    assert Principle.objects.get(pk=principle.pk).title == "Говорять лагідно"
    assert SelfAssessmentPage.objects.get().intro == "Слова редакторки."


def test_one_run_names_all_that_is_wrong_and_loads_nothing(folder):
    wrong = [
        (LESSON, change(folder, LESSON, "  - FL-02.2\n", "  - FL-02.9\n")),
        (LESSON, change(folder, LESSON, "diagram pauza.svg", "diagram nemaie.svg")),
        ("banks/t1.yaml", change(folder, "banks/t1.yaml", "Чекати, right: true", "Чекати") - 1),
        (
            MODULE,
            change(
                folder, MODULE, "      competencies: [FL-02]\n", "      competencies: [FL-77]\n"
            ),
        ),
    ]
    with pytest.raises(FaultyContent) as refused:
        load(folder)
    named = {(fault.file, fault.line) for fault in refused.value.faults}
    assert named >= set(wrong)
    assert not LoadedItem.objects.exists()
    assert not Statement.objects.exists()


def test_modules_stand_in_the_list_as_the_programme_names_them(folder):
    first = (folder / MODULE).read_text(encoding="utf-8").split("steps:")[0]
    for code, slug in (("A1", "persha"), ("Z9", "ostannia")):
        home = folder / "modules" / slug
        home.mkdir()
        quiz = f"{{code: {code}-Q, slug: q, title: Q, bank: T1, draw: 2, minutes: 5}}"
        text = first.replace("code: T1", f"code: {code}").replace("slukhannia", slug)
        (home / "module.yaml").write_text(f"{text}steps:\n  - quiz: {quiz}\n", encoding="utf-8")
    change(folder, "programmes/intro.yaml", "modules: [T1]", "modules: [Z9, T1]")
    load(folder)
    index = ModuleIndexPage.objects.get(slug="moduli")
    assert [page.slug for page in index.get_children()] == ["ostannia", "slukhannia", "persha"]
    assert not load(folder).has_writes


def test_what_refers_to_what_is_known_after_loading(folder):
    load(folder)
    known = references()
    assert known
    call_command("rebuild_references_index", verbosity=0)
    assert references() == known


def references() -> set[tuple[object, ...]]:
    return set(
        ReferenceIndex.objects.values_list(
            "base_content_type", "object_id", "to_content_type", "to_object_id", "model_path"
        )
    )


def test_a_step_never_becomes_a_self_assessment(folder):
    load(folder)
    text = (folder / MODULE).read_text(encoding="utf-8")
    step = text[text.index("  - quiz:") : text.index("  - scenario:")]
    (folder / MODULE).write_text(
        text.replace(step, "").replace("code: T1-SA", "code: T1-QUIZ"), encoding="utf-8"
    )
    with pytest.raises(FaultyContent, match="T1-QUIZ"):
        load(folder)
    assert Page.objects.filter(slug="test").exists()
