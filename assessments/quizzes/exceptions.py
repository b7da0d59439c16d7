"""Every rule on which quizzes can refuse."""

import datetime


class QuizError(Exception):
    """Base of all refusals of this app."""


class InvalidResponse(QuizError):
    """An answer that no form of ours could send. ``field`` names the place."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class AttemptClosed(QuizError):
    """The attempt takes no answers any more; what came was kept as late."""


class NoAttemptsLeft(QuizError):
    pass


class TooEarly(QuizError):
    """The next attempt opens at ``opens_at``."""

    def __init__(self, opens_at: datetime.datetime) -> None:
        super().__init__(f"next attempt opens at {opens_at.isoformat()}")
        self.opens_at = opens_at


class BankTooSmall(QuizError):
    """The bank has fewer published questions than the quiz draws."""


class NoPauseLeft(QuizError):
    pass


class NotOpen(QuizError):
    """The quiz opens at ``opens_at``; ``None``: it has closed."""

    def __init__(self, opens_at: datetime.datetime | None) -> None:
        super().__init__(f"opens at {opens_at}")
        self.opens_at = opens_at


class NotShownAtOnce(QuizError):
    """The quiz shows no answers before it is submitted."""


class CannotDispute(QuizError):
    """``message`` says why, to the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
