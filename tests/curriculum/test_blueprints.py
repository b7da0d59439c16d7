"""What a quiz asks and how a role-play is placed, as the files say it."""

import pytest

from assessments.quizzes.models import QuizPage
from assessments.scenarios.models import ScenarioPage
from tests.curriculum.samples import change
from tests.curriculum.test_folder import faults_of
from training.curriculum.loading.loader import load

MODULE = "modules/t1/module.yaml"
BLUEPRINT = """\
      draw: 4
      asks_confidence: true
      fixed: [T1-01]
      blueprint:
        - {count: 2, competency: FL-02}
        - {count: 1, difficulty: 2, kind: many}
"""


@pytest.mark.django_db
def test_blueprint_and_fixed_questions_reach_the_quiz_and_follow_the_files(folder):
    change(folder, MODULE, "      draw: 4\n", BLUEPRINT)
    load(folder)
    quiz = QuizPage.objects.get()
    assert [(row.count, str(row.cell().competency), row.kind) for row in quiz.cells.all()] == [
        (2, "FL-02", ""),
        (1, "", "many"),
    ]
    assert [row.question.code for row in quiz.fixed_questions.all()] == ["T1-01"]
    assert quiz.asks_confidence

    change(folder, MODULE, "        - {count: 1, difficulty: 2, kind: many}\n", "")
    load(folder)
    assert [row.count for row in QuizPage.objects.get().cells.all()] == [2]


def test_blueprint_that_the_bank_cannot_fill_is_named_at_its_cell(folder):
    change(folder, MODULE, "      draw: 4\n", BLUEPRINT.replace("difficulty: 2", "difficulty: 3"))
    assert faults_of(folder) == [
        "modules/t1/module.yaml:24: the bank T1 has 0 quiz questions; the quiz draws 1"
    ]


def test_question_always_asked_has_to_be_in_the_bank(folder):
    change(folder, MODULE, "      draw: 4\n", BLUEPRINT.replace("[T1-01]", "[T1-99]"))
    assert faults_of(folder) == [
        "modules/t1/module.yaml:21: “T1-99” is named here and described nowhere"
    ]


@pytest.mark.django_db
def test_role_play_may_coach_and_offer_another_one(folder):
    change(
        folder,
        MODULE,
        "      mode: assessed\n",
        "      mode: practice\n      explanations: coach\n      alternative: S01\n",
    )
    load(folder)
    page = ScenarioPage.objects.get()
    assert (page.mode, page.feedback_mode) == ("practice", "coach")
    assert page.alternative.code == "S01"


def test_alternative_that_does_not_exist_is_a_fault(folder):
    change(folder, MODULE, "      mode: assessed\n", "      alternative: S99\n")
    assert faults_of(folder) == [
        "modules/t1/module.yaml:29: “S99” is named here and described nowhere"
    ]
