"""The form of one node, of whichever kind: fields and branches in, a new document out."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.scenarios import grammar
from assessments.scenarios.document import complete
from assessments.scenarios.findings import sentence
from assessments.scenarios.grammar import Document, Ending, Node, Router, Scene
from assessments.scenarios.shape import parse_problems
from assessments.scenarios.storyboard import edits, words
from assessments.scenarios.storyboard.choice_forms import (
    MOST_RULES,
    Branch,
    Branches,
    ChoiceForm,
    RuleForm,
    branch_forms,
)
from assessments.scenarios.storyboard.fields import Lines, Parts, Picked, PlainText, target_field
from assessments.scenarios.storyboard.naming import unique

FOLLOW_UP = {"each": 200, "count": 10}


class SceneForm(forms.Form):
    title = PlainText(200, label=_("Title, for authors"))
    speaker = PlainText(120, label=_("Who speaks"))
    mood = PlainText(60, label=_("Mood, shown to learners"))
    text = PlainText(6000, rows=6, label=_("What happens and what is said"))
    hint = PlainText(600, rows=2, label=_("Hint of the coach before the choice"))
    behaviour = PlainText(300, rows=2, label=_("What an observer looks for here"))
    note = PlainText(4000, rows=2, label=_("Note for authors; learners never see it"))


class EndingForm(forms.Form):
    title = PlainText(200, label=_("Title"))
    level = Picked(words.LEVELS, label=_("How good this ending is"))
    text = PlainText(6000, rows=6, label=_("How it ends, in the client's words"))
    follow_up = Lines(**FOLLOW_UP, label=_("To read afterwards, one a line"))


class RouterForm(forms.Form):
    new = PlainText(edits.LONGEST_TITLE, label=_("or to a new scene called"))

    def __init__(self, *args: Any, parts: Parts, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["else"] = target_field(parts, label=_("Otherwise leads to"))


class NodeEditor:
    """One node as forms. After ``is_valid()``, ``result`` is the document with what was typed.

    ``action`` is a step on the branches taken before saving: ``add``, ``remove:1``, ``up:1``,
    ``down:0``; anything else takes none.
    """

    def __init__(
        self, document: Document, node_id: str, parts: Parts, data: Any = None, action: str = ""
    ) -> None:
        self.document, self.node_id, self.parts, self.action = document, node_id, parts, action
        self.node = document["nodes"][node_id]
        self.problems: list[str] = []
        self.form, self.branches = self._forms(self.node, data)

    def _forms(self, node: Node, data: Any) -> tuple[forms.Form, Branches | None]:
        options: dict[str, Any] = {"prefix": "node", "initial": node}
        common = (self.parts, data)
        if node["kind"] == "scene":
            choices = branch_forms(
                ChoiceForm, grammar.MAX_CHOICES, *common, "choices", cast(Any, node["choices"])
            )
            return SceneForm(data, **options), choices
        if node["kind"] == "router":
            rules = branch_forms(RuleForm, MOST_RULES, *common, "rules", cast(Any, node["rules"]))
            return RouterForm(data, parts=self.parts, **options), rules
        return EndingForm(data, **options), None

    @property
    def kind(self) -> str:
        return self.node["kind"]

    @property
    def may_add(self) -> bool:
        most = grammar.MAX_CHOICES if self.kind == "scene" else MOST_RULES
        return self.branches is not None and len(self.branches.forms) < most

    @property
    def otherwise(self) -> forms.BoundField:
        """The last way out of a fork, whose name no template can spell."""
        return self.form["else"]

    @property
    def has_errors(self) -> bool:
        """Whether a posted field cannot be kept as it is."""
        rows = cast(Sequence[Any], self.branches.forms if self.branches else ())
        return self.form.is_bound and not all(row.is_valid() for row in rows)

    def is_valid(self) -> bool:
        """Whether what was typed can be kept; gaps are no faults."""
        own = self.form.is_valid()
        rows = self.branches is None or self.branches.is_valid()
        if not (own and rows):
            return False
        self.result = self._result()
        faults = parse_problems(complete(self.result))
        self.problems = [f"{sentence(fault)} ({fault.path})" for fault in faults]
        return not faults

    def _result(self) -> Document:
        """The document with this node as typed and the scenes it asks for."""
        node = self._typed()
        document = edits.with_node(self.document, self.node_id, node)
        for branch, title in self._wanted(node):
            document, made = edits.new_scene(document, title)
            changed = edits.with_target(document["nodes"][self.node_id], branch, made)
            document = edits.with_node(document, self.node_id, changed)
        changed = self._with_action(document["nodes"][self.node_id])
        return edits.with_node(document, self.node_id, changed)

    def _typed(self) -> Node:
        data = self.form.cleaned_data
        if self.kind == "ending":
            return cast(Ending, {**self.node, **data})
        rows = cast(Sequence[Any], self.branches.forms if self.branches else ())
        if self.kind == "router":
            rules = [row.rule() for row in rows]
            return cast(Router, {**self.node, "rules": rules, "else": data["else"]})
        ids = _ids([row.cleaned_data["id"] for row in rows])
        choices = [row.choice(choice_id) for row, choice_id in zip(rows, ids, strict=True)]
        return cast(Scene, {**self.node, **data, "choices": choices})

    def _wanted(self, node: Node) -> Iterator[tuple[str, str]]:
        """Branch and title of every new scene asked for."""
        rows = cast(Sequence[Branch], self.branches.forms if self.branches else ())
        names = [branch for branch, target in edits.branches(node)]
        for branch, row in zip(names, rows, strict=False):
            if row.new_title:
                yield branch, row.new_title
        if self.kind == "router" and (title := self.form.cleaned_data["new"].strip()):
            yield edits.ELSE, title

    def _with_action(self, node: Node) -> Node:
        if node["kind"] == "scene":
            taken = [choice["id"] for choice in node["choices"]]
            choices = self._stepped(node["choices"], lambda: edits.blank_choice(taken))
            return cast(Scene, {**node, "choices": choices})
        if node["kind"] == "router":
            return cast(Router, {**node, "rules": self._stepped(node["rules"], edits.blank_rule)})
        return node

    def _stepped(self, items: Sequence[Any], blank: Callable[[], Any]) -> list[Any]:
        name, _colon, number = self.action.partition(":")
        index = int(number) if number.isdecimal() and len(number) < 4 else -1
        if name == "add" and self.may_add:
            return [*items, blank()]
        if name == "remove":
            return [item for place, item in enumerate(items) if place != index]
        if name in {"up", "down"}:
            return edits.moved(list(items), index, -1 if name == "up" else 1)
        return list(items)


def _ids(given: Sequence[str]) -> list[str]:
    """The ids as they came, each once; new choices get the next free letter."""
    ids: list[str] = []
    for choice_id in given:
        taken = {*ids, *(set(given) if not choice_id else ())}
        ids.append(unique(choice_id, taken) if choice_id else edits.blank_choice(list(taken))["id"])
    return ids
