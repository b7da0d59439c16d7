"""Changes of a draft: ids from titles, links kept, nothing given is changed."""

from copy import deepcopy

import pytest

from assessments.scenarios.shape import parse_problems
from assessments.scenarios.storyboard import edits
from assessments.scenarios.storyboard.naming import slug, unique
from tests.scenarios.documents import choice, ending, healthy, made, router, scene


def linked():
    """one → two → (three → two | out) and one → out; two and three belong to one branch."""
    return made(
        scene("one", choice("a", "two"), choice("b", "out")),
        scene("two", choice("a", "three"), choice("b", "out"), title="Друга"),
        scene("three", choice("a", "two"), choice("b", "fork")),
        router("fork", otherwise="two"),
        ending("out", 2),
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Дата листа", "data-lysta"),
        ("Згода є; йти далі – обʼєкт!", "zghoda-ye-yty-dali-obiekt"),
        ("Щось із ҐРАТ", "shchos-iz-grat"),
        ("112: дзвінок", "node-112-dzvinok"),
        ("…", "node"),
        ("日本", "node"),
        ("а" * 80, "a" * 40),
    ],
)
def test_an_id_is_made_from_the_title_by_the_national_table(title, expected):
    assert slug(title) == expected


def test_a_taken_id_gets_a_number_and_stays_within_the_limit():
    taken = {"a" * 40, "a" * 38 + "-2"}
    assert unique("lyst", set()) == "lyst"
    assert unique("a" * 40, taken) == "a" * 38 + "-3"


def test_a_new_scene_is_empty_valid_and_named_after_its_title():
    document = linked()
    before = deepcopy(document)
    changed, node_id = edits.new_scene(document, "Дата листа")
    again, second = edits.new_scene(changed, "Дата листа")
    assert (node_id, second) == ("data-lysta", "data-lysta-2")
    assert changed["nodes"][node_id]["title"] == "Дата листа"
    assert changed["nodes"][node_id]["choices"] == []
    assert parse_problems(again) == []
    assert document == before


def test_the_first_scene_of_all_becomes_the_start():
    empty = {**linked(), "nodes": {}, "start": ""}
    changed, node_id = edits.new_scene(empty, "Перша")
    assert changed["start"] == node_id == "persha"


def test_a_removed_node_leaves_its_links_open_and_the_rest_alone():
    document = linked()
    changed = edits.without_node(document, "two")
    assert list(changed["nodes"]) == ["one", "three", "fork", "out"]
    assert edits.branches(changed["nodes"]["one"]) == [("a", ""), ("b", "out")]
    assert edits.branches(changed["nodes"]["fork"]) == [("else", "")]
    assert edits.without_node(document, "one")["start"] == ""
    assert parse_problems(changed) == []


def test_links_into_a_node_are_listed_with_their_branches():
    assert [(link.node, link.branch) for link in edits.links_into(linked(), "two")] == [
        ("one", "a"),
        ("three", "a"),
        ("fork", "else"),
    ]


def test_a_branch_is_what_only_its_first_node_leads_to():
    assert edits.branch_of(linked(), "two") == ["two", "three", "fork"]
    assert edits.branch_of(linked(), "three") == ["three", "fork"]
    assert edits.branch_of(linked(), "one") == ["one", "two", "three", "fork", "out"]


def test_a_copied_branch_keeps_links_inside_and_links_out():
    document = linked()
    changed, names = edits.copy_branch(document, "two")
    assert names == {"two": "two-2", "three": "three-2", "fork": "fork-2"}
    assert edits.branches(changed["nodes"]["two-2"]) == [("a", "three-2"), ("b", "out")]
    assert edits.branches(changed["nodes"]["three-2"]) == [("a", "two-2"), ("b", "fork-2")]
    assert edits.branches(changed["nodes"]["fork-2"]) == [("else", "two-2")]
    assert changed["nodes"]["two-2"]["title"] == "Друга (2)"
    assert {key: changed["nodes"][key] for key in document["nodes"]} == document["nodes"]
    assert parse_problems(changed) == []


def test_a_copied_node_leads_where_the_first_one_leads():
    changed, name = edits.copy_node(linked(), "three")
    assert name == "three-2"
    assert edits.branches(changed["nodes"][name]) == [("a", "two"), ("b", "fork")]


def test_a_scene_that_leads_to_itself_is_copied_with_that_link():
    document = made(scene("one", choice("a", "one"), choice("b", "out")), ending("out", 2))
    changed, name = edits.copy_node(document, "one")
    assert edits.branches(changed["nodes"][name]) == [("a", name), ("b", "out")]


def test_choices_take_the_next_free_letter():
    assert edits.blank_choice(["a", "c"])["id"] == "b"
    assert edits.blank_choice([chr(97 + n) for n in range(26)])["id"] == "z-2"


def test_blank_parts_are_well_formed_in_a_document():
    document = healthy()
    for node in (edits.blank_scene("Х"), edits.blank_ending("Y", 3), edits.blank_router()):
        document, _ = edits.new_node(document, node, "Новий")
    assert parse_problems(document) == []
    assert list(document["nodes"])[-3:] == ["novyi", "novyi-2", "novyi-3"]


def test_a_scene_turned_into_an_ending_keeps_its_words():
    node = edits.as_ending(linked()["nodes"]["two"], 3)
    assert (node["kind"], node["title"], node["level"]) == ("ending", "Друга", 3)
    assert node["text"] == linked()["nodes"]["two"]["text"]


def test_moving_past_the_edge_changes_nothing():
    assert edits.moved(["a", "b", "c"], 2, -1) == ["a", "c", "b"]
    assert edits.moved(["a", "b"], 0, -1) == ["a", "b"]
    assert edits.moved(["a", "b"], 5, 1) == ["a", "b"]
