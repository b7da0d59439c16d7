"""Every rule this app can refuse on. ``message`` is for the person, in their language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PeopleError(Exception):
    """Base of all refusals here."""

    message: str | Promise = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.message)


class NotYoursToGrant(PeopleError):
    """The role, the unit, the dates or the person reach beyond what the giver holds."""

    message = _("You can give only roles you hold yourself, to people and units in your charge.")


class PersonInactive(PeopleError):
    message = _("This person may not sign in, so they can hold neither a role nor a posting.")


class UnitNotActive(PeopleError):
    message = _("The unit does not exist on that day.")


class PeriodReversed(PeopleError):
    message = _("The last day is before the first.")


class TransferTooEarly(PeopleError):
    """The day lies within or before a posting that is already on record."""

    message = _("This person has a posting that began on that day or later.")


class RoleAlreadyEnded(PeopleError):
    message = _("This role has already ended.")
