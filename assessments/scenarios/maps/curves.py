"""The path and the arrow head of a link, as SVG writes them."""

from collections.abc import Sequence

from assessments.scenarios.maps.shapes import Point

CORNER = 7
HEAD, HALF_HEAD = 8, 4


def path(points: Sequence[Point]) -> str:
    """Straight along an axis with round corners; between columns a curve that starts and ends down.

    ``M10,20 V60 C10,80 50,80 50,100``
    """
    parts = [f"M{_pair(points[0])}"]
    for index in range(1, len(points)):
        before, point = points[index - 1], points[index]
        after = points[index + 1] if index + 1 < len(points) else None
        if before[0] != point[0] and before[1] != point[1]:
            middle = (before[1] + point[1]) // 2
            parts.append(f"C{before[0]},{middle} {point[0]},{middle} {_pair(point)}")
        elif after is not None and _is_corner(before, point, after):
            parts.append(f"L{_pair(_towards(point, before))}")
            parts.append(f"Q{_pair(point)} {_pair(_towards(point, after))}")
        else:
            parts.append(f"L{_pair(point)}")
    return " ".join(parts)


def head(points: Sequence[Point]) -> str:
    """The three points of an arrow head at the end, in the direction of the last stretch."""
    (x, y), (x_before, y_before) = points[-1], points[-2]
    if y == y_before:
        back = -HEAD if x > x_before else HEAD
        return f"{x},{y} {x + back},{y - HALF_HEAD} {x + back},{y + HALF_HEAD}"
    back = -HEAD if y > y_before else HEAD
    return f"{x},{y} {x - HALF_HEAD},{y + back} {x + HALF_HEAD},{y + back}"


def _is_corner(before: Point, point: Point, after: Point) -> bool:
    """True where a level stretch meets an upright one."""
    return (before[0] == point[0] and point[1] == after[1]) or (
        before[1] == point[1] and point[0] == after[0]
    )


def _towards(point: Point, other: Point) -> Point:
    """A corner's distance from ``point`` on the way to ``other``, or half of a shorter way."""
    result = []
    for here, there in zip(point, other, strict=True):
        step = min(CORNER, abs(there - here) // 2)
        result.append(here + (step if there > here else -step))
    return result[0], result[1]


def _pair(point: Point) -> str:
    return f"{point[0]},{point[1]}"
