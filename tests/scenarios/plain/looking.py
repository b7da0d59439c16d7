"""What a look at the document finds: checks 1 to 3, 9 and 10 in part, 13 to 16 and 18."""

import re
from collections import Counter
from fractions import Fraction
from math import comb

from tests.scenarios.plain.happening import linked
from tests.scenarios.plain.walking import World, worth

PERSONAL = re.compile(r"\S@\S+\.\S|(?<!\d)\d{9,10}(?!\d)|(?<!\d)\d{16}(?!\d)|\+380\d{9}")
ABSOLUTE = ("завжди", "ніколи", "жоден", "жодна", "жодного", "always", "never")


def looks(document):
    """Every ``(code, node, choice)``."""
    world = World(document)
    yield from links(world)
    yield from parts(world)
    for name, node in document["nodes"].items():
        if node["kind"] == "scene":
            yield from scene(name, node)
        elif node["kind"] == "ending" and not node["text"].strip():
            yield "empty_text", name, ""
    yield from cues(document)
    yield from personal(document)
    yield from times(world)


def links(world):
    nodes, start = world.nodes, world.document["start"]
    if start not in nodes:
        yield "start_missing", "", ""
    for name, node in nodes.items():
        for choice in node.get("choices", []):
            if choice["to"] not in nodes:
                yield "target_missing", name, choice["id"]
        ways = [rule["to"] for rule in node.get("rules", [])] + [node.get("else", name)]
        if not set(ways) <= set(nodes):
            yield "route_missing", name, ""
        if node["kind"] == "scene" and not node["choices"]:
            yield "no_choices", name, ""
        if start in nodes and name not in linked(world):
            peers = [n for n in nodes.values() if n.get("level", -1) == node.get("level")]
            only = node["kind"] == "ending" and len(peers) == 1
            yield "unlinked_only_ending" if only else "unlinked", name, ""


def parts(world):
    document, nodes = world.document, world.nodes.values()
    choices = [choice for node in nodes for choice in node.get("choices", [])]
    rules = [rule for node in nodes for rule in node.get("rules", [])]
    read = {condition["variable"] for part in choices + rules for condition in part["when"]}
    moved = {effect["variable"] for choice in choices for effect in choice["effects"]}
    for variable in document["variables"]:
        if variable["key"] not in read and variable["shown"] == "never":
            yield "variable_never_read", "", ""
        if variable["key"] not in moved:
            yield "variable_never_set", "", ""
    scored = {code for choice in choices for code in choice["qualities"]}
    if {*document["competencies"], *document["pass"]["competencies"]} - scored:
        yield "competency_never_scored", "", ""
    if scored - {*document["competencies"]}:
        yield "competency_not_promised", "", ""


def scene(name, node):
    scored = [choice for choice in node["choices"] if choice["qualities"]]
    for choice in node["choices"]:
        turn, marks = (name, choice["id"]), choice["qualities"]
        if choice["critical"] == "error" and marks and max(marks.values()) > 1:
            yield "critical_with_quality", *turn
        if marks and not choice["feedback"].strip():
            yield "no_feedback", *turn
        if not choice["text"].strip():
            yield "empty_text", *turn
        if words(choice["text"]) > 30:
            yield "long_choice", *turn
    if not node["text"].strip():
        yield "empty_text", name, ""
    if words(node["text"]) > 120:
        yield "long_scene", name, ""
    lengths = [len(choice["text"].strip()) for choice in node["choices"]]
    low, high = min(lengths, default=0), max(lengths, default=0)
    if len(lengths) > 1 and low and (high > 2 * low or high - low > 60):
        yield "uneven_lengths", name, ""
    if not scored:
        return
    if len({frozenset(choice["qualities"]) for choice in scored}) > 1:
        yield "mixed_competencies", name, ""
    if len({choice["weight"] for choice in scored}) > 1:
        yield "mixed_weights", name, ""
    if all(choice["qualities"] == scored[0]["qualities"] for choice in scored):
        yield "equal_qualities", name, ""
    if not any(mark >= 3 for choice in scored for mark in choice["qualities"].values()):
        yield "no_good_choice", name, ""


def cues(document):
    decisions = []
    for node in document["nodes"].values():
        scored = [choice for choice in node.get("choices", []) if choice["qualities"]]
        decisions += [scored] if len(scored) > 1 else []
    longest, first, absolute = [], [], []
    for choices in decisions:
        top = max(map(worth, choices))
        best = [choice for choice in choices if worth(choice) == top]
        lengths = Counter(len(choice["text"]) for choice in choices)
        absolute += [c in best for c in choices if any(w in c["text"].lower() for w in ABSOLUTE)]
        if len(best) == 1:
            first.append(best[0] is choices[0])
            if lengths[max(lengths)] == 1:
                longest.append(len(best[0]["text"]) == max(lengths))
    chance = Fraction(len(decisions), max(sum(map(len, decisions)), 1))
    if len(longest) >= 4 and unlikely(longest, chance):
        yield "longest_is_best", "", ""
    if len(first) >= 4 and unlikely(first, chance):
        yield "first_is_best", "", ""
    if len(absolute) >= 3 and not any(absolute):
        yield "absolute_words", "", ""


def unlikely(hits, chance):
    count = range(sum(hits), len(hits) + 1)
    return (
        sum(comb(len(hits), n) * chance**n * (1 - chance) ** (len(hits) - n) for n in count) < 0.05
    )


def personal(document):
    if PERSONAL.search(" ".join(filter(lambda part: isinstance(part, str), document.values()))):
        yield "personal_data", "", ""
    for name, node in document["nodes"].items():
        texts = [value for value in node.values() if isinstance(value, str)]
        if any(map(PERSONAL.search, texts)):
            yield "personal_data", name, ""
        for choice in node.get("choices", []):
            if any(PERSONAL.search(value) for value in choice.values() if isinstance(value, str)):
                yield "personal_data", name, choice["id"]


def times(world):
    """Reading time of the quickest path; of the slowest only where no talk runs in a circle."""
    if not world.start:
        return
    quickest = world.quickest(lambda edge: reading(world, edge))
    if quickest is not None and round(quickest / 60_000, 1) < 2:
        yield "short_path", "", ""
    if world.circling():
        return
    spent = world.sums(lambda edge: reading(world, edge))
    ended = [total for state, total in spent if world.nodes[state[0]]["kind"] == "ending"]
    if ended and round(max(ended) / 60_000, 1) > 20:
        yield "long_path", "", ""


def reading(world, edge):
    """Of one step, in milliseconds: 180 words a minute, 4 s for each open choice."""
    state = next(state for state, edges in world.edges.items() if any(e is edge for e in edges))
    shown = [other.choice for other in world.edges[state] if other.after is not None]
    texts = [world.nodes[state[0]]["text"], edge.choice["reaction"]]
    texts += [choice["text"] for choice in shown]
    after = world.nodes[edge.after[0]]
    texts += [after["text"]] if after["kind"] == "ending" else []
    return sum(map(words, texts)) * 333 + 4000 * len(shown)


def words(text):
    return len([word for word in re.split(r"[^\w'ʼ’-]+", text) if re.search(r"\w", word)])
