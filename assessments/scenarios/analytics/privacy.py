"""Which groups may be told of, so that nobody can be told apart. Pure.

A group is shown if it has no fewer than five different people, and if what it leaves out of every
wider group that could be asked for is either nobody or, again, five people and more: otherwise one
page could be subtracted from another. Units are a tree, so several of them could be subtracted from
the one above; what they leave over together is held to the same rule. docs/scenario-analytics.md
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from assessments.scenarios.analytics.talks import LEAST_PEOPLE

Row = tuple[int, str]
"""Person and path of the person's unit; the path is empty for people without one."""


def is_enough(number: int) -> bool:
    return number >= LEAST_PEOPLE


def may_show(group: Collection[int], wider: Iterable[Collection[tuple[object, int]]]) -> bool:
    """``group``: persons of the group's talks. ``wider``: for each wider group the talks it has
    beyond this one, as (talk, person).
    """
    if not is_enough(len(set(group))):
        return False
    return all(is_nobody_or_enough({person for _talk, person in beyond}) for beyond in wider)


def is_nobody_or_enough(people: Collection[int]) -> bool:
    return not people or is_enough(len(people))


def shown_units(paths: Sequence[str], rows: Iterable[Row], *, root: str = "") -> set[str]:
    """Paths of the units whose people may be shown, of those in ``paths``.

    ``root`` stands for everybody and is always taken for shown. Within each shown unit those right
    below it are shown while they have enough people and what they leave over is nobody or enough;
    else the smallest of them is hidden as well, until that holds.
    """
    known = sorted(set(paths) - {root})
    members: dict[str, set[int]] = {path: set() for path in known}
    everybody: set[int] = set()
    for person, unit in rows:
        everybody.add(person)
        for length in range(1, len(unit) + 1):
            if (path := unit[:length]) in members:
                members[path].add(person)
    return _below(root, everybody, known, members)


def _below(
    above: str, people: set[int], known: Sequence[str], members: Mapping[str, set[int]]
) -> set[str]:
    inside = [path for path in known if path.startswith(above) and path != above]
    next_ones = [
        path
        for path in inside
        if not any(path != other and path.startswith(other) for other in inside)
    ]
    shown = sorted(
        (path for path in next_ones if is_enough(len(members[path]))),
        key=lambda path: (len(members[path]), path),
        reverse=True,
    )
    while shown:
        left_over = people - set().union(*(members[path] for path in shown))
        if is_nobody_or_enough(left_over):
            break
        shown.pop()
    found = set(shown)
    for path in shown:
        found |= _below(path, members[path], known, members)
    return found
