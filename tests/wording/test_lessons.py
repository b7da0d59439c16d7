"""The shipped lessons: what each must have, how long they are, how long their sentences."""

import re

import pytest

from tests.wording.texts import CONTENT, paragraphs, texts_below
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder
from training.curriculum.reading.records import Lesson, QuizStep

PARTS = {"key_idea", "dialogue", "check", "flashcards", "checklist", "reflection"}
WORDS = range(400, 1101)
"""Dialogues, cards and boxes counted; the running text is 400–800."""
LONG_SENTENCE = 20
TAUGHT = ("M2", "M4", "M6")


@pytest.fixture(scope="module")
def lessons():
    """The lessons of modules that end with a quiz, by code."""
    content = read_folder(CONTENT, Faults())
    return {
        step.code: step
        for module in content.modules
        if any(isinstance(one, QuizStep) for one in module.steps)
        for step in module.steps
        if isinstance(step, Lesson)
    }


def kinds(lesson):
    return [block.kind for block in lesson.blocks]


def sentences(lesson):
    lines = [
        line
        for block in lesson.blocks
        for _, text in texts_below(block.value, block.place)
        for line in paragraphs(text)
    ]
    return [one for line in lines for one in re.split(r"(?<=[.!?…])\s+", line)]


def count(sentence):
    return len(re.findall(r"[\wʼ-]+", sentence))


def test_each_module_has_its_lessons(lessons):
    taught = {code.partition("-")[0] for code in lessons}
    assert taught == set(TAUGHT)


def test_each_lesson_has_every_part(lessons):
    assert {code: PARTS - set(kinds(one)) for code, one in lessons.items()} == {
        code: set() for code in lessons
    }


def test_each_lesson_shows_a_good_and_a_poor_talk(lessons):
    shown = {
        code: {block.value["quality"] for block in one.blocks if block.kind == "dialogue"}
        for code, one in lessons.items()
    }
    assert shown == {code: {"good", "poor"} for code in lessons}


def test_each_lesson_says_what_it_is_for_and_where_it_comes_from(lessons):
    bare = [
        code
        for code, one in lessons.items()
        if not (one.objectives and one.sources and one.indicators)
    ]
    assert bare == []


@pytest.mark.parametrize("module", TAUGHT)
def test_each_module_has_two_drawings_at_least(lessons, module):
    drawn = [
        block.place
        for code, one in lessons.items()
        if code.startswith(f"{module}-")
        for block in one.blocks
        if block.kind == "diagram"
    ]
    assert len(drawn) >= 2


def test_each_lesson_can_be_read_between_two_appointments(lessons):
    lengths = {code: sum(map(count, sentences(one))) for code, one in lessons.items()}
    assert {code: words for code, words in lengths.items() if words not in WORDS} == {}


def test_sentences_are_short(lessons):
    for code, lesson in lessons.items():
        told = sentences(lesson)
        long = [one for one in told if count(one) > LONG_SENTENCE]
        assert len(long) <= len(told) / 20, f"{code}: {long}"
