"""Gaps to choose from as Moodle has them: ``[[2]]`` and one numbered list of choices."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from assessments.quizzes.exchange.answers import FULL

_THEIR_MARKER = re.compile(r"\[\[\d+\]\]")

Choices = list[tuple[str, int]]


def gap_choices(
    document: Mapping[str, Any], plain: Callable[[Any], str]
) -> tuple[str, Choices] | None:
    """The text and ``(choice, group)`` in order, or ``None`` where gaps say more than that.

    Gaps with the same choices form a group. ``plain`` makes a choice's text free of format.
    """
    gaps = document["options"]
    if not all(_is_simple(gap) for gap in gaps) or _THEIR_MARKER.search(document["text"]):
        return None
    groups: dict[tuple[str, ...], int] = {}
    choices: Choices = []
    text = str(document["text"])
    for gap in gaps:
        labels = tuple(plain(choice["text"]) for choice in gap["choices"])
        if len(set(labels)) != len(labels):
            return None
        if labels not in groups:
            groups[labels] = len(groups) + 1
            choices += [(label, groups[labels]) for label in labels]
        right = next(place for place, choice in enumerate(gap["choices"]) if _full(choice))
        place = choices.index((labels[right], groups[labels])) + 1
        text = text.replace(f"[[{gap['id']}]]", f"[[{place}]]")
    return text, choices


def _is_simple(gap: Mapping[str, Any]) -> bool:
    if gap.get("type", "select") != "select" or str(gap.get("weight") or 1) != "1":
        return False
    choices = gap["choices"]
    return sum(_full(choice) for choice in choices) == 1 and all(
        (_full(choice) or not Decimal(str(choice.get("fraction") or 0)))
        and not choice.get("feedback")
        for choice in choices
    )


def _full(choice: Mapping[str, Any]) -> bool:
    return Decimal(str(choice.get("fraction") or 0)) == FULL
