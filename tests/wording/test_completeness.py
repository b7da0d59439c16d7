"""A bank that is too small, unfinished or repeats itself is told, item by item."""

from dataclasses import replace

import pytest

from tests.curriculum.samples import change, write_folder
from tests.wording.completeness import (
    bank_shortcomings,
    difficulties,
    question_shortcomings,
    quizzes_of,
)
from training.curriculum.reading.faults import Faults
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.folder import read_folder

CELL = "draw: 4\n      blueprint: [{count: 1, competency: FL-02, indicator: FL-02.1}]"


@pytest.fixture
def folder(tmp_path):
    return write_folder(tmp_path)


def content_of(folder):
    faults = Faults()
    content = read_folder(folder, faults)
    assert not faults, faults.sorted()
    return content


def told(folder):
    content = content_of(folder)
    (bank,) = content.banks
    return bank_shortcomings(bank, quizzes_of(bank, content))


def test_a_small_bank_says_how_many_are_needed(folder):
    assert told(folder)[:2] == [
        "T1: 4 quiz questions; 30 are needed",
        "T1: 1 judgements; 6 are needed",
    ]


def test_a_question_without_indicator_or_source_is_told(folder):
    found = told(folder)
    assert "T1-02: no indicator" in found
    assert "T1-02: no source" in found
    assert not [line for line in found if line.startswith("T1-01: ")]


def test_an_option_without_feedback_is_told(folder):
    change(
        folder,
        "banks/t1.yaml",
        "    kind: many\n",
        "    kind: kprim\n    statements:\n"
        + "".join(f"      - {{text: Твердження {n}, right: true}}\n" for n in range(4)),
    )
    options = "".join(
        f"      - {{text: {text}, {right}feedback: {answer}.}}\n"
        for text, right, answer in (
            ("Погляд", "right: true, ", "Так"),
            ("Кивок", "right: true, ", "Так"),
            ("Телефон", "", "Ні"),
        )
    )
    change(folder, "banks/t1.yaml", f"    options:\n{options}", "")
    rows = [line for line in told(folder) if "feedback" in line]
    assert rows == [f"T1-02: row {number} has no feedback" for number in range(1, 5)]


def test_a_cell_that_cannot_be_filled_twice_is_told(folder):
    change(folder, "modules/t1/module.yaml", "draw: 4", CELL)
    assert "T1-QUIZ: FL-02.1 takes 1, the bank has 1" in told(folder)


def test_siblings_count_once_for_a_cell(folder):
    change(folder, "modules/t1/module.yaml", "draw: 4", CELL)
    for kind in ("many", "true_false"):
        change(
            folder,
            "banks/t1.yaml",
            f"kind: {kind}\n    use: quiz\n    competency: FL-02\n",
            f"kind: {kind}\n    use: quiz\n    siblings: dva\n    competency: FL-02\n"
            "    indicator: FL-02.1\n",
        )
    found = told(folder)
    assert not [line for line in found if line.startswith("T1-QUIZ")]
    change(folder, "banks/t1.yaml", "code: T1-01\n", "code: T1-01\n    siblings: dva\n")
    assert "T1-QUIZ: FL-02.1 takes 1, the bank has 1" in told(folder)


def test_the_same_question_twice_is_told(folder):
    (bank,) = content_of(folder).banks
    twin = replace(bank.questions[0], code="T1-99")
    doubled = replace(bank, questions=(*bank.questions, twin))
    assert "T1-99 is T1-01 once more" in bank_shortcomings(doubled, [])


def test_a_whole_question_has_nothing_to_say(folder):
    (bank,) = content_of(folder).banks
    question = bank.questions[1]
    whole = replace(
        question,
        indicator=Ref("FL-02.1", question.place),
        document={**question.document, "source": "приклад"},
    )
    assert list(question_shortcomings(whole)) == []


def test_difficulties_count_what_a_quiz_may_draw(folder):
    (bank,) = content_of(folder).banks
    assert difficulties(bank) == {1: 1, 2: 2, 3: 1}
