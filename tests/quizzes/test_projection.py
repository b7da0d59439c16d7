import itertools

from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.projection import Received, apply, project


def row(client, seq, value, question="1", *, late=False):
    return Received(client, seq, question, value, "2026-01-01T10:00:00+00:00", late)


def values(answers):
    return {question: current["value"] for question, current in answers.items()}


def test_the_packet_received_last_wins_between_two_tabs():
    assert values(project([row("a", 1, "x"), row("b", 1, "y")])) == {"1": "y"}


def test_a_packet_overtaken_by_a_newer_one_of_the_same_tab_does_not_come_back():
    assert values(project([row("a", 2, "new"), row("a", 1, "old")])) == {"1": "new"}
    overtaken_by_other_tab = [row("a", 2, "new"), row("b", 1, "other"), row("a", 1, "old")]
    assert values(project(overtaken_by_other_tab)) == {"1": "other"}


def test_a_repeated_packet_changes_nothing():
    answers = project([row("a", 1, "x"), row("b", 1, "y")])
    assert apply(answers, row("a", 1, "x")) is answers


def test_a_late_packet_is_never_counted():
    assert values(project([row("a", 1, "x"), row("a", 2, "y", late=True)])) == {"1": "x"}


def test_the_input_is_left_as_it_is():
    answers = project([row("a", 1, "x")])
    apply(answers, row("a", 2, "y"))
    assert values(answers) == {"1": "x"}


@given(st.permutations(range(6)))
def test_one_tab_ends_with_its_newest_packet_whatever_the_network_did(order):
    rows = [row("a", seq, f"v{seq}") for seq in order]
    assert values(project(rows)) == {"1": "v5"}


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.sampled_from("12"))))
def test_doubling_every_packet_at_once_changes_nothing(packets):
    rows = [row(client, seq, f"{client}{seq}", question) for client, seq, question in packets]
    doubled = list(itertools.chain.from_iterable((item, item) for item in rows))
    assert values(project(doubled)) == values(project(rows))
