"""What counts as carrying: published things, once, whatever the language."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from assessments.quizzes.models import Use
from assessments.reflections.models import Statement
from modules.models import Principle
from tests.dashboards.coverage.world import competency, lesson, principle
from tests.factories.quizzes import draft, question
from tests.factories.scenarios import scenario
from tests.factories.tree import locale
from training.dashboards.coverage.carrying import Decision, Lesson, Question
from training.dashboards.coverage.material import material

pytestmark = pytest.mark.django_db
KEY = ("FL-02", "FL-02.1")


@pytest.fixture
def listening(db):
    return competency("FL-02")


def test_a_published_lesson_carries_the_indicators_it_names(listening):
    page = lesson("urok", (listening, "FL-02.1"), title="Слухати")
    hidden = lesson("inshyi", (listening, "FL-02.1"))
    hidden.unpublish()
    assert material().lessons == {KEY: [Lesson(page.pk, "Слухати")]}


def test_a_translated_lesson_counts_once(listening):
    page = lesson("urok", (listening, "FL-02.1"))
    copy = page.copy_for_translation(locale("en"), copy_parents=True)
    copy.save_revision().publish()
    assert copy.specific.covers.count() == 1
    assert [row.pk for row in material().lessons[KEY]] == [page.pk]


def test_a_draft_of_a_lesson_carries_nothing_yet(listening):
    page = lesson("urok", (listening, "FL-02.1"))
    page.covers.set([])
    page.save_revision()
    assert KEY in material().lessons


def test_published_questions_carry_their_indicator_by_code(listening):
    shared = {"competency": listening, "indicator": "FL-02.1"}
    second = question(code="T-2", **shared)
    first = question(code="T-1", use=Use.PRACTICE, **shared)
    draft(code="T-3", live=False, **shared).save()
    found = material()
    assert found.questions == {
        KEY: [Question(first.pk, "T-1", is_practice=True), Question(second.pk, "T-2")]
    }
    assert found.loose == {}


@pytest.mark.parametrize("indicator", ["", "FL-02.9"])
def test_a_question_that_names_no_indicator_of_its_competency_stands_apart(listening, indicator):
    row = question(code="T-1", competency=listening, indicator=indicator)
    found = material()
    assert found.questions == {}
    assert found.loose == {"FL-02": [Question(row.pk, "T-1")]}


def test_a_role_play_tells_of_a_competency_scene_by_scene(listening):
    row = scenario()
    (talk,) = material().talks["FL-02"]
    assert (talk.pk, talk.code, talk.title) == (row.pk, "T05", "Пробна розмова")
    assert talk.decisions == (Decision("one", "Початок", 3), Decision("two", "Далі", 3))


def test_only_the_published_version_of_a_role_play_counts(listening):
    row = scenario()
    row.graph["nodes"]["two"]["title"] = "Зовсім інша"
    row.graph["nodes"]["two"]["choices"][2]["qualities"] = {}
    row.save_revision()
    (talk,) = material().talks["FL-02"]
    assert [decision.title for decision in talk.decisions] == ["Початок", "Далі"]
    row.save_revision().publish()
    (talk,) = material().talks["FL-02"]
    assert talk.decisions[1] == Decision("two", "Зовсім інша", 2)
    row.unpublish()
    assert material().talks == {}


def test_statements_are_counted_by_competency(listening):
    for number, live in ((1, True), (2, True), (3, False)):
        Statement.objects.create(
            code=f"SA-{number}", competency=listening, text="Я …", locale=locale(), live=live
        )
    assert material().statements == {"FL-02": 2}


def test_principles_come_in_their_order_with_what_they_name(listening):
    principle("P2", (listening, "FL-02.2"), (listening, ""), sort_order=1)
    principle("P1", sort_order=2, source="round_table")
    found = [(one.code, one.source, one.named) for one in material().principles]
    assert found == [
        ("P2", "handbook", (("FL-02", "FL-02.2"), ("FL-02", ""))),
        ("P1", "round_table", ()),
    ]


def test_another_language_brings_its_words_and_ukrainian_the_rest(listening):
    own = principle("P1", (listening, ""))
    Principle.objects.create(
        code="P1", title="Listening", locale=locale("en"), translation_key=own.translation_key
    )
    principle("P2", title="Лише тут")
    with translation.override("en"):
        found = material()
    assert [(one.title, one.named) for one in found.principles] == [
        ("Listening", (("FL-02", ""),)),
        ("Лише тут", ()),
    ]
    assert found.competencies["FL-02"].acts[0].text == "Дія 1 з FL-02"


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("language", "queries"), [("uk", 8), ("en", 11)])
def test_reading_takes_the_same_queries_whatever_there_is(size, language, queries):
    for number in range(1, size + 1):
        row = competency(f"FL-0{number + 1}", indicators=size)
        indicator = f"{row.code}.1"
        principle(f"P{number}", (row, ""))
        lesson(f"urok-{number}", (row, indicator))
        question(code=f"T-{number}", competency=row, indicator=indicator)
    scenario()
    with translation.override(language), CaptureQueriesContext(connection) as taken:
        found = material()
    assert len(taken) == queries
    assert (len(found.principles), len(found.lessons), len(found.questions)) == (size,) * 3
