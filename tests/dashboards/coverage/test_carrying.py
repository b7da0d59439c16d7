"""What a principle names, what carries it, what is missing. No database."""

import pytest

from training.dashboards.coverage.carrying import (
    Act,
    Competency,
    Decision,
    Figures,
    Filters,
    Lesson,
    Material,
    Principle,
    Question,
    Talk,
    coverage,
)

LESSON, QUESTION = Lesson(1, "Слухати"), Question(2, "M2-01")
TALK = Talk(3, "S05", "Розмова", (Decision("one", "Початок", 3), Decision("two", "Далі", 2)))


def competency(code, *numbers, **fields):
    acts = tuple(Act(code, f"{code}.{number}", f"Дія {number}") for number in numbers)
    return Competency(code, f"Назва {code}", acts, **fields)


def principle(code, *named, source="handbook"):
    return Principle(pk=len(code), code=code, title=f"Засада {code}", source=source, named=named)


def material(*principles, **found):
    competencies = {one.code: one for one in (competency("A", 1, 2), competency("B", 1))}
    return Material(competencies=competencies, principles=principles, **found)


def shown(result):
    """Principle → competency → indicators."""
    return {
        one.principle.code: {
            group.competency.code: [row.act.code for row in group.rows] for group in one.groups
        }
        for one in result.principles
    }


def test_a_principle_shows_its_indicators_by_competency_in_the_order_of_the_framework():
    named = (("B", "B.1"), ("A", "A.2"), ("A", "A.1"))
    result = coverage(material(principle("P1", *named)), Filters())
    assert shown(result) == {"P1": {"A": ["A.1", "A.2"], "B": ["B.1"]}}


def test_the_whole_competency_stands_for_each_of_its_indicators_once():
    result = coverage(material(principle("P1", ("A", ""), ("A", "A.2"))), Filters())
    assert shown(result) == {"P1": {"A": ["A.1", "A.2"]}}


def test_lessons_and_questions_carry_an_indicator_and_talks_its_competency():
    found = material(
        principle("P1", ("A", "")),
        lessons={("A", "A.1"): [LESSON]},
        questions={("A", "A.2"): [QUESTION]},
        talks={"A": [TALK]},
        statements={"A": 4},
        loose={"A": [QUESTION]},
    )
    (group,) = coverage(found, Filters()).principles[0].groups
    assert [(row.lessons, row.questions) for row in group.rows] == [
        ((LESSON,), ()),
        ((), (QUESTION,)),
    ]
    assert (group.talks, group.statements, group.loose) == ((TALK,), 4, (QUESTION,))
    assert group.talks[0].answers == 5


def test_the_figures_count_each_indicator_and_competency_once():
    found = material(
        principle("P1", ("A", "A.1"), ("B", "B.1")),
        principle("P2", ("A", "A.1"), ("A", "A.2")),
        lessons={("A", "A.1"): [LESSON], ("B", "B.1"): [LESSON]},
        questions={("A", "A.1"): [QUESTION, QUESTION]},
        talks={"A": [TALK, TALK]},
    )
    result = coverage(found, Filters())
    assert result.figures == Figures(
        acts=3, with_lesson=2, with_question=1, competencies=2, with_talk=1
    )
    assert result.principles[1].figures == Figures(2, 1, 1, 1, 1)
    assert (result.counted, result.complete) == (2, 0)


@pytest.mark.parametrize(
    ("lack", "is_missing"),
    [({}, False), ({"lessons"}, True), ({"questions"}, True), ({"talks"}, True)],
)
def test_a_principle_lacks_nothing_with_lesson_question_and_role_play(lack, is_missing):
    every = {
        "lessons": {("B", "B.1"): [LESSON]},
        "questions": {("B", "B.1"): [QUESTION]},
        "talks": {"B": [TALK]},
    }
    found = {name: {} if name in lack else rows for name, rows in every.items()}
    result = coverage(material(principle("P1", ("B", "B.1")), **found), Filters())
    assert result.principles[0].is_missing is is_missing
    assert result.complete == (not is_missing)


def test_only_what_is_missing_leaves_out_what_is_carried_and_keeps_the_figures():
    found = material(
        principle("P1", ("A", ""), ("B", "")),
        principle("P2", ("B", "")),
        lessons={("A", "A.1"): [LESSON], ("B", "B.1"): [LESSON]},
        questions={("A", "A.1"): [QUESTION], ("B", "B.1"): [QUESTION]},
        talks={"A": [TALK], "B": [TALK]},
    )
    everything = coverage(found, Filters())
    missing = coverage(found, Filters(only_missing=True))
    assert shown(missing) == {"P1": {"A": ["A.2"]}}
    assert missing.figures == everything.figures
    assert missing.principles[0].figures == everything.principles[0].figures
    assert (missing.counted, missing.complete) == (2, 1)


def test_a_competency_without_role_play_is_missing_though_its_indicators_are_carried():
    found = material(
        principle("P1", ("B", "")),
        lessons={("B", "B.1"): [LESSON]},
        questions={("B", "B.1"): [QUESTION]},
    )
    assert shown(coverage(found, Filters(only_missing=True))) == {"P1": {"B": []}}


def test_a_principle_that_names_nothing_is_missing():
    result = coverage(material(principle("P1")), Filters(only_missing=True))
    assert shown(result) == {"P1": {}}
    assert result.complete == 0


def test_a_code_that_outlived_its_indicator_is_shown_as_unknown_and_missing():
    result = coverage(material(principle("P1", ("B", "B.9"))), Filters(only_missing=True))
    (row,) = result.principles[0].groups[0].rows
    assert (row.act.code, row.act.is_known, row.is_missing) == ("B.9", False, True)


def test_filters_narrow_by_source_and_by_competency():
    found = material(
        principle("P1", ("A", ""), ("B", "")),
        principle("N1", ("A", "A.1"), source="round_table"),
        principle("N2", source="round_table"),
    )
    assert set(shown(coverage(found, Filters(source="round_table")))) == {"N1", "N2"}
    assert shown(coverage(found, Filters(competency="B"))) == {"P1": {"B": ["B.1"]}}
    both = coverage(found, Filters(source="round_table", competency="B"))
    assert (both.principles, both.counted, both.figures.acts) == ((), 0, 0)


def test_indicators_that_no_principle_names_are_listed():
    found = material(principle("P1", ("A", "A.2"), source="handbook"))

    def unnamed(**fields):
        groups = coverage(found, Filters(**fields)).unnamed
        return {group.competency.code: [row.act.code for row in group.rows] for group in groups}

    assert unnamed() == {"A": ["A.1"], "B": ["B.1"]}
    assert unnamed(competency="B") == {"B": ["B.1"]}
    assert unnamed(source="handbook") == {}


def test_an_unpublished_competency_waits_for_no_principle():
    found = Material(competencies={"A": competency("A", 1, is_live=False)})
    assert coverage(found, Filters()).unnamed == ()
