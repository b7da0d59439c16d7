"""The map in words: names for those who hear it, marks for those who see it."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given

from assessments.scenarios.maps.curves import head, path
from assessments.scenarios.maps.drawing import draw
from tests.scenarios.documents import choice, ending, healthy, made, router, scene, variable
from tests.scenarios.maps.test_layout import tangles
from tests.scenarios.strategies import UNHURRIED


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def talk():
    return made(
        scene("date", choice("a", "fork", text="Коли?"), choice("b", "date"), title="Дата листа"),
        router("fork", (["trust >= 6"], "good"), otherwise="poor"),
        ending("good", 3, title="Разом"),
        ending("poor", 1, title="Сама"),
        scene("one", choice("a", "good")),
        variables=[variable("trust", label="Довіра")],
    )


def names(drawing):
    return {node.box.node: node.name for node in drawing.nodes}


def page(**options):
    drawing = draw(talk(), **options)
    return render_to_string("scenarios/map.html", {"drawing": drawing, "label": "Map"})


def test_each_node_is_named_with_its_kind_its_title_and_its_ways_out():
    assert names(draw(talk())) == {
        "date": "Scene “Дата листа”, 2 replies, 1 leads back",
        "one": "Scene “one”, 1 reply",
        "fork": "Fork “Довіра ≥ 6?”, 2 ways",
        "good": "Ending “Разом”, good ending",
        "poor": "Ending “Сама”, poor ending",
    }


def test_notes_tones_and_the_place_where_one_stands_end_the_name():
    drawing = draw(talk(), notes={"date": "1 error"}, tones={"date": "path"}, current="date")

    assert names(drawing)["date"].endswith("1 leads back, you are here, the way taken, 1 error")


def test_a_way_that_leads_nowhere_is_marked_and_said():
    document = healthy()
    document["nodes"]["s1"]["choices"][0]["to"] = ""
    document["nodes"]["s1"]["choices"][1]["to"] = "nothing"

    drawing = draw(document)

    assert {node.box.node: node.gaps for node in drawing.nodes if node.gaps} == {"s1": 2}
    assert names(drawing)["s1"] == "Scene “s1”, 3 replies, 2 lead nowhere"
    assert names(drawing)["s2"] == "Scene “s2”, 3 replies"


def test_links_say_what_is_said_and_where_it_leads():
    titles = {(drawn.link.source, drawn.link.branch): drawn.title for drawn in draw(talk()).links}

    assert titles["date", "a"] == "Коли? – on to “Довіра ≥ 6?”"
    assert titles["date", "b"] == "Відповідь b клієнтові – back to “Дата листа”"
    assert titles["fork", "rule-0"] == "Довіра ≥ 6 – on to “Разом”"
    assert titles["fork", "else"] == "otherwise – on to “Сама”"


def test_links_are_labelled_with_the_number_of_the_reply_or_the_answer_of_the_fork():
    labels = {
        (drawn.link.source, drawn.link.branch): drawn.label.text for drawn in draw(talk()).links
    }

    assert labels == {
        ("date", "a"): "1",
        ("date", "b"): "2",
        ("one", "a"): "1",
        ("fork", "rule-0"): "yes",
        ("fork", "else"): "no",
    }


def test_only_the_named_part_is_drawn_and_the_rest_leaves_no_trace():
    html = page(only={"date", "fork", "good"}, hrefs={"poor": "/poor"})

    assert html.count("data-node=") == 3
    assert "Сама" not in html
    assert "/poor" not in html
    assert "poor" not in html


def test_heavier_links_are_thicker_and_never_out_of_range():
    weights = {("date", "a"): 0.5, ("date", "b"): 9.0, ("fork", "else"): -1.0}
    drawn = {
        (item.link.source, item.link.branch): item.stroke
        for item in draw(talk(), weights=weights).links
    }

    assert drawn["date", "a"] == "4.50"
    assert drawn["date", "b"] == "7.50"
    assert drawn["fork", "else"] == drawn["fork", "rule-0"] == "1.50"


def test_widths_are_written_with_a_point_in_ukrainian_too():
    with translation.override("uk"):
        html = page(weights={("date", "a"): 0.5})

    assert 'stroke-width="4.50"' in html


def test_a_tone_shows_as_a_class_and_as_a_word_and_an_unknown_one_not_at_all():
    html = page(tones={"date": "poor", "good": "<b>", "date.a": "best"})

    assert "map__node--poor" in html
    assert ">goes badly</text>" in html
    assert "map__link--best" in html
    assert "<b>" not in html
    assert "&lt;b&gt;" not in html


def test_nodes_are_links_where_an_address_is_given_and_named_pictures_elsewhere():
    html = page(hrefs={"date": "/cms/date"}, current="date")

    assert re.search(r'<a class="[^"]*map__node--current"[^>]* href="/cms/date"[^>]*>', html)
    assert html.count('aria-current="true"') == 1
    assert html.count('role="img"') == 4
    assert '<div class="map" tabindex="0" role="region" aria-label="Map">' in html
    assert 'aria-label="Map: 2 scenes, 2 endings"' in html


def test_words_of_the_author_are_escaped_and_nothing_is_styled_inline():
    document = talk()
    document["nodes"]["date"]["title"] = '"><script>alert(1)</script>'
    document["nodes"]["date"]["choices"][0]["text"] = "</title><script>"
    html = render_to_string("scenarios/map.html", {"drawing": draw(document), "label": "<i>"})

    assert "<script" not in html
    assert "<i>" not in html
    assert " style=" not in html


def test_the_key_explains_dashes_only_where_there_are_any():
    assert "leads back up" in page()
    assert "leads back up" not in page(only={"good"})


def test_a_path_turns_round_corners_and_bends_between_columns():
    assert path([(0, 0), (0, 20), (40, 60), (40, 80)]) == "M0,0 L0,20 C0,40 40,40 40,60 L40,80"
    assert path([(0, 0), (30, 0), (30, 40)]) == "M0,0 L23,0 Q30,0 30,7 L30,40"


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([(5, 0), (5, 20)], "5,20 1,12 9,12"),
        ([(40, 5), (20, 5)], "20,5 28,1 28,9"),
        ([(0, 5), (20, 5)], "20,5 12,1 12,9"),
    ],
)
def test_arrow_heads_point_where_the_link_goes(points, expected):
    assert head(points) == expected


@UNHURRIED
@given(tangles())
def test_any_draft_can_be_drawn(document):
    for node in document["nodes"].values():
        for item in node.get("choices", []):
            item["text"] = "Відповідь"

    drawing = draw(document)

    assert {node.box.node for node in drawing.nodes} == set(document["nodes"])
