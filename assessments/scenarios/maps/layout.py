"""A scenario document as a picture: boxes in rows from the start down to the endings, and links.

Pure: the same document gives the same map, on any machine. Lengths are in pixels of the drawing.
"""

from collections.abc import Sequence
from functools import lru_cache

from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.lines import wrapped
from assessments.scenarios.maps.ordering import Grid, ordered
from assessments.scenarios.maps.placing import centres
from assessments.scenarios.maps.routes import TURN, Routes
from assessments.scenarios.maps.rows import branches, rows
from assessments.scenarios.maps.shapes import Box, Link, Map
from assessments.scenarios.remembering import MOST, Asked, asked

__all__ = ["Box", "Link", "Map", "layout", "title_of"]

MARGIN = 16
LINE_HEIGHT = 17
WIDTHS = {"scene": 184, "ending": 184, "router": 176}
LINE_LENGTHS = {"scene": 20, "ending": 20, "router": 22}
LINES = {"scene": 2, "ending": 2, "router": 1}
HEIGHTS = {"scene": 66, "ending": 66, "router": 30}
LANE_HALF_WIDTH = 5
LEAST_ROW_GAP, MOST_ROW_GAP = 44, 110
STEEPNESS = 10
"""A row gap grows by a pixel for so many pixels that a link runs sideways in it."""
SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠", ">": ">", "<": "<"}
IS_SET = {("==", 1), (">=", 1), (">", 0), ("!=", 0)}
"""The ways to ask whether a flag is up."""


def layout(document: Document) -> Map:
    """Every node once, in the author's order, and every link whose target exists.

    80 nodes take some hundredths of a second, 300 some tenths; a map whose boxes, their names and
    links are those of one drawn lately takes next to nothing.
    """
    skeleton = [
        (
            name,
            node["kind"],
            title_of(document, name),
            node["level"] if node["kind"] == "ending" else None,
            [(way.name, way.target) for way in branches(name, node)],
        )
        for name, node in document["nodes"].items()
    ]
    return _laid_out(asked(document, (document["start"], skeleton)))


@lru_cache(MOST)
def _laid_out(question: Asked) -> Map:
    document: Document = question.value
    nodes = document["nodes"]
    ways = [
        way for name, node in nodes.items() for way in branches(name, node) if way.target in nodes
    ]
    placed = rows(document, ways)
    grid = ordered(placed, ways)
    halves = [WIDTHS[nodes[name]["kind"]] // 2 for name in grid.names]
    halves += [LANE_HALF_WIDTH] * (len(grid.row_of) - len(halves))
    x = [MARGIN + middle for middle in centres(grid, halves)]
    tops, bottoms = _row_edges(document, grid, x)
    boxes = _boxes(document, grid, x, tops, bottoms)
    routes = Routes(grid, boxes, x, tops, bottoms, placed.back)
    right = max((middle + half for middle, half in zip(x, halves, strict=True)), default=0)
    return Map(
        width=right + MARGIN,
        height=(bottoms[-1] if bottoms else 0) + MARGIN + (TURN if placed.back else 0),
        boxes=tuple(boxes[name] for name in nodes),
        links=tuple(routes.links(ways)),
    )


def title_of(document: Document, node_id: str) -> str:
    """What a node is called on the map: its title, for a router what it asks about, else its id."""
    node = document["nodes"][node_id]
    if node["kind"] != "router":
        return node["title"] or node_id
    labels = {item["key"]: item["label"] for item in document["variables"]}
    flags = {item["key"] for item in document["variables"] if item["kind"] == "flag"}
    conditions = [condition for rule in node["rules"] for condition in rule["when"]]
    asked = [labels.get(item["variable"]) or item["variable"] for item in conditions]
    if len(conditions) == 1:
        only = conditions[0]
        if only["variable"] in flags and (only["op"], only["value"]) in IS_SET:
            return f"{asked[0]}?"
        return f"{asked[0]} {SIGNS[only['op']]} {only['value']}?"
    return ", ".join(dict.fromkeys(asked)) + "?" if asked else node_id


def _row_edges(document: Document, grid: Grid, x: Sequence[int]) -> tuple[list[int], list[int]]:
    """Upper and lower edge of each row; gaps grow with how far links run sideways in them."""
    tops, bottoms, y = [], [], MARGIN
    for row in grid.rows:
        kinds = [
            document["nodes"][grid.names[item]]["kind"] for item in row if not grid.is_lane(item)
        ]
        height = max((HEIGHTS[kind] for kind in kinds), default=LINE_HEIGHT)
        tops.append(y)
        bottoms.append(y + height)
        runs = (abs(x[item] - x[lower]) for item in row for lower in grid.below[item])
        gap = LEAST_ROW_GAP + max(runs, default=0) // STEEPNESS
        y += height + min(gap, MOST_ROW_GAP)
    return tops, bottoms


def _boxes(
    document: Document, grid: Grid, x: Sequence[int], tops: Sequence[int], bottoms: Sequence[int]
) -> dict[str, Box]:
    """Each box in the middle of its row."""
    result = {}
    for item, name in enumerate(grid.names):
        node, row = document["nodes"][name], grid.row_of[item]
        kind, title = node["kind"], title_of(document, name)
        width, height = WIDTHS[kind], HEIGHTS[kind]
        result[name] = Box(
            node=name,
            kind=kind,
            title=title,
            lines=wrapped(title, length=LINE_LENGTHS[kind], lines=LINES[kind]),
            x=x[item] - width // 2,
            y=(tops[row] + bottoms[row] - height) // 2,
            width=width,
            height=height,
            level=node["level"] if node["kind"] == "ending" else None,
        )
    return result
