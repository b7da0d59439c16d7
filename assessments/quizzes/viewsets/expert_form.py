"""How an expert's key is entered: one field a reaction, or one a choice."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from assessments.quizzes.describing import described
from assessments.quizzes.models import ExpertVote, ReactionsQuestion
from assessments.quizzes.panels import CHOSEN, RATINGS, is_complete
from training.people.models import Person


class ExpertVoteForm(forms.Form):
    """Fields follow the kind: best and worst, the one chosen, or a number for each reaction."""

    name = forms.CharField(label=gettext_lazy("Expert"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("If the expert has an account here."),
    )

    def __init__(self, *args: Any, question: ReactionsQuestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.texts = {str(block.id): str(block.value["text"]) for block in question.options}
        self.fields.update(self._key_fields())

    def _key_fields(self) -> dict[str, forms.Field]:
        reactions = [("", "—")] + [
            (one, Truncator(text).chars(110)) for one, text in self.texts.items()
        ]
        if self.question.kind == "judgement":
            labels = {
                "best": pgettext("reaction", "Best"),
                "worst": pgettext("reaction", "Worst"),
            }
            return {
                name: forms.ChoiceField(label=label, choices=reactions)
                for name, label in labels.items()
            }
        if self.question.kind == "judgement_choose":
            label = _("The most helpful reaction")
            return {CHOSEN: forms.ChoiceField(label=label, choices=reactions)}
        points = RATINGS
        if self.question.kind == "judgement_rank":
            points = range(1, len(self.texts) + 1)
        numbers = [("", "—"), *((str(point), str(point)) for point in points)]
        return {
            f"on-{one}": forms.TypedChoiceField(label=text, choices=numbers, coerce=int)
            for one, text in self.texts.items()
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        if not is_complete(self.question.kind, self.key(), list(self.texts)):
            raise forms.ValidationError(
                _("Each reaction needs a place of its own.")
                if self.question.kind == "judgement_rank"
                else _("One reaction cannot be both the best and the worst.")
            )
        name = cleaned["name"] = " ".join(cleaned["name"].split())
        if ExpertVote.objects.filter(
            question_key=self.question.translation_key, name=name
        ).exists():
            self.add_error("name", _("This expert has given a key; remove it first."))
        if cleaned["email"] and self._person() is None:
            self.add_error("email", _("Nobody here has this address."))
        return cleaned

    def key(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.question.kind == "judgement":
            return {given["worst"]: "worst", given["best"]: "best"}
        if self.question.kind == "judgement_choose":
            return {given[CHOSEN]: CHOSEN}
        return {one: given[f"on-{one}"] for one in self.texts}

    def _person(self) -> Person | None:
        return Person.objects.filter(email__iexact=self.cleaned_data["email"]).first()

    def save(self) -> ExpertVote:
        return ExpertVote.objects.create(
            question_key=self.question.translation_key,
            name=self.cleaned_data["name"],
            person=self._person() if self.cleaned_data["email"] else None,
            key=self.key(),
        )


def key_in_words(document: Mapping[str, Any], key: Mapping[str, Any]) -> list[str]:
    """``["Best: Почекаю", …]``; reactions that are gone are left out."""
    words = {
        "best": pgettext("reaction", "Best"),
        "worst": pgettext("reaction", "Worst"),
        CHOSEN: _("The most helpful reaction"),
    }
    return [
        f"{words.get(key[row.id], key[row.id])}: {Truncator(row.text).chars(60)}"
        for row in described(document)
        if row.id in key
    ]
