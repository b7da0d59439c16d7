"""Short texts compared with accepted ones: case, apostrophes, wildcards."""

import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds.base import (
    NOTHING,
    Document,
    Grade,
    Kind,
    Options,
    clean_text,
    clipped,
    share_of,
)

LONGEST_TEXT = 500  # characters
APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})
ANYTHING = "*"
STAR = r"\*"
_MARK = "\ue000"  # stands for a literal star while a pattern is cut; private use, so in no text

Answer = Mapping[str, Any]


def normal(text: str, *, case: bool) -> str:
    """How texts are compared: composed, trimmed, single spaces, one apostrophe, small letters."""
    folded = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    folded = " ".join(folded.split())
    return folded if case else unicodedata.normalize("NFC", folded.casefold())


def fits(pattern: str, text: str, *, case: bool) -> bool:
    r"""Whether ``text`` is ``pattern``: ``*`` is anything, nothing included, ``\*`` a star."""
    folded = normal(pattern.replace(STAR, _MARK), case=case)
    first, *rest = (piece.replace(_MARK, "*") for piece in folded.split(ANYTHING))
    given = normal(text, case=case)
    if not rest:
        return given == first
    *middle, last = rest
    if not given.startswith(first) or not given.endswith(last):
        return False
    at, end = len(first), len(given) - len(last)
    for piece in middle:
        found = given.find(piece, at, max(end, 0))
        if found < 0:
            return False
        at = found + len(piece)
    return at <= end


def accepted_text(answers: Iterable[Answer], text: str, *, case: bool) -> Answer | None:
    """The first answer that fits."""
    return next((answer for answer in answers if fits(answer["text"], text, case=case)), None)


def literal(pattern: str) -> str:
    """A text that fits ``pattern``."""
    return pattern.replace(STAR, _MARK).replace(ANYTHING, "…").replace(_MARK, "*").strip()


def guess_by_wildcard(answers: Iterable[Answer], key: str) -> Fraction:
    """A random text earns what the answer to anything earns, else nothing."""
    anything = (answer for answer in answers if str(answer[key]).strip() == ANYTHING)
    return next((clipped(share_of(answer["fraction"])) for answer in anything), NOTHING)


class ShortText(Kind):
    name = "short"
    shape = "text"
    template_name = "quizzes/questions/short.html"

    @classmethod
    def arrange(cls, document: Document, order: Any) -> list[str]:
        return []

    @classmethod
    def clean(cls, document: Document, value: Any, options: Options, field: str) -> str | None:
        return clean_text(value, LONGEST_TEXT, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        if not value:
            return Grade(NOTHING)
        answer = accepted_text(document["answers"], value, case=bool(document.get("case")))
        if answer is None:
            return Grade(NOTHING)
        return Grade(clipped(share_of(answer["fraction"])), matched=answer["id"])

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        return guess_by_wildcard(document["answers"], "text")

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        return [literal(answer["text"]) for answer in document["answers"]]
