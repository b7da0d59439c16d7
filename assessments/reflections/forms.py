from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from assessments.reflections.models import MAX_CHARACTERS


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
