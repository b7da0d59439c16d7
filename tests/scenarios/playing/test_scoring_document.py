"""The worked examples of docs/scenario-scoring.md, read from the page itself."""

import re
from pathlib import Path

import pytest

from assessments.scenarios.checker import check
from assessments.scenarios.engine import replay
from assessments.scenarios.pooling import CountedDecision, Verdict, pooled
from assessments.scenarios.scoring import client_state, result
from tests.scenarios.documents import choice, ending, made, scene, short_bad_path, variable
from tests.scenarios.test_scoring import weighted

PAGE = Path(__file__).parents[3] / "docs" / "scenario-scoring.md"


def example(number):
    """The text of worked example ``number``, to the next heading."""
    text = PAGE.read_text(encoding="utf-8")
    return re.split(r"\n## ", re.split(rf"Worked example {number}:", text)[1])[0]


def said(number, pattern):
    """The figure in bold after ``pattern`` in a worked example, as the page writes it."""
    text = example(number).replace("\n", " ")
    return re.search(rf"{pattern}[^*]*\*\*([0-9.]+)\*\*", text).group(1)


def written(figure):
    return f"{figure:.2f}"


def test_example_1():
    document = short_bad_path()
    outcome = result(document, replay(document, ["a", "leave"]), check(document).max_earned)
    assert said(1, "P = ") == written(outcome.path_quality)
    assert said(1, "A = ") == written(outcome.achievement)
    assert "M = 4 + 4 + 4 = 12" in example(1)
    assert (outcome.max_earned, outcome.is_passed) == (12, False)


def test_example_2():
    document = weighted()
    outcome = result(
        document, replay(document, ["b", "pause", "a", "b"]), check(document).max_earned
    )
    assert said(2, "P = ") == written(outcome.path_quality)
    assert said(2, "A = ") == written(outcome.achievement)
    for score in outcome.competencies:
        assert said(2, rf"Q\({score.competency}\) = ") == written(score.share)
    assert "14 + 4 + 12 = 30" in example(2)
    assert (outcome.max_earned, outcome.is_passed) == (30, False)


def test_example_3():
    shown = [
        variable("trust", band=[6, 10]),
        variable("stress", band=[0, 3], better="low"),
        variable("agency"),
    ]
    document = made(scene("s", choice("a", "end")), ending("end", 3), variables=shown)
    trust, stress, agency = client_state(document, {"trust": 4, "stress": 3, "agency": 2})
    assert said(3, "Trust: ") == written(trust.closeness)
    assert said(3, "Stress: ") == written(stress.closeness)
    assert agency.closeness is None


class TestExample4:
    @pytest.fixture
    def of_two_scenarios(self):
        pairs = re.findall(r"\((\d), (\d)\)", example(4))
        assert len(pairs) == 8
        return [
            CountedDecision("first" if number < 4 else "second", int(q), int(w))
            for number, (w, q) in enumerate(pairs)
        ]

    def test_figures(self, of_two_scenarios):
        found = pooled(of_two_scenarios)
        assert said(4, "p = ") == written(found.share)
        assert said(4, "n_eff = ") == written(found.effective)
        assert said(4, "Interval: ") == written(found.low)
        assert said(4, " to ") == written(found.high)

    def test_verdicts(self, of_two_scenarios):
        found = pooled(of_two_scenarios)
        assert "Threshold 0.5: shown; 0.6: developing; 0.95: not yet." in example(4)
        assert [found.verdict(threshold) for threshold in (0.5, 0.6, 0.95)] == [
            Verdict.SHOWN,
            Verdict.DEVELOPING,
            Verdict.NOT_YET,
        ]

    def test_one_scenario_is_never_enough(self, of_two_scenarios):
        alone = [CountedDecision("only", item.quality, item.weight) for item in of_two_scenarios]
        assert pooled(alone).verdict(0.5) == Verdict.NOT_ENOUGH

    def test_few_decisions_are_not_enough(self, of_two_scenarios):
        assert pooled(of_two_scenarios[2:6]).verdict(0.5) == Verdict.NOT_ENOUGH
        assert pooled([]).verdict(0.0) == Verdict.NOT_ENOUGH

    def test_a_year_halves_the_weight(self):
        found = pooled([CountedDecision("a", 4, 1, days=365), CountedDecision("b", 1, 1)])
        assert found.share == pytest.approx((0.5 * 1 + 1 * 0.25) / 1.5)
        assert found.effective == pytest.approx(1.5**2 / 1.25)
