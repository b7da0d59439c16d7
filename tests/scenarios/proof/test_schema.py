"""The published JSON Schema says what the reader of shapes says, as far as a schema can."""

import copy
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.scenarios import grammar
from assessments.scenarios.shape import DOCUMENT, parse_problems
from tests.scenarios.documents import healthy
from tests.scenarios.samples import SAMPLES
from tests.scenarios.strategies import UNHURRIED, documents

DOCS = Path(__file__).parents[3] / "docs"
SCHEMA = json.loads((DOCS / "scenario.schema.json").read_text(encoding="utf-8"))
TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: type(value) is int,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
ABOUT = {"$schema", "$defs", "title", "description"}


def resolved(schema):
    return SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def valid(value, schema=SCHEMA):
    """Is ``value`` valid by the keywords this schema uses? Unknown ones are an error here."""
    return all(_holds(value, key, resolved(schema)) for key in resolved(schema))


def _holds(value, key, schema):
    wanted = schema[key]
    match key, value:
        case "type", _:
            names = [wanted] if isinstance(wanted, str) else wanted
            return any(TYPES[name](value) for name in names)
        case "const", _:
            return type(value) is type(wanted) and value == wanted
        case "enum", _:
            return isinstance(value, str) and value in wanted
        case "oneOf", _:
            return sum(valid(value, one) for one in wanted) == 1
        case "minimum", int():
            return value >= wanted
        case "maximum", int():
            return value <= wanted
        case "maxLength", str():
            return len(value) <= wanted
        case "pattern", str():
            return bool(re.fullmatch(wanted[1:-1], value))
        case "maxItems", list():
            return len(value) <= wanted
        case "items", list():
            return all(valid(item, wanted) for item in value)
        case "required", dict():
            return set(wanted) <= set(value)
        case "maxProperties", dict():
            return len(value) <= wanted
        case "propertyNames", dict():
            return all(valid(name, wanted) for name in value)
        case "properties", dict():
            return all(valid(value[name], wanted[name]) for name in wanted if name in value)
        case "additionalProperties", dict():
            rest = value.keys() - schema.get("properties", {}).keys()
            return all(valid(value[name], wanted) for name in rest) if wanted else not rest
    known = {"minimum", "maximum", "maxLength", "pattern", "maxItems", "items", "required"}
    known |= {"maxProperties", "propertyNames", "properties", "additionalProperties", *ABOUT}
    assert key in known, f"the test does not know {key}"
    return True  # keywords about another type say nothing


def is_shaped(value):
    """By the reader of shapes, without what depends on two places at a time."""
    return not list(DOCUMENT("", value))


def places(value, path=()):
    """Every place in a JSON value, the whole first."""
    yield path
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, member in items:
        yield from places(member, (*path, key))


def held(value, path):
    for key in path:
        value = value[key]
    return value


def put(document, path, value):
    changed = copy.deepcopy(document)
    held(changed, path[:-1])[path[-1]] = value
    return changed


ODD = [
    None, True, 0, 1, 5, -1, 2.5, 1001, -1001, 181, "", "x", "X 1", "a" * 41, "Ї", "a\n",
    "слово\x07", "слово\ud800", "рядок\nрядок", "т" * 6001, "т" * 61, [], {}, ["x"], ["x"] * 21,
    {"x": 1}, {"FL-02": 4}, {"FL 02": 4}, [0, 10], "scene", "ending", "error", "meter", "never",
    "phone", ">=",
]  # fmt: skip


@pytest.mark.parametrize("code", SAMPLES)
def test_every_sample_is_valid(code):
    document = SAMPLES[code].make()
    assert valid(document)
    assert not parse_problems(document)


@UNHURRIED
@given(documents(loops=True), st.data())
def test_a_value_put_anywhere_is_valid_exactly_if_the_shape_is_right(document, data):
    path = data.draw(st.sampled_from([place for place in places(document) if place]))
    changed = put(document, path, data.draw(st.sampled_from(ODD)))
    assert valid(changed) == is_shaped(changed)


def test_every_odd_value_at_every_place_of_a_document_agrees():
    document = healthy()
    document["nodes"] = {name: document["nodes"][name] for name in ("s1", "fork", "good")}
    document["nodes"]["s1"]["choices"] = document["nodes"]["s1"]["choices"][:1]
    for path in places(document):
        for value in ODD if path else []:
            changed = put(document, path, value)
            assert valid(changed) == is_shaped(changed), (path, value)


def test_a_key_too_many_or_missing_is_a_fault_everywhere():
    document = healthy()
    for path in places(document):
        value = held(document, path)
        if not isinstance(value, dict):
            continue
        extra = put(document, (*path, "Unknown 1"), 1)
        assert (valid(extra), is_shaped(extra)) == (False, False), path
        for key in value:
            lacking = copy.deepcopy(document)
            del held(lacking, path)[key]
            assert valid(lacking) == is_shaped(lacking), (path, key)


@pytest.mark.parametrize("value", [None, [], 5, "x", {}])
def test_other_values_are_no_document(value):
    assert not valid(value)
    assert not is_shaped(value)


def test_the_limits_are_those_of_the_grammar():
    definitions, top = SCHEMA["$defs"], SCHEMA["properties"]
    assert top["nodes"]["maxProperties"] == grammar.MAX_NODES
    assert definitions["scene"]["properties"]["choices"]["maxItems"] == grammar.MAX_CHOICES
    assert top["schema_version"]["const"] == grammar.SCHEMA_VERSION
    assert definitions["choice"]["properties"]["move"]["enum"] == list(grammar.MOVES)
    assert top["channel"]["enum"] == list(grammar.CHANNELS)
    value = definitions["condition"]["properties"]["value"]
    assert value["maximum"] == -value["minimum"] == grammar.LARGEST_NUMBER


def test_the_page_about_the_format_leads_to_it():
    assert "(scenario.schema.json)" in (DOCS / "scenario-format.md").read_text(encoding="utf-8")
