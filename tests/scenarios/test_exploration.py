"""The checker against plain search, on random scenarios."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.scenarios.checker import check
from assessments.scenarios.engine import is_finished, open_choices, replay, start, step
from assessments.scenarios.exploration import Spot, explore, rescorable_scenes
from assessments.scenarios.graph import components, looping_nodes
from assessments.scenarios.reading import MILLISECONDS_PER_WORD, SECONDS_PER_CHOICE, count_words
from assessments.scenarios.scoring import result
from assessments.scenarios.shape import read_variables
from tests.scenarios.strategies import UNHURRIED, all_plays, all_states, all_totals, documents


def spot(document, state):
    """The state as the exploration sees it."""
    read, looping = read_variables(document), looping_nodes(document)
    return Spot(
        state.node,
        tuple(value for key, value in state.variables if key in read),
        frozenset(key for key in state.used if key.partition(".")[0] in looping),
        state.scored & rescorable_scenes(document),
    )


def successors(document, states):
    return {
        state: {step(document, state, option["id"]) for option in open_choices(document, state)}
        for state in states
    }


def hopeful(document, onward):
    """States from which an ending can be reached, by asking again until nothing changes."""
    found = {state for state in onward if is_finished(document, state)}
    while more := {state for state in onward if state not in found and onward[state] & found}:
        found |= more
    return found


def has_cycle(onward):
    """Does something remain once everything without a way in or out has gone?"""
    left = set(onward)
    while left:
        entered = {target for state in left for target in onward[state] & left}
        inner = {state for state in entered if onward[state] & left}
        if inner == left:
            return True
        left = inner
    return False


def levels(document):
    return {key: node["level"] for key, node in document["nodes"].items() if "level" in node}


@UNHURRIED
@given(documents(loops=True))
def test_exploration_finds_exactly_the_states_of_plain_search(document):
    states = all_states(document)
    assume(states is not None)
    exploration = explore(document, max_states=50_000, tracked=rescorable_scenes(document))

    assert exploration.exhaustive
    assert len(set(exploration.states)) == len(exploration.states)
    assert set(exploration.states) == {spot(document, state) for state in states}
    for index, place in enumerate(exploration.states):
        steps = replay(document, [turn.choice for turn in exploration.witness(index)])
        assert (spot(document, steps[-1].after) if steps else exploration.states[0]) == place


@UNHURRIED
@given(documents(loops=True))
def test_totals_agree_with_plain_search(document):
    totals = all_totals(document)
    assume(totals is not None)
    report = check(document)
    by_ending = {}
    for state, earned in totals:
        if is_finished(document, state):
            by_ending.setdefault(state.node, []).append(earned)

    assert {row.ending: (row.least, row.most) for row in report.endings} == {
        ending: (min(values), max(values)) for ending, values in by_ending.items()
    }
    top = max(by_ending, key=levels(document).get, default=None)
    assert report.max_earned == (max(by_ending[top]) if top else 0)


@UNHURRIED
@given(documents(loops=True))
def test_dead_ends_and_loops_agree_with_plain_search(document):
    states = all_states(document, limit=800)
    assume(states is not None)
    onward = successors(document, states)
    good = hopeful(document, onward)
    findings = check(document).findings
    codes = {item.message_code for item in findings}

    assert bool({"all_closed", "trap", "no_ending"} & codes) == (good != states)
    assert ("idle_loop" in codes) == has_cycle({state: onward[state] & good for state in good})
    assert {item.node for item in findings if item.message_code == "all_closed"} == {
        state.node for state in states if not onward[state] and not is_finished(document, state)
    }
    never = {(f.node, f.choice) for f in findings if f.message_code == "choice_never_open"}
    opened = {(s.node, option["id"]) for s in states for option in open_choices(document, s)}
    assert not never & opened
    visited = {state.node for state in states}
    assert {
        item.node for item in findings if item.message_code == "ending_never_reached"
    } == linked_endings(document) - visited


def linked_endings(document):
    found, waiting = set(), [document["start"]]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            node = document["nodes"][name]
            waiting += [choice["to"] for choice in node.get("choices", [])]
            waiting += [rule["to"] for rule in node.get("rules", [])]
            waiting += [node["else"]] if "else" in node else []
    return found & levels(document).keys()


@UNHURRIED
@given(documents(loops=True), st.integers(1, 40))
def test_every_witness_replays_whatever_the_cap(document, cap):
    report = check(document, max_states=cap, plays=20)

    assert check(document, max_states=cap, plays=20) == report
    for finding in report.findings:
        steps = replay(document, [turn.choice for turn in finding.witness])
        assert [(item.node, item.choice) for item in steps] == list(finding.witness)
        if finding.message_code == "all_closed":
            last = steps[-1].after if steps else start(document)
            assert not open_choices(document, last)
            assert not is_finished(document, last)


@UNHURRIED
@given(documents(loops=False))
def test_figures_agree_with_playing_every_talk(document):
    plays = all_plays(document)
    report = check(document)
    finished = [steps for steps, _ in plays if steps and is_finished(document, steps[-1].after)]
    passing = sum(
        chance for steps, chance in plays if result(document, steps, report.max_earned).is_passed
    )

    assert report.is_chance_exact
    assert report.random_pass_chance == pytest.approx(passing)
    if finished:
        minutes = [reading_minutes(document, steps) for steps in finished]
        assert report.minutes_min == pytest.approx(min(minutes), abs=0.051)
        assert report.minutes_max == pytest.approx(max(minutes), abs=0.051)
    good = [s for s in finished if levels(document)[s[-1].after.node] >= document["pass"]["level"]]
    assert_evidence_agrees(document, report, good)
    assert_full_marks_agree(report, finished)


def reading_minutes(document, steps):
    words, choices = 0, 0
    for item in steps:
        scene = document["nodes"][item.node]
        shown = [option for option in scene["choices"] if option["id"] in item.shown]
        taken = next(option for option in shown if option["id"] == item.choice)
        texts = [scene["text"], taken["reaction"], *(option["text"] for option in shown)]
        words, choices = words + sum(map(count_words, texts)), choices + len(shown)
    words += count_words(document["nodes"][steps[-1].after.node]["text"])
    return words * MILLISECONDS_PER_WORD / 60_000 + choices * SECONDS_PER_CHOICE / 60


def assert_evidence_agrees(document, report, good):
    fewest = {
        item.params["competency"]: item.params["count"]
        for item in report.findings
        if item.message_code == "too_few_decisions"
    }
    for code in document["competencies"]:
        counts = [sum(e.competency == code for s in p for e in s.earned.evidence) for p in good]
        needed = document["pass"]["competencies"].get(code, {"decisions": 2})["decisions"]
        least = min(counts, default=needed)
        assert fewest.get(code) == (least if least < needed else None)


def assert_full_marks_agree(report, finished):
    told = {
        item.node: item.params["earned"]
        for item in report.findings
        if item.message_code in {"short_path_full_marks", "detour_full_marks"}
    }
    lowest = {}
    for steps in finished:
        earned = sum(item.earned.earned for item in steps)
        if earned == sum(item.earned.offered for item in steps):
            ending = steps[-1].after.node
            lowest[ending] = min(earned, lowest.get(ending, earned))
    assert told == {
        ending: earned for ending, earned in lowest.items() if 0 < earned < report.max_earned
    }


@UNHURRIED
@given(st.lists(st.lists(st.integers(0, 7), max_size=3), min_size=8, max_size=8))
def test_components_are_the_sets_of_nodes_that_reach_each_other(successors_of):
    def reached(node):
        found, waiting = {node}, [node]
        while waiting:
            fresh = set(successors_of[waiting.pop()]) - found
            found |= fresh
            waiting += fresh
        return found

    label = components(successors_of)
    for one in range(8):
        for other in range(8):
            together = other in reached(one) and one in reached(other)
            assert (label[one] == label[other]) == together
        assert all(label[target] <= label[one] for target in successors_of[one])
