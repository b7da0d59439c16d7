"""Forms of the editor's screens about people. Each lists its fields."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from treebeard.forms import TreeNodeChoiceField
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.users.forms import UserCreationForm, UserEditForm

from training.people.exceptions import PeopleError
from training.people.models import OrgUnit, Person, Posting, RoleGrant
from training.people.services import (
    check_end,
    check_grant,
    end_role,
    forget_second_factor,
    grant_role,
)

NAME_FIELDS = ["surname", "given_name", "patronymic"]


class PersonFormMixin(forms.ModelForm):
    """Our names instead of Wagtail's two; the password is optional and follows the site's rules."""

    password_required = False

    def __init__(self, *args: Any, editor: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editor = editor
        self.fields["password1"].help_text = _(
            "Leave empty: the person sets it through “Forgot your password?” at sign-in."
        )
        if not editor.is_superuser:
            self.fields.pop("is_superuser", None)

    def validate_password(self) -> None:
        password = self.cleaned_data.get("password1")
        if password and password == self.cleaned_data.get("password2"):
            get_adapter().clean_password(password, user=self.instance)

    def save(self, commit: bool = True) -> Person:
        if self.instance._state.adding and not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        return super().save(commit)


class PersonCreationForm(PersonFormMixin, UserCreationForm):
    first_name = last_name = None

    class Meta:
        model = Person
        fields = ["email", *NAME_FIELDS, "language", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}


class PersonEditForm(PersonFormMixin, UserEditForm):
    first_name = last_name = None
    forget_second_factor = forms.BooleanField(
        label=_("Remove the second step of signing in"),
        required=False,
        help_text=_(
            "For somebody who lost the phone and the recovery codes. Make sure it is them."
        ),
    )

    class Meta:
        model = Person
        fields = ["email", *NAME_FIELDS, "language", "is_active", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def save(self, commit: bool = True) -> Person:
        person = super().save(commit)
        if self.cleaned_data["forget_second_factor"]:
            forget_second_factor(person=person, forgotten_by=self.editor)
        return person


class AccountNameForm(forms.ModelForm):
    """What people of the editor change about themselves; the e-mail is the administrators'."""

    class Meta:
        model = Person
        fields = [*NAME_FIELDS, "language"]


class PersonByEmailField(forms.ModelChoiceField):
    """A person named by the whole e-mail: no list of everybody, nothing to search through."""

    widget = forms.EmailInput
    default_error_messages = {"invalid_choice": _("Nobody signs in by this e-mail.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Person.objects.all(),
            to_field_name="email",
            label=capfirst(_("person")),
            help_text=_("The e-mail the person signs in by."),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):  # a form of a saved row names the person by id
            value = Person.objects.filter(pk=value).first()
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Person | None:
        return super().to_python(value.strip().casefold() if isinstance(value, str) else value)


class OrgUnitForm(WagtailAdminModelForm):
    parent = TreeNodeChoiceField(
        label=_("Above it"),
        queryset=OrgUnit.objects.none(),
        required=False,
        empty_label=_("– top of the tree –"),
    )

    class Meta:
        model = OrgUnit
        fields = ["parent", "code", "type", "name", "short_name", "active_from", "active_to"]
        fields += ["successor"]
        widgets = {"active_from": AdminDateInput, "active_to": AdminDateInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = OrgUnit.objects.all()
        if not self.instance._state.adding:
            units = units.exclude(path__startswith=self.instance.path)
            self.initial["parent"] = self.instance.get_parent()
        self.fields["parent"].queryset = units
        self.fields["successor"].queryset = OrgUnit.objects.exclude(pk=self.instance.pk)

    @transaction.atomic
    def save(self, commit: bool = True) -> OrgUnit:
        """The tree is written at once, whatever ``commit`` says: a node has no place without it."""
        unit, parent = self.instance, self.cleaned_data["parent"]
        if unit._state.adding:
            return parent.add_child(instance=unit) if parent else OrgUnit.add_root(instance=unit)
        unit.save()
        if parent != self.initial["parent"]:
            if parent:
                unit.move(parent, "last-child")
            else:
                unit.move(OrgUnit.get_last_root_node(), "last-sibling")
        return unit


class PostingForm(WagtailAdminModelForm):
    person = PersonByEmailField()

    class Meta:
        model = Posting
        fields = ["person", "unit", "post", "date_from", "date_to"]
        widgets = {"date_from": AdminDateInput, "date_to": AdminDateInput}


class RoleGrantForm(WagtailAdminModelForm):
    """Gives a role as the person who fills the form in; what they may not give is an error."""

    instance: RoleGrant
    person = PersonByEmailField()

    class Meta:
        model = RoleGrant
        fields = ["person", "role", "unit", "date_from", "date_to"]
        widgets = {"date_from": AdminDateInput, "date_to": AdminDateInput}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_grant(granted_by=self.for_user, **cleaned)
            except PeopleError as refusal:
                self.add_error(None, ValidationError(str(refusal)))
        return cleaned

    def save(self, commit: bool = True) -> RoleGrant:
        self.instance = grant_role(granted_by=self.for_user, **self.cleaned_data)
        return self.instance


class RoleEndForm(WagtailAdminModelForm):
    """A role is never rewritten: it can only be taken away."""

    instance: RoleGrant
    ended_on = forms.DateField(
        label=_("Taken away on"),
        widget=AdminDateInput,
        help_text=_("From this day on the role gives nothing."),
    )

    class Meta:
        model = RoleGrant
        fields = ["ended_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("ended_on") is None:
            self.initial["ended_on"] = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # What stands in the table, not what the form has just written on the instance.
        self._grant = RoleGrant.objects.select_related("unit").get(pk=self.instance.pk)
        if not self.errors:
            try:
                check_end(grant=self._grant, ended_by=self.for_user, on=cleaned["ended_on"])
            except PeopleError as refusal:
                self.add_error(None, ValidationError(str(refusal)))
        return cleaned

    def save(self, commit: bool = True) -> RoleGrant:
        self.instance = end_role(
            grant=self._grant, ended_by=self.for_user, on=self.cleaned_data["ended_on"]
        )
        return self.instance
