"""Every rule on which programmes can refuse."""


class ProgrammeError(Exception):
    """Base of all refusals of this app."""


class ProgrammeInactive(ProgrammeError):
    """Nobody is enrolled any more; those who are may finish."""


class EnrolmentClosed(ProgrammeError):
    """Completed: its dates do not move any more."""


class ReasonMissing(ProgrammeError):
    """More time needs words that the person and the auditors may read."""


class NotLater(ProgrammeError):
    """An extension gives more time, never less."""


class OwnDueDate(ProgrammeError):
    """Nobody gives more time to themselves."""
