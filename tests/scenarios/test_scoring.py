import pytest

from assessments.scenarios.checker import check
from assessments.scenarios.engine import replay
from assessments.scenarios.scoring import CriticalError, Gate, reaches, result
from tests.scenarios.documents import choice, ending, made, scene, short_bad_path


def gates(outcome):
    return {(gate.name, gate.competency): gate for gate in outcome.gates}


def weighted():
    """The worked example of docs/scenario-scoring.md."""
    return made(
        scene(
            "first",
            choice("a", "papers", {"FL-02": 4, "FL-03": 3}, weight=2, recommended=True),
            choice("b", "papers", {"FL-02": 2, "FL-03": 2}, weight=2),
            choice("c", "papers", {"FL-02": 0, "FL-03": 1}, weight=2),
        ),
        scene(
            "papers",
            choice("a", "question", {"FL-03": 4}, recommended=True),
            choice("b", "question", {"FL-03": 1}, critical="error"),
            choice("pause", "papers"),
        ),
        scene(
            "question",
            choice("a", "good", {"FL-02": 4}, weight=3, recommended=True),
            choice("b", "partial", {"FL-02": 3}, weight=3),
        ),
        ending("good", 3),
        ending("partial", 2),
        competencies=["FL-02", "FL-03"],
        **{
            "pass": {
                "level": 2,
                "achievement": 60,
                "competencies": {"FL-02": {}, "FL-03": {"share": 75, "decisions": 2}},
            }
        },
    )


def test_short_bad_path_100():
    document = short_bad_path()
    outcome = result(document, replay(document, ["a", "leave"]), check(document).max_earned)

    assert (outcome.earned, outcome.offered, outcome.max_earned) == (4, 4, 12)
    assert outcome.path_quality == 100
    assert round(outcome.achievement, 2) == 33.33
    assert (outcome.ending, outcome.level) == ("left-early", 1)
    assert not outcome.is_passed
    assert gates(outcome) == {
        ("level", ""): Gate("level", False, 1, 2),
        ("critical", ""): Gate("critical", True, 0, 0),
        ("achievement", ""): Gate("achievement", False, pytest.approx(100 / 3), 60),
    }


def test_worked_example():
    document = weighted()
    most = check(document).max_earned
    outcome = result(document, replay(document, ["b", "pause", "a", "b"]), most)

    assert most == 30
    assert (outcome.earned, outcome.offered) == (21, 30)
    assert round(outcome.path_quality, 2) == 70.00
    assert round(outcome.achievement, 2) == 70.00
    shares = {score.competency: score for score in outcome.competencies}
    assert (shares["FL-02"].got, shares["FL-02"].best, shares["FL-02"].decisions) == (13, 20, 2)
    assert (shares["FL-03"].got, shares["FL-03"].best, shares["FL-03"].decisions) == (8, 12, 2)
    assert round(shares["FL-02"].share, 2) == 0.65
    assert round(shares["FL-03"].share, 2) == 0.67
    assert {
        key: (gate.passed, gate.value and round(gate.value, 2), gate.needed)
        for key, gate in gates(outcome).items()
    } == {
        ("level", ""): (True, 2, 2),
        ("critical", ""): (True, 0, 0),
        ("achievement", ""): (True, 70.00, 60),
        ("share", "FL-02"): (True, 65.00, 60),
        ("decisions", "FL-02"): (True, 2, 2),
        ("share", "FL-03"): (False, 66.67, 75),
        ("decisions", "FL-03"): (True, 2, 2),
    }
    assert not outcome.is_passed


def test_the_best_path_passes_every_gate():
    document = weighted()
    outcome = result(document, replay(document, "aaa"), 30)

    assert outcome.achievement == 100
    assert outcome.is_passed
    assert outcome.critical_errors == ()


def test_a_critical_error_is_never_made_up_for():
    document = weighted()
    outcome = result(document, replay(document, "aba"), 30)

    assert outcome.critical_errors == (CriticalError("papers", "b"),)
    assert outcome.achievement == 90
    assert not gates(outcome)["critical", ""].passed
    assert not outcome.is_passed


def test_a_critical_error_counts_even_where_no_score_is_given():
    document = made(
        scene(
            "s1",
            choice("a", "s1", 4),
            choice("b", "s1", 0, critical="error"),
            choice("c", "end", critical="error"),
        ),
        ending("end", 3),
    )
    outcome = result(document, replay(document, "abc"), 4)

    assert outcome.critical_errors == (CriticalError("s1", "b"), CriticalError("s1", "c"))


def test_an_unfinished_talk_has_no_level_and_does_not_pass():
    document = weighted()
    outcome = result(document, replay(document, "aa"), 30)

    assert (outcome.ending, outcome.level) == ("", None)
    assert gates(outcome)["level", ""] == Gate("level", False, None, 2)
    assert not outcome.is_passed
    assert result(document, [], 30).path_quality is None


def test_achievement_is_at_most_100():
    document = weighted()

    assert result(document, replay(document, "aaa"), 20).achievement == 100


def test_nothing_scored_means_nothing_measured():
    document = made(
        scene("s1", choice("a", "end")),
        ending("end", 3),
        **{"pass": {"level": 2, "achievement": 0, "competencies": {"FL-02": {}}}},
    )
    outcome = result(document, replay(document, "a"), 0)

    assert outcome.achievement is None
    assert gates(outcome)["achievement", ""].passed
    assert gates(outcome)["share", "FL-02"] == Gate("share", False, None, 60, "FL-02")
    assert gates(outcome)["decisions", "FL-02"] == Gate("decisions", False, 0, 2, "FL-02")


@pytest.mark.parametrize(
    ("earned", "most", "achievement", "expected"),
    [
        (60, 100, 60, True),
        (59, 100, 60, False),
        (2, 3, 66, True),
        (2, 3, 67, False),
        (0, 0, 1, False),
    ],
)
def test_the_mark_is_compared_in_whole_numbers(earned, most, achievement, expected):
    assert reaches(earned, most, achievement) is expected
