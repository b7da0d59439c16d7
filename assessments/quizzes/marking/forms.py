"""What markers, moderators and authors of answers may type."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.kinds.essay import LONGEST_ESSAY
from assessments.quizzes.models.marking import LONGEST_COMMENT, LONGEST_REASON
from assessments.quizzes.rubric import Criterion
from assessments.quizzes.services.marking import Sheet


class PlainText(forms.CharField):
    """Text as typed: lines end with ``\\n``, what no database keeps is dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
        return super().to_python(text.encode("utf-8", "ignore").decode()) or ""


def _text(label: Any, longest: int, *, required: bool = False, error: Any = None) -> PlainText:
    return PlainText(
        label=label,
        max_length=longest,
        required=required,
        error_messages={"required": error} if error else None,
    )


class RubricForm(forms.Form):
    """One choice a criterion, named ``c1``, ``c2`` …; drafts may leave some open."""

    comment = _text(_("Comment to the learner"), LONGEST_COMMENT)

    def __init__(self, criteria: Sequence[Criterion], data: Any = None, **options: Any) -> None:
        self.criteria = criteria
        self.is_draft = options.pop("is_draft", False)
        super().__init__(data, label_suffix="", **options)
        for number, criterion in enumerate(criteria, start=1):
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=criterion.text,
                choices=[(level.key, level.key) for level in criterion.levels],
                required=not self.is_draft,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose a level for criterion %(number)d.") % {"number": number},
                    "invalid_choice": _("Criterion %(number)d has no such level.")
                    % {"number": number},
                },
            )

    def points(self) -> dict[str, str]:
        """Points by criterion, of those that have a mark."""
        given = (self.cleaned_data[f"c{number}"] for number in range(1, len(self.criteria) + 1))
        return {
            criterion.id: points
            for criterion, points in zip(self.criteria, given, strict=True)
            if points
        }


class MarkingForm(RubricForm):
    note = _text(_("Note for colleagues"), LONGEST_COMMENT)
    reason = _text(
        _("What the learner should change"),
        LONGEST_REASON,
        error=_("Say what the learner should change."),
    )
    rev = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    tab = forms.CharField(max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, with_reason: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].required = with_reason

    def sheet(self) -> Sheet:
        cleaned = self.cleaned_data
        return Sheet(
            points=self.points(),
            comment=cleaned["comment"],
            note=cleaned["note"],
            rev=cleaned["rev"],
            tab=cleaned["tab"],
            revision=cleaned["revision"],
        )


class DecisionForm(RubricForm):
    reason = _text(
        _("Reason of the decision"),
        LONGEST_REASON,
        required=True,
        error=_("Say why you decide so."),
    )


class RewriteForm(forms.Form):
    text = _text(
        _("Your answer"), LONGEST_ESSAY, required=True, error=_("Write your answer first.")
    )
