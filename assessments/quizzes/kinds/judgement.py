"""Situational judgement: reactions to a client, scored against an expert panel."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import isqrt
from typing import Any, ClassVar

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds.base import (
    FULL,
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
)
from assessments.quizzes.kinds.choice import OneOfMany
from assessments.quizzes.kinds.places import clean_places, places_given

BEST_QUALITY = 4
NEAR_MISS = 4  # a rank this far from the key earns nothing
ROOT_DIGITS = 10**20
DEFAULT_SCALE = (0, 4)
ALL_THE_SAME = "all_the_same"
INCOMPLETE = "incomplete"


class BestAndWorst(Kind):
    """Which reaction helps most, which one harms most."""

    name = "judgement"
    shape = "best_worst"
    template_name = "quizzes/questions/judgement.html"
    PARTS: ClassVar[tuple[str, str]] = ("best", "worst")

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str | None] | None:
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) - set(cls.PARTS):
            raise InvalidResponse(field, "best and worst are expected")
        tokens = part_tokens(document, options)
        parts = {
            part: None
            if value.get(part) is None or value[part] == ""
            else clean_token(value[part], tokens, field)
            for part in cls.PARTS
        }
        return parts if any(parts.values()) else None

    @classmethod
    def picked(cls, value: Any, options: Options) -> dict[str, str]:
        """``best`` and ``worst`` → id of the reaction. The same for both counts as none."""
        ids = dict(options)
        given = {part: ids.get((value or {}).get(part) or "") for part in cls.PARTS}
        if given["best"] == given["worst"]:
            return {}
        return {part: one for part, one in given.items() if one}

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        """Each half: 2 when it meets the key, 1 between, 0 when it is the key's opposite or empty.

        The sum over 4 equals (s + 2) / 4 of the published formula.
        """
        key = {option["key"]: option["id"] for option in document["options"] if option.get("key")}
        picked = cls.picked(value, options)
        points = 0
        for part, opposite in (("best", "worst"), ("worst", "best")):
            if part in picked:
                points += 2 if picked[part] == key[part] else int(picked[part] != key[opposite])
        return Grade(Fraction(points, 4))

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """Two different reactions at random; one half, whatever their number."""
        return Fraction(1, 2)

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        keyed = {option.get("key"): tokens.get(option["id"]) for option in document["options"]}
        return [{part: keyed.get(part) for part in cls.PARTS}]


class ChooseReaction(OneOfMany):
    """The most helpful reaction, by its quality or by how many of the panel call it best."""

    name = "judgement_choose"
    template_name = "quizzes/questions/judgement_choose.html"

    @classmethod
    def shares(cls, document: Document) -> dict[str, Fraction]:
        options = document["options"]
        if document.get("marking") != "consensus":
            return {one["id"]: _exact(one["quality"]) / BEST_QUALITY for one in options}
        most = max((_exact(one["experts"]) for one in options), default=NOTHING)
        return {one["id"]: _exact(one["experts"]) / most if most else NOTHING for one in options}


class RankReactions(Kind):
    """Reactions from the best to the worst; near misses earn part."""

    name = "judgement_rank"
    shape = "parts"
    template_name = "quizzes/questions/judgement_rank.html"
    distinct = True

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str] | None:
        return clean_places(document, value, options, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        """max(0, 4 - |rank - key|) of 4 for each reaction; a tie on either side earns nothing."""
        places, key = places_given(value, options), cls.key(document)
        parts = {
            one: _near(places[one], key[one]) if one in places and one in key else NOTHING
            for one in ids_of(document["options"])
        }
        return Grade(mean(parts.values()), parts=parts)

    @classmethod
    def key(cls, document: Document) -> dict[str, int]:
        """Rank by id, for reactions that share it with no other."""
        ranks = {option["id"]: int(option["rank"]) for option in document["options"]}
        times = Counter(ranks.values())
        return {one: rank for one, rank in ranks.items() if times[rank] == 1}

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """Every order is as likely as any other."""
        count = len(document["options"])
        key = cls.key(document)
        earned = (_near(place, rank) for rank in key.values() for place in range(1, count + 1))
        return sum(earned, NOTHING) / count**2 if count else None

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        if any(option["id"] not in tokens for option in document["options"]):
            return []
        return [{tokens[option["id"]]: str(option["rank"]) for option in document["options"]}]


class RateReactions(Kind):
    """A rating for each reaction, compared with the panel's."""

    name = "judgement_rate"
    shape = "parts"
    template_name = "quizzes/questions/judgement_rate.html"

    @classmethod
    def scale(cls, document: Document) -> list[str]:
        """The points of the scale, lowest first."""
        low, high = document.get("scale") or DEFAULT_SCALE
        return [str(point) for point in range(int(low), int(high) + 1)]

    @classmethod
    def clean(
        cls, document: Document, value: Any, options: Options, field: str
    ) -> dict[str, str] | None:
        points = cls.scale(document)

        def rating(token: str, given: Any) -> str:
            if not isinstance(given, str) or given not in points:
                raise InvalidResponse(field, "a point of the scale is expected")
            return given

        return clean_parts(value, part_tokens(document, options), rating, field)

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        given = {one: Fraction(point) for one, point in parts_given(value, options).items()}
        key = {option["id"]: _exact(option["rating"]) for option in document["options"]}
        if document.get("marking") == "mode":
            parts = {one: Fraction(int(given.get(one) == rating)) for one, rating in key.items()}
            return Grade(mean(parts.values()), parts=parts)
        if not given:
            return Grade(NOTHING)
        if set(given) != set(key):
            return Grade(NOTHING, note=INCOMPLETE)
        if len(set(given.values())) == 1:
            return Grade(NOTHING, note=ALL_THE_SAME)
        return Grade(profile_share([given[one] for one in key], list(key.values())))

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """Every rating is as likely as any other; all the same earns nothing in a profile."""
        points = len(cls.scale(document))
        if document.get("marking") == "mode":
            return Fraction(1, points)
        return (1 - Fraction(points, points ** len(document["options"]))) / 2

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        points = {Fraction(point): point for point in cls.scale(document)}
        answer = {}
        for option in document["options"]:
            point = points.get(_exact(option["rating"]))
            if point is None or option["id"] not in tokens:
                return []
            answer[tokens[option["id"]]] = point
        return [answer]


def profile_share(given: list[Fraction], key: list[Fraction]) -> Fraction:
    """1 - Σ(z - zK)²/(4n) with both standardised, which is (1 + r)/2; 0 where either has no spread.

    r has 20 digits after the point and is exact where it is 1, 0 or -1.
    """
    mean_given, mean_key = mean(given), mean(key)
    pairs = [(x - mean_given, k - mean_key) for x, k in zip(given, key, strict=True)]
    together = sum((x * k for x, k in pairs), NOTHING)
    spread = sum((x * x for x, _ in pairs), NOTHING) * sum((k * k for _, k in pairs), NOTHING)
    if not spread:
        return NOTHING
    root = Fraction(isqrt(together**2 * ROOT_DIGITS**2 // spread), ROOT_DIGITS)
    return (FULL + (root if together > 0 else -root)) / 2


def _near(place: int, rank: int) -> Fraction:
    return Fraction(max(0, NEAR_MISS - abs(place - rank)), NEAR_MISS)


def _exact(value: Any) -> Fraction:
    return Fraction(str(value))
