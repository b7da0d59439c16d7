"""Forms at the door. allauth's, with plain labels and without placeholders that repeat them."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

Words = dict[str, Any]  # field name → text, translated when shown

NEW_PASSWORD_HELP = _("At least 12 characters. A few words only you would put together are best.")


class Plain(forms.Form):
    """Says ``labels`` and ``hints`` instead of the library's words."""

    labels: ClassVar[Words] = {}
    hints: ClassVar[Words] = {}
    attrs: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attrs)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


class LoginForm(account.LoginForm):
    """E-mail, password and one choice: whether this device stays signed in.

    In a demonstration ``?email=`` fills in an invented person and the shared password.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label=_("E-mail"),
            max_length=254,
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
            error_messages={
                "required": _("Enter your e-mail."),
                "invalid": _("Enter an e-mail such as name@example.org."),
            },
        )
        self.fields["password"] = forms.CharField(
            label=_("Password"),
            max_length=128,
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            error_messages={"required": _("Enter your password.")},
        )
        self.fields["remember"] = forms.BooleanField(
            label=_("Stay signed in on this device"),
            required=False,
            help_text=_("Leave this empty on a shared computer."),
        )
        self.order_fields(["login", "password", "remember"])
        if settings.DEMO and not self.is_bound and self.request is not None:
            self._fill_in(self.request.GET.get("email", ""))

    def _fill_in(self, email: str) -> None:
        try:
            validate_email(email)
        except forms.ValidationError:
            return
        self.initial.update({"login": email, "password": settings.DEMO_PASSWORD})
        self.fields["password"].widget.render_value = True

    def _login_with_password(
        self, request: HttpRequest, redirect_url: str | None, credentials: dict[str, Any]
    ) -> HttpResponse:
        """Without the choice the session ends with the browser."""
        response = super()._login_with_password(request, redirect_url, credentials)
        stays = self.cleaned_data["remember"]
        request.session.set_expiry(settings.SESSION_COOKIE_AGE if stays else 0)
        return response


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    labels: ClassVar[Words] = {"password": _("Password")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    labels: ClassVar[Words] = {"email": _("E-mail")}


class SetPasswordForm(Plain, account.SetPasswordForm):
    labels: ClassVar[Words] = {
        "password1": _("New password"),
        "password2": _("New password once more"),
    }
    hints: ClassVar[Words] = {"password1": NEW_PASSWORD_HELP}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    labels = SetPasswordForm.labels
    hints = SetPasswordForm.hints


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    labels: ClassVar[Words] = {**SetPasswordForm.labels, "oldpassword": _("Current password")}
    hints = SetPasswordForm.hints


class AuthenticateForm(Plain, mfa.AuthenticateForm):
    labels: ClassVar[Words] = {"code": _("Code from the app")}
    attrs: ClassVar[dict[str, str]] = {"inputmode": "numeric"}


class ReauthenticateByCodeForm(Plain, mfa.ReauthenticateForm):
    labels = AuthenticateForm.labels
    attrs = AuthenticateForm.attrs


class ActivateTOTPForm(Plain, totp.ActivateTOTPForm):
    labels = AuthenticateForm.labels
    attrs = AuthenticateForm.attrs
