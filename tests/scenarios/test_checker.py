import json
from pathlib import Path

import pytest

from assessments.scenarios.checker import check, quick_findings
from assessments.scenarios.dice import roll
from assessments.scenarios.engine import is_finished, open_choices, replay, start
from assessments.scenarios.exceptions import EndlessRouters
from assessments.scenarios.findings import CHECKS, RULINGS, SOURCES, Finding, sentence
from assessments.scenarios.sentences import SENTENCES
from assessments.scenarios.shape import read_variables
from tests.scenarios.documents import (
    choice,
    decision,
    ending,
    healthy,
    healthy_nodes,
    made,
    router,
    scene,
    short_bad_path,
)
from tests.scenarios.samples import SAMPLES, TRUST, first_choice, spokes, with_choices

PAGE = Path(__file__).parents[2] / "docs" / "scenario-format.md"


def findings_of(document, code):
    return [item for item in check(document).findings if item.message_code == code]


def codes(document, **options):
    return {item.message_code for item in check(document, **options).findings}


def states_along(document, witness):
    """The states a witness passes; fails unless each choice is taken in the scene it names."""
    steps = replay(document, [turn.choice for turn in witness])
    assert [(step.node, step.choice) for step in steps] == [tuple(turn) for turn in witness]
    return [start(document), *(step.after for step in steps)]


def standing(document, state):
    """What of a state can still make a difference."""
    read = read_variables(document)
    numbers = [value for key, value in state.variables if key in read]
    return state.node, numbers, state.used, state.scored


def test_a_healthy_scenario_gives_no_findings():
    report = check(healthy())

    assert report.findings == ()
    assert report.exhaustive
    assert report.is_max_exact
    assert report.max_earned == 16
    assert report.random_pass_chance == pytest.approx(1 / 81)
    assert report.is_chance_exact
    assert {(row.ending, row.least, row.most) for row in report.endings} == {
        ("good", 10, 16),
        ("poor", 0, 8),
    }


def test_every_finding_has_a_sample_a_check_and_sentences():
    beyond = {code for code, ruling in RULINGS.items() if ruling.check == SOURCES}
    assert SAMPLES.keys() == RULINGS.keys() - beyond
    assert {ruling.check for ruling in RULINGS.values()} | {0} == CHECKS.keys()
    assert SENTENCES.keys() > RULINGS.keys()


@pytest.mark.parametrize("code", RULINGS)
def test_a_finding_is_described_with_its_level(code):
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if f"`{code}`" in line]

    assert len(rows) == 1
    assert rows[0].startswith(f"| {RULINGS[code].check} |")
    assert f"`{code}` {RULINGS[code].level}" in rows[0]


@pytest.mark.parametrize("code", SAMPLES)
def test_a_finding_names_its_place_and_can_be_walked_to(code):
    sample = SAMPLES[code]
    document = sample.make()
    report = check(document, max_states=sample.max_states)
    matching = [
        item
        for item in report.findings
        if (item.message_code, item.node, item.choice) == (code, sample.node, sample.choice)
    ]

    assert len(matching) == 1
    assert (matching[0].check, matching[0].level) == RULINGS[code]
    assert all(text.format(**matching[0].params) for text in SENTENCES[code])
    for item in report.findings:
        if item.witness and item.message_code != "endless_routers":
            states_along(document, item.witness)


@pytest.mark.parametrize("code", SAMPLES)
def test_findings_survive_storage(code):
    report = check(SAMPLES[code].make(), max_states=SAMPLES[code].max_states)
    stored = json.loads(json.dumps(report.to_json()))

    assert tuple(map(Finding.from_json, stored["findings"])) == report.findings
    assert stored["max_earned"] == report.max_earned


def test_errors_come_first():
    levels = [item.level for item in check(first_choice(to="s9", weight=3, text="слово")).findings]

    assert levels == sorted(levels, key="EWI".index)
    assert set(levels) == {"E", "W", "I"}


def test_a_value_of_the_wrong_shape_gets_only_the_findings_of_its_shape():
    document = first_choice(to="S 9", weight=7)
    report = check(document)

    assert {(item.check, item.level, item.node, item.choice) for item in report.findings} == {
        (0, "E", "s1", "a")
    }
    assert {item.params["path"] for item in report.errors} == {
        "nodes.s1.choices.a.to",
        "nodes.s1.choices.a.weight",
    }
    assert not report.exhaustive
    assert quick_findings(document) == list(report.findings)
    assert check(None).errors


def test_quick_findings_need_no_exploration():
    assert {item.message_code for item in quick_findings(first_choice(to="s9", weight=2))} == {
        "target_missing",
        "mixed_weights",
    }


def test_a_closed_scene_is_shown_by_the_shortest_way_into_it():
    document = SAMPLES["all_closed"].make()
    finding = findings_of(document, "all_closed")[0]
    state = states_along(document, finding.witness)[-1]

    assert state.node == "s2"
    assert open_choices(document, state) == ()
    assert finding.witness == (("s1", "c"),)


def test_the_witness_of_endless_routers_ends_with_the_choice_that_hangs():
    document = SAMPLES["endless_routers"].make()
    witness = findings_of(document, "endless_routers")[0].witness

    assert witness == (("s1", "a"),)
    with pytest.raises(EndlessRouters):
        states_along(document, witness)


def test_a_trap_is_entered_by_the_last_choice_of_its_witness():
    document = SAMPLES["trap"].make()

    assert findings_of(document, "trap")[0].witness == (("s1", "b"),)


def test_the_witness_of_a_loop_comes_back_to_the_same_state():
    document = made(
        decision("s1", "s2"),
        scene("s2", choice("on", "s3"), choice("out", "good")),
        scene("s3", choice("back", "s2")),
        ending("good", 3),
        **TRUST,
    )
    finding = findings_of(document, "idle_loop")[0]
    states = states_along(document, finding.witness)

    assert standing(document, states[-1]) in [standing(document, state) for state in states[:-1]]
    assert finding.params["nodes"] == "s2, s3"


def test_a_loop_that_changes_something_is_no_idle_loop():
    document = made(
        scene(
            "s1",
            choice("ask", "s1", once=True),
            choice("listen", "s1", when=["trust < 8"], effects=["trust + 1"]),
            choice("on", "good"),
        ),
        ending("good", 3),
        **TRUST,
    )

    assert "idle_loop" not in codes(document)


def test_a_loop_around_a_scored_scene_is_found_and_scored_once():
    document = with_choices(
        choice("a", "s1", 4, recommended=True), choice("b", "good", 1), choice("c", "poor", 0)
    )
    report = check(document)

    assert report.max_earned == 4
    assert report.is_max_exact
    assert "idle_loop" in {item.message_code for item in report.findings}


def test_best_total_around_a_hub_counts_each_scene_once():
    report = check(spokes(), max_states=5_000)

    assert (report.max_earned, report.is_max_exact, report.exhaustive) == (24, True, True)


def test_past_the_cap_nothing_is_called_absent():
    document = SAMPLES["rule_never_used"].make()

    assert {"rule_never_used", "ending_never_reached"} <= codes(document)
    assert not check(document, max_states=1).exhaustive
    assert not {"rule_never_used", "ending_never_reached"} & codes(document, max_states=1)


def test_past_the_cap_no_ending_is_called_out_of_reach():
    assert codes(healthy(), max_states=3) == {"not_exhaustive"}


def test_a_contradiction_is_found_even_past_the_cap():
    document = healthy()
    document["nodes"]["s4"]["choices"][0]["when"] = [
        {"variable": "trust", "op": ">", "value": 6},
        {"variable": "trust", "op": "<", "value": 3},
    ]

    assert "choice_never_open" in codes(document, max_states=2)


def test_random_plays_find_a_closed_scene_past_the_cap():
    document = made(
        *(decision(f"s{number}", f"s{number + 1}") for number in range(5)),
        scene("s5", choice("a", "good", when=["trust > 5"])),
        ending("good", 3),
        **TRUST,
    )
    stuck = [f for f in check(document, max_states=3).findings if f.message_code == "all_closed"]

    assert [item.node for item in stuck] == ["s5"]
    assert open_choices(document, states_along(document, stuck[0].witness)[-1]) == ()


def test_past_the_cap_the_recommended_path_stands_for_the_best():
    report = check(healthy(), max_states=3)

    assert (report.max_earned, report.is_max_exact, report.endings) == (16, False, ())
    assert (report.minutes_min, report.minutes_max) == (None, None)
    assert not report.is_chance_exact
    assert report.random_pass_chance == pytest.approx(1 / 81, abs=0.01)


def test_a_start_that_leads_nowhere_is_an_error_and_no_more():
    document = made(router("r1", otherwise="r1"), ending("good", 3))
    report = check(document)

    assert report.states == 0
    assert {item.message_code for item in report.errors} >= {"endless_routers", "no_ending"}
    assert (report.max_earned, report.random_pass_chance) == (0, 0)


def test_critical_errors_do_not_help_to_pass():
    document = with_choices(
        choice("a", "good", 0, recommended=True), choice("b", "good", 1, critical="error")
    )
    report = check(document)

    assert report.max_earned == 1
    assert "nobody_can_pass" in {item.message_code for item in report.errors}
    assert report.random_pass_chance == 0


def test_a_required_competency_sets_its_own_minimum():
    document = SAMPLES["gates_never_together"].make()
    finding = findings_of(document, "too_few_decisions")[0]

    assert (finding.params["count"], finding.params["needed"]) == (2, 3)
    assert "nobody_can_pass" not in codes(document)
    assert check(document).random_pass_chance == 0


def test_coming_back_to_a_scored_scene_is_no_second_decision():
    document = made(
        scene(
            "s1",
            choice("a", "s1", 4, effects=["trust = 9"], when=["trust < 9"]),
            choice("b", "good", 4, when=["trust == 9"]),
        ),
        ending("good", 3),
        **TRUST,
    )
    (finding,) = findings_of(document, "too_few_decisions")

    assert finding.params["count"] == 1
    assert finding.witness == (("s1", "a"), ("s1", "b"))


@pytest.mark.parametrize(("share", "chance"), [(0, 1), (50, 6 / 9), (75, 3 / 9), (100, 1 / 9)])
def test_a_required_share_lowers_the_chance_of_passing_blindly(share, chance):
    """Two decisions worth 4, 2 or 0: nine equally likely plays."""
    required = {"FL-02": {"share": share, "decisions": 2}}
    document = made(
        decision("s1", "s2"),
        decision("s2", "good"),
        ending("good", 3),
        **TRUST,
        **{"pass": {"level": 2, "achievement": 0, "competencies": required}},
    )

    assert check(document).random_pass_chance == pytest.approx(chance)


def test_the_short_path_is_shown():
    finding = findings_of(short_bad_path(), "short_path_full_marks")[0]

    assert finding.witness == (("q1", "a"), ("q2", "leave"))
    assert (finding.params["earned"], finding.params["max"]) == (4, 12)


def test_reading_time_of_the_shortest_and_the_longest_path():
    """180 words a minute: 90 words of scene, 2 × (3 words + 4 s), 30 of reaction, 6 of ending."""
    document = made(
        scene(
            "s1",
            choice("a", "good", text="раз два три", reaction="слово " * 30),
            choice("b", "good", text="раз два три"),
            text="слово " * 90,
        ),
        ending("good", 3, text="слово " * 6),
    )
    report = check(document)

    assert report.minutes_max == round((90 + 6 + 30 + 6) / 180 + 8 / 60, 1) == 0.9
    assert report.minutes_min == round((90 + 6 + 6) / 180 + 8 / 60, 1) == 0.7


def test_dice_are_repeatable_and_add_up():
    document = made(*healthy_nodes(), **TRUST)
    first = roll(document, max_earned=16, plays=400)

    assert first == roll(document, max_earned=16, plays=400)
    assert first != roll(document, max_earned=16, plays=400, seed=2)
    assert sum(first.tenths) == sum(first.endings.values()) == first.plays == 400
    assert (first.unfinished, first.stuck) == (0, {})


def test_dice_do_not_hang_in_an_endless_talk():
    document = made(scene("s1", choice("a", "s1")), ending("good", 3))
    rolls = roll(document, max_earned=0, plays=5)

    assert (rolls.unfinished, rolls.passed, rolls.stuck) == (5, 0, {})


def test_sentences_speak_both_languages():
    finding = findings_of(healthy(competencies=["FL-02", "FL-09"]), "competency_never_scored")[0]

    assert sentence(finding) == "Компетентність FL-09 обіцяно, але її не оцінює жодна відповідь."
    assert sentence(finding, "en") == "Competency FL-09 is promised, but no choice scores it."
    assert sentence(finding, "uk-UA") == sentence(finding, "uk")
    assert sentence(Finding(2, "E", "x", "", "unlinked_only_ending"), "en").count("–") == 1


def test_a_finished_witness_stands_at_its_ending():
    document = SAMPLES["bad_ending_reaches_mark"].make()
    finding = findings_of(document, "bad_ending_reaches_mark")[0]

    assert is_finished(document, states_along(document, finding.witness)[-1])
