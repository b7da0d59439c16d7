"""Whom to ask, and the blind rating of one scene."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.evidence.agreement import LEAST_RATERS
from assessments.scenarios.experts.opinions import Item
from assessments.scenarios.experts.panels import Said, possible_experts
from assessments.scenarios.grammar import Choice, Scene
from assessments.scenarios.models import ExpertRating
from assessments.scenarios.storyboard.words import QUALITIES
from training.people.models import Person

LONGEST_COMMENT = 1000


class PanelForm(forms.Form):
    experts: "forms.ModelMultipleChoiceField[Person]" = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Whom to ask"),
        help_text=gettext_lazy(
            "Five at least, each apart from the others. With fewer nothing is suggested."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["experts"].queryset = possible_experts()  # type: ignore[attr-defined]  # of people

    @property
    def is_small(self) -> bool:
        return len(self.cleaned_data.get("experts", ())) < LEAST_RATERS


@dataclass(frozen=True)
class Asked:
    """One choice on the page: its text, the scales, and a field for words."""

    choice: Choice
    scales: list[tuple[str, forms.BoundField]]
    comment: forms.BoundField


class SceneForm(forms.Form):
    """The scored choices of one scene, in an order of this expert's own.

    The scenes stay in the order of the talk, as a choice means nothing without what came before.
    Nothing here shows a quality, a recommendation or what others said.
    """

    def __init__(
        self,
        node_id: str,
        scene: Scene,
        *,
        names: Mapping[str, str],
        rated: Mapping[Item, ExpertRating],
        seed: str,
        data: Any = None,
    ) -> None:
        super().__init__(data)
        self.node_id = node_id
        self.names = names
        self.choices = [choice for choice in scene["choices"] if choice["qualities"]]
        random.Random(f"{seed}:{node_id}").shuffle(self.choices)  # noqa: S311  hides no secret
        for choice in self.choices:
            for competency in choice["qualities"]:
                known = rated.get(Item(node_id, choice["id"], competency))
                self.fields[f"{choice['id']}:{competency}"] = forms.TypedChoiceField(
                    choices=list(QUALITIES.items()),
                    coerce=int,
                    empty_value=None,
                    required=False,
                    widget=forms.RadioSelect,
                    initial=known.rating if known else None,
                )
            self.fields[f"{choice['id']}:"] = forms.CharField(
                label=gettext_lazy("Why (optional)"),
                max_length=LONGEST_COMMENT,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                initial=self._comment(rated, choice),
            )

    def _comment(self, rated: Mapping[Item, ExpertRating], choice: Choice) -> str:
        keys = (Item(self.node_id, choice["id"], code) for code in choice["qualities"])
        return next((rated[key].comment for key in keys if key in rated), "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for choice in self.choices:
            name = f"{choice['id']}:"
            marks = [cleaned.get(name + code) for code in choice["qualities"]]
            if cleaned.get(name) and not any(mark is not None for mark in marks):
                self.add_error(name, _("Rate the reply, too: words alone are not kept."))
        return cleaned

    def said(self) -> dict[Item, Said]:
        """What was rated; what was left open is not in it."""
        found = {}
        for choice in self.choices:
            name = f"{choice['id']}:"
            for code in choice["qualities"]:
                mark = self.cleaned_data.get(name + code)
                if mark is not None:
                    comment = self.cleaned_data.get(name, "")
                    found[Item(self.node_id, choice["id"], code)] = Said(mark, comment)
        return found

    def asked(self) -> Iterator[Asked]:
        for choice in self.choices:
            name = f"{choice['id']}:"
            scales = [
                (self.names.get(code, code), self[name + code]) for code in choice["qualities"]
            ]
            yield Asked(choice, scales, self[name])
