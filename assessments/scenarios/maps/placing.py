"""Where each item of a row stands: as straight as its links allow, never closer than a gap."""

from collections.abc import Sequence
from itertools import pairwise

from assessments.scenarios.maps.ordering import Grid

ROUNDS = 8
GAP = 24
LANE_GAP = 14
LANE_PULL = 4.0
"""How much harder lanes pull than boxes do: bends are easier to follow at boxes."""


def centres(grid: Grid, half_widths: Sequence[int]) -> list[int]:
    """The x of each item's middle, in the grid's order of rows; the least left edge is 0."""
    x = [0.0] * len(grid.row_of)
    offsets = {index: _offsets(grid, row, half_widths) for index, row in enumerate(grid.rows)}
    for index, row in enumerate(grid.rows):
        middle = offsets[index][-1] / 2 if row else 0.0
        for item, offset in zip(row, offsets[index], strict=True):
            x[item] = offset - middle
    for turn in range(ROUNDS):
        pulls = (grid.above, grid.below)
        sides = pulls if turn >= ROUNDS - 2 else (pulls[turn % 2],)
        numbers = range(len(grid.rows)) if turn % 2 == 0 else range(len(grid.rows) - 1, -1, -1)
        for index in numbers:
            row = grid.rows[index]
            wanted = [_wanted(grid, item, x, sides) for item in row]
            weights = [LANE_PULL if grid.is_lane(item) else 1.0 for item in row]
            for item, place in zip(row, _kept_apart(wanted, weights, offsets[index]), strict=True):
                x[item] = place
    _straighten(grid, x, half_widths)
    return _from_zero(grid, x, half_widths)


def _straighten(grid: Grid, x: list[float], half_widths: Sequence[int]) -> None:
    """Each lane goes on just below the one above it, as far as its neighbours leave room."""
    for row in grid.rows:
        for index, item in enumerate(row):
            above = [other for other in grid.above[item] if grid.is_lane(other)]
            if not grid.is_lane(item) or not above:
                continue
            low, high = float("-inf"), float("inf")
            if index:
                before = row[index - 1]
                low = x[before] + half_widths[before] + LANE_GAP + half_widths[item]
            if index + 1 < len(row):
                after = row[index + 1]
                high = x[after] - half_widths[after] - LANE_GAP - half_widths[item]
            x[item] = min(max(x[above[0]], low), max(high, low))


def _offsets(grid: Grid, row: Sequence[int], half_widths: Sequence[int]) -> list[int]:
    """The least distance of each item's middle from that of the first."""
    result = [0] if row else []
    for left, right in pairwise(row):
        is_lane = grid.is_lane(left) or grid.is_lane(right)
        gap = LANE_GAP if is_lane else GAP
        result.append(result[-1] + half_widths[left] + gap + half_widths[right])
    return result


def _wanted(
    grid: Grid, item: int, x: Sequence[float], sides: Sequence[Sequence[Sequence[int]]]
) -> float:
    """The mean of where the neighbours stand, lanes counting more; else where it stands now."""
    total = weight = 0.0
    for side in sides:
        for other in side[item]:
            pull = LANE_PULL if grid.is_lane(item) and grid.is_lane(other) else 1.0
            total += pull * x[other]
            weight += pull
    return total / weight if weight else x[item]


def _kept_apart(
    wanted: Sequence[float], weights: Sequence[float], offsets: Sequence[int]
) -> list[float]:
    """The places nearest to those wanted (least squares) that keep the order and the gaps.

    Source: pool adjacent violators, on the wanted places less the offsets.
    """
    blocks: list[tuple[float, float, int]] = []
    for place, weight, offset in zip(wanted, weights, offsets, strict=True):
        block = ((place - offset) * weight, weight, 1)
        while blocks and blocks[-1][0] / blocks[-1][1] > block[0] / block[1]:
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    bases = [total / weight for total, weight, count in blocks for _ in range(count)]
    return [base + offset for base, offset in zip(bases, offsets, strict=True)]


def _from_zero(grid: Grid, x: Sequence[float], half_widths: Sequence[int]) -> list[int]:
    """Whole numbers that still keep the gaps, which are whole themselves."""
    if not x:
        return []
    left = min(place - half for place, half in zip(x, half_widths, strict=True))
    result = [0] * len(x)
    for row in grid.rows:
        for index, item in enumerate(row):
            result[item] = int(x[item] - left)
            if index:  # rounding errors of floating point must not bring two boxes together
                before = row[index - 1]
                least = LANE_GAP + half_widths[before] + half_widths[item]
                result[item] = max(result[item], result[before] + least)
    return result
