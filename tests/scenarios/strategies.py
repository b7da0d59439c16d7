"""Random scenarios, and a plain search through all that can happen in them."""

from collections import deque

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from assessments.scenarios.engine import is_finished, open_choices, start, step, take
from tests.scenarios.documents import ending, made, router, scene, variable

UNHURRIED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
KEYS = ("trust", "stress", "spare")
COMPETENCIES = ("FL-02", "FL-03")
NUMBERS = st.integers(0, 3)


def conditions():
    """Conditions on two variables only, so that the third is carried along unread."""
    line = st.builds(
        "{} {} {}".format,
        st.sampled_from(KEYS[:2]),
        st.sampled_from([">=", "<=", "==", "!=", ">", "<"]),
        NUMBERS,
    )
    return st.lists(line, max_size=2)


def effects():
    line = st.builds(
        "{} {} {}".format, st.sampled_from(KEYS), st.sampled_from("+-="), st.integers(1, 2)
    )
    return st.lists(line, max_size=2)


@st.composite
def choices(draw, choice_id, targets):
    quality = st.integers(0, 4)
    qualities = st.one_of(st.just({}), st.fixed_dictionaries(dict.fromkeys(COMPETENCIES, quality)))
    return {
        "id": choice_id,
        "text": "слово " * draw(st.integers(1, 9)),
        "to": draw(st.sampled_from(targets)),
        "when": draw(conditions()),
        "effects": draw(effects()),
        "qualities": draw(qualities),
        "weight": draw(st.integers(1, 3)),
        "critical": draw(st.sampled_from(["none", "none", "none", "error"])),
        "once": draw(st.booleans()),
        "reaction": "слово " * draw(st.integers(0, 5)),
    }


@st.composite
def documents(draw, *, loops):
    """A well-formed scenario of up to five scenes; every target exists.

    Without ``loops`` links lead only to later nodes, so every talk ends or gets stuck.
    """
    names = [f"s{number}" for number in range(draw(st.integers(1, 5)))]
    forks = [f"r{number}" for number in range(draw(st.integers(0, 2)))]
    ends = ["bad", "fair", "good"]
    nodes = []
    for number, name in enumerate(names):
        targets = (names if loops else names[number + 1 :]) + forks + ends
        ids = "abc"[: draw(st.integers(1, 3))]
        nodes.append(scene(name, *(draw(choices(letter, targets)) for letter in ids)))
    for number, name in enumerate(forks):
        targets = (names if loops else []) + forks[number + 1 :] + ends
        rules = [
            (draw(conditions()), draw(st.sampled_from(targets)))
            for _ in range(draw(st.integers(0, 2)))
        ]
        nodes.append(router(name, *rules, otherwise=draw(st.sampled_from(targets))))
    nodes += [ending(name, level) for level, name in enumerate(ends, start=1)]
    required = {"FL-03": {"share": draw(st.integers(0, 100)), "decisions": draw(st.integers(0, 2))}}
    return made(
        *nodes,
        variables=[variable(key, min=0, max=3, start=draw(NUMBERS)) for key in KEYS],
        competencies=list(COMPETENCIES),
        **{
            "pass": {
                "level": draw(st.integers(1, 3)),
                "achievement": draw(st.integers(0, 100)),
                "competencies": draw(st.sampled_from([{}, required])),
            }
        },
    )


def moves(document, state):
    """Every step that can be taken from a state."""
    return [take(document, state, option["id"]) for option in open_choices(document, state)]


def all_states(document, limit=4_000):
    """Every full state by plain search; ``None`` if there are more than ``limit``."""
    found = {start(document)}
    waiting = deque(found)
    while waiting:
        state = waiting.popleft()
        for option in open_choices(document, state):
            after = step(document, state, option["id"])
            if after not in found:
                found.add(after)
                waiting.append(after)
        if len(found) > limit:
            return None
    return found


def all_totals(document, limit=8_000):
    """Every (state, points earned so far); ``None`` if there are more than ``limit``."""
    found = {(start(document), 0)}
    waiting = deque(found)
    while waiting:
        state, earned = waiting.popleft()
        for move in moves(document, state):
            pair = (move.after, earned + move.earned.earned)
            if pair not in found:
                found.add(pair)
                waiting.append(pair)
        if len(found) > limit:
            return None
    return found


def all_plays(document):
    """Every play of a scenario without loops, as (steps, chance), finished or stuck."""
    plays = []

    def follow(state, steps, chance):
        onward = [] if is_finished(document, state) else moves(document, state)
        if not onward:
            plays.append((steps, chance))
        for move in onward:
            follow(move.after, [*steps, move], chance / len(onward))

    follow(start(document), [], 1.0)
    return plays
