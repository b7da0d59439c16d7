"""Putting things together: matching, and sorting into categories."""

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.quizzes.kinds.base import (
    NOTHING,
    Document,
    Grade,
    Kind,
    Options,
    clean_parts,
    clean_token,
    ids_of,
    mean,
    part_tokens,
    parts_given,
    shuffled,
    tokens_of,
)


class Matching(Kind):
    """A right side for each left one. Right sides that read the same are the same."""

    name = "matching"
    shape = "parts"
    template_name = "quizzes/questions/matching.html"

    @classmethod
    def arrange(cls, document: Document, order: random.Random | None) -> list[str]:
        return super().arrange(document, order) + cls.arrange_choices(document, order)

    @classmethod
    def arrange_choices(cls, document: Document, order: random.Random | None) -> list[str]:
        """Never as authored, beside their left sides: where nothing is shuffled, by alphabet."""
        choices = sorted(
            document["choices"], key=lambda choice: (choice["text"].casefold(), choice["id"])
        )
        return shuffled(ids_of(choices), order)

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str] | None:
        choices = set(tokens_of(document["choices"], options))
        return clean_parts(
            value,
            part_tokens(document, options),
            lambda part, given: clean_token(given, choices, field),
            field,
        )

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        ids, texts = dict(options), _texts(document)
        given = parts_given(value, options)
        parts = {}
        for option in document["options"]:
            chosen = ids.get(given.get(option["id"], ""))
            is_right = chosen in texts and texts[chosen] == texts.get(option["match"])
            parts[option["id"]] = Fraction(int(is_right))
        return Grade(mean(parts.values()) if given else NOTHING, parts=parts)

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        texts = _texts(document)
        values = list(texts.values())
        return mean(
            Fraction(values.count(texts[option["match"]]), len(values))
            for option in document["options"]
        )

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        pairs = [(option["id"], option["match"]) for option in document["options"]]
        if any(one not in tokens for pair in pairs for one in pair):
            return []
        return [{tokens[left]: tokens[right] for left, right in pairs}]


class Categorise(Matching):
    name = "categorise"
    template_name = "quizzes/questions/categorise.html"

    @classmethod
    def arrange_choices(cls, document: Document, order: random.Random | None) -> list[str]:
        """Categories stand as authored."""
        return ids_of(document["choices"])


def _texts(document: Document) -> dict[str, str]:
    return {choice["id"]: " ".join(choice["text"].split()) for choice in document["choices"]}
