"""Two documents side by side: words apart from what decides how a talk goes."""

from copy import deepcopy

import pytest
from django.utils import translation
from hypothesis import given

from assessments.scenarios.comparing import PARTS, summary
from assessments.scenarios.comparison import (
    CHOICE_STRUCTURE,
    CHOICE_WORDING,
    NODE_WORDING,
    TOP_STRUCTURE,
    TOP_WORDING,
    VARIABLE_PARTS,
    SentenceChange,
    compare,
    sentence_changes,
    sentences,
)
from assessments.scenarios.document import content_hash, structure_hash
from tests.scenarios.documents import choice, ending, made, router, scene, variable
from tests.scenarios.strategies import UNHURRIED, documents


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def talk():
    return made(
        scene(
            "s1", choice("a", "fork", 4, reaction="Так. Дякую."), choice("b", "s2"), title="Початок"
        ),
        scene("s2", choice("a", "good", 2), title="Далі"),
        router("fork", (["trust >= 6"], "good"), otherwise="s2"),
        ending("good", 3, title="Добре"),
        variables=[variable("trust", label="Довіра")],
    )


def changed(change):
    new = deepcopy(talk())
    change(new, new["nodes"])
    return compare(talk(), new)


def only(change):
    """The node changed, and the one thing that changed in it."""
    [node] = changed(change).nodes
    [item] = (*node.wording, *node.structure)
    return node.node, item


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Так. Ні! Справді? Еге…", ["Так.", "Ні!", "Справді?", "Еге…"]),
        ("– Так.\n\n– Ні", ["– Так.", "– Ні"]),
        ("Закон № 5. Стаття 2", ["Закон № 5. Стаття 2"]),
        (" \n ", []),
    ],
)
def test_texts_are_cut_into_sentences_and_lines(text, expected):
    assert sentences(text) == expected


def test_only_changed_sentences_are_told_each_beside_its_forerunner():
    before = "Добрий день. Сідайте. Що сталося?"

    assert sentence_changes(before, "Добрий день. Сідайте, прошу. Що сталося?") == (
        SentenceChange("Сідайте.", "Сідайте, прошу."),
    )
    assert sentence_changes(before, "Добрий день. Що сталося?") == (SentenceChange("Сідайте.", ""),)
    assert sentence_changes(before, f"{before} Я слухаю.") == (SentenceChange("", "Я слухаю."),)
    assert sentence_changes("Так. Ні.", "Так.  Ні.") == (SentenceChange("Так. Ні.", "Так.  Ні."),)
    assert sentence_changes(before, before) == ()


def test_the_same_document_does_not_differ():
    comparison = compare(talk(), talk())

    assert comparison.is_empty
    assert summary(comparison) == "No changes."


def test_nodes_that_came_or_went_are_told_without_their_contents():
    new = deepcopy(talk())
    new["nodes"]["s3"] = {**new["nodes"].pop("s2"), "title": "Інше"}

    fates = [(item.node, item.title, item.fate) for item in compare(talk(), new).nodes]

    assert fates == [("s3", "Інше", "added"), ("s2", "Далі", "removed")]


def test_words_of_a_reply_are_told_at_the_reply():
    node, item = only(lambda _, nodes: nodes["s1"]["choices"][0].update(reaction="Так. Ні."))

    assert (node, item.choice, item.field) == ("s1", "a", "reaction")
    assert item.sentences == (SentenceChange("Дякую.", "Ні."),)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            lambda _, n: n["s1"]["choices"][0].update(to="good"),
            ("s1", "a", "to", "Довіра ≥ 6?", "Добре"),
        ),
        (lambda _, n: n["s1"]["choices"][0].update(to=""), ("s1", "a", "to", "Довіра ≥ 6?", "")),
        (
            lambda _, n: n["s1"]["choices"][0].update(
                when=[{"variable": "trust", "op": "<=", "value": 4}]
            ),
            ("s1", "a", "when", "", "Довіра ≤ 4"),
        ),
        (
            lambda _, n: n["s1"]["choices"][0].update(
                effects=[{"variable": "trust", "op": "-", "value": 2}]
            ),
            ("s1", "a", "effects", "", "Довіра - 2"),
        ),
        (
            lambda _, n: n["s1"]["choices"][0].update(qualities={"FL-02": 3, "FL-01": 1}),
            ("s1", "a", "qualities", "FL-02: 4", "FL-01: 1, FL-02: 3"),
        ),
        (lambda _, n: n["s1"]["choices"][0].update(once=True), ("s1", "a", "once", "–", "✓")),
        (lambda _, n: n["good"].update(level=2), ("good", "", "level", "3", "2")),
        (lambda _, n: n["fork"].update({"else": "good"}), ("fork", "else", "to", "Далі", "Добре")),
        (
            lambda _, n: n["fork"]["rules"].append({"when": [], "to": "s1"}),
            ("fork", "rule-1", "rule", "", " → Початок"),
        ),
        (
            lambda _, n: n["fork"]["rules"].clear(),
            ("fork", "rule-0", "rule", "Довіра ≥ 6 → Добре", ""),
        ),
        (
            lambda _, n: n["s1"]["choices"].pop(1),
            ("s1", "b", "choice", "Відповідь b клієнтові", ""),
        ),
        (lambda _, n: n["s1"]["choices"].reverse(), ("s1", "", "order", "a, b", "b, a")),
    ],
)
def test_structure_is_told_apart_from_words_as_one_reads_it(change, told):
    node, item = only(change)

    assert (node, item.branch, item.part, item.before, item.after) == told


def test_a_renamed_target_and_a_relabelled_meter_change_nothing_where_they_are_used():
    comparison = changed(
        lambda new, nodes: (
            nodes["good"].update(title="Чудово"),
            new["variables"][0].update(label="Віра"),
        )
    )

    assert [item.node for item in comparison.nodes] == ["good"]
    assert [(item.branch, item.part) for item in comparison.structure] == [("trust", "label")]


@pytest.mark.parametrize(
    ("change", "affects"),
    [
        (lambda new, nodes: nodes["s1"].update(text="Інше."), False),
        (lambda new, nodes: nodes["s1"]["choices"].reverse(), False),
        (lambda new, nodes: nodes["s1"]["choices"][0].update(qualities={"FL-02": 3}), True),
        (lambda new, nodes: nodes["s1"]["choices"][0].update(to="good"), True),
        (lambda new, nodes: new["pass"].update(achievement=70), True),
    ],
)
def test_it_says_whether_scores_are_affected(change, affects):
    assert changed(change).affects_scores is affects


def test_the_summary_counts_and_says_what_becomes_of_scores():
    comparison = changed(
        lambda new, nodes: (
            nodes["s1"].update(text="Інше."),
            nodes["s2"]["choices"][0].update(to="s1"),
            new.update(title="Нова назва"),
        )
    )

    assert summary(comparison) == "2 scenes, 1 target, 1 setting, effect on scores: yes"


def test_every_part_that_may_be_told_has_a_name():
    told = {*NODE_WORDING, *CHOICE_WORDING, *CHOICE_STRUCTURE, *TOP_WORDING, *TOP_STRUCTURE}
    told |= {*VARIABLE_PARTS, "kind", "level", "order", "choice", "rule", "pass", "variable"}
    told |= {"client.name", "client.age", "client.about"}

    assert told == PARTS.keys()


@UNHURRIED
@given(documents(loops=True), documents(loops=True))
def test_nothing_that_differs_goes_untold(old, new):
    comparison = compare(old, new)

    assert comparison.is_empty is (content_hash(old) == content_hash(new))
    assert comparison.affects_scores or structure_hash(old) == structure_hash(new)
    assert {item.node for item in comparison.nodes if item.fate != "changed"} == (
        old["nodes"].keys() ^ new["nodes"].keys()
    )
