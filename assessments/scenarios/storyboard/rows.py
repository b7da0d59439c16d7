"""Rows of drop-downs: conditions that read as a sentence, and what a choice does to the meters."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.scenarios.grammar import Condition, Effect
from assessments.scenarios.storyboard import words
from assessments.scenarios.storyboard.fields import WIDEST_LIST, Number, Parts

MOST_CONDITIONS = 6
MOST_EFFECTS = 8


class _Row(forms.Form):
    """A row counts once its variable is chosen; emptied, it goes."""

    def __init__(self, *args: Any, parts: Parts, **options: Any) -> None:
        super().__init__(*args, **options | {"use_required_attribute": False})
        named = [(item["key"], item["label"] or item["key"]) for item in parts.variables]
        self.fields["variable"] = forms.ChoiceField(
            label=gettext_lazy("Meter"), choices=[("", "—"), *named], required=False
        )
        self.order_fields(["variable", "op", "value"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("variable") and cleaned.get("value") is None and not self.errors:
            raise ValidationError(_("Choose a number."))
        return cleaned


class ConditionRow(_Row):
    op = forms.ChoiceField(
        label=pgettext_lazy("condition", "Comparison"), choices=words.options(words.OPERATORS)
    )

    def __init__(self, *args: Any, parts: Parts, **options: Any) -> None:
        super().__init__(*args, parts=parts, **options)
        self.fields["value"] = self._value_field(parts)
        self.order_fields(["variable", "op", "value"])

    def _value_field(self, parts: Parts) -> forms.Field:
        label, initial = gettext_lazy("Number"), self.initial.get("value")
        if len(parts.numbers) > WIDEST_LIST:
            return Number(label=label, required=False)
        numbers = sorted({*parts.numbers, *({initial} if initial is not None else ())})
        return forms.TypedChoiceField(
            label=label,
            choices=[(number, str(number)) for number in numbers],
            coerce=int,
            empty_value=None,
            required=False,
        )


class EffectRow(_Row):
    op = forms.ChoiceField(
        label=pgettext_lazy("effect", "Change"), choices=words.options(words.EFFECTS)
    )
    value = Number(
        label=gettext_lazy("Number"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("variable") and cleaned.get("op") != "=" and (cleaned.get("value") or 0) < 1:
            raise ValidationError(_("Only a positive number can be added or taken away."))
        return cleaned


class Rows(BaseFormSet):
    """``rows`` are those with a variable, in order, as the format keeps them."""

    def rows(self) -> list[Any]:
        return [
            {"variable": data["variable"], "op": data["op"], "value": data["value"]}
            for data in (form.cleaned_data for form in self.forms)
            if data.get("variable")
        ]


def condition_rows(parts: Parts, data: Any, prefix: str, conditions: list[Condition]) -> Rows:
    """One blank row beyond the conditions there are, as long as more are allowed."""
    return _rows(ConditionRow, MOST_CONDITIONS, parts, data, prefix, conditions)


def effect_rows(parts: Parts, data: Any, prefix: str, effects: list[Effect]) -> Rows:
    return _rows(EffectRow, MOST_EFFECTS, parts, data, prefix, effects)


def _rows(
    row: type[_Row], most: int, parts: Parts, data: Any, prefix: str, initial: list[Any]
) -> Rows:
    made = formset_factory(row, formset=Rows, extra=1, max_num=most, absolute_max=most)
    return cast(Rows, made(data, prefix=prefix, initial=initial, form_kwargs={"parts": parts}))
