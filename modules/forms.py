from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm


class ModulePageForm(WagtailAdminPageForm):
    """Modules that wait for each other would open for nobody."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        rows = self.formsets["prerequisites"]
        before = [
            form.cleaned_data["module"].pk
            for form in rows.forms
            if form.is_valid()
            and form.cleaned_data.get("module")
            and not form.cleaned_data.get("DELETE")
        ]
        if circle := self.instance.prerequisite_circle(before):
            names = " → ".join(page.title for page in circle)
            self.add_error(
                None,
                ValidationError(
                    _("These modules wait for each other: %(modules)s."), params={"modules": names}
                ),
            )
        return cleaned
