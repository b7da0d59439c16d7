"""A long answer, which people mark by a rubric."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds.base import NOTHING, Document, Grade, Kind, Options, clean_text

LONGEST_ESSAY = 20_000  # characters


def words(text: str | None) -> int:
    return len((text or "").split())


class LongAnswer(Kind):
    name = "long"
    shape = "text"
    template_name = "quizzes/questions/long.html"

    @classmethod
    def arrange(cls, document: Document, order: Any) -> list[str]:
        return []

    @classmethod
    def clean(cls, document: Document, value: Any, options: Options, field: str) -> str | None:
        """Limits in words are for the person and the marker; no answer is refused for them."""
        return clean_text(value, LONGEST_ESSAY, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        return Grade(NOTHING, needs_marking=bool(value))

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        return None

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        return []
