"""Answers that give each item a place: what of them can be counted."""

import random
from collections import Counter
from collections.abc import Mapping
from typing import Any

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds.base import Document, Options, clean_parts, part_tokens, parts_given


def clean_places(
    document: Document, value: Any, options: Options, field: str
) -> dict[str, str] | None:
    """Token of the item → its place as a string, ``"1"`` first. Two items may claim one place."""
    tokens = part_tokens(document, options)
    allowed = {str(place) for place in range(1, len(tokens) + 1)}

    def place(token: str, given: Any) -> str:
        if not isinstance(given, str) or given not in allowed:
            raise InvalidResponse(field, "a place is expected")
        return given

    return clean_parts(value, tokens, place, field)


def places_given(value: Any, options: Options) -> dict[str, int]:
    """Id of the item → its place. Items that claim the same place have none."""
    given = {one: int(place) for one, place in parts_given(value, options).items()}
    claims = Counter(given.values())
    return {one: place for one, place in given.items() if claims[place] == 1}


def misplaced(ids: list[str], order: random.Random | None) -> list[str]:
    """``ids`` in another order than this one, the same each time where there is no ``order``."""
    order = order or random.Random("/".join(ids))  # noqa: S311  the order is no secret
    mixed = list(ids)
    order.shuffle(mixed)
    return mixed[1:] + mixed[:1] if mixed == ids else mixed


def in_places(ids: list[str], tokens: Mapping[str, str]) -> list[dict[str, str]]:
    """The answer that puts ``ids`` in this order; none when a token is missing."""
    if any(one not in tokens for one in ids):
        return []
    return [{tokens[one]: str(place) for place, one in enumerate(ids, start=1)}]
