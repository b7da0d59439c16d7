import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.scenarios.checker import check
from assessments.scenarios.document import complete
from assessments.scenarios.findings import sentence

SHOWN_FAULTS = 12


class ReadableJSONField(forms.JSONField):
    """JSON as a person edits it: a line a value, letters as letters."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (dict, list)):
            return json.dumps(value, ensure_ascii=False, indent=2)
        return super().prepare_value(value)


class ScenarioForm(WagtailAdminModelForm):
    """Drafts may be half finished; what a learner could get stuck in is never published."""

    graph = ReadableJSONField(label=_("graph"), widget=forms.Textarea(attrs={"rows": 30}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_deferred_validation or "graph" not in cleaned:
            return cleaned
        language = translation.get_language() or "uk"
        cleaned["graph"] = complete(cleaned["graph"])
        errors = check(cleaned["graph"]).errors
        if errors:
            self.add_error(
                "graph",
                [
                    ValidationError(
                        _("%(place)s: %(fault)s"),
                        params={
                            "place": " · ".join(filter(None, (fault.node, fault.choice))) or "—",
                            "fault": sentence(fault, language),
                        },
                    )
                    for fault in errors[:SHOWN_FAULTS]
                ],
            )
        return cleaned


class StepForm(forms.Form):
    """One step as a browser sends it. Nothing else is read from the request."""

    index = forms.IntegerField(min_value=0, max_value=10_000)
    choice = forms.CharField(max_length=64)
    request_id = forms.RegexField(r"^[A-Za-z0-9-]{8,64}$")
