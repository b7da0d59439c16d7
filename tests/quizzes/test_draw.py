"""Filling a blueprint from a bank."""

import random
from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.draw import Candidate, CannotDraw, Cell, draw

HARD, EASY = 3, 1


def bank(*rows):
    return [Candidate(question=n, version=n, **row) for n, row in enumerate(rows, start=1)]


def numbers(drawn):
    return [candidate.question for candidate in drawn]


def is_filled(drawn, cells):
    """Whether the questions can be dealt to the cells, each to one: tried every way."""
    slots = [cell for cell in cells for _ in range(cell.count)]
    return len(drawn) == len(slots) and any(
        all(cell.takes(candidate) for cell, candidate in zip(slots, way, strict=True))
        for way in permutations(drawn)
    )


CODES = st.sampled_from(["", "FL-01", "FL-02"])
CANDIDATES = st.lists(
    st.builds(
        dict,
        competency=st.sampled_from(["FL-01", "FL-02"]),
        difficulty=st.integers(1, 3),
        kind=st.sampled_from(["one", "many"]),
        siblings=st.sampled_from(["", "", "a", "b"]),
        seen=st.integers(0, 2),
    ),
    max_size=7,
).map(lambda rows: bank(*rows))
CELLS = st.lists(
    st.builds(
        Cell,
        count=st.integers(1, 2),
        competency=CODES,
        difficulty=st.integers(0, 3),
        kind=st.sampled_from(["", "one", "many"]),
    ),
    min_size=1,
    max_size=3,
)


def allowed_sets(candidates, cells):
    """Every set of questions that meets the blueprint, by brute force."""
    size = sum(cell.count for cell in cells)
    seen = set()
    for way in permutations(candidates, size):
        chosen = frozenset(way)
        if chosen in seen or len({candidate.group for candidate in way}) < size:
            continue
        if is_filled(way, cells):
            seen.add(chosen)
    return seen


@given(CANDIDATES, CELLS, st.integers())
def test_a_draw_meets_the_blueprint_wherever_that_is_possible(candidates, cells, seed):
    if sum(cell.count for cell in cells) > 4:
        return
    possible = allowed_sets(candidates, cells)
    if not possible:
        with pytest.raises(CannotDraw) as refusal:
            draw(candidates, cells, random.Random(seed))
        assert refusal.value.shortfalls
        return
    drawn = draw(candidates, cells, random.Random(seed))
    assert frozenset(drawn) in possible
    if any(candidate.siblings for candidate in candidates):
        return
    least = min(sum(bool(candidate.seen) for candidate in chosen) for chosen in possible)
    assert sum(bool(candidate.seen) for candidate in drawn) == least


def test_cells_that_overlap_share_out_what_there_is():
    """The open cell leaves the only hard question to the cell that needs it."""
    candidates = bank({"difficulty": HARD}, {"difficulty": EASY})
    cells = [Cell(1), Cell(1, difficulty=HARD)]
    for seed in range(20):
        assert numbers(draw(candidates, cells, random.Random(seed))) == [2, 1]


def test_siblings_never_meet():
    candidates = bank({"siblings": "a"}, {"siblings": "a"}, {})
    drawn = {
        tuple(sorted(numbers(draw(candidates, [Cell(2)], random.Random(n))))) for n in range(40)
    }
    assert drawn == {(1, 3), (2, 3)}


def test_a_fixed_question_keeps_its_siblings_out():
    fixed = Candidate(question=9, version=9, siblings="a")
    candidates = bank({"siblings": "a"}, {})
    assert numbers(draw(candidates, [Cell(1)], random.Random(1), [fixed])) == [9, 2]
    with pytest.raises(CannotDraw):
        draw(candidates, [Cell(2)], random.Random(1), [fixed])


def test_unseen_questions_come_first():
    candidates = bank({"seen": 1}, {"seen": 0}, {"seen": 2}, {"seen": 0})
    for seed in range(20):
        assert set(numbers(draw(candidates, [Cell(2)], random.Random(seed)))) == {2, 4}
        assert set(numbers(draw(candidates, [Cell(3)], random.Random(seed)))) == {1, 2, 4}


def test_the_cell_that_falls_short_is_named():
    candidates = bank({"difficulty": EASY}, {"difficulty": HARD})
    cells = [Cell(1, difficulty=EASY), Cell(3, difficulty=HARD)]
    with pytest.raises(CannotDraw) as refusal:
        draw(candidates, cells, random.Random(1))
    (short,) = refusal.value.shortfalls
    assert (short.cell, short.position, short.has) == (cells[1], 1, 1)


def test_ten_thousand_draws_use_every_question_alike():
    cells = [Cell(2, competency="FL-01"), Cell(2, competency="FL-02")]
    candidates = bank(*[{"competency": f"FL-0{1 + n % 2}"} for n in range(16)])
    used = Counter()
    for seed in range(10_000):
        drawn = draw(candidates, cells, random.Random(seed))
        assert Counter(candidate.competency for candidate in drawn) == {"FL-01": 2, "FL-02": 2}
        used.update(numbers(drawn))
    assert len(used) == 16
    assert max(used.values()) < 1.1 * min(used.values())


def test_the_same_seed_draws_the_same():
    candidates = bank(*[{} for _ in range(30)])
    first, second = (draw(candidates, [Cell(10)], random.Random(7)) for _ in range(2))
    assert first == second
