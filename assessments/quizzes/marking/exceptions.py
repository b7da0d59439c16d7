"""Every rule on which marking can refuse."""

from typing import Any

from assessments.quizzes.exceptions import QuizError


class MarkingClosed(QuizError):
    """The answer takes no such mark any more. ``reason`` is one of the constants below."""

    DONE = "done"  # it has its final marks
    SUBMITTED = "submitted"  # this person's marks are in
    ENOUGH = "enough"  # others have marked it meanwhile
    RETURNED = "returned"  # it lies with the learner
    REWRITTEN = "rewritten"  # there is a newer text
    NOT_NEEDED = "not_needed"  # nothing is to be decided
    NOT_RETURNED = "not_returned"  # nobody asked the learner to rewrite it

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MarkingConflict(QuizError):
    """Another window of the same marker has saved since. ``saved`` is the ``Marking`` as it is."""

    def __init__(self, saved: Any) -> None:
        super().__init__(f"marking {saved.pk} is at revision {saved.rev}")
        self.saved = saved


class MarkingIncomplete(QuizError):
    """Marks that no form of ours could send: a criterion without a mark or with other points."""
