"""Is this JSON value a scenario document at all? Says where it is not, and never raises.

Each field is described once, by a check made from the small parts below. What depends on two
places at a time (a condition and the variable it names) is looked at only once every part has
the right type. Whether links lead somewhere is the business of the checker, so that a
half-finished draft can be kept.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from assessments.scenarios import grammar
from assessments.scenarios.grammar import Condition, Document, Node, Variable
from assessments.scenarios.remembering import MOST, Asked, asked

ABSENT_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of shape. ``path`` is dotted: ``nodes.papery.choices.b.to``; empty is the top."""

    path: str
    message_code: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)


Check = Callable[[str, object], Iterator[Problem]]


def _join(path: str, part: object) -> str:
    """A longer path; parts come from the document, so they are cut and made printable."""
    shown = str(part)[:60].encode("utf-8", "backslashreplace").decode("utf-8")
    return f"{path}.{shown}" if path else shown


def _wrong_type(path: str, expected: str) -> Problem:
    return Problem(path, "wrong_type", {"expected": expected})


def text(limit: int) -> Check:
    """A string of at most ``limit`` characters; of control characters only tab and line feed."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _wrong_type(path, "text")
        elif len(value) > limit:
            yield Problem(path, "too_long", {"length": len(value), "limit": limit})
        elif ABSENT_CHARACTERS.search(value):
            yield Problem(path, "bad_character")

    return check


def whole(low: int, high: int) -> Check:
    """A whole number from ``low`` to ``high``; true, false and 2.0 are not numbers here."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if type(value) is not int:
            yield _wrong_type(path, "number")
        elif not low <= value <= high:
            yield Problem(path, "out_of_range", {"low": low, "high": high})

    return check


def word(allowed: Sequence[str]) -> Check:
    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _wrong_type(path, "text")
        elif value not in allowed:
            named = ", ".join(item for item in allowed if item)
            yield Problem(path, "bad_word", {"word": value[:40], "allowed": named})

    return check


def name(pattern: re.Pattern[str], *, blank: bool = False) -> Check:
    """An identifier; with ``blank`` the empty string stands for "not decided yet"."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield _wrong_type(path, "text")
        elif not pattern.fullmatch(value) and not (blank and value == ""):
            yield Problem(path, "bad_id", {"id": value[:60]})

    return check


def truth(path: str, value: object) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield _wrong_type(path, "flag")


def optional(check: Check) -> Check:
    return lambda path, value: iter(()) if value is None else check(path, value)


def listing(item: Check, limit: int, key: str = "") -> Check:
    """A list of at most ``limit`` items; a path names an item by its ``key`` where it has one."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield _wrong_type(path, "list")
            return
        if len(value) > limit:
            yield Problem(path, "too_many", {"count": len(value), "limit": limit})
            return
        for index, member in enumerate(value):
            own = member.get(key) if isinstance(member, dict) else None
            yield from item(_join(path, own if own and isinstance(own, str) else index), member)

    return check


def table(pattern: re.Pattern[str], item: Check, limit: int) -> Check:
    """A mapping with free keys that follow ``pattern``."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _wrong_type(path, "mapping")
            return
        if len(value) > limit:
            yield Problem(path, "too_many", {"count": len(value), "limit": limit})
            return
        for key, member in value.items():
            if not isinstance(key, str) or not pattern.fullmatch(key):
                yield Problem(_join(path, key), "bad_id", {"id": str(key)[:60]})
            else:
                yield from item(_join(path, key), member)

    return check


def record(fields: Mapping[str, Check]) -> Check:
    """A mapping with exactly these keys."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _wrong_type(path, "mapping")
            return
        for key in value:
            if key not in fields:
                yield Problem(_join(path, key), "unknown_key")
        for key, member_check in fields.items():
            if key in value:
                yield from member_check(_join(path, key), value[key])
            else:
                yield Problem(_join(path, key), "missing_key")

    return check


def by_kind(kinds: Mapping[str, Check]) -> Check:
    """A mapping whose ``kind`` says which keys it has."""

    def check(path: str, value: object) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _wrong_type(path, "mapping")
            return
        faults = list(word(tuple(kinds))(_join(path, "kind"), value.get("kind")))
        yield from faults or kinds[value["kind"]](path, value)

    return check


NODE_NAME = name(grammar.NODE_ID)
TARGET = name(grammar.NODE_ID, blank=True)
VARIABLE_NAME = name(grammar.VARIABLE_KEY)
CODE_NAME = name(grammar.CODE)
NUMBER = whole(-grammar.LARGEST_NUMBER, grammar.LARGEST_NUMBER)

CONDITIONS = listing(
    record({"variable": VARIABLE_NAME, "op": word(grammar.CONDITION_OPERATORS), "value": NUMBER}), 6
)
EFFECTS = listing(
    record({"variable": VARIABLE_NAME, "op": word(grammar.EFFECT_OPERATORS), "value": NUMBER}), 8
)
CHOICE = record(
    {
        "id": NODE_NAME,
        "text": text(1000),
        "to": TARGET,
        "reaction": text(2000),
        "when": CONDITIONS,
        "effects": EFFECTS,
        "qualities": table(grammar.CODE, whole(0, grammar.BEST_QUALITY), 12),
        "weight": whole(1, 3),
        "move": word(grammar.MOVES),
        "critical": word(grammar.CRITICAL),
        "recommended": truth,
        "once": truth,
        "feedback": text(3000),
        "better": text(1000),
        "basis": name(grammar.CODE, blank=True),
    }
)
NODE = by_kind(
    {
        "scene": record(
            {
                "kind": word(("scene",)),
                "title": text(200),
                "speaker": text(120),
                "text": text(6000),
                "mood": text(60),
                "note": text(4000),
                "hint": text(600),
                "behaviour": text(300),
                "choices": listing(CHOICE, grammar.MAX_CHOICES, "id"),
            }
        ),
        "router": record(
            {
                "kind": word(("router",)),
                "rules": listing(record({"when": CONDITIONS, "to": TARGET}), 20),
                "else": TARGET,
            }
        ),
        "ending": record(
            {
                "kind": word(("ending",)),
                "level": whole(0, 3),
                "title": text(200),
                "text": text(6000),
                "follow_up": listing(text(200), 10),
            }
        ),
    }
)
VARIABLE = record(
    {
        "key": VARIABLE_NAME,
        "label": text(60),
        "min": NUMBER,
        "max": NUMBER,
        "start": NUMBER,
        "kind": word(grammar.KINDS_OF_VARIABLE),
        "shown": word(grammar.SHOWN),
        "better": word(grammar.BETTER),
        "words": listing(text(60), 3),
        "band": listing(NUMBER, 2),
    }
)
REQUIREMENT = record({"share": whole(0, 100), "decisions": whole(0, 50)})
DOCUMENT = record(
    {
        "schema_version": whole(grammar.SCHEMA_VERSION, grammar.SCHEMA_VERSION),
        "code": CODE_NAME,
        "title": text(200),
        "summary": text(2000),
        "role": text(500),
        "channel": word(grammar.CHANNELS),
        "place": text(200),
        "client": record({"name": text(120), "age": optional(whole(0, 120)), "about": text(1000)}),
        "warning": text(500),
        "difficulty": whole(1, 3),
        "minutes": whole(1, 180),
        "competencies": listing(CODE_NAME, 12),
        "pass": record(
            {
                "level": whole(0, 3),
                "achievement": whole(0, 100),
                "competencies": table(grammar.CODE, REQUIREMENT, 12),
            }
        ),
        "start": TARGET,
        "variables": listing(VARIABLE, 12, "key"),
        "nodes": table(grammar.NODE_ID, NODE, grammar.MAX_NODES),
    }
)


def parse_problems(document: object) -> list[Problem]:
    """Every fault of shape, in the order of the document's description. Empty: well formed.

    Takes any JSON value and never raises. The engine, the checker and the hashes may be given
    only documents for which this list is empty.
    """
    try:
        question = asked(document, document)
    except RecursionError:
        return list(_problems(document))
    return list(_remembered(question))


@lru_cache(MOST)
def _remembered(question: Asked) -> tuple[Problem, ...]:
    return _problems(question.value)


def _problems(document: object) -> tuple[Problem, ...]:
    faults = tuple(DOCUMENT("", document))
    return faults or tuple(_faults_between_parts(cast(Document, document)))


def conditions(node_id: str, node: Node) -> Iterator[tuple[str, Condition]]:
    """Every condition of a node with its path."""
    if node["kind"] == "scene":
        for choice in node["choices"]:
            for index, condition in enumerate(choice["when"]):
                yield f"nodes.{node_id}.choices.{choice['id']}.when.{index}", condition
    elif node["kind"] == "router":
        for number, rule in enumerate(node["rules"]):
            for index, condition in enumerate(rule["when"]):
                yield f"nodes.{node_id}.rules.{number}.when.{index}", condition


def read_variables(document: Document) -> list[str]:
    """Keys of the variables that some condition reads, in alphabetical order."""
    return sorted(
        {
            condition["variable"]
            for node_id, node in document["nodes"].items()
            for _, condition in conditions(node_id, node)
        }
    )


def _faults_between_parts(document: Document) -> Iterator[Problem]:
    variables = document["variables"]
    yield from _repeated("variables", (variable["key"] for variable in variables))
    yield from _repeated("competencies", document["competencies"])
    for variable in variables:
        yield from _faulty_range(variable)
    known = {variable["key"] for variable in variables}
    for node_id, node in document["nodes"].items():
        yield from _unknown_variables(node_id, node, known)
        if node["kind"] == "scene":
            ids = (choice["id"] for choice in node["choices"])
            yield from _repeated(f"nodes.{node_id}.choices", ids)
    yield from _too_much_to_explore(document)


def _repeated(path: str, ids: Iterable[str]) -> Iterator[Problem]:
    for repeated in (item for item, count in Counter(ids).items() if count > 1):
        yield Problem(_join(path, repeated), "duplicate_id", {"id": repeated})


def _faulty_range(variable: Variable) -> Iterator[Problem]:
    path = f"variables.{variable['key']}"
    low, high = variable["min"], variable["max"]
    if low >= high:
        yield Problem(f"{path}.max", "empty_range", {"low": low, "high": high})
    elif not low <= variable["start"] <= high:
        yield Problem(f"{path}.start", "out_of_range", {"low": low, "high": high})
    if variable["kind"] == "flag" and (low, high) != (0, 1):
        yield Problem(f"{path}.kind", "flag_range")
    if len(variable["words"]) not in {0, 3}:
        yield Problem(f"{path}.words", "wrong_count", {"count": len(variable["words"]), "due": 3})
    yield from _faulty_band(path, variable)


def _faulty_band(path: str, variable: Variable) -> Iterator[Problem]:
    band = variable["band"]
    if len(band) == 1:
        yield Problem(f"{path}.band", "wrong_count", {"count": 1, "due": 2})
    elif band and not variable["min"] <= band[0] <= band[1] <= variable["max"]:
        bounds = {"low": variable["min"], "high": variable["max"]}
        yield Problem(f"{path}.band", "out_of_range", bounds)


def _unknown_variables(node_id: str, node: Node, known: set[str]) -> Iterator[Problem]:
    for path, condition in conditions(node_id, node):
        if condition["variable"] not in known:
            yield Problem(path, "unknown_variable", {"variable": condition["variable"]})
    if node["kind"] != "scene":
        return
    for choice in node["choices"]:
        for index, effect in enumerate(choice["effects"]):
            path = f"nodes.{node_id}.choices.{choice['id']}.effects.{index}"
            if effect["variable"] not in known:
                yield Problem(path, "unknown_variable", {"variable": effect["variable"]})
            if effect["op"] != "=" and effect["value"] < 1:
                yield Problem(f"{path}.value", "not_positive")


def _too_much_to_explore(document: Document) -> Iterator[Problem]:
    read = read_variables(document)
    if len(read) > grammar.MAX_READ_VARIABLES:
        limit = grammar.MAX_READ_VARIABLES
        yield Problem("variables", "too_many_read", {"names": ", ".join(read), "limit": limit})
    for variable in document["variables"]:
        span = variable["max"] - variable["min"]
        if variable["key"] in read and span > grammar.MAX_READ_SPAN:
            path = f"variables.{variable['key']}.max"
            yield Problem(path, "wide_range", {"span": span, "limit": grammar.MAX_READ_SPAN})
