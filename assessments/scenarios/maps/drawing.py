"""A map with its words: what the template needs to draw it and a screen reader to say it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from assessments.scenarios.grammar import Choice, Condition, Document, Node
from assessments.scenarios.maps.curves import head, path
from assessments.scenarios.maps.layout import SIGNS, layout
from assessments.scenarios.maps.lines import ELLIPSIS
from assessments.scenarios.maps.rows import branches
from assessments.scenarios.maps.shapes import Box, Link

TONES = {
    "good": gettext_lazy("goes well"),
    "poor": gettext_lazy("goes badly"),
    "path": gettext_lazy("the way taken"),
    "best": gettext_lazy("the recommended way"),
    "muted": gettext_lazy("not visited"),
}
LEVELS = (
    gettext_lazy("harmful ending"),
    gettext_lazy("poor ending"),
    gettext_lazy("partial ending"),
    gettext_lazy("good ending"),
)
LINE_HEIGHT = 17
FIRST_LINE = {"scene": 23, "ending": 38, "router": 20}
THINNEST, WIDENING = 1.5, 6.0
TAG_CHARACTER, TAG_PADDING = 7.0, 12
LONGEST_QUOTE = 80


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; ``x`` is its middle."""

    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A word on a small plate on the upper edge of a box."""

    x: int
    y: int
    width: int
    text: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """``name`` says all that the picture shows; ``gaps`` counts ways out that lead nowhere."""

    box: Box
    name: str
    href: str
    css: str
    lines: tuple[Words, ...]
    level: str
    tag: Tag | None
    gaps: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """``stroke`` is a width in pixels, written with a point in every language."""

    link: Link
    path: str
    head: str
    stroke: str
    css: str
    title: str
    label: Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes stand in reading order, from the top down; ``summary`` counts them in words.

    ``percent`` is the size at which it is shown; lengths inside are those of 100.
    """

    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    links: tuple[DrawnLink, ...]
    summary: str
    percent: int = 100

    @property
    def shown_width(self) -> int:
        return self.width * self.percent // 100

    @property
    def shown_height(self) -> int:
        return self.height * self.percent // 100

    @property
    def has_back_links(self) -> bool:
        return any(drawn.link.is_back for drawn in self.links)


def draw(
    document: Document,
    *,
    hrefs: Mapping[str, str] = {},
    notes: Mapping[str, str] = {},
    tones: Mapping[str, str] = {},
    weights: Mapping[tuple[str, str], float] = {},
    only: Collection[str] | None = None,
    current: str = "",
    percent: int = 100,
) -> Drawing:
    """The whole map, or the part of it that ``only`` names; the rest leaves no trace.

    ``hrefs``, ``notes`` and ``tones`` go by node. A note ends the node's name. A tone is a key of
    ``TONES``; with a key such as ``intro.a`` it marks the link of that branch. ``weights`` go by
    (node, branch) from 0 to 1: the heavier, the thicker the line.
    """
    shown = document if only is None else _part(document, only)
    picture = layout(shown)
    boxes = {box.node: box for box in picture.boxes}
    links = tuple(
        _link(document, boxes, link, weights.get((link.source, link.branch), 0.0), tones)
        for link in picture.links
    )
    returning = [link.source for link in picture.links if link.is_back]
    nodes = tuple(
        DrawnNode(
            box=box,
            name=_full_name(
                document,
                box,
                back=returning.count(box.node),
                note=notes.get(box.node, ""),
                tone=str(TONES.get(tones.get(box.node, ""), "")),
                is_current=box.node == current,
            ),
            href=hrefs.get(box.node, ""),
            css=_css(box, tones.get(box.node, ""), is_current=box.node == current),
            lines=_lines(box),
            level="" if box.level is None else str(LEVELS[box.level]),
            tag=_tag(box, tones.get(box.node, "")),
            gaps=_gaps(document, box.node),
            is_current=box.node == current,
        )
        for box in sorted(picture.boxes, key=lambda box: (box.y, box.x))
    )
    summary = _summary(picture.boxes)
    return Drawing(picture.width, picture.height, nodes, links, summary, percent)


def branch_label(node: Node, branch: str) -> str:
    """What stands where a way leaves its box: a number, or an answer to a router's question."""
    names = [way.name for way in branches("", node)]
    if node["kind"] != "router" or (branch != "else" and len(names) > 2):
        return str(names.index(branch) + 1)
    if len(names) > 2:
        return pgettext("way out of a fork", "else")
    return _("no") if branch == "else" else _("yes")


def conditions_in_words(document: Document, conditions: Collection[Condition]) -> str:
    """``Довіра ≥ 7, Ясність > 2``; empty without conditions."""
    labels = {item["key"]: item["label"] or item["key"] for item in document["variables"]}
    return ", ".join(
        f"{labels.get(item['variable'], item['variable'])} {SIGNS[item['op']]} {item['value']}"
        for item in conditions
    )


def node_name(document: Document, box: Box) -> str:
    """``Сцена «Дата листа», 3 відповіді``: what the box is, and how many ways lead out of it."""
    count = len(branches(box.node, document["nodes"][box.node]))
    values = {"title": box.title, "count": count}
    if box.kind == "scene":
        return (
            ngettext(
                "Scene “%(title)s”, %(count)d reply", "Scene “%(title)s”, %(count)d replies", count
            )
            % values
        )
    if box.kind == "router":
        return (
            ngettext("Fork “%(title)s”, %(count)d way", "Fork “%(title)s”, %(count)d ways", count)
            % values
        )
    level = LEVELS[box.level or 0]
    return _("Ending “%(title)s”, %(level)s") % {"title": box.title, "level": level}


def _part(document: Document, only: Collection[str]) -> Document:
    nodes = {name: node for name, node in document["nodes"].items() if name in only}
    return cast(Document, {**document, "nodes": nodes})


def _full_name(
    document: Document, box: Box, *, back: int, note: str, tone: str, is_current: bool
) -> str:
    gaps = _gaps(document, box.node)
    parts = [node_name(document, box)]
    if back:
        parts.append(
            ngettext("%(count)d leads back", "%(count)d lead back", back) % {"count": back}
        )
    if gaps:
        parts.append(
            ngettext("%(count)d leads nowhere", "%(count)d lead nowhere", gaps) % {"count": gaps}
        )
    if is_current:
        parts.append(_("you are here"))
    return ", ".join([*parts, *filter(None, (tone, note))])


def _gaps(document: Document, node_id: str) -> int:
    ways = branches(node_id, document["nodes"][node_id])
    return sum(way.target not in document["nodes"] for way in ways)


def _css(box: Box, tone: str, *, is_current: bool) -> str:
    names = ["map__node", f"map__node--{box.kind}"]
    if box.level is not None:
        names.append(f"map__node--level-{box.level}")
    if tone in TONES:
        names.append(f"map__node--{tone}")
    if is_current:
        names.append("map__node--current")
    return " ".join(names)


def _lines(box: Box) -> tuple[Words, ...]:
    first = FIRST_LINE[box.kind]
    if box.kind != "router" and len(box.lines) == 1:
        first += LINE_HEIGHT // 2 - (4 if box.kind == "ending" else 1)
    return tuple(
        Words(box.middle, box.y + first + LINE_HEIGHT * number, line)
        for number, line in enumerate(box.lines)
    )


def _tag(box: Box, tone: str) -> Tag | None:
    if tone not in TONES:
        return None
    text = str(TONES[tone])
    width = int(len(text) * TAG_CHARACTER) + TAG_PADDING
    return Tag(box.x + 6, box.y - 9, width, text)


def _link(
    document: Document,
    boxes: Mapping[str, Box],
    link: Link,
    weight: float,
    tones: Mapping[str, str],
) -> DrawnLink:
    node, box = document["nodes"][link.source], boxes[link.source]
    tone = tones.get(f"{link.source}.{link.branch}", "")
    names = ["map__link", "map__link--back" if link.is_back else ""]
    names.append(f"map__link--{tone}" if tone in TONES else "")
    return DrawnLink(
        link=link,
        # Dashes begin at the target, so that they fall together where links back share a lane.
        path=path(link.points[::-1] if link.is_back else link.points),
        head=head(link.points),
        stroke=f"{THINNEST + WIDENING * min(max(weight, 0.0), 1.0):.2f}",
        css=" ".join(filter(None, names)),
        title=_link_title(document, link, boxes[link.target].title),
        label=_label(box, link, branch_label(node, link.branch)),
    )


def _label(box: Box, link: Link, text: str) -> Words:
    """Inside a scene at its edge; a router is too small for that, so beside its line."""
    x, y = link.points[0]
    is_scene = box.kind == "scene"
    if y == box.bottom:
        outward = -12 if x < box.middle else 12
        return Words(x, y - 6, text) if is_scene else Words(x + outward, y + 11, text)
    inward = -9 if x == box.right else 9
    return Words(x + inward, y + 3, text) if is_scene else Words(x - 2 * inward, y - 4, text)


def _link_title(document: Document, link: Link, target: str) -> str:
    node = document["nodes"][link.source]
    what = _("otherwise")
    if node["kind"] == "scene":
        what = _quoted(next(item for item in node["choices"] if item["id"] == link.branch))
    elif node["kind"] == "router" and link.branch != "else":
        rule = node["rules"][int(link.branch.removeprefix("rule-"))]
        what = conditions_in_words(document, rule["when"]) or _("always")
    values = {"what": what, "target": target}
    if link.is_back:
        return _("%(what)s – back to “%(target)s”") % values
    return _("%(what)s – on to “%(target)s”") % values


def _quoted(choice: Choice) -> str:
    text = choice["text"]
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + ELLIPSIS


def _summary(boxes: Collection[Box]) -> str:
    kinds = [box.kind for box in boxes]
    scenes, endings = kinds.count("scene"), kinds.count("ending")
    return ", ".join(
        (
            ngettext("%(count)d scene", "%(count)d scenes", scenes) % {"count": scenes},
            ngettext("%(count)d ending", "%(count)d endings", endings) % {"count": endings},
        )
    )
