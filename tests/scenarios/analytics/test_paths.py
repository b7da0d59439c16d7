"""Ways, stops, what nobody takes, and how the map is weighted."""

import pytest

from assessments.scenarios.analytics.change import changes
from assessments.scenarios.analytics.paths import flow, paths
from tests.scenarios.analytics.stories import talk
from tests.scenarios.documents import healthy, short_bad_path

ROUND = healthy()
SHORT = short_bad_path()


def found(document, talks):
    return paths(document, talks, flow(document, talks))


def test_the_commonest_ways_come_first_with_their_endings():
    talks = [talk(SHORT, person, "a", "a", "a", achievement=100.0) for person in range(6)]
    talks += [talk(SHORT, person, "b", "leave", achievement=20.0) for person in range(6, 11)]
    talks += [talk(SHORT, 11, "a", "leave", achievement=35.0)]
    ways = found(SHORT, talks).ways
    assert [(way.nodes, way.talks) for way in ways] == [
        (("q1", "q2", "left-early"), 6),
        (("q1", "q2", "q3", "good"), 6),
    ]
    early = next(way for way in ways if way.ending == "left-early")
    assert early.share == 0.5
    assert early.achievement == pytest.approx((5 * 20 + 35) / 6)


def test_a_way_of_fewer_than_five_people_is_only_counted():
    talks = [talk(SHORT, person % 4, "a", "leave", number=person) for person in range(8)]
    talks += [talk(SHORT, person, "a", "a", "a") for person in range(4, 9)]
    result = found(SHORT, talks)
    assert [way.ending for way in result.ways] == ["good"]
    assert (result.rarer, result.finished) == (8, 13)


def test_stops_are_shares_of_those_who_came():
    talks = [talk(SHORT, person, "a", "a", "a") for person in range(6)]
    talks += [talk(SHORT, person, "a", stopped=True) for person in (6, 7)]
    talks += [talk(SHORT, 8, "a")]
    stop = found(SHORT, talks).stops[0]
    assert (stop.node, stop.stopped, stop.share) == ("q2", 2, 2 / 9)


def test_what_nobody_takes_was_offered_to_five_people():
    few = found(SHORT, [talk(SHORT, person, "a", "a", "a") for person in range(4)])
    assert few.unused == ()
    result = found(SHORT, [talk(SHORT, person, "a", "a", "a") for person in range(5)])
    assert result.unused == (("q1", "b"), ("q2", "b"), ("q2", "leave"), ("q3", "b"))
    assert result.unseen == ("left-early",)


def test_weights_are_shares_of_the_visits_forks_included():
    talks = [talk(ROUND, person, "a", "a", "a", "a") for person in range(6)]
    talks += [talk(ROUND, person, "c", "c", "c", "c") for person in range(6, 8)]
    walked = flow(ROUND, talks)
    assert walked.weights["s1", "a"] == 6 / 8
    assert walked.weights["fork", "rule-0"] == 6 / 8
    assert walked.weights["fork", "else"] == 2 / 8
    assert (walked.nodes["fork"].visits, walked.nodes["fork"].people) == (8, 8)


def test_nodes_that_few_people_met_have_no_weights():
    walked = flow(ROUND, [talk(ROUND, person, "a", "a", "a", "a") for person in range(4)])
    assert walked.weights == {}
    assert not walked.nodes["s1"].is_shown


def test_change_compares_the_first_and_the_last_finished_talk_of_the_same_people():
    talks = []
    for person in range(5):
        talks.append(talk(ROUND, person, "c", "c", "c", "c", number=1))
        talks.append(talk(ROUND, person, "b", "b", "b", "b", number=2))
        talks.append(talk(ROUND, person, "a", "a", "a", "a", number=3))
        talks.append(talk(ROUND, person, "c", number=4, stopped=True))
    talks += [talk(ROUND, person, "c", "c", "c", "c") for person in range(5, 30)]
    row = changes(ROUND, talks)[0]
    assert (row.competency, row.people) == ("FL-02", 5)
    assert (row.first.share, row.later.share, row.difference) == (0, 1, 1)
    assert row.first.decisions == 20
    assert row.is_clear
    # Wilson at n = 20 and z = 1.2816: 0 … 0.0759; Newcombe: 1 − √2 · 0.0759.
    assert row.first.high == pytest.approx(0.0759, abs=1e-4)
    assert row.low == pytest.approx(1 - 2**0.5 * 0.07588, abs=1e-3)


def test_change_of_four_people_is_not_told():
    talks = [talk(ROUND, person, *"cccc", number=1) for person in range(4)] + [
        talk(ROUND, person, *"aaaa", number=2) for person in range(4)
    ]
    row = changes(ROUND, talks)[0]
    assert not row.is_shown
    assert row.first is None


def test_no_change_is_not_called_clear():
    talks = [talk(ROUND, person, *"abab", number=n) for person in range(6) for n in (1, 2)]
    row = changes(ROUND, talks)[0]
    assert row.difference == 0
    assert row.low < 0 < row.high
    assert not row.is_clear
