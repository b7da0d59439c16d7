"""The points that each link passes on its way from box to box."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assessments.scenarios.maps.ordering import Grid
from assessments.scenarios.maps.rows import Branch
from assessments.scenarios.maps.shapes import Box, Link, Point

TURN = 14
"""How far below or above a row a link back turns into its lane."""
PORT_GAP, ENTRY_GAP = 26, 20
EDGE = 14
"""Nothing is joined to a box nearer to its corner than this."""


@dataclass(slots=True)
class Routes:
    """Ways are sorted where they leave and where they arrive, so that they do not cross there."""

    grid: Grid
    boxes: Mapping[str, Box]
    x: Sequence[int]
    tops: Sequence[int]
    bottoms: Sequence[int]
    back: frozenset[tuple[str, str]]
    number: dict[str, int] = field(init=False)
    place: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.number = {name: item for item, name in enumerate(self.grid.names)}
        self.place = {item: index for row in self.grid.rows for index, item in enumerate(row)}

    def links(self, ways: Sequence[Branch]) -> Iterator[Link]:
        exits, entries = self._exits(ways), self._entries(ways)
        for way in ways:
            is_back = self._is_back(way)
            middle = self._climb(way) if is_back else self._descent(way)
            points = [exits[way.source, way.name], *middle, entries[way.target, self._last(way)]]
            points = self._turned(way, points) if is_back else self._dropped(way, points)
            yield Link(way.source, way.name, way.target, _tidy(points), is_back)

    def _is_back(self, way: Branch) -> bool:
        return (way.source, way.target) in self.back

    def _row(self, name: str) -> int:
        return self.grid.row_of[self.number[name]]

    def _first(self, way: Branch) -> int:
        """The item that a way meets first."""
        row = self._row(way.source)
        if self._is_back(way):
            return self.grid.back_lanes[way.target, row]
        return self.grid.down_lanes.get((way.target, row + 1), self.number[way.target])

    def _last(self, way: Branch) -> int:
        """The item from which a way enters its target."""
        row = self._row(way.target)
        if self._is_back(way):
            return self.grid.back_lanes[way.target, row]
        if self._row(way.source) + 1 == row:
            return self.number[way.source]
        return self.grid.down_lanes[way.target, row - 1]

    def _side(self, name: str, lane: int) -> int:
        """-1 or 1 if ``lane`` is the next item to the left or right of a box, else 0."""
        step = self.place[lane] - self.place[self.number[name]]
        return step if abs(step) == 1 else 0

    def _exits(self, ways: Sequence[Branch]) -> dict[tuple[str, str], Point]:
        """Where each way leaves its box: below, or at the side if its lane runs just there."""
        below: dict[str, list[Branch]] = {}
        aside: dict[tuple[str, int], list[Branch]] = {}
        for way in ways:
            side = self._side(way.source, self._first(way)) if self._is_back(way) else 0
            if side:
                aside.setdefault((way.source, side), []).append(way)
            else:
                below.setdefault(way.source, []).append(way)
        result: dict[tuple[str, str], Point] = {}
        for name, leaving in below.items():
            box = self.boxes[name]
            leaving = sorted(leaving, key=lambda way: self.x[self._first(way)])
            for way, x in zip(leaving, _spread(box, len(leaving), PORT_GAP), strict=True):
                result[name, way.name] = (x, box.bottom)
        for (name, side), leaving in aside.items():
            box = self.boxes[name]
            step = (box.height // 2 - 6) // len(leaving)
            for index, way in enumerate(leaving):
                y = box.bottom - 6 - step * index
                result[name, way.name] = (box.right if side > 0 else box.x, y)
        return result

    def _entries(self, ways: Sequence[Branch]) -> dict[tuple[str, int], Point]:
        """Where ways arrive, by the node and the item they come from."""
        above: dict[str, set[int]] = {}
        result: dict[tuple[str, int], Point] = {}
        for way in ways:
            box, last = self.boxes[way.target], self._last(way)
            side = self._side(way.target, last) if self._is_back(way) else 0
            if side:
                y = box.y + box.height // 4
                result[way.target, last] = (box.right if side > 0 else box.x, y)
            else:
                above.setdefault(way.target, set()).add(last)
        for name, items in above.items():
            box = self.boxes[name]
            arriving = sorted(items, key=lambda item: (self.x[item], item))
            for item, x in zip(arriving, _spread(box, len(items), ENTRY_GAP), strict=True):
                result[name, item] = (x, box.y)
        return result

    def _descent(self, way: Branch) -> Iterator[Point]:
        for row in range(self._row(way.source) + 1, self._row(way.target)):
            x = self.x[self.grid.down_lanes[way.target, row]]
            yield x, self.tops[row]
            yield x, self.bottoms[row]

    def _climb(self, way: Branch) -> Iterator[Point]:
        for row in range(self._row(way.source), self._row(way.target) - 1, -1):
            x = self.x[self.grid.back_lanes[way.target, row]]
            yield x, self.bottoms[row]
            yield x, self.tops[row]

    def _dropped(self, way: Branch, points: list[Point]) -> list[Point]:
        """Straight down to the edge of a row whose boxes are higher than this one."""
        (x, _), (end, _) = points[0], points[-1]
        leave, arrive = self.bottoms[self._row(way.source)], self.tops[self._row(way.target)]
        return [points[0], (x, leave), *points[1:-1], (end, arrive), points[-1]]

    def _turned(self, way: Branch, points: list[Point]) -> list[Point]:
        """The first and the last point of a climb moved to where the link turns."""
        (x, y), (end, end_y) = points[0], points[-1]
        climb = points[1:-1]
        low, high = climb[0][0], climb[-1][0]
        if self._side(way.source, self._first(way)):
            climb[0] = (low, y)
            before: list[Point] = []
        else:
            turn = self.bottoms[self._row(way.source)] + TURN
            climb[0] = (low, turn)
            before = [(x, turn)]
        if self._side(way.target, self._last(way)):
            climb[-1] = (high, end_y)
            after: list[Point] = []
        else:
            turn = self.tops[self._row(way.target)] - TURN
            climb[-1] = (high, turn)
            after = [(end, turn)]
        return [points[0], *before, *climb, *after, points[-1]]


def _spread(box: Box, count: int, gap: int) -> list[int]:
    """``count`` places along a box, even on both sides of its middle."""
    step = min(gap, (box.width - 2 * EDGE) // max(count - 1, 1))
    left = box.middle - step * (count - 1) // 2
    return [left + step * index for index in range(count)]


def _tidy(points: Sequence[Point]) -> tuple[Point, ...]:
    """Without points that stand twice or in the middle of a straight line."""
    kept: list[Point] = []
    for point in points:
        if kept and point == kept[-1]:
            continue
        while len(kept) > 1 and any(
            kept[-2][axis] == kept[-1][axis] == point[axis] for axis in (0, 1)
        ):
            kept.pop()
        kept.append(point)
    return tuple(kept)
