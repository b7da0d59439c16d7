"""Who may be told of: five people and more, and nothing that could be subtracted."""

import itertools
import random

import pytest

from assessments.scenarios.analytics.privacy import may_show, shown_units


def rows(**sizes):
    """``a=5``: five people in the unit at path ``a``."""
    numbers = itertools.count()
    return [(next(numbers), path) for path, size in sizes.items() for _ in range(size)]


@pytest.mark.parametrize(
    ("people", "beyond", "is_shown"),
    [
        (5, 0, True),
        (4, 0, False),
        (5, 5, True),
        (50, 4, False),
        (50, 1, False),
    ],
)
def test_a_group_and_what_it_leaves_out(people, beyond, is_shown):
    outside = [(number, number) for number in range(beyond)]
    assert may_show(range(100, 100 + people), [outside]) is is_shown


def test_many_talks_of_one_person_are_one_person():
    assert not may_show([1, 1, 1, 1, 1, 1], [])
    assert not may_show(range(9), [[(talk, 99) for talk in range(20)]])


def test_units_below_are_shown_only_together_with_enough_left_over():
    assert shown_units(["a", "b"], rows(a=5, b=5)) == {"a", "b"}
    assert shown_units(["a", "b"], rows(a=5, b=4)) == set()
    assert shown_units(["a", "b", "c"], rows(a=9, b=6, c=1)) == {"a"}
    assert shown_units(["a", "b", "c"], rows(a=9, b=6, c=5)) == {"a", "b", "c"}


def test_people_right_in_the_unit_above_count_as_left_over():
    assert shown_units(["a", "ab", "ac"], rows(a=2, ab=5, ac=6, b=5)) == {"a", "ac"}
    assert shown_units(["a", "ab", "ac"], rows(ab=5, ac=6, b=5)) == {"a", "ab", "ac"}


def test_nothing_below_a_hidden_unit_is_shown():
    assert shown_units(["a", "aa", "ab"], rows(aa=6, ab=6, b=3)) == set()


@pytest.mark.parametrize("seed", range(40))
def test_no_sum_of_shown_groups_leaves_one_to_four_people(seed):
    dice = random.Random(seed)
    paths = ["a", "b", "c", "aa", "ab", "ac", "ba", "bb", "aaa", "aab"]
    people = [(number, dice.choice([*paths, ""])) for number in range(dice.randint(5, 60))]
    shown = shown_units(paths, people)
    inside = {
        path: {person for person, unit in people if unit.startswith(path)} for path in ["", *shown]
    }
    for above in inside:
        below = [path for path in shown if path.startswith(above) and path != above]
        for size in range(1, len(below) + 1):
            for some in itertools.combinations(below, size):
                left = inside[above] - set().union(*(inside[path] for path in some))
                if len(left) in range(1, 5):
                    pytest.fail(f"{above or 'all'} less {some} is {len(left)} people")
