"""What the debrief is made of: turning points, the listening profile, the chart. No database."""

import pytest

from assessments.scenarios.chart import HEIGHT, SIDE, WIDTH, courses
from assessments.scenarios.engine import replay, start
from assessments.scenarios.listening import Profile, moves, profile
from assessments.scenarios.paths import visited, ways
from assessments.scenarios.scoring import ClientState, client_state
from assessments.scenarios.turning import TurningPoint, turning_points, went_well
from tests.scenarios.documents import choice, ending, made, router, scene, variable

TRUST = [variable("trust", label="Довіра")]


def talk(*qualities, variables=TRUST, **marks):
    """A talk of one scene a quality; ``marks`` change the choice of a scene: ``s1={…}``."""
    last = len(qualities) - 1
    scenes = [
        scene(
            f"s{number}",
            choice(
                "a",
                f"s{number + 1}" if number < last else "end",
                quality,
                **marks.get(f"s{number}", {}),
            ),
            choice("b", "end", 4),
        )
        for number, quality in enumerate(qualities)
    ]
    document = made(*scenes, ending("end", 3), variables=variables)
    return document, replay(document, "a" * len(qualities))


class TestTurningPoints:
    def test_the_greatest_losses_in_the_order_of_the_talk(self):
        assert turning_points(*talk(3, 0, 2, 1)) == [
            TurningPoint(1, ("loss",)),
            TurningPoint(2, ("loss",)),
            TurningPoint(3, ("loss",)),
        ]

    def test_critical_errors_come_before_any_loss(self):
        points = turning_points(*talk(0, 0, 0, 4, s3={"critical": "error"}))
        assert [point.index for point in points] == [0, 1, 3]
        assert points[-1].reasons == ("critical",)

    def test_the_deepest_fall_of_trust_has_a_place_among_them(self):
        points = turning_points(*talk(1, 1, 1, 4, s3={"effects": ["trust - 3"]}))
        assert points == [
            TurningPoint(0, ("loss",)),
            TurningPoint(1, ("loss",)),
            TurningPoint(3, ("fall",)),
        ]

    def test_stress_that_grows_is_a_fall_where_trust_is_not_shown(self):
        stress = [variable("stress", better="low")]
        points = turning_points(*talk(4, 4, variables=stress, s1={"effects": ["stress + 2"]}))
        assert points == [TurningPoint(1, ("fall",))]

    def test_what_is_never_shown_is_no_fall(self):
        secret = [variable("trust", shown="never")]
        assert turning_points(*talk(4, variables=secret, s0={"effects": ["trust - 2"]})) == []

    def test_a_talk_without_a_miss_has_none(self):
        assert turning_points(*talk(4, 4)) == []


class TestWentWell:
    def test_the_best_weighted_decision(self):
        assert went_well(*talk(4, 4, 1, s1={"weight": 3}, s0={"weight": 1})) == 1

    def test_a_critical_success_comes_first(self):
        assert went_well(*talk(4, 4, s1={"critical": "success"})) == 1

    def test_else_what_was_good_for_the_client(self):
        assert went_well(*talk(0, 0, s1={"effects": ["trust + 1"]})) == 1

    def test_a_critical_error_never_went_well(self):
        assert went_well(*talk(4, s0={"critical": "error"})) is None

    def test_half_a_right_reply_that_cost_the_client_something_comes_last(self):
        assert went_well(*talk(3, 1, s0={"effects": ["trust - 1"]})) == 1
        assert went_well(*talk(1, s0={"effects": ["trust - 1"]})) == 0

    def test_a_right_reply_may_cost_something(self):
        assert went_well(*talk(4, s0={"effects": ["trust - 1"]})) == 0

    def test_nothing_when_nothing_helped(self):
        assert went_well(*talk(0, 0)) is None


class TestListening:
    def test_moves_are_counted_on_the_path(self):
        document, steps = talk(4, 4, 4, s0={"move": "open_question"}, s2={"move": "affirm"})
        assert moves(document, steps) == ["open_question", "affirm"]

    def test_ratios_follow_the_formulas(self):
        taken = [
            "open_question",
            "closed_question",
            "reflection_simple",
            "reflection_complex",
            "reflection_complex",
            "affirm",
            "seek_collaboration",
            "emphasise_autonomy",
            "persuade",
            "persuade_with_permission",
            "confront",
            "summary",
            "silence",
        ]
        found = profile(taken)
        assert found == Profile(
            questions=2, simple=1, complex=2, adherent=3, non_adherent=2, persuade=1
        )
        assert found.reflections_a_question == pytest.approx(1.5)
        assert found.complex_percent == pytest.approx(200 / 3)

    def test_what_cannot_be_divided_is_absent(self):
        found = profile(["silence"])
        assert (found.reflections_a_question, found.complex_percent) == (None, None)

    def test_a_talk_without_named_moves_has_no_profile(self):
        assert profile(moves(*talk(4, 4))) is None


class TestChart:
    def test_every_moment_has_a_dot_and_the_band_lies_where_its_values_do(self):
        banded = [variable("trust", label="Довіра", band=[6, 10])]
        document, steps = talk(
            4, 4, variables=banded, s0={"effects": ["trust = 0"]}, s1={"effects": ["trust = 10"]}
        )
        [course] = courses(document, [steps[0].before, *(step.after for step in steps)])
        assert course.values == (5, 0, 10)
        assert [(dot.x, dot.y) for dot in course.dots] == [
            (SIDE, HEIGHT // 2),
            (WIDTH // 2, HEIGHT - 10),
            (WIDTH - SIDE, 10),
        ]
        assert course.line == "10,48 160,86 310,10"
        assert (course.band.low, course.band.high, course.band.y, course.band.height) == (
            6,
            10,
            10,
            30,
        )
        assert course.is_in_band

    def test_what_is_never_shown_is_not_drawn(self):
        document, _steps = talk(4, variables=[variable("trust", shown="never")])
        assert courses(document, [start(document)]) == []


@pytest.mark.parametrize(
    ("band", "value", "closeness"),
    [([6, 10], 6, 1), ([6, 10], 10, 1), ([6, 10], 4, 0.8), ([0, 3], 10, 0.3), ([], 4, None)],
)
def test_the_clients_state_is_the_rest_of_the_way_to_the_band(band, value, closeness):
    document, _steps = talk(4, variables=[variable("trust", band=band)])
    [state] = client_state(document, {"trust": value})
    assert (state.key, state.value) == ("trust", value)
    assert state.closeness == (None if closeness is None else pytest.approx(closeness))


def test_the_clients_state_leaves_out_what_is_never_shown():
    document, _steps = talk(4, variables=[variable("trust", shown="never"), variable("calm")])
    assert client_state(document, {"trust": 1, "calm": 2}) == (ClientState("calm", 2, None),)


def test_the_path_names_scenes_routers_and_links_in_order():
    document = made(
        scene("s1", choice("a", "fork", effects=["trust + 3"])),
        router("fork", (["trust >= 9"], "end"), (["trust >= 8"], "s2"), otherwise="end"),
        scene("s2", choice("b", "last")),
        router("last", otherwise="end"),
        ending("end", 3),
        variables=TRUST,
    )
    steps = replay(document, "ab")
    assert visited(document, steps) == ["s1", "fork", "s2", "last", "end"]
    assert ways(document, steps) == {
        ("s1", "a"),
        ("fork", "rule-1"),
        ("s2", "b"),
        ("last", "else"),
    }
