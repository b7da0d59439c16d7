"""Mounted before allauth's own addresses, so that what stands here takes their place.

Links go on using allauth's names (``account_login`` …): both names have one address.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

from training.people import forms, views

app_name = "people"
urlpatterns = [
    path("", views.account, name="account"),
    path("login/", views.login, name="login"),
    path(
        "reauthenticate/",
        account.ReauthenticateView.as_view(form_class=forms.ReauthenticateForm),
        name="reauthenticate",
    ),
    path(
        "password/change/",
        account.PasswordChangeView.as_view(form_class=forms.ChangePasswordForm),
        name="change_password",
    ),
    path(
        "password/set/",
        account.PasswordSetView.as_view(form_class=forms.SetPasswordForm),
        name="set_password",
    ),
    path(
        "password/reset/",
        account.PasswordResetView.as_view(form_class=forms.ResetPasswordForm),
        name="reset_password",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.PasswordResetFromKeyView.as_view(form_class=forms.ResetPasswordKeyForm),
        name="reset_password_from_key",
    ),
    path(
        "2fa/authenticate/",
        mfa.AuthenticateView.as_view(form_class=forms.AuthenticateForm),
        name="authenticate",
    ),
    path(
        "2fa/reauthenticate/",
        mfa.ReauthenticateView.as_view(form_class=forms.ReauthenticateByCodeForm),
        name="reauthenticate_by_code",
    ),
    path(
        "2fa/totp/activate/",
        totp.ActivateTOTPView.as_view(form_class=forms.ActivateTOTPForm),
        name="activate_totp",
    ),
    # Ways of allauth that this organisation does not use.
    path("email/", views.email, name="email"),
    path("confirm-email/", views.gone),
    path("confirm-email/<str:key>/", views.gone),
    path("login/code/confirm/", views.gone),
]
