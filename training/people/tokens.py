from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from training.people.models import Person

LIFETIME = 60 * 60  # seconds


class ResetToken(PasswordResetTokenGenerator):
    """Good for one hour and for one new password.

    Django's own makes it single: it covers the password, the last sign-in and the e-mail. allauth's
    adds rows of unverified addresses, which would then forbid a second factor; this one does not.
    """

    def check_token(self, user: Person | None, token: str | None) -> bool:
        if not super().check_token(user, token) or token is None:
            return False
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= LIFETIME
