"""Versions of a question that count together."""

from collections.abc import Iterable, Mapping
from typing import Any

from assessments.quizzes.differences import MAJOR, difference


def family_starts(versions: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[int, int]:
    """Number of a version → number of the first one of its family.

    ``versions`` are all ``(number, document)`` of one question. A new key or new options begin a
    family, whose statistics begin anew; new wording continues one.
    """
    starts: dict[int, int] = {}
    start, before = 0, None
    for number, document in sorted(versions, key=lambda version: version[0]):
        if before is None or difference(before, document).level == MAJOR:
            start = number
        starts[number] = start
        before = document
    return starts
