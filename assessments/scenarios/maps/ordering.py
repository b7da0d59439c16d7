"""The order within each row: what belongs together stands together, and few links cross.

A link over more than one row passes the rows between through *lanes*, narrow places of their own.
Links to the same node share its lanes: down to it, and, apart from those, back up to it.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessments.scenarios.maps.rows import Branch, Rows

SWEEPS = 12


@dataclass(slots=True)
class Grid:
    """Items are whole numbers: first the nodes, in the order of ``names``, then lanes.

    ``above`` and ``below`` list an item's neighbours in the next rows, with repeats: two links
    pull twice. ``beside`` ties the ends of a lane that leads back to the boxes it serves.
    """

    names: tuple[str, ...]
    row_of: list[int]
    rows: list[list[int]]
    above: list[list[int]]
    below: list[list[int]]
    down_lanes: dict[tuple[str, int], int] = field(default_factory=dict)
    back_lanes: dict[tuple[str, int], int] = field(default_factory=dict)
    beside: dict[int, int] = field(default_factory=dict)

    def is_lane(self, item: int) -> bool:
        return item >= len(self.names)

    def new_lane(self, row: int) -> int:
        item = len(self.row_of)
        self.row_of.append(row)
        self.rows[row].append(item)
        self.above.append([])
        self.below.append([])
        return item

    def join(self, upper: int, lower: int) -> None:
        self.below[upper].append(lower)
        self.above[lower].append(upper)


def ordered(rows: Rows, ways: Sequence[Branch]) -> Grid:
    """The grid with each row in its final order, from left to right."""
    grid = _grid(rows, ways)
    best, fewest = [list(row) for row in grid.rows], _crossings(grid)
    for sweep in range(SWEEPS):
        _sweep(grid, down=sweep % 2 == 0)
        count = _crossings(grid)
        if count < fewest:
            best, fewest = [list(row) for row in grid.rows], count
        if not fewest:
            break
    grid.rows = best
    return grid


def _grid(rows: Rows, ways: Sequence[Branch]) -> Grid:
    names = rows.order
    count = max(rows.of.values(), default=-1) + 1
    grid = Grid(
        names=names,
        row_of=[rows.of[name] for name in names],
        rows=[[] for _ in range(count)],
        above=[[] for _ in names],
        below=[[] for _ in names],
    )
    number = {name: item for item, name in enumerate(names)}
    outgoing: dict[str, list[Branch]] = {name: [] for name in names}
    for way in ways:
        outgoing[way.source].append(way)
    for name in names:
        grid.rows[rows.of[name]].append(number[name])
        for way in outgoing[name]:
            source, target = number[name], number[way.target]
            if (name, way.target) in rows.back:
                _climb(grid, way.target, source, target)
            else:
                _descend(grid, way.target, source, target)
    return grid


def _descend(grid: Grid, name: str, source: int, target: int) -> None:
    """Join a link to the lanes that lead down to ``name``, making those that lack."""
    upper = source
    for row in range(grid.row_of[source] + 1, grid.row_of[target]):
        lane = grid.down_lanes.get((name, row))
        is_new = lane is None
        if lane is None:
            lane = grid.down_lanes[name, row] = grid.new_lane(row)
        grid.join(upper, lane)
        if not is_new:
            return
        upper = lane
    grid.join(upper, target)


def _climb(grid: Grid, name: str, source: int, target: int) -> None:
    """Join a link to the lanes that lead up to ``name``, one in each row from its own on."""
    top, bottom = grid.row_of[target], grid.row_of[source]
    for row in range(top, bottom + 1):
        if (name, row) in grid.back_lanes:
            continue
        lane = grid.back_lanes[name, row] = grid.new_lane(row)
        if row == top:
            grid.beside[lane] = target
        else:
            grid.join(grid.back_lanes[name, row - 1], lane)
        if row == bottom:
            grid.beside.setdefault(lane, source)


def _sweep(grid: Grid, *, down: bool) -> None:
    fixed = grid.above if down else grid.below
    place = [0.0] * len(grid.row_of)
    for row in grid.rows:
        for index, item in enumerate(row):
            place[item] = index
    for row in grid.rows if down else grid.rows[::-1]:
        for item in row:
            if neighbours := fixed[item]:
                place[item] = sum(place[other] for other in neighbours) / len(neighbours)
        for item in row:
            if not fixed[item] and item in grid.beside:
                place[item] = place[grid.beside[item]] + 0.001
        row.sort(key=place.__getitem__)
        for index, item in enumerate(row):
            place[item] = index


def _crossings(grid: Grid) -> int:
    place = [0] * len(grid.row_of)
    for row in grid.rows:
        for index, item in enumerate(row):
            place[item] = index
    total = 0
    for row in grid.rows:
        passed: list[int] = []
        for item in row:
            ends = sorted(place[lower] for lower in grid.below[item])
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total
