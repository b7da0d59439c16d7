import copy
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios.document import (
    complete,
    content_hash,
    from_text,
    parse_problems,
    structure_hash,
)
from assessments.scenarios.exceptions import InvalidText
from assessments.scenarios.findings import sentence
from assessments.scenarios.sentences import SENTENCES
from tests.scenarios.documents import (
    choice,
    ending,
    healthy,
    healthy_nodes,
    made,
    router,
    scene,
    text_form,
    variable,
)
from tests.scenarios.strategies import UNHURRIED, documents

SHIPPED = Path(__file__).parents[2] / "training" / "curriculum" / "content" / "scenarios"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def codes(document):
    return {(problem.path, problem.message_code) for problem in parse_problems(document)}


def places(value, path=()):
    """Paths of every value inside a document."""
    yield path
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(member, (*path, key))


def replaced(document, path, value):
    if not path:
        return value
    changed = copy.deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def test_text_form_becomes_a_document():
    document = made(
        scene("intro", choice("a", "fork", 3, when="trust >= 6", effects=["trust +2", "seen = 1"])),
        router("fork", (["seen == 1"], "good"), otherwise="good"),
        ending("good", 3, follow_up="M2-L1"),
        variables=[variable("trust"), variable("seen", max=1, start=0, kind="flag")],
    )
    first = document["nodes"]["intro"]["choices"][0]

    assert first["when"] == [{"variable": "trust", "op": ">=", "value": 6}]
    assert first["effects"] == [
        {"variable": "trust", "op": "+", "value": 2},
        {"variable": "seen", "op": "=", "value": 1},
    ]
    assert (first["weight"], first["critical"], first["once"]) == (1, "none", False)
    assert document["nodes"]["fork"] == {
        "kind": "router",
        "rules": [{"when": [{"variable": "seen", "op": "==", "value": 1}], "to": "good"}],
        "else": "good",
    }
    assert document["nodes"]["good"]["follow_up"] == ["M2-L1"]
    assert document["pass"] == {"level": 2, "achievement": 60, "competencies": {}}
    assert parse_problems(json.loads(json.dumps(document))) == []


def test_notes_for_editors_are_left_out_and_the_source_is_untouched():
    source = text_form(
        scene("s1", choice("a", "end", verify="check"), verify="check"),
        ending("end", 1, verify="check"),
        verify="check",
        client={"name": "Марія", "verify": "check"},
    )
    before = copy.deepcopy(source)

    assert "verify" not in json.dumps(from_text(source))
    assert source == before


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("trust > six", "bad_condition"),
        ("trust => 6", "bad_condition"),
        ("trust >= 6 or 1", "bad_condition"),
        ("__import__('os')", "bad_condition"),
    ],
)
def test_text_form_refuses_what_is_not_a_condition(line, code):
    source = text_form(scene("s1", choice("a", "end", when=[line])), ending("end", 1))

    with pytest.raises(InvalidText) as refusal:
        from_text(source)

    assert [(p.path, p.message_code) for p in refusal.value.problems] == [
        ("nodes.s1.choices.a.when.0", code)
    ]


@pytest.mark.parametrize("line", ["trust", "trust * 2", "trust + -2", "trust += 2", "+ 2"])
def test_text_form_refuses_what_is_not_an_effect(line):
    with pytest.raises(InvalidText, match=r"nodes\.s1\.choices\.a\.effects\.0: bad_effect"):
        from_text(text_form(scene("s1", choice("a", "end", effects=[line])), ending("end", 1)))


@pytest.mark.parametrize("line", [None, 5, [], {"variable": "trust"}])
def test_text_form_refuses_conditions_that_are_neither_words_nor_mappings(line):
    with pytest.raises(InvalidText, match=r"nodes\.s1\.choices\.a\.when\.0"):
        from_text(text_form(scene("s1", choice("a", "end", when=[line])), ending("end", 1)))


def test_text_form_names_every_fault_at_once():
    source = text_form(
        scene("s1", choice("a", "end", effects=["trust ? 1"])),
        scene("s1"),
        {"text": "без назви"},
        ending("end", 7),
        nodes={},
    )

    with pytest.raises(InvalidText) as refusal:
        from_text(source)

    assert {(p.path, p.message_code) for p in refusal.value.problems} == {
        ("nodes", "unknown_key"),
        ("nodes.s1.choices.a.effects.0", "bad_effect"),
        ("nodes.s1", "duplicate_id"),
        ("scenes.2.id", "wrong_type"),
        ("nodes.end.level", "out_of_range"),
    }


@pytest.mark.parametrize("value", [None, [], "scenes", 5, {}, {"scenes": 3}, {"scenes": [4]}])
def test_text_form_refuses_other_values_by_name(value):
    with pytest.raises(InvalidText):
        from_text(value)


def faulty(change):
    document = healthy()
    change(document)
    return document


FAULTS = {
    ("start", "missing_key"): lambda d: d.pop("start"),
    ("colour", "unknown_key"): lambda d: d.update(colour="red"),
    ("schema_version", "out_of_range"): lambda d: d.update(schema_version=2),
    ("channel", "bad_word"): lambda d: d.update(channel="pigeon"),
    ("title", "too_long"): lambda d: d.update(title="ж" * 201),
    ("title", "bad_character"): lambda d: d.update(title="нуль\x00"),
    ("minutes", "wrong_type"): lambda d: d.update(minutes=True),
    ("client.age", "wrong_type"): lambda d: d["client"].update(age="67"),
    ("competencies", "too_many"): lambda d: d.update(competencies=[f"C{n}" for n in range(13)]),
    ("competencies.FL-02", "duplicate_id"): lambda d: d["competencies"].append("FL-02"),
    ("pass.achievement", "out_of_range"): lambda d: d["pass"].update(achievement=101),
    ("variables.trust.max", "empty_range"): lambda d: d["variables"][0].update(max=0),
    ("variables.trust.max", "wide_range"): lambda d: d["variables"][0].update(max=11),
    ("variables.trust.start", "out_of_range"): lambda d: d["variables"][0].update(start=11),
    ("variables.trust.kind", "flag_range"): lambda d: d["variables"][0].update(kind="flag"),
    ("variables.trust.words", "wrong_count"): lambda d: d["variables"][0].update(words=["a"]),
    ("variables.trust", "duplicate_id"): lambda d: d["variables"].append(d["variables"][0]),
    ("nodes.s 1", "bad_id"): lambda d: d["nodes"].update({"s 1": d["nodes"]["s1"]}),
    ("nodes.s1.kind", "bad_word"): lambda d: d["nodes"]["s1"].update(kind="dream"),
    ("nodes.s1.choices.a.to", "bad_id"): lambda d: d["nodes"]["s1"]["choices"][0].update(to="S 2"),
    ("nodes.s1.choices.a.qualities.FL-02", "out_of_range"): lambda d: d["nodes"]["s1"]["choices"][
        0
    ]["qualities"].update({"FL-02": 5}),
    ("nodes.s1.choices.a", "duplicate_id"): lambda d: d["nodes"]["s1"]["choices"].append(
        d["nodes"]["s1"]["choices"][0]
    ),
    ("nodes.s1.choices.a.effects.0", "unknown_variable"): lambda d: d["nodes"]["s1"]["choices"][0][
        "effects"
    ][0].update(variable="hope"),
    ("nodes.s1.choices.a.effects.0.value", "not_positive"): lambda d: d["nodes"]["s1"]["choices"][
        0
    ]["effects"][0].update(value=-1),
    ("nodes.fork.rules.0.when.0", "unknown_variable"): lambda d: d["nodes"]["fork"]["rules"][0][
        "when"
    ][0].update(variable="hope"),
    ("nodes.fork.rules.0.when.0.op", "bad_word"): lambda d: d["nodes"]["fork"]["rules"][0]["when"][
        0
    ].update(op="=>"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=".".join)
def test_a_fault_of_shape_is_named_with_its_place(fault):
    assert codes(faulty(FAULTS[fault])) == {fault}


def test_more_than_four_read_variables_are_refused():
    keys = ["va", "vb", "vc", "vd", "ve"]
    document = healthy(variables=[variable(key) for key in ["trust", *keys]])
    rule = document["nodes"]["fork"]["rules"][0]
    rule["when"] = [{"variable": key, "op": ">", "value": 1} for key in keys]

    assert codes(document) == {("variables", "too_many_read")}


def test_a_draft_with_open_ends_is_still_well_formed():
    document = healthy(start="")
    document["nodes"]["s1"]["choices"][0]["to"] = ""

    assert parse_problems(document) == []


@UNHURRIED
@given(JSON)
def test_any_json_value_is_refused_without_raising(value):
    assert parse_problems(value)
    assert parse_problems(complete(value))


@UNHURRIED
@given(st.data(), JSON)
def test_any_spoilt_document_is_read_without_raising(data, value):
    document = healthy()
    path = data.draw(st.sampled_from(list(places(document))))
    spoilt = replaced(document, path, value)

    for problem in parse_problems(spoilt):
        assert sentence(problem, "uk")
        assert sentence(problem, "en")
    complete(spoilt)


@UNHURRIED
@given(st.data(), JSON)
def test_any_spoilt_text_form_is_read_or_refused_by_name(data, value):
    source = text_form(*healthy_nodes(), variables=[variable("trust")])
    path = data.draw(st.sampled_from(list(places(source))))

    try:
        document = from_text(replaced(source, path, value))
    except InvalidText as refusal:
        problems = refusal.problems
    else:
        problems = None if parse_problems(document) else "none"

    assert problems


def test_the_example_of_the_format_page_is_well_formed():
    page = (SHIPPED.parents[3] / "docs" / "scenario-format.md").read_text(encoding="utf-8")
    example = page.partition("```json\n")[2].partition("```")[0]

    assert parse_problems(json.loads(example)) == []


def test_every_sentence_is_given_in_both_languages():
    for ukrainian, english in SENTENCES.values():
        assert ukrainian != english
        assert "'" not in ukrainian


@UNHURRIED
@given(documents(loops=True))
def test_hashes_do_not_depend_on_the_order_of_keys(document):
    shuffled = json.loads(json.dumps(document, sort_keys=True))

    assert content_hash(shuffled) == content_hash(document)
    assert structure_hash(shuffled) == structure_hash(document)


WORDING = {
    "title": lambda d: d.update(title="Інша назва"),
    "scene": lambda d: d["nodes"]["s1"].update(text="Інший текст"),
    "feedback": lambda d: d["nodes"]["s1"]["choices"][0].update(feedback="Інакше"),
    "move": lambda d: d["nodes"]["s1"]["choices"][0].update(move="summary"),
    "order of choices": lambda d: d["nodes"]["s1"]["choices"].reverse(),
    "pass": lambda d: d["pass"].update(achievement=50),
    "label": lambda d: d["variables"][0].update(label="Довіра"),
}
STRUCTURE = {
    "target": lambda d: d["nodes"]["s1"]["choices"][0].update(to="s3"),
    "quality": lambda d: d["nodes"]["s1"]["choices"][0]["qualities"].update({"FL-02": 3}),
    "weight": lambda d: d["nodes"]["s1"]["choices"][0].update(weight=2),
    "effect": lambda d: d["nodes"]["s1"]["choices"][0]["effects"][0].update(value=2),
    "condition": lambda d: d["nodes"]["fork"]["rules"][0]["when"][0].update(value=7),
    "critical": lambda d: d["nodes"]["s1"]["choices"][0].update(critical="error"),
    "once": lambda d: d["nodes"]["s1"]["choices"][0].update(once=True),
    "start value": lambda d: d["variables"][0].update(start=4),
    "level": lambda d: d["nodes"]["poor"].update(level=0),
    "start": lambda d: d.update(start="s2"),
    "code": lambda d: d.update(code="T02"),
}


@pytest.mark.parametrize("name", WORDING)
def test_wording_changes_only_the_content_hash(name):
    document, changed = healthy(), healthy()
    WORDING[name](changed)

    assert content_hash(changed) != content_hash(document)
    assert structure_hash(changed) == structure_hash(document)


@pytest.mark.parametrize("name", STRUCTURE)
def test_structure_changes_both_hashes(name):
    document, changed = healthy(), healthy()
    STRUCTURE[name](changed)

    assert content_hash(changed) != content_hash(document)
    assert structure_hash(changed) != structure_hash(document)


def test_hashes_stay_the_same_from_release_to_release():
    document = made(scene("s1", choice("a", "end", 4)), ending("end", 3))

    assert content_hash(document) == (
        "299836ab44186bf858f544998e7f39f70c7b113988357b215143fef10b7f1e49"
    )
    assert structure_hash(document) == (
        "58458c6e78ab67c97eaf821df3dad8f4dfb921a3ad0bcee774fc3521486117da"
    )


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_scenarios_are_well_formed(path):
    assert from_text(yaml.safe_load(path.read_text(encoding="utf-8")))["code"]
