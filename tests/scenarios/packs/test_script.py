"""The actor's script and the observer's checklist, made of the document alone."""

import pytest
from django.utils import translation

from assessments.scenarios.packs.checklist import checklist
from assessments.scenarios.packs.order import order
from assessments.scenarios.packs.script import script
from assessments.scenarios.packs.words import conditions_in_words, effects_in_words, meters
from tests.scenarios.documents import choice, ending, healthy, made, router, scene, variable

TRUST = variable("trust", label="Довіра", words=["насторожена", "придивляється", "довіряє"])
FACT = variable("found", label="Лист знайдено", kind="flag", min=0, max=1, start=0)


@pytest.fixture(autouse=True)
def _in_english():
    """The sentences as they are written in the code."""
    translation.activate("en")


def forked(**top):
    return made(
        scene(
            "one",
            choice(
                "bad", "aside", 0, effects=["trust - 3"], critical="error", feedback="Бо шкодить"
            ),
            choice("good", "fork", 4, recommended=True, effects=["trust + 2", "found = 1"]),
            choice("if", "two", 2, when=["trust >= 8", "found == 0"], once=True),
            title="Початок",
            mood="тривожна",
            speaker="Ганна",
        ),
        router("fork", (["trust >= 7"], "two"), otherwise="inner"),
        router("inner", (["found == 1"], "aside"), otherwise="out"),
        scene("two", choice("a", "fine", 4, recommended=True), choice("b", "out")),
        scene("aside", choice("a", "out", 1), behaviour="Перепрошує"),
        ending("out", 0, title="Пішла"),
        ending("fine", 3, title="Домовилися"),
        variables=[TRUST, FACT],
        **top,
    )


def test_the_recommended_path_comes_first_and_the_best_ending_too():
    places = order(forked())
    assert (places.main, places.aside) == (("one", "two"), ("aside",))
    assert places.numbers == {"one": 1, "two": 2, "aside": 3}
    assert places.letters == {"fine": "A", "out": "B"}


def test_the_script_says_what_the_client_says_and_how_they_take_each_answer():
    first = script(forked()).main[0]
    assert (first.number, first.title, first.mood, first.speaker) == (
        1,
        "Початок",
        "тривожна",
        "Ганна",
    )
    bad, good, closed = first.replies
    assert [one.kind for one in first.replies] == [
        "a grave mistake",
        "a strong answer",
        "a passable answer",
    ]
    assert bad.effects == ["Довіра falls a lot (−3)"]
    assert good.effects == ["Довіра grows (+2)", "from now on Лист знайдено: yes"]
    assert bad.onward == ["scene 3 “aside”"]
    assert closed.opens == (
        "Довіра is at least “довіряє” (8 of 10), and Лист знайдено: no, "
        "and it has not been said before"
    )


def test_forks_become_sentences_in_the_order_they_are_asked():
    assert script(forked()).main[0].replies[1].onward == [
        "if Довіра is at least “придивляється” (7 of 10): scene 2 “two”",
        "otherwise, if Лист знайдено: yes: scene 3 “aside”",
        "otherwise: ending B “Пішла”",
    ]


def test_a_meter_without_words_has_them_all_the_same():
    document = healthy()
    above = [{"variable": "trust", "op": ">", "value": 3}]
    assert conditions_in_words(document, above) == "trust is at least “medium” (4 of 10)"
    below = [{"variable": "trust", "op": "<", "value": 4}]
    assert conditions_in_words(document, below) == "trust is at most “low” (3 of 10)"
    assert meters(document)[0].words == ("low", "medium", "high")


def test_effects_that_change_nothing_are_not_said():
    document = forked()
    assert effects_in_words(document, [{"variable": "trust", "op": "+", "value": 0}]) == []


def test_the_script_shows_no_marks():
    told = repr(script(forked()))
    assert "FL-02" not in told
    assert "qualities" not in told


def test_the_checklist_follows_the_recommended_path_and_groups_the_rest():
    lines = checklist(forked(), {"FL-02": "Слухання"})
    assert [line.title for line in lines.main] == ["Початок", "two"]
    assert [(line.title, line.behaviour) for line in lines.aside] == [("aside", "Перепрошує")]
    assert lines.main[0].competencies == ("Слухання",)
    assert lines.main[0].behaviour == ""
    assert lines.main[0].example == "Відповідь good клієнтові"
    assert lines.competencies == ["Слухання"]


def test_critical_errors_are_red_flags_with_their_reason():
    flags = checklist(forked(), {}).red_flags
    assert [(flag.number, flag.text, flag.why) for flag in flags] == [
        (1, "Відповідь bad клієнтові", "Бо шкодить")
    ]


def test_a_scene_neither_scored_nor_described_has_no_line():
    document = made(
        scene("one", choice("a", "two", recommended=True)),
        scene("two", choice("a", "fine", 4, recommended=True)),
        ending("fine", 3),
        variables=[variable("trust")],
    )
    assert [line.title for line in checklist(document, {}).main] == ["two"]
