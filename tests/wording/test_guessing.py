"""The measures see through banks that give their answers away, and leave honest ones alone."""

from fractions import Fraction

import pytest

from tests.wording.guessing import (
    MARGIN,
    PLAYERS,
    Item,
    chance,
    first,
    gain,
    habits,
    has_absolute,
    last,
    longest,
    many_habits,
    middle_length,
    most_overlapping,
    shortest,
    single_items,
    stems,
    without_absolutes,
    worst_items,
)
from training.curriculum.reading.faults import Place
from training.curriculum.reading.records import Question

HONEST = (
    # Every length, place and word takes its turn.
    Item("A1", "Що сказати людині?", ("Так, чекаю", "Добре, довго", "Ні", "Гаразд уже"), 0),
    Item("A2", "Куди вести людину?", ("Туди", "Сюди, до вікна", "Геть звідси, далеко", "Там"), 1),
    Item("A3", "Коли дзвонити?", ("Завтра", "Сьогодні ввечері", "Зараз", "Потім, мабуть"), 2),
    Item("A4", "Хто відповість?", ("Колега або колежанка", "Вона", "Хтось інший", "Я"), 3),
    Item("A5", "Навіщо питати?", ("Щоб знати якнайбільше", "Так треба", "Аби", "Для запису"), 0),
    Item("A6", "Як звертатися?", ("На імʼя", "Ніяк", "По батькові й на прізвище", "Ти"), 1),
    Item("A7", "Де сісти?", ("Поруч", "Навпроти столу, в кутку", "За двері", "Осторонь"), 2),
    Item("A8", "Скільки чекати?", ("Годину без перерви", "Хвилину", "День", "Десять хвилин"), 3),
)  # fmt: skip


def items(right, texts=("аб", "абвг", "абвгде", "абвгдеєж"), prompt="Що?", count=8):
    """A bank in which the same trick always works."""
    return [Item(f"G{number}", prompt, tuple(texts), right) for number in range(count)]


def question(kind, options, code="Q", **document):
    return Question(
        code=code,
        place=Place("banks/a.yaml", 1),
        digest="",
        kind=kind,
        use="quiz",
        competency=None,
        indicator=None,
        norm=None,
        lesson=None,
        tags=(),
        note="",
        document={"prompt": "Що?", "options": options, **document},
    )


def marked(*rights, texts=None):
    texts = texts or [f"варіант {number}" for number, _ in enumerate(rights)]
    return [{"text": text, "right": right} for text, right in zip(texts, rights, strict=True)]


# --- Players --------------------------------------------------------------------------------------
def test_each_player_knows_one_trick():
    item = Item("A", "Чи назвати строк подання?", ("Завжди так", "Назвати строк", "Ні", "Може"), 1)
    picks = {player.__name__: list(player(item)) for player in PLAYERS}
    assert picks == {
        "longest": [1],
        "shortest": [2],
        "first": [0],
        "last": [3],
        "most_overlapping": [1],
        "without_absolutes": [1, 2, 3],
        "middle_length": [0],
    }


def test_a_player_who_wavers_earns_a_share():
    item = Item("A", "Що?", ("аб", "вг", "д"), 0)
    assert gain([item], longest) == Fraction(1, 2)
    assert gain([item], shortest) == 0
    assert gain([item], first) == 1
    assert gain([item], last) == 0


def test_chance_depends_on_the_number_of_options():
    two = Item("A", "Що?", ("а", "б"), 0)
    four = Item("B", "Що?", ("а", "б", "в", "г"), 0)
    assert chance([two, four]) == Fraction(3, 8)


def test_words_are_compared_without_their_endings():
    assert stems("Документи на столі") & stems("документів бракує, стол") == {"докум"}


@pytest.mark.parametrize("text", ["Це завжди так.", "Лише завтра", "ЖОДНОГО разу"])
def test_absolute_words_are_known(text):
    assert has_absolute(text)


def test_parts_of_words_are_not_absolute():
    assert not has_absolute("Залишився, всілася, завжджений")


# --- Banks that give themselves away --------------------------------------------------------------
def test_an_honest_bank_has_no_habit():
    assert habits(HONEST) == []


@pytest.mark.parametrize("player", PLAYERS, ids=lambda player: player.__name__)
def test_no_player_beats_an_honest_bank(player):
    assert gain(HONEST, player) <= chance(HONEST) + MARGIN


@pytest.mark.parametrize(
    ("right", "word"),
    [(3, "longest"), (0, "shortest"), (0, "first"), (3, "last")],
)
def test_an_option_that_is_always_right_by_its_look_is_a_habit(right, word):
    assert any(f"“{word}”" in habit for habit in habits(items(right)))


def test_length_is_told_by_share_and_by_ratio():
    found = " ".join(habits(items(3)))
    assert "is the longest in 100%" in found
    assert "2.00 times as long" in found


def test_a_place_is_told():
    assert "the right option stands at place 3 in 100%" in habits(items(2))


def test_options_between_the_extremes_are_a_habit():
    bank = items(1, texts=("а" * 10, "а" * 25, "а" * 40, "а" * 26))
    assert gain(bank, middle_length) == 1
    assert any("middle_length" in habit for habit in habits(bank))


def test_repeating_the_question_is_a_habit():
    bank = items(1, texts=("вийти", "строк", "сісти", "піти!"), prompt="Який строк назвати?")
    assert gain(bank, most_overlapping) == 1
    assert any("most_overlapping" in habit for habit in habits(bank))


def test_absolute_words_in_wrong_options_alone_are_a_habit():
    bank = items(0, texts=("інколи", "завжди", "ніколи", "жодних"))
    assert gain(bank, without_absolutes) == Fraction(1, 2)
    assert any("without_absolutes" in habit for habit in habits(bank))
    assert "options with “always” and the like are wrong in 100%" in habits(bank)


def test_few_questions_say_nothing_about_a_habit():
    assert habits(items(3, count=7)) == []


# --- Other kinds ----------------------------------------------------------------------------------
def test_the_same_number_of_right_options_every_time_is_a_habit():
    same = [question("many", marked(True, True, False)) for _ in range(4)]
    assert many_habits(same) == ["each question of several answers has 2 right ones"]
    assert many_habits([*same, question("many", marked(True, False, False))]) == []


def test_yes_every_time_is_a_habit():
    yes, no = (question("true_false", marked(*pair)) for pair in ((True, False), (False, True)))
    assert many_habits([yes, yes]) == ["2 of 2 yes-or-no answers are “yes”"]
    assert many_habits([yes, yes, yes, yes, no]) == ["4 of 5 yes-or-no answers are “yes”"]
    assert many_habits([yes, no]) == []
    assert many_habits([yes, yes, no, no]) == []


def test_one_pattern_of_statements_is_a_habit():
    row, other = (
        question("kprim", marked(*pattern))
        for pattern in ((True, False, True, False), (True, True, False, False))
    )
    assert many_habits([row, row]) == ["rows of statements share one pattern of answers"]
    assert many_habits([row, other]) == []


def test_statements_that_are_mostly_right_are_a_habit():
    rows = [
        question("kprim", marked(True, True, True, True)),
        question("kprim", marked(True, True, True, False)),
        question("kprim", marked(True, True, False, True)),
    ]
    assert many_habits(rows) == ["10 of 12 statements are right"]


def test_long_right_ones_among_several_are_a_habit():
    texts = ("довга правильна відповідь", "коротка")
    rows = [question("many", marked(True, False, texts=texts)) for _ in range(3)]
    rows.append(question("many", marked(True, True, False, texts=(*texts[:1], texts[0], "мала"))))
    assert any("times as long" in habit for habit in many_habits(rows))


def test_rankings_in_their_right_order_are_a_habit():
    sorted_, mixed = (
        question("judgement_rank", [{"text": "а", "rank": rank} for rank in ranks])
        for ranks in ((1, 2, 3), (2, 3, 1))
    )
    assert many_habits([sorted_, sorted_]) == [
        "every ranking stands in the file in its right order"
    ]
    assert many_habits([sorted_, mixed]) == []


# --- What is an item ------------------------------------------------------------------------------
def test_one_best_and_highest_options_are_what_there_is_to_guess():
    questions = [
        question("one", marked(False, True), code="ONE"),
        question(
            "judgement",
            [{"text": "а", "key": "worst"}, {"text": "б", "key": ""}, {"text": "в", "key": "best"}],
            code="SJT",
        ),
        question(
            "judgement_choose",
            [{"text": "а", "quality": 4}, {"text": "б", "quality": 1}],
            code="CHOOSE",
        ),
        question("many", marked(True, False), code="MANY"),
    ]
    assert [(item.code, item.right) for item in single_items(questions)] == [
        ("ONE", 1),
        ("SJT", 2),
        ("CHOOSE", 0),
    ]
    assert [(item.code, item.right) for item in worst_items(questions)] == [("SJT", 0)]
