"""A radar, or bars where there are too few spokes: lengths in units of the drawing. Pure.

Every number drawn stands in the table beside the drawing too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

LEAST_SPOKES = 3
HIGHEST = 4
WIDTH, HEIGHT = 320, 300
MIDDLE_X, MIDDLE_Y = 160, 150
RADIUS, LABEL_AT = 96, 110
BAR_LEFT, BAR_WIDTH, BAR_STEP, BAR_TOP = 64, 200, 44, 8


@dataclass(frozen=True)
class Spoke:
    """One competency of a drawing. ``then`` is missing where it was not rated before."""

    code: str
    now: Decimal
    then: Decimal | None = None


@dataclass(frozen=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    code: str
    now: Decimal
    x: float
    y: float
    anchor: str  # of SVG: "start", "middle" or "end"
    tip: Point  # where its spoke ends


@dataclass(frozen=True)
class Radar:
    rings: tuple[str, ...]  # points of polygons, one a level
    labels: tuple[Label, ...]
    now: str  # points of a polygon
    now_dots: tuple[Point, ...]
    then: str  # the data of a path: broken where something was not rated then
    then_dots: tuple[Point, ...]

    width = WIDTH
    height = HEIGHT
    middle = Point(MIDDLE_X, MIDDLE_Y)


@dataclass(frozen=True)
class Bar:
    code: str
    now: Decimal
    then: Decimal | None
    y: int
    now_width: float
    then_width: float | None


@dataclass(frozen=True)
class Bars:
    bars: tuple[Bar, ...]
    marks: tuple[tuple[int, float], ...]  # level and where its line stands

    left = BAR_LEFT
    top = BAR_TOP
    width = WIDTH

    @property
    def bottom(self) -> int:
        return BAR_TOP + BAR_STEP * len(self.bars)

    @property
    def height(self) -> int:
        return self.bottom + 20


def radar(spokes: Sequence[Spoke]) -> Radar | None:
    """``None`` with fewer than three spokes: a radar would be a line."""
    if len(spokes) < LEAST_SPOKES:
        return None
    now = [_place(spokes, index, spoke.now) for index, spoke in enumerate(spokes)]
    then = [
        None if spoke.then is None else _place(spokes, index, spoke.then)
        for index, spoke in enumerate(spokes)
    ]
    return Radar(
        rings=tuple(
            _points([_place(spokes, index, Decimal(ring)) for index in range(len(spokes))])
            for ring in range(1, HIGHEST + 1)
        ),
        labels=tuple(_label(spokes, index) for index in range(len(spokes))),
        now=_points(now),
        now_dots=tuple(now),
        then=_path(then),
        then_dots=tuple(point for point in then if point is not None),
    )


def bars(spokes: Sequence[Spoke]) -> Bars:
    return Bars(
        bars=tuple(
            Bar(
                code=spoke.code,
                now=spoke.now,
                then=spoke.then,
                y=BAR_TOP + BAR_STEP * index,
                now_width=_width(spoke.now),
                then_width=None if spoke.then is None else _width(spoke.then),
            )
            for index, spoke in enumerate(spokes)
        ),
        marks=tuple(
            (mark, round(BAR_LEFT + _width(Decimal(mark)), 1)) for mark in range(HIGHEST + 1)
        ),
    )


def _width(value: Decimal) -> float:
    return round(BAR_WIDTH * float(value) / HIGHEST, 1)


def _direction(spokes: Sequence[Spoke], index: int) -> tuple[float, float]:
    """The first spoke points up, the others follow clockwise."""
    turn = 2 * pi * index / len(spokes)
    return sin(turn), -cos(turn)


def _place(spokes: Sequence[Spoke], index: int, value: Decimal) -> Point:
    x, y = _direction(spokes, index)
    length = RADIUS * float(value) / HIGHEST
    return Point(round(MIDDLE_X + x * length, 1), round(MIDDLE_Y + y * length, 1))


def _label(spokes: Sequence[Spoke], index: int) -> Label:
    x, y = _direction(spokes, index)
    return Label(
        code=spokes[index].code,
        now=spokes[index].now,
        x=round(MIDDLE_X + x * LABEL_AT, 1),
        y=round(MIDDLE_Y + y * (LABEL_AT + 8), 1),
        anchor="middle" if abs(x) < 0.3 else "start" if x > 0 else "end",
        tip=_place(spokes, index, Decimal(HIGHEST)),
    )


def _points(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)


def _path(points: Sequence[Point | None]) -> str:
    """The sides of the polygon whose two ends are there."""
    sides = zip(points, [*points[1:], *points[:1]], strict=True)
    return " ".join(
        f"M{one.x},{one.y} L{other.x},{other.y}" for one, other in sides if one and other
    )
