"""The shipped banks: whole, and no answer to be guessed without reading."""

import pytest

from tests.wording.completeness import bank_shortcomings, difficulties, quizzes_of
from tests.wording.guessing import (
    MARGIN,
    PLAYERS,
    chance,
    gain,
    giveaways,
    habits,
    many_habits,
    single_items,
    worst_items,
)
from tests.wording.texts import CONTENT
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder

BANKS = ("M2", "M4", "M6")


@pytest.fixture(scope="module")
def content():
    return read_folder(CONTENT, Faults())


def bank_of(content, code):
    return next(bank for bank in content.banks if bank.code == code)


def test_every_bank_is_judged_here(content):
    assert {bank.code for bank in content.banks} == set(BANKS)


@pytest.mark.parametrize("code", BANKS)
def test_no_answer_gives_itself_away(content, code):
    assert giveaways(bank_of(content, code)) == []


def test_what_is_too_little_in_one_bank_is_no_habit_of_all(content):
    questions = list(content.questions())
    assert habits(single_items(questions)) == []
    assert habits(worst_items(questions)) == []
    assert many_habits(questions) == []


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.__name__)
@pytest.mark.parametrize("code", BANKS)
def test_whoever_plays_by_one_trick_gains_little_more_than_by_chance(content, code, player):
    items = single_items(bank_of(content, code).questions)
    assert len(items) >= 20
    assert gain(items, player) <= chance(items) + MARGIN


@pytest.mark.parametrize("code", BANKS)
def test_a_bank_is_whole(content, code):
    bank = bank_of(content, code)
    quizzes = quizzes_of(bank, content)
    assert quizzes, "nothing draws from this bank"
    assert all(quiz.blueprint for quiz in quizzes)
    assert bank_shortcomings(bank, quizzes) == []


@pytest.mark.parametrize("code", BANKS)
def test_a_bank_has_easy_and_hard_questions(content, code):
    assert set(difficulties(bank_of(content, code))) == {1, 2, 3}


def test_every_norm_says_when_it_is_checked_again(content):
    assert [norm.code for norm in content.norms if not norm.next_check] == []


def test_a_norm_that_nobody_has_checked_says_what_to_check(content):
    assert [norm.code for norm in content.norms if not norm.checked and not norm.note] == []


def test_every_lesson_names_its_sources(content):
    assert [lesson.code for lesson in content.lessons() if not lesson.sources] == []


def test_every_practice_question_stands_in_a_lesson(content):
    shown = {ref.code for lesson in content.lessons() for ref in lesson.checks()}
    practice = {one.code for one in content.questions() if one.use == "practice"}
    assert practice == shown
