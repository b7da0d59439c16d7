"""Checks 1–3, 9 and 10 as far as a look at the document decides them, without playing it."""

from collections import Counter
from collections.abc import Iterator

from assessments.scenarios.findings import Finding, found
from assessments.scenarios.grammar import Document
from assessments.scenarios.graph import linked_nodes
from assessments.scenarios.shape import read_variables


def structure_findings(document: Document) -> Iterator[Finding]:
    """Quick enough for every save; the order is that of the checks."""
    yield from _links(document)
    if document["start"] in document["nodes"]:
        yield from _unlinked(document)
    for node_id, node in document["nodes"].items():
        if node["kind"] == "scene" and not node["choices"]:
            yield found("no_choices", node_id)
    yield from _variables(document)
    yield from _competencies(document)


def _links(document: Document) -> Iterator[Finding]:
    nodes = document["nodes"]
    if document["start"] not in nodes:
        yield found("start_missing", target=document["start"])
    for node_id, node in nodes.items():
        if node["kind"] == "scene":
            for choice in node["choices"]:
                if choice["to"] not in nodes:
                    yield found("target_missing", node_id, choice["id"], target=choice["to"])
        elif node["kind"] == "router":
            targets = [*(rule["to"] for rule in node["rules"]), node["else"]]
            for target in dict.fromkeys(targets):
                if target not in nodes:
                    yield found("route_missing", node_id, target=target)


def _unlinked(document: Document) -> Iterator[Finding]:
    linked = linked_nodes(document)
    levels = Counter(
        node["level"] for node in document["nodes"].values() if node["kind"] == "ending"
    )
    for node_id, node in document["nodes"].items():
        if node_id in linked:
            continue
        if node["kind"] == "ending" and levels[node["level"]] == 1:
            yield found("unlinked_only_ending", node_id, level=node["level"])
        else:
            yield found("unlinked", node_id)


def _variables(document: Document) -> Iterator[Finding]:
    read = read_variables(document)
    changed = {
        effect["variable"]
        for node in document["nodes"].values()
        if node["kind"] == "scene"
        for choice in node["choices"]
        for effect in choice["effects"]
    }
    for variable in document["variables"]:
        key = variable["key"]
        if key not in read and variable["shown"] == "never":
            yield found("variable_never_read", variable=key)
        if key not in changed:
            yield found("variable_never_set", variable=key)


def _competencies(document: Document) -> Iterator[Finding]:
    promised = dict.fromkeys([*document["competencies"], *document["pass"]["competencies"]])
    scored = dict.fromkeys(
        code
        for node in document["nodes"].values()
        if node["kind"] == "scene"
        for choice in node["choices"]
        for code in choice["qualities"]
    )
    for code in promised:
        if code not in scored:
            yield found("competency_never_scored", competency=code)
    for code in scored:
        if code not in document["competencies"]:
            yield found("competency_not_promised", competency=code)
