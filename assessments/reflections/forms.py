from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from assessments.reflections.http import NO_OCCASION
from assessments.reflections.models import MAX_CHARACTERS, Frequency
from assessments.reflections.queries.asking import Group
from assessments.reflections.queries.circle import Colleague
from assessments.reflections.queries.results import Line

Choices = list[tuple[str, str]]


class NoteField(forms.CharField):
    """Text with one character a line break, however the browser sends it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class NoteForm(forms.Form):
    """The label is the prompt. No ``maxlength``: a browser cuts a pasted text silently."""

    text = NoteField(
        required=False,
        help_text=_("Only you can read it. Please leave out clients’ names."),
        validators=[
            MaxLengthValidator(
                MAX_CHARACTERS,
                ngettext_lazy(
                    "The note may have %(limit_value)d character, yours has %(show_value)d.",
                    "The note may have %(limit_value)d characters, yours has %(show_value)d.",
                    "limit_value",
                ),
            )
        ],
    )

    def __init__(self, *args: Any, prompt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = prompt


class AnswersForm(forms.Form):
    """One set of radio buttons a statement; none of them has to be answered."""

    def __init__(self, *args: Any, groups: Sequence[Group], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "a-%s", **kwargs})
        self.groups = groups
        for group in groups:
            for item in group.items:
                self.fields[item.code] = forms.ChoiceField(
                    label=item.text,
                    required=False,
                    choices=[*Frequency.choices, (NO_OCCASION, _("no occasion"))],
                    widget=forms.RadioSelect,
                    initial=_initial(item.score) if item.is_answered else None,
                    error_messages={"invalid_choice": _("Choose one of the answers.")},
                )

    def answers(self) -> dict[str, int | None]:
        """Statements that were answered; ``None`` is “no occasion”."""
        return {
            code: None if value == NO_OCCASION else int(value)
            for code, value in self.cleaned_data.items()
            if value
        }

    def shown(self) -> list[tuple[Group, list[tuple[Any, str]]]]:
        """Each group with its fields and the language of each."""
        return [
            (group, [(self[item.code], item.language) for item in group.items])
            for group in self.groups
        ]


def _initial(score: int | None) -> str:
    return NO_OCCASION if score is None else str(score)


class ShareForm(forms.Form):
    """One rated competency, one colleague: nothing is chosen beforehand."""

    competency = forms.ChoiceField(
        label=_("What to show"),
        error_messages={
            "required": _("Choose a competency."),
            "invalid_choice": _("This competency cannot be shown. Choose another one."),
        },
    )
    recipient = forms.ChoiceField(
        label=_("To whom"),
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _(
                "This person does not lead or train where you work any more. Choose another one."
            ),
        },
    )

    def __init__(
        self, *args: Any, lines: Sequence[Line], circle: Sequence[Colleague], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"auto_id": "share-%s", **kwargs})
        self.has_circle = bool(circle)
        self._offer("competency", _("choose a competency"), _choices_of(lines))
        self._offer("recipient", _("choose a colleague"), _people_of(circle))

    def _offer(self, name: str, nothing: Any, choices: Choices) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = [("", nothing), *choices]


def _choices_of(lines: Sequence[Line]) -> Choices:
    return [(line.code, f"{line.code} {line.name}") for line in lines]


def _people_of(circle: Sequence[Colleague]) -> Choices:
    return [
        (str(row.person.pk), f"{row.person.full_name} ({', '.join(row.roles)})") for row in circle
    ]
