"""The form of one reply, with its conditions, effects and marks; and of one rule of a fork."""

from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.scenarios import grammar
from assessments.scenarios.grammar import Choice, Rule
from assessments.scenarios.storyboard import words
from assessments.scenarios.storyboard.edits import LONGEST_TITLE
from assessments.scenarios.storyboard.fields import (
    Kept,
    Known,
    Parts,
    Picked,
    PlainText,
    target_field,
)
from assessments.scenarios.storyboard.rows import condition_rows, effect_rows

MOST_RULES = 20
QUALITY = "quality-"


class Branch(forms.Form):
    """A way out of a node: where to, and under which conditions."""

    new = PlainText(LONGEST_TITLE, label=_("or to a new scene called"))

    def __init__(self, *args: Any, parts: Parts, **options: Any) -> None:
        fixed = {"empty_permitted": False, "use_required_attribute": False}
        super().__init__(*args, **options | fixed)
        self.fields["to"] = target_field(parts, label=_("Leads to"))
        data = self.data if self.is_bound else None
        conditions = self.initial.get("when", [])
        self.when = condition_rows(parts, data, f"{self.prefix}-when", conditions)

    def is_valid(self) -> bool:
        own, rows = super().is_valid(), self.when.is_valid()
        return own and rows

    @property
    def new_title(self) -> str:
        """The name of the scene to be made for this branch; empty for none."""
        return str(self.cleaned_data["new"]).strip()


class RuleForm(Branch):
    def rule(self) -> Rule:
        return {"when": self.when.rows(), "to": self.cleaned_data["to"]}


class ChoiceForm(Branch):
    """``id`` is kept where the choice has one; the editor of the node gives ids to new ones."""

    id = Kept(grammar.NODE_ID)
    text = PlainText(1000, rows=3, label=_("What the learner says or does"))
    reaction = PlainText(2000, rows=2, label=_("What the client answers at once"))
    weight = Picked(words.WEIGHTS, label=_("Weight of the decision"))
    move = Picked(words.MOVES, label=_("Kind of move"), required=False)
    critical = Picked(words.CRITICAL, label=_("Critical"))
    recommended = forms.BooleanField(label=_("recommended"), required=False)
    once = forms.BooleanField(label=_("can be taken only once"), required=False)
    feedback = PlainText(3000, rows=3, label=_("Why: what it does to the client"))
    better = PlainText(1000, rows=2, label=_("Stronger wording"))

    def __init__(self, *args: Any, parts: Parts, **options: Any) -> None:
        super().__init__(*args, parts=parts, **options)
        self.fields["basis"] = Known(
            grammar.CODE,
            parts.norms.items(),
            empty=pgettext_lazy("source", "none"),
            label=_("Source of law"),
        )
        for code, name in parts.competencies.items():
            self.fields[QUALITY + code] = forms.TypedChoiceField(
                label=name,
                choices=[("", f"— {_('not marked')}"), *words.options(words.QUALITIES)],
                coerce=int,
                empty_value=None,
                required=False,
                initial=self.initial.get("qualities", {}).get(code),
            )
        self.codes = list(parts.competencies)
        data = self.data if self.is_bound else None
        effects = self.initial.get("effects", [])
        self.effects = effect_rows(parts, data, f"{self.prefix}-effects", effects)

    def is_valid(self) -> bool:
        own, rows = super().is_valid(), self.effects.is_valid()
        return own and rows

    @property
    def qualities(self) -> list[forms.BoundField]:
        return [self[QUALITY + code] for code in self.codes]

    @property
    def has_more(self) -> bool:
        """Whether something is set that the form shows folded away."""
        usual = {"move": "", "weight": 1, "critical": "none", "better": "", "basis": ""}
        return any(str(self[name].value() or "") != str(value) for name, value in usual.items())

    def choice(self, choice_id: str) -> Choice:
        data = self.cleaned_data
        marks = {code: data[QUALITY + code] for code in self.codes}
        kept = ("text", "to", "reaction", "weight", "move", "critical", "recommended", "once")
        return cast(
            Choice,
            {
                "id": choice_id,
                **{name: data[name] for name in kept},
                "when": self.when.rows(),
                "effects": self.effects.rows(),
                "qualities": {code: mark for code, mark in marks.items() if mark is not None},
                **{name: data[name] for name in ("feedback", "better", "basis")},
            },
        )


class Branches(BaseFormSet):
    """Replies or rules in their order. Valid only with all their rows."""


def branch_forms(
    form: type[Branch], most: int, parts: Parts, data: Any, prefix: str, initial: list[Any]
) -> Branches:
    made = formset_factory(form, formset=Branches, extra=0, max_num=most, absolute_max=most)
    return cast(Branches, made(data, prefix=prefix, initial=initial, form_kwargs={"parts": parts}))
