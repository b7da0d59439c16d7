"""What mends a finding at one stroke, where something simple does. Pure but for the words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scenarios.findings import Finding
from assessments.scenarios.grammar import Choice, Document, Router
from assessments.scenarios.storyboard import edits

NEW_SCENE, NEW_ENDING = "new-scene", "new-ending"
DROP_CONDITIONS, DROP_RULE = "drop-conditions", "drop-rule"
END_HERE, REMOVE, BEGIN = "end-here", "remove", "begin"
PROMISE, UNMARK = "promise", "unmark"

LABELS = {
    NEW_SCENE: gettext_lazy("Create a scene here"),
    NEW_ENDING: gettext_lazy("Create an ending here"),
    DROP_CONDITIONS: gettext_lazy("Drop the condition"),
    DROP_RULE: gettext_lazy("Drop the rule"),
    END_HERE: gettext_lazy("Let the talk end here"),
    REMOVE: gettext_lazy("Delete it"),
    BEGIN: gettext_lazy("Begin with the first scene"),
    PROMISE: gettext_lazy("Add the competency to the brief"),
    UNMARK: gettext_lazy("Take the mark off"),
}
FIXES: Mapping[str, tuple[str, ...]] = {
    "target_missing": (NEW_SCENE, NEW_ENDING),
    "route_missing": (NEW_SCENE, NEW_ENDING),
    "start_missing": (BEGIN,),
    "no_choices": (END_HERE,),
    "unlinked": (REMOVE,),
    "choice_never_open": (DROP_CONDITIONS,),
    "condition_always_true": (DROP_CONDITIONS,),
    "rule_never_used": (DROP_RULE,),
    "competency_not_promised": (PROMISE,),
    "recommended_off_path": (UNMARK,),
}
PARTIAL = 2
MOST_COMPETENCIES = 12

Result = tuple[Document, str]


@dataclass(frozen=True, slots=True)
class Fix:
    """``value`` names the fix in a form, ``label`` to a person."""

    value: str
    label: str


def fixes(finding: Finding) -> list[Fix]:
    argument = next(
        (
            str(finding.params[key])
            for key in ("number", "competency", "target")
            if key in finding.params
        ),
        "",
    )
    return [
        Fix("|".join((name, finding.node, finding.choice, argument)), str(LABELS[name]))
        for name in FIXES.get(finding.message_code, ())
    ]


def fixed(document: Document, value: str) -> tuple[Document, str]:
    """The document after the fix that ``value`` names, and the node it is about.

    A value that fits nothing (any more) changes nothing.
    """
    name, node_id, choice_id, argument = ([*value.split("|"), "", "", ""])[:4]
    if name in STEPS and (node_id in document["nodes"] or not node_id):
        return STEPS[name](document, node_id, choice_id, argument)
    return document, ""


def _new(document: Document, node_id: str, choice_id: str, target: str, *, ends: bool) -> Result:
    node = document["nodes"].get(node_id)
    if node is None or target in document["nodes"]:
        return document, ""
    if ends:
        made = edits.blank_ending(target or _("New ending"), PARTIAL)
        changed, fresh = edits.new_node(document, made, target or _("New ending"))
    else:
        changed, fresh = edits.new_scene(document, target or _("New scene"))
    if choice_id:
        linked = edits.with_target(node, choice_id, fresh)
    else:
        linked = edits.retargeted(node, {target: fresh})
    return edits.with_node(changed, node_id, linked), fresh


def _new_scene(document: Document, node_id: str, choice_id: str, target: str) -> Result:
    return _new(document, node_id, choice_id, target, ends=False)


def _new_ending(document: Document, node_id: str, choice_id: str, target: str) -> Result:
    return _new(document, node_id, choice_id, target, ends=True)


def _drop_conditions(document: Document, node_id: str, choice_id: str, _argument: str) -> Result:
    changed = edits.choice_changed(
        document, node_id, choice_id, lambda choice: cast(Choice, {**choice, "when": []})
    )
    return changed, node_id


def _unmark(document: Document, node_id: str, choice_id: str, _argument: str) -> Result:
    changed = edits.choice_changed(
        document, node_id, choice_id, lambda choice: cast(Choice, {**choice, "recommended": False})
    )
    return changed, node_id


def _drop_rule(document: Document, node_id: str, _choice: str, number: str) -> Result:
    node = document["nodes"].get(node_id)
    if node is None or node["kind"] != "router" or not number.isdecimal():
        return document, ""
    rules = [rule for place, rule in enumerate(node["rules"], start=1) if str(place) != number]
    return edits.with_node(document, node_id, cast(Router, {**node, "rules": rules})), node_id


def _end_here(document: Document, node_id: str, _choice: str, _argument: str) -> Result:
    node = document["nodes"].get(node_id)
    if node is None or node["kind"] != "scene" or node["choices"]:
        return document, ""
    return edits.with_node(document, node_id, edits.as_ending(node, PARTIAL)), node_id


def _remove(document: Document, node_id: str, _choice: str, _argument: str) -> Result:
    if edits.links_into(document, node_id) or node_id == document["start"]:
        return document, ""
    return edits.without_node(document, node_id), ""


def _begin(document: Document, _node: str, _choice: str, _argument: str) -> Result:
    scenes = [key for key, node in document["nodes"].items() if node["kind"] == "scene"]
    return (edits.with_start(document, scenes[0]), scenes[0]) if scenes else (document, "")


def _promise(document: Document, _node: str, _choice: str, code: str) -> Result:
    known = document["competencies"]
    is_used = any(
        code in choice["qualities"]
        for node in document["nodes"].values()
        if node["kind"] == "scene"
        for choice in node["choices"]
    )
    if code in known or not is_used or len(known) >= MOST_COMPETENCIES:
        return document, ""
    return cast(Document, {**document, "competencies": [*known, code]}), ""


STEPS: Mapping[str, Callable[[Document, str, str, str], Result]] = {
    NEW_SCENE: _new_scene,
    NEW_ENDING: _new_ending,
    DROP_CONDITIONS: _drop_conditions,
    DROP_RULE: _drop_rule,
    END_HERE: _end_here,
    REMOVE: _remove,
    BEGIN: _begin,
    PROMISE: _promise,
    UNMARK: _unmark,
}
