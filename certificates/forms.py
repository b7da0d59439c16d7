from django import forms
from django.utils.translation import gettext_lazy as _

from certificates import numbers


class VerifyForm(forms.Form):
    """What a stranger types. Any number is taken as typed: a wrong one is answered, not refused."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("Spaces, dashes and small letters do not matter. For example: %(number)s")
        % {"number": '<span class="nowrap">FL-7K3M-9QXT-2BVD-W</span>'},
        error_messages={"required": _("Enter the number of the certificate")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    surname = forms.CharField(
        label=_("Surname of the holder"),
        help_text=_("If it matches, the full name is shown."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_number(self) -> str:
        """In its one spelling, or as typed when it cannot be a number."""
        typed = self.cleaned_data["number"]
        return numbers.normalise(typed) or typed[: numbers.MAX_LENGTH]
