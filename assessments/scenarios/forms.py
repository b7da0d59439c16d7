import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.scenarios.document import complete
from assessments.scenarios.grammar import Document
from assessments.scenarios.storyboard.edits import starting


class ReadableJSONField(forms.JSONField):
    """JSON as a person edits it: a line a value, letters as letters."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, (dict, list)):
            return json.dumps(value, ensure_ascii=False, indent=2)
        return super().prepare_value(value)


class ScenarioForm(WagtailAdminModelForm):
    """Drafts may be half finished; what is to be published or reviewed is examined.

    ``examine`` is given by the view and adds what stops publishing. ``accepted`` is the tick under
    the warnings.
    """

    examine: Callable[[Document], object] | None = None
    graph = ReadableJSONField(
        label=_("graph"), widget=forms.Textarea(attrs={"rows": 30}), required=False
    )
    accepted = forms.CharField(
        required=False, label=_("I have read the warnings"), widget=forms.CheckboxInput
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "graph" in cleaned:
            cleaned["graph"] = self._draft(cleaned)
        if self.is_deferred_validation or "graph" not in cleaned:
            return cleaned
        cleaned["graph"] = complete(cleaned["graph"])
        if self.examine is not None:
            self.examine(cleaned["graph"])
        return cleaned

    def _draft(self, cleaned: dict[str, Any]) -> Any:
        """The document, or an empty one to begin with; code and title follow these fields."""
        names = {name: cleaned.get(name) or "" for name in ("code", "title")}
        graph, is_pasted = cleaned["graph"], "graph" in self.changed_data
        if not graph:
            graph, is_pasted = self.instance.graph, False
        if not graph:
            return starting(names["code"], names["title"])
        if is_pasted or not isinstance(graph, dict):
            return graph
        changed = {name for name in names if name in self.changed_data and names[name]}
        return graph | {name: names[name] for name in changed}


class StepForm(forms.Form):
    """One step as a browser sends it. Nothing else is read from the request."""

    index = forms.IntegerField(min_value=0, max_value=10_000)
    choice = forms.CharField(max_length=64)
    request_id = forms.RegexField(r"^[A-Za-z0-9-]{8,64}$")
