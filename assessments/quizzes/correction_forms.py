"""What somebody who corrects a question types."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.corrections.policies import NEED_KEY
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.models.corrections import Policy
from assessments.quizzes.reports.corrections import versions_of

LONGEST = 2000
PLAIN = {
    Policy.STRICT: _("Everybody is marked by the mended key; some gain, some lose."),
    Policy.NOBODY_LOSES: _("Who gains by the mended key gets the points; nobody loses any."),
    Policy.BOTH_KEYS: _("An answer right by the old or by the mended key earns its points."),
    Policy.FULL_MARKS: _("Whatever they answered, all get full points for this question."),
    Policy.VOID: _("The question leaves the result; the other questions are all there is to earn."),
}
"""One plain sentence for each policy."""


class VersionChoiceField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, version: Any) -> str:
        return version_label(version)


class OneVersionField(forms.ModelChoiceField):
    def label_from_instance(self, version: Any) -> str:
        return version_label(version)


def version_label(version: QuestionVersion) -> str:
    return str(
        _("version %(number)d of %(date)s")
        % {"number": version.number, "date": f"{version.published_at:%d.%m.%Y}"}
    )


class ReasonForm(forms.Form):
    """Why, and what people should take away."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The people concerned read it."),
    )
    explanation = forms.CharField(
        label=_("Corrected explanation"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The people concerned read it. Empty: that of the mended version."),
    )


class CorrectionForm(ReasonForm):
    """A new case about one question."""

    from_versions = VersionChoiceField(
        label=_("Versions with the mistake"),
        queryset=QuestionVersion.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    to_version = OneVersionField(
        label=_("Mended version"),
        queryset=QuestionVersion.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("Not needed for full points and for leaving the question out."),
    )
    policy = forms.ChoiceField(
        label=_("What counts"),
        choices=[(str(policy), sentence) for policy, sentence in PLAIN.items()],
        widget=forms.RadioSelect,
    )

    field_order = ["from_versions", "to_version", "policy", "reason", "explanation"]

    def __init__(self, question_id: int, data: Any = None) -> None:
        versions = versions_of(question_id)
        rows = QuestionVersion.objects.filter(question=question_id).order_by("-number")
        newest = versions[0] if versions else None
        older = [version.pk for version in versions[1:]]
        super().__init__(data, initial={"to_version": newest, "from_versions": older})
        for name in ("from_versions", "to_version"):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # both are of versions

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        needs_key = cleaned.get("policy") in NEED_KEY
        if needs_key and cleaned.get("to_version") is None and "to_version" not in self.errors:
            self.add_error("to_version", _("Choose the version with the mended key."))
        return cleaned


class DecisionForm(forms.Form):
    decision = forms.CharField(
        label=_("What was decided"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
