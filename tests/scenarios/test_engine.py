import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios.engine import (
    Earned,
    Evidence,
    State,
    assess_step,
    is_finished,
    open_choices,
    replay,
    start,
    step,
    take,
)
from assessments.scenarios.exceptions import (
    EndlessRouters,
    IllegalChoice,
    MissingNode,
)
from tests.scenarios.documents import (
    choice,
    ending,
    healthy,
    made,
    router,
    scene,
    short_bad_path,
    variable,
)
from tests.scenarios.strategies import UNHURRIED, documents

ROOT = Path(__file__).parents[2]
PURE = (
    "behaviour",
    "checker",
    "dice",
    "document",
    "engine",
    "exceptions",
    "exploration",
    "extremes",
    "findings",
    "grammar",
    "graph",
    "reading",
    "recommended",
    "scoring",
    "sentences",
    "shape",
    "structure",
    "totals",
    "wording",
)


def ids(choices):
    return [option["id"] for option in choices]


def values(state):
    return dict(state.variables)


def hub(**once):
    """A scene to come back to: listen (scored) returns, done leads on from trust 7."""
    return made(
        scene(
            "hub",
            choice("listen", "hub", 3, effects=["trust + 1"], **once),
            choice("wait", "hub"),
            choice("done", "end", 1, when=["trust >= 7"]),
        ),
        ending("end", 2),
        variables=[variable("trust")],
    )


def test_a_talk_begins_at_the_start_with_the_start_values():
    assert start(healthy()) == State("s1", (("trust", 5),))


def test_a_start_may_be_a_router():
    document = made(
        router("fork", (["trust < 3"], "s1"), otherwise="s2"),
        scene("s1", choice("a", "end")),
        scene("s2", choice("a", "end")),
        ending("end", 1),
        variables=[variable("trust")],
    )

    assert start(document).node == "s2"


def test_a_step_leads_on_through_routers_and_leaves_the_old_state_alone():
    document = healthy()
    before = start(document)
    steps = replay(document, "aaaa")

    assert [item.after.node for item in steps] == ["s2", "s3", "s4", "good"]
    assert values(steps[-1].after) == {"trust": 9}
    assert replay(document, "cccc")[-1].after.node == "poor"
    assert before == start(document)


def test_the_first_rule_that_holds_decides():
    document = made(
        scene("s1", choice("a", "fork", effects=["trust = 8"])),
        router("fork", (["trust > 8"], "x"), (["trust > 7"], "y"), ([], "z"), otherwise="x"),
        ending("x", 1),
        ending("y", 2),
        ending("z", 3),
        variables=[variable("trust")],
    )

    assert step(document, start(document), "a").node == "y"


def test_a_chain_of_routers_may_be_long():
    chain = [router(f"r{number}", otherwise=f"r{number + 1}") for number in range(8)]
    document = made(scene("s1", choice("a", "r0")), *chain, ending("r8", 3))

    assert step(document, start(document), "a").node == "r8"


@pytest.mark.parametrize(
    ("condition", "is_open"),
    [
        ("trust >= 5", True),
        ("trust <= 5", True),
        ("trust == 5", True),
        ("trust != 5", False),
        ("trust > 5", False),
        ("trust < 5", False),
    ],
)
def test_a_condition_compares_with_the_present_value(condition, is_open):
    document = made(
        scene("s1", choice("a", "end", when=[condition]), choice("b", "end")),
        ending("end", 1),
        variables=[variable("trust")],
    )

    assert ids(open_choices(document, start(document))) == (["a", "b"] if is_open else ["b"])


def test_all_conditions_of_a_choice_must_hold():
    document = made(
        scene("s1", choice("a", "end", when=["trust >= 5", "trust < 5"]), choice("b", "end")),
        ending("end", 1),
        variables=[variable("trust")],
    )

    assert ids(open_choices(document, start(document))) == ["b"]


def test_every_effect_is_kept_within_the_range_before_the_next():
    document = made(
        scene(
            "s1", choice("a", "end", effects=["trust + 9", "trust - 1", "calm - 9", "fear = 99"])
        ),
        ending("end", 1),
        variables=[variable("trust"), variable("calm", min=-2), variable("fear")],
    )

    assert values(step(document, start(document), "a")) == {"trust": 9, "calm": -2, "fear": 10}


def test_a_once_only_choice_can_be_taken_once():
    document = hub(once=True)
    state = step(document, start(document), "listen")

    assert ids(open_choices(document, state)) == ["wait"]
    assert state.used == {"hub.listen"}
    with pytest.raises(IllegalChoice):
        step(document, state, "listen")


@pytest.mark.parametrize("choice_id", ["zz", "done", "", "hub.listen"])
def test_unknown_and_closed_choices_are_refused(choice_id):
    document = hub()

    with pytest.raises(IllegalChoice):
        step(document, start(document), choice_id)
    with pytest.raises(IllegalChoice):
        assess_step(document, start(document), choice_id)


def test_nothing_can_be_chosen_after_the_end():
    document = short_bad_path()
    state = replay(document, ["a", "leave"])[-1].after

    assert is_finished(document, state)
    assert open_choices(document, state) == ()
    with pytest.raises(IllegalChoice):
        step(document, state, "a")


def test_a_choice_that_leads_nowhere_says_where():
    document = made(scene("s1", choice("a", "s9")), ending("end", 1))

    with pytest.raises(MissingNode, match="s9"):
        step(document, start(document), "a")
    assert assess_step(document, start(document), "a") == Earned(not_counted="unscored")


def test_routers_that_turn_for_ever_are_stopped():
    document = made(
        scene("s1", choice("a", "r1")),
        router("r1", otherwise="r2"),
        router("r2", otherwise="r1"),
        ending("end", 1),
    )

    with pytest.raises(EndlessRouters):
        step(document, start(document), "a")


def test_a_step_earns_weight_times_the_sum_of_qualities_out_of_the_best_open():
    document = made(
        scene(
            "s1",
            choice("a", "end", {"FL-02": 2, "FL-03": 1}, weight=2, critical="error"),
            choice("b", "end", {"FL-02": 3, "FL-03": 4}, weight=2),
            choice("c", "end", {"FL-02": 4, "FL-03": 4}, weight=2, when=["trust >= 9"]),
            choice("d", "end"),
        ),
        ending("end", 1),
        competencies=["FL-02", "FL-03"],
        variables=[variable("trust")],
    )
    state = start(document)

    assert assess_step(document, state, "a") == Earned(
        earned=6,
        offered=14,
        evidence=(Evidence("FL-02", 2, 3, 2), Evidence("FL-03", 1, 4, 2)),
        critical="error",
    )
    assert assess_step(document, state, "d") == Earned(not_counted="unscored")


def test_a_scene_is_scored_on_the_first_scored_choice_only():
    document = hub()
    steps = replay(document, ["wait", "listen", "listen", "done"])

    assert [(s.earned.earned, s.earned.offered, s.earned.not_counted) for s in steps] == [
        (0, 0, "unscored"),
        (3, 3, ""),
        (0, 0, "revisit"),
        (0, 0, "revisit"),
    ]
    assert [s.shown for s in steps][-1] == ("listen", "wait", "done")


def test_a_state_survives_storage_whatever_happens_to_the_order_of_keys():
    document = hub(once=True)
    state = replay(document, ["wait", "listen"])[-1].after
    stored = json.loads(json.dumps(state.to_json(), sort_keys=True))
    stored["variables"] = dict(reversed(stored["variables"].items()))

    assert State.from_json(stored) == state
    assert hash(State.from_json(stored)) == hash(state)


@UNHURRIED
@given(documents(loops=True), st.data())
def test_random_talks_replay_exactly_and_stay_within_bounds(document, data):
    limits = {item["key"]: (item["min"], item["max"]) for item in document["variables"]}
    state, steps = start(document), []
    while len(steps) < 20 and (options := open_choices(document, state)):
        taken = data.draw(st.sampled_from(ids(options)))
        steps.append(take(document, state, taken))
        state = steps[-1].after
        assert steps[-1].after == step(document, steps[-1].before, taken)
        assert steps[-1].earned == assess_step(document, steps[-1].before, taken)
        assert all(limits[key][0] <= value <= limits[key][1] for key, value in state.variables)
        assert State.from_json(json.loads(json.dumps(state.to_json()))) == state
        assert 0 <= steps[-1].earned.earned <= steps[-1].earned.offered

    assert replay(document, [item.choice for item in steps]) == steps


@pytest.mark.parametrize("module", PURE)
def test_module_imports_without_django(module):
    code = (
        f"import sys; import assessments.scenarios.{module}; "
        "sys.exit('django' in {name.partition('.')[0] for name in sys.modules})"
    )
    environment = {"PYTHONPATH": str(ROOT), "PATH": ""}

    subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=ROOT)  # noqa: S603  ours
