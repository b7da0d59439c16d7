"""Choosing among options: one, true or false, several, and K-prim."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds.base import (
    FULL,
    NOTHING,
    Document,
    Grade,
    Kind,
    Options,
    clean_many,
    clean_parts,
    clean_token,
    clipped,
    ids_of,
    mean,
    part_tokens,
    parts_given,
    share_of,
)

TRUTHS = ("true", "false")
HALF = Fraction(1, 2)


def has_fraction(option: Mapping[str, Any]) -> bool:
    return option.get("fraction") not in (None, "")


def option_share(option: Mapping[str, Any]) -> Fraction:
    """The option's own fraction, else 1 or 0 by its mark."""
    if has_fraction(option):
        return share_of(option["fraction"])
    return Fraction(int(bool(option.get("right"))))


def is_right_pick(option: Mapping[str, Any]) -> bool:
    return option_share(option) > 0 if has_fraction(option) else bool(option.get("right"))


class OneOfMany(Kind):
    name = "one"
    shape = "one"
    template_name = "quizzes/questions/one.html"

    @classmethod
    def clean(cls, document: Document, value: Any, options: Options, field: str) -> str | None:
        if value is None or value == "":
            return None
        return clean_token(value, part_tokens(document, options), field)

    @classmethod
    def shares(cls, document: Document) -> dict[str, Fraction]:
        """What each option earns, by its id."""
        return {option["id"]: option_share(option) for option in document["options"]}

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        chosen = dict(options).get(value) if value else None
        return Grade(cls.shares(document).get(chosen, NOTHING) if chosen else NOTHING)

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        return mean(cls.shares(document).values())

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        shares = cls.shares(document)
        return [tokens[one] for one, share in shares.items() if share == 1 and one in tokens]


class TrueFalse(OneOfMany):
    name = "true_false"
    template_name = "quizzes/questions/true_false.html"
    shuffles = False


class SeveralOfMany(Kind):
    name = "many"
    shape = "many"
    template_name = "quizzes/questions/many.html"

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> list[str] | None:
        return clean_many(value, part_tokens(document, options), field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        ids = dict(options)
        chosen = {ids[token] for token in value or () if token in ids}
        if not chosen:
            return Grade(NOTHING)
        if document.get("marking") == "all_or_nothing":
            right = {option["id"] for option in document["options"] if is_right_pick(option)}
            return Grade(Fraction(int(chosen == right)))
        weights = cls.weights(document)
        return Grade(clipped(sum((weights[one] for one in chosen if one in weights), NOTHING)))

    @classmethod
    def weights(cls, document: Document) -> dict[str, Fraction]:
        """What picking each option adds: its fraction, else 1/right or -1/wrong."""
        options = document["options"]
        if any(has_fraction(option) for option in options):
            return {option["id"]: option_share(option) for option in options}
        counts = Counter(bool(option.get("right")) for option in options)
        return {
            option["id"]: Fraction(1, counts[True]) if option.get("right") else -_per(counts[False])
            for option in options
        }

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """Every selection of at least one option is as likely as any other."""
        selections = 2 ** len(document["options"]) - 1
        if document.get("marking") == "all_or_nothing":
            return Fraction(1, selections)
        sums: Counter[Fraction] = Counter({NOTHING: 1})
        for weight in cls.weights(document).values():
            sums += Counter({total + weight: times for total, times in sums.items()})
        return sum((clipped(total) * times for total, times in sums.items()), NOTHING) / selections

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        right = [option["id"] for option in document["options"] if is_right_pick(option)]
        return [sorted(tokens[one] for one in right if one in tokens)]


def _per(count: int) -> Fraction:
    return Fraction(1, count) if count else NOTHING


class KPrim(Kind):
    """True or false for each statement."""

    name = "kprim"
    shape = "parts"
    template_name = "quizzes/questions/kprim.html"

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str] | None:
        def truth(token: str, given: Any) -> str:
            if given not in TRUTHS:
                raise InvalidResponse(field, "true or false is expected")
            return str(given)

        return clean_parts(value, part_tokens(document, options), truth, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        """K-prim: full for all statements, half for all but one. A statement left out is wrong."""
        given = parts_given(value, options)
        parts = {
            option["id"]: Fraction(int(given.get(option["id"]) == _truth(option)))
            for option in document["options"]
        }
        if not given:
            return Grade(NOTHING, parts=parts)
        wrong = sum(share == 0 for share in parts.values())
        marking = document.get("marking") or "kprim"
        if marking == "each":
            return Grade(mean(parts.values()), parts=parts)
        half = HALF if marking == "kprim" and wrong == 1 else NOTHING
        return Grade(half if wrong else FULL, parts=parts)

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        count = len(document["options"])
        marking = document.get("marking") or "kprim"
        if marking == "each":
            return HALF
        nearly = HALF * count if marking == "kprim" else NOTHING
        return (1 + nearly) / 2**count

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        if not set(ids_of(document["options"])) <= set(tokens):
            return []
        return [{tokens[option["id"]]: _truth(option) for option in document["options"]}]


def _truth(statement: Mapping[str, Any]) -> str:
    return TRUTHS[0] if statement.get("right") else TRUTHS[1]
