"""A shown variable over a talk as a small drawing: a line, a dot for each moment, the wished band.

Pure. Lengths are units of the drawing's view box; all text stands beside it as words and a table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.scenarios.engine import State
from assessments.scenarios.grammar import Document, Variable

WIDTH, HEIGHT = 320, 96
SIDE, EDGE = 10, 10


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """The values wished for at the end: from ``low`` to ``high``, drawn at ``y``."""

    low: int
    high: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Course:
    """One variable at the start of the talk and after each step; ``line`` are the points of it."""

    key: str
    label: str
    least: int
    most: int
    values: tuple[int, ...]
    dots: tuple[Dot, ...]
    line: str
    band: Band | None

    @property
    def first(self) -> int:
        return self.values[0]

    @property
    def last(self) -> int:
        return self.values[-1]

    @property
    def is_in_band(self) -> bool:
        return self.band is not None and self.band.low <= self.last <= self.band.high


def courses(document: Document, states: Sequence[State]) -> list[Course]:
    """A drawing of each variable the learner may see, over ``states``: at least one."""
    return [
        _course(variable, [dict(state.variables)[variable["key"]] for state in states])
        for variable in document["variables"]
        if variable["shown"] != "never"
    ]


def _course(variable: Variable, values: Sequence[int]) -> Course:
    gap = (WIDTH - 2 * SIDE) / max(len(values) - 1, 1)
    dots = tuple(
        Dot(round(SIDE + place * gap), _height_of(variable, value))
        for place, value in enumerate(values)
    )
    return Course(
        key=variable["key"],
        label=variable["label"],
        least=variable["min"],
        most=variable["max"],
        values=tuple(values),
        dots=dots,
        line=" ".join(f"{dot.x},{dot.y}" for dot in dots),
        band=_band(variable),
    )


def _band(variable: Variable) -> Band | None:
    if not variable["band"]:
        return None
    low, high = variable["band"]
    top = _height_of(variable, high)
    return Band(low, high, top, max(_height_of(variable, low) - top, 2))


def _height_of(variable: Variable, value: int) -> int:
    """Measured from the top, so the greatest value is the smallest number."""
    share = (variable["max"] - value) / (variable["max"] - variable["min"])
    return round(EDGE + share * (HEIGHT - 2 * EDGE))
