"""The parts of a map. Lengths are in pixels of the drawing; ``docs/scenario-format.md``."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["scene", "router", "ending"]
Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A node. ``x`` and ``y`` are its upper left corner; ``lines`` is the title as it fits in.

    ``level`` is that of an ending, else ``None``.
    """

    node: str
    kind: Kind
    title: str
    lines: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int
    level: int | None

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Link:
    """A way from the edge of one box to the edge of another; ``branch`` as in ``Branch.name``.

    Links to the same node run together. One with ``is_back`` leads to the same row or up, or to
    its own box.
    """

    source: str
    branch: str
    target: str
    points: tuple[Point, ...]
    is_back: bool


@dataclass(frozen=True, slots=True)
class Map:
    width: int
    height: int
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]
