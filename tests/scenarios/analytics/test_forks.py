"""Forks passed between two scenes, told by the scenes where they can tell it."""

import pytest

from assessments.scenarios.analytics.filters import Filters, Hints
from assessments.scenarios.analytics.forks import forks
from assessments.scenarios.analytics.paths import flow
from assessments.scenarios.analytics.queries import Pool, version_groups
from assessments.scenarios.engine import Hop
from tests.factories.scenarios import scenario as published
from tests.scenarios.analytics.generator import people, talks, version_of
from tests.scenarios.documents import (
    choice,
    ending,
    healthy,
    made,
    router,
    scene,
    text_form,
    variable,
)


def two_ways_to_one_place():
    nodes = [
        scene(
            "one",
            choice("a", "fork", 4, recommended=True, effects=["trust + 3"]),
            choice("b", "fork", 2),
            choice("c", "fork", 0, effects=["trust - 3"]),
        ),
        router("fork", (["trust >= 7"], "good"), (["trust >= 4"], "poor"), otherwise="good"),
        ending("good", 3),
        ending("poor", 1),
    ]
    return text_form(
        *nodes, variables=[variable("trust")], **{"pass": {"level": 2, "achievement": 90}}
    )


def test_one_way_is_known():
    found = forks(healthy())
    assert found.open == frozenset()
    assert found.known == {
        ("fork", "good"): (Hop("fork", 0),),
        ("fork", "poor"): (Hop("fork", -1),),
    }


def test_forks_behind_forks_are_followed_and_circles_left():
    document = made(
        scene("one", choice("a", "first", 4, recommended=True)),
        router("first", (["trust >= 7"], "good"), otherwise="second"),
        router("second", (["trust >= 3"], "poor"), otherwise="first"),
        ending("good", 3),
        ending("poor", 1),
        variables=[variable("trust")],
    )
    assert forks(document).known["first", "poor"] == (Hop("first", -1), Hop("second", 0))


@pytest.mark.django_db
def test_where_two_ways_lead_to_one_place_the_stored_state_tells(writer):
    version = version_of(published(two_ways_to_one_place()))
    assert forks(version.document).open == {"fork"}
    for name, number in (("a", 6), ("b", 5), ("c", 7)):
        talks([(one, [name]) for one in people(number)], version)
    pool = Pool(version_groups(version.scenario)[0], Hints.WITHOUT, writer)
    walked = flow(pool.document, pool.talks(pool.selected(Filters())))
    assert walked.weights["fork", "rule-0"] == 6 / 18
    assert walked.weights["fork", "rule-1"] == 5 / 18
    assert walked.weights["fork", "else"] == 7 / 18
