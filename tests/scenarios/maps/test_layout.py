"""The picture of a scenario: every box once, nothing on top of anything, links from box to box."""

import random
import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios.maps.layout import layout, title_of
from assessments.scenarios.maps.lines import wrapped
from assessments.scenarios.maps.rows import WIDEST
from tests.scenarios.documents import choice, ending, healthy, made, router, scene, variable
from tests.scenarios.strategies import UNHURRIED

TRUST = {"variables": [variable("trust", label="Довіра")]}


@st.composite
def tangles(draw):
    """Up to 40 nodes with links anywhere, some of them nowhere, and sometimes no start."""
    count = draw(st.integers(1, 40))
    names = [f"n{number}" for number in range(count)]
    target = st.sampled_from([*names, *names, "", "missing"])
    nodes = {}
    for name in names:
        kind = draw(st.sampled_from(["scene", "scene", "scene", "router", "ending"]))
        if kind == "scene":
            ids = "abcdefghijkl"[: draw(st.integers(0, 12))]
            nodes[name] = {
                "kind": "scene",
                "title": draw(st.text(max_size=40)),
                "choices": [{"id": letter, "to": draw(target)} for letter in ids],
            }
        elif kind == "router":
            rules = [{"when": [], "to": draw(target)} for _ in range(draw(st.integers(0, 4)))]
            nodes[name] = {"kind": "router", "rules": rules, "else": draw(target)}
        else:
            nodes[name] = {"kind": "ending", "level": draw(st.integers(0, 3)), "title": "Кінець"}
    return {"start": draw(st.sampled_from([*names, "missing"])), "variables": [], "nodes": nodes}


def existing_links(document):
    ways = set()
    for name, node in document["nodes"].items():
        branches = [(item["id"], item["to"]) for item in node.get("choices", [])]
        if node["kind"] == "router":
            branches = [(f"rule-{n}", rule["to"]) for n, rule in enumerate(node["rules"])]
            branches.append(("else", node["else"]))
        ways |= {(name, branch, to) for branch, to in branches if to in document["nodes"]}
    return ways


def is_on_edge(box, point):
    x, y = point
    inside = box.x <= x <= box.right and box.y <= y <= box.bottom
    return inside and (x in (box.x, box.right) or y in (box.y, box.bottom))


def overlap(one, other):
    return (
        one.x < other.right
        and other.x < one.right
        and one.y < other.bottom
        and other.y < one.bottom
    )


@UNHURRIED
@given(tangles())
def test_every_node_is_drawn_once_inside_the_map_and_no_two_boxes_overlap(document):
    drawn = layout(document)

    assert [box.node for box in drawn.boxes] == list(document["nodes"])
    for box in drawn.boxes:
        assert 0 <= box.x < box.right <= drawn.width
        assert 0 <= box.y < box.bottom <= drawn.height
    assert not any(overlap(one, other) for one, other in combinations(drawn.boxes, 2))


@UNHURRIED
@given(tangles())
def test_every_link_with_a_target_starts_and_ends_at_the_edge_of_its_boxes(document):
    drawn = layout(document)
    boxes = {box.node: box for box in drawn.boxes}

    links = [(link.source, link.branch, link.target) for link in drawn.links]
    assert len(links) == len(set(links))
    assert set(links) == existing_links(document)
    for link in drawn.links:
        assert len(link.points) > 1
        assert is_on_edge(boxes[link.source], link.points[0])
        assert is_on_edge(boxes[link.target], link.points[-1])
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in link.points)


@UNHURRIED
@given(tangles())
def test_links_onward_lead_down_and_the_others_say_so(document):
    drawn = layout(document)
    boxes = {box.node: box for box in drawn.boxes}

    for link in drawn.links:
        leads_down = boxes[link.source].bottom < boxes[link.target].y
        assert leads_down is not link.is_back


@UNHURRIED
@given(tangles())
def test_no_upright_stretch_of_a_link_runs_through_a_box(document):
    drawn = layout(document)

    for link in drawn.links:
        for (x, y), (other_x, other_y) in zip(link.points, link.points[1:], strict=False):
            if x != other_x:
                continue
            low, high = sorted((y, other_y))
            for box in drawn.boxes:
                crossed = box.x < x < box.right and low < box.bottom and box.y < high
                assert not crossed or box.node in (link.source, link.target)


@UNHURRIED
@given(tangles())
def test_the_same_document_gives_the_same_map(document):
    assert layout(document) == layout(document)


@UNHURRIED
@given(tangles())
def test_rows_stay_narrow_enough_for_a_screen(document):
    tops = [(box.y + box.bottom) for box in layout(document).boxes]

    assert max(tops.count(top) for top in tops) <= WIDEST


def test_endings_stand_below_everything_else_with_their_level():
    drawn = layout(healthy())
    endings = [box for box in drawn.boxes if box.kind == "ending"]
    others = [box for box in drawn.boxes if box.kind != "ending"]

    assert [box.level for box in endings] == [3, 1]
    assert {box.level for box in others} == {None}
    assert min(box.y for box in endings) > max(box.bottom for box in others)


def test_the_start_stands_on_top_and_each_node_below_all_that_lead_to_it():
    drawn = layout(healthy())
    tops = {box.node: box.y for box in drawn.boxes}

    assert tops["s1"] < tops["s2"] < tops["s3"] < tops["s4"] < tops["fork"] < tops["good"]
    assert tops["good"] == tops["poor"]


def test_a_link_to_the_own_scene_and_one_to_an_earlier_scene_lead_back():
    document = made(
        scene("s1", choice("again", "s1"), choice("on", "s2")),
        scene("s2", choice("up", "s1"), choice("on", "good")),
        ending("good", 3),
    )

    back = {(link.source, link.branch) for link in layout(document).links if link.is_back}

    assert back == {("s1", "again"), ("s2", "up")}


def test_a_draft_without_nodes_is_an_empty_map():
    drawn = layout({"start": "", "variables": [], "nodes": {}})

    assert (drawn.boxes, drawn.links) == ((), ())


@pytest.mark.parametrize(
    ("rules", "title"),
    [
        ([(["trust >= 6"], "good")], "Довіра ≥ 6?"),
        ([(["found == 1"], "good")], "Знайшли?"),
        ([(["found == 0"], "good")], "Знайшли = 0?"),
        ([(["trust >= 6"], "good"), (["found == 1", "trust < 3"], "s1")], "Довіра, Знайшли?"),
        ([], "fork"),
    ],
)
def test_a_router_is_called_by_what_it_asks(rules, title):
    found = variable("found", label="Знайшли", kind="flag", max=1, start=0)
    document = made(
        scene("s1", choice("a", "fork")),
        router("fork", *rules, otherwise="good"),
        ending("good", 3),
        variables=[*TRUST["variables"], found],
    )

    assert title_of(document, "fork") == title


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", ()),
        ("Дата листа", ("Дата листа",)),
        ("Лист із суду на столі", ("Лист із", "суду на с…")),
        ("Непередбачуваність", ("Непередбач", "уваність")),
        ("один два три чотири пʼять шість", ("один два", "три чотир…")),
    ],
)
def test_titles_are_cut_into_two_lines(title, lines):
    result = wrapped(title, length=10, lines=2)

    assert result == lines
    assert all(len(line) <= 10 for line in result)


def large_document(count):
    draw = random.Random(5)
    nodes = {}
    for number in range(count - 6):
        onward = [min(count - 7, max(0, number + draw.randint(-2, 6))) for _ in range(3)]
        links = [f"s{to}" if draw.random() < 0.85 else f"e{draw.randint(0, 5)}" for to in onward]
        choices = [{"id": "abc"[index], "to": to} for index, to in enumerate(links)]
        nodes[f"s{number}"] = {"kind": "scene", "title": f"Сцена {number}", "choices": choices}
    for number in range(6):
        nodes[f"e{number}"] = {"kind": "ending", "level": number % 4, "title": "Фінал"}
    return {"start": "s0", "variables": [], "nodes": nodes}


@pytest.mark.parametrize(("count", "seconds"), [(80, 0.1), (300, 1.0)])
def test_large_scenarios_are_drawn_while_one_waits(count, seconds):
    document = large_document(count)
    times = []
    for _ in range(3):  # the best of three: the machine may be busy with something else
        before = time.process_time()
        layout(document)
        times.append(time.process_time() - before)

    assert min(times) < seconds
