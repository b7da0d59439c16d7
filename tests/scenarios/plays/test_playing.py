"""A talk played by its author: as the engine has it, with everything lying open."""

import pytest

from assessments.scenarios.engine import replay, start
from assessments.scenarios.exceptions import BrokenScenario
from assessments.scenarios.plays.playing import MOST_STEPS, play, state_at
from assessments.scenarios.recommended import recommended_path
from tests.scenarios.documents import choice, ending, healthy, made, router, scene, variable


def values(state):
    return dict(state.variables)


def gated():
    return made(
        scene(
            "s1",
            choice("a", "fork", 4, effects=["trust + 3"], when=["trust >= 4"]),
            choice("b", "s1", 1, once=True, effects=["trust - 2"]),
        ),
        router("fork", (["trust >= 7"], "good"), otherwise="poor"),
        ending("good", 3),
        ending("poor", 1),
        variables=[variable("trust", label="Довіра")],
    )


def test_the_recommended_way_is_played_as_the_engine_plays_it():
    document = healthy()
    choices = [turn.choice for turn in recommended_path(document).turns]

    played = play(document, start(document), choices)

    assert played.steps == tuple(replay(document, choices))
    assert played.choices == tuple(choices)
    assert (played.node, played.is_finished, played.stopped) == ("good", True, "")
    assert (played.earned, played.offered) == (16, 16)
    assert [turn.number for turn in played.turns] == [1, 2, 3, 4]
    assert played.turns[-1].forks == (("fork", 0),)


def test_each_step_says_which_meters_moved_and_from_where():
    played = play(gated(), start(gated()), ["a"])

    [moved] = played.turns[0].meters
    assert (moved.label, moved.before, moved.value, moved.moved) == ("Довіра", 5, 8, 3)
    assert played.node == "good"


def test_closed_replies_are_shown_with_the_reason():
    played = play(gated(), start(gated()), ["b"])

    assert [(item.choice["id"], item.closed) for item in played.options] == [
        ("a", "condition"),
        ("b", "used"),
    ]
    assert [(item.choice["id"], item.closed) for item in played.turns[0].options] == [
        ("a", ""),
        ("b", ""),
    ]
    assert played.turns[0].earned.earned == 1


def test_one_may_begin_anywhere_with_any_values_kept_within_bounds():
    state = state_at(gated(), "fork", {"trust": 99, "unknown": 3})

    assert (state.node, values(state)) == ("good", {"trust": 10})
    assert state_at(gated(), "", {"trust": -4}).node == "s1"
    assert values(state_at(gated(), "s1", {"trust": -4})) == {"trust": 0}


def test_to_begin_at_a_node_that_does_not_exist_is_refused():
    with pytest.raises(BrokenScenario):
        state_at(gated(), "nowhere", {})


@pytest.mark.parametrize(
    ("choices", "stopped", "taken"),
    [
        (["a", "a"], "choice", 1),
        (["x"], "choice", 0),
        (["b", "b"], "choice", 1),
        (["b", "a"], "choice", 1),
    ],
)
def test_a_play_stops_where_a_reply_does_not_fit_and_keeps_what_did(choices, stopped, taken):
    played = play(gated(), start(gated()), choices)

    assert (played.stopped, len(played.steps)) == (stopped, taken)


def test_a_play_stops_before_a_reply_that_leads_nowhere():
    document = gated()
    document["nodes"]["s1"]["choices"][0]["to"] = ""

    played = play(document, start(document), ["a"])

    assert (played.stopped, played.steps, played.node) == ("link", (), "s1")


def test_a_play_that_goes_round_for_ever_is_cut():
    document = made(scene("s1", choice("again", "s1"), choice("on", "good")), ending("good", 3))

    played = play(document, start(document), ["again"] * (MOST_STEPS + 1))

    assert (played.stopped, len(played.steps)) == ("length", MOST_STEPS)
