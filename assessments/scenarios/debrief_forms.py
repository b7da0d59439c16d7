"""What a learner may write in a debrief. Everything is optional; nothing of it is graded."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from assessments.scenarios.models.learning import LONGEST_WORDS

RATINGS = [
    (0, _("0 – it did not work")),
    (1, _("1 – here and there")),
    (2, _("2 – half of it")),
    (3, _("3 – mostly")),
    (4, _("4 – it worked fully")),
]
RATING_PREFIX = "rating-"
LONGEST_REMARK = 2000


class WordsField(forms.CharField):
    """Text with one character a line break; a browser cuts nothing off, a fault keeps it all."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = LONGEST_WORDS, **kwargs: Any) -> None:
        limit = MaxLengthValidator(
            longest,
            ngettext_lazy(
                "The text may have %(limit_value)d character, yours has %(show_value)d.",
                "The text may have %(limit_value)d characters, yours has %(show_value)d.",
                "limit_value",
            ),
        )
        super().__init__(validators=[limit], **kwargs)
        self.widget.attrs["rows"] = 4

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


class BeforeForm(forms.Form):
    """Asked before any result: one open question, and how each competency went."""

    differently = WordsField(
        label=_("What would you do differently?"),
        required=False,
        help_text=_("Only you can read it. Please leave out clients’ names."),
    )

    def __init__(self, *args: Any, competencies: Mapping[str, str], **kwargs: Any) -> None:
        """``competencies``: names by code."""
        super().__init__(*args, **kwargs)
        self.codes = {f"{RATING_PREFIX}{code}": code for code in competencies}
        for field, code in self.codes.items():
            self.fields[field] = forms.TypedChoiceField(
                label=competencies[code],
                required=False,
                choices=[("", _("I do not say")), *RATINGS],
                coerce=int,
                empty_value=None,
            )

    @property
    def rating_fields(self) -> list[forms.BoundField]:
        return [self[field] for field in self.codes]

    def ratings(self) -> dict[str, int]:
        """Code → 0–4, only what was said."""
        given = {code: self.cleaned_data[field] for field, code in self.codes.items()}
        return {code: rating for code, rating in given.items() if rating is not None}


class NextTimeForm(forms.Form):
    next_time = WordsField(
        label=_("Next time I will…"),
        required=False,
        help_text=_("Only you can read it. Please leave out clients’ names."),
    )


class RemarkForm(forms.Form):
    text = WordsField(
        longest=LONGEST_REMARK,
        label=_("What is wrong or outdated?"),
        help_text=_("The authors read it and answer you. Please leave out clients’ names."),
    )


class CardForm(forms.Form):
    """An answer to a review card as a browser sends it."""

    round = forms.IntegerField(min_value=0, max_value=1000)
    choice = forms.CharField(max_length=64)
