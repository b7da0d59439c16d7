"""The address of a play carries it whole, and nothing that the draft does not know."""

import pytest
from django.http import QueryDict
from django.utils import translation

from assessments.scenarios.engine import start
from assessments.scenarios.plays.addresses import track_of, track_of_state
from assessments.scenarios.plays.playing import MOST_STEPS, state_at
from tests.scenarios.plays.test_playing import gated


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def track(query):
    return track_of(gated(), QueryDict(query))


def test_an_address_goes_there_and_back():
    query = "from=s1&v.trust=7&c=b&c=a"

    assert track(query).query() == query
    assert track(query).query("x") == f"{query}&c=x"
    assert track(query).query("x", steps=1) == "from=s1&v.trust=7&c=b&c=x"
    assert track(query).query(steps=0) == "from=s1&v.trust=7"


@pytest.mark.parametrize(
    ("query", "remark"),
    [
        ("from=nowhere", "The talk cannot begin there: it begins at its start."),
        ("from=%00%27", "The talk cannot begin there: it begins at its start."),
        ("v.trust=11", "Довіра: a whole number from 0 to 10."),
        ("v.trust=-1", "Довіра: a whole number from 0 to 10."),
        ("v.trust=1e3", "Довіра: a whole number from 0 to 10."),
        ("v.trust=%D9%A3", "Довіра: a whole number from 0 to 10."),
        ("v.trust=99999999999999999999", "Довіра: a whole number from 0 to 10."),
    ],
)
def test_hostile_values_are_left_out_and_said(query, remark):
    found = track(query)

    assert found.remarks == (remark,)
    assert (found.node, found.values) == ("", {})


def test_what_is_no_id_and_what_is_no_variable_is_left_out_in_silence():
    found = track("v.other=3&c=a&c=%3Cscript%3E&c=&unknown=1")

    assert (found.values, found.choices, found.remarks) == ({}, ("a",), ())


def test_an_endless_address_is_cut():
    assert len(track("&".join(["c=b"] * 1000)).choices) == MOST_STEPS + 1


def test_the_address_of_a_stored_play_names_only_what_differs_from_the_start():
    document = gated()

    assert track_of_state(document, None, ["a"]).query() == "c=a"
    assert track_of_state(document, start(document), ["a"]).query() == "c=a"
    assert (
        track_of_state(document, state_at(document, "s1", {"trust": 8}), ["a"]).query()
        == "v.trust=8&c=a"
    )
