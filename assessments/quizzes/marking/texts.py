"""The text of a long answer as it is now, and as it was."""

import datetime
from dataclasses import dataclass

from assessments.quizzes.kinds.essay import words
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.marking import Return, RevisedAnswer


@dataclass(frozen=True)
class Text:
    """One version of an answer; ``returned`` when it was given back to its author."""

    text: str
    at: datetime.datetime
    returned: Return | None = None

    @property
    def words(self) -> int:
        return words(self.text)


def texts_of(item: AttemptItem) -> list[Text]:
    """Every version, the newest last. No query when ``returns__rewriting`` is prefetched.

    ``item`` carries its finished attempt.
    """
    finished_at = item.attempt.finished_at
    if finished_at is None:
        raise ValueError("the attempt is still open")
    value = item.attempt.answers.get(item.key, {}).get("value")
    text, at = (value if isinstance(value, str) else ""), finished_at
    found = []
    for returned in item.returns.all():
        found.append(Text(text, at, returned))
        rewritten = rewriting_of(returned)
        if rewritten is None:
            return found
        text, at = rewritten.text, rewritten.at
    return [*found, Text(text, at)]


def rewriting_of(returned: Return) -> RevisedAnswer | None:
    """What the author made of a return, if anything yet."""
    return getattr(returned, "rewriting", None)


def open_return(item: AttemptItem) -> Return | None:
    """The return that its author has not answered."""
    return texts_of(item)[-1].returned


def revision(item: AttemptItem) -> int:
    """How often the answer was rewritten."""
    return len(texts_of(item)) - 1
