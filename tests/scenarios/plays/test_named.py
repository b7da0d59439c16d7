"""Plays kept by name hold drafts to what they promised."""

from copy import deepcopy

import pytest
from django.utils import translation

from assessments.scenarios.engine import start
from assessments.scenarios.models import NamedPlay
from assessments.scenarios.plays.named import NotFinished, broken_plays, keep_play
from assessments.scenarios.plays.playing import play, state_at
from assessments.scenarios.services.drafts import draft_of

pytestmark = pytest.mark.django_db

FRIENDLY = ["a", "a"]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def document(board):
    return draft_of(board).document


@pytest.fixture
def kept(board, writer, document):
    played = play(document, start(document), FRIENDLY)
    return keep_play(
        scenario=board, document=document, played=played, name="Доброзичливий шлях", person=writer
    )


def changed(document, change):
    copy = deepcopy(document)
    change(copy["nodes"])
    return copy


def test_a_play_is_kept_with_its_ending_its_points_and_its_verdict(board, kept):
    stored = NamedPlay.objects.get()

    assert (stored.choices, stored.initial) == (FRIENDLY, None)
    assert (stored.ending, stored.earned, stored.is_passed) == ("good", 8, True)


def test_a_play_of_the_same_name_is_replaced(board, writer, document, kept):
    played = play(document, start(document), ["b"])

    keep_play(scenario=board, document=document, played=played, name=kept.name, person=writer)

    assert NamedPlay.objects.get().ending == "out"


def test_a_play_without_an_ending_cannot_be_kept(board, writer, document):
    for choices in ([], ["a"]):
        played = play(document, start(document), choices)
        with pytest.raises(NotFinished):
            keep_play(scenario=board, document=document, played=played, name="x", person=writer)

    assert not NamedPlay.objects.exists()


def test_an_unchanged_draft_keeps_every_promise(board, document, kept):
    assert broken_plays(board, document) == []


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        (
            lambda nodes: nodes["two"]["choices"].pop(0),
            "choice",
            "Step 2: the reply a is not open in “two”.",
        ),
        (
            lambda nodes: nodes["one"]["choices"][0].update(to=""),
            "link",
            "Step 1: the reply a of “Початок” leads nowhere.",
        ),
        (
            lambda nodes: nodes["two"]["choices"][0].update(to="one"),
            "unfinished",
            "It no longer ends: after its last reply it stands in “Початок”.",
        ),
        (
            lambda nodes: nodes["two"]["choices"][0].update(to="out"),
            "ending",
            "It ends with “Пішла” instead of “Добре”.",
        ),
        (
            lambda nodes: nodes["two"]["choices"][0].update(qualities={"FL-02": 3}),
            "score",
            "It earns points: 7 instead of 8.",
        ),
        (
            lambda nodes: nodes["two"]["choices"][0].update(critical="error"),
            "verdict",
            "It does not pass any more.",
        ),
    ],
)
def test_a_draft_that_answers_otherwise_breaks_it_and_says_why(
    board, document, kept, change, code, reason
):
    [broken] = broken_plays(board, changed(document, change))

    assert (broken.play, broken.code, broken.reason) == (kept, code, reason)


def test_a_play_from_the_middle_keeps_where_it_began_and_with_which_values(board, writer, document):
    initial = state_at(document, "two", {"trust": 9})
    played = play(document, initial, ["a"])
    stored = keep_play(scenario=board, document=document, played=played, name="Далі", person=writer)

    assert stored.initial == initial.to_json()
    assert broken_plays(board, document) == []
    [broken] = broken_plays(board, changed(document, lambda nodes: nodes.pop("two")))
    assert broken.code == "start"


def test_a_play_outlives_a_variable_that_came_or_went(board, writer, document):
    initial = state_at(document, "two", {"trust": 9})
    keep_play(
        scenario=board,
        document=document,
        played=play(document, initial, ["c"]),
        name="Далі",
        person=writer,
    )
    other = deepcopy(document)
    other["variables"][0] |= {"max": 6, "start": 5}
    other["variables"].append({**other["variables"][0], "key": "stress"})

    assert broken_plays(board, other) == []


def test_without_plays_nothing_is_proved(board, document, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert broken_plays(board, document) == []
