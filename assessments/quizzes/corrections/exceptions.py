"""Every reason for which a correction is refused."""

from assessments.quizzes.exceptions import QuizError


class CorrectionRefused(QuizError):
    """Base of all refusals of corrections; nothing has changed."""


class NotAllowed(CorrectionRefused):
    """The person may not publish questions."""


class ReasonMissing(CorrectionRefused):
    """A correction needs words that the people concerned can read."""


class AnotherCaseOpen(CorrectionRefused):
    """Corrections of one question come one after another."""


class BadVersions(CorrectionRefused):
    """The versions named are not an older and a newer one of the same question and kind."""


class MarkedByPeople(CorrectionRefused):
    """No key marks such a question; it can be left out or given full marks."""


class WrongState(CorrectionRefused):
    """The case is further on, or not yet so far."""


class StalePreview(CorrectionRefused):
    """Results have changed since the preview; it has to be looked at once more."""


class SecondPersonNeeded(CorrectionRefused):
    """Somebody would lose a pass, so another person has to approve."""


class NotTheLast(CorrectionRefused):
    """A later correction of the same question builds on this one."""


class ReviewsOpen(CorrectionRefused):
    """Somebody's certificate has still to be decided on."""


class StillChanging(CorrectionRefused):
    """Others are changing the same attempts; ``reconcile`` goes on a little later."""
