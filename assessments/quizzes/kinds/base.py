"""What every kind of question answers to, and the checks that all answers of one shape share.

An answer is always JSON: ``None`` when there is none, else by the shape of its kind
one: a token · many: a list of tokens · parts: ``{token of the part: value}`` · text: a string ·
best_worst: ``{"best": token or None, "worst": token or None}``.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

from assessments.quizzes.exceptions import InvalidResponse

Document = Mapping[str, Any]
Options = list[list[str]]

NOTHING = Fraction(0)
FULL = Fraction(1)
LARGEST_DENOMINATOR = 20
ROUNDING = Fraction(5, 100_000)
PERCENT_DIGITS = Decimal("0.0000001")


@dataclass(frozen=True)
class Grade:
    """What an answer earned.

    ``share`` of the points: 0 to 1, for one of many from -1. ``needs_marking``: a person marks it
    and the share is 0 until then. ``parts``: own share of each option, row or gap, by its id, where
    the kind has parts; in gaps it may be below 0. ``matched``: id of the accepted answer that
    matched. ``note``: a code for the review, ``all_the_same`` or ``incomplete``.
    """

    share: Fraction
    needs_marking: bool = False
    parts: Mapping[str, Fraction] = field(default_factory=dict)
    matched: str = ""
    note: str = ""

    @property
    def is_full(self) -> bool:
        return self.share == 1


class Kind:
    """One way of asking. Subclasses hold no state.

    ``options`` is the list of ``[token, id]`` pinned at the start of an attempt, in the order
    shown, for everything a person may point at. Tokens, never ids, are in answers.
    """

    name: ClassVar[str]
    shape: ClassVar[str]
    template_name: ClassVar[str]
    shuffles: ClassVar[bool] = True
    distinct: ClassVar[bool] = False  # parts: two with the same value are no full answer

    @classmethod
    def arrange(cls, document: Document, order: random.Random | None) -> list[str]:
        """Every id a person may point at, in the order shown; ``None``: as authored."""
        return shuffled(ids_of(document["options"]), order if cls.shuffles else None)

    @classmethod
    def clean(cls, document: Document, value: Any, options: Options, field: str) -> Any:
        """The answer in its stored form; ``None`` for an empty one. Raises ``InvalidResponse``."""
        raise NotImplementedError

    @classmethod
    def from_form(cls, document: Document, data: Any, field: str, options: Options) -> Any:
        """The answer as a plain form sends it (``data`` is a ``QueryDict``), not yet cleaned."""
        if cls.shape == "many":
            return sorted(set(data.getlist(field))) or None
        if cls.shape == "best_worst":
            return {part: data.get(f"{field}-{part}") or None for part in ("best", "worst")}
        if cls.shape == "parts":
            tokens = part_tokens(document, options)
            return {token: data.get(f"{field}-{token}") or None for token in tokens}
        return data.get(field) or None

    @classmethod
    def is_complete(cls, document: Document, value: Any, options: Options) -> bool:
        if not value:
            return False
        if cls.shape == "best_worst":
            best, worst = value.get("best"), value.get("worst")
            return bool(best and worst) and best != worst
        if cls.shape == "parts":
            has_all = all(value.get(token) for token in part_tokens(document, options))
            return has_all and (not cls.distinct or len(set(value.values())) == len(value))
        return True

    @classmethod
    def grade(cls, document: Document, value: Any, options: Options) -> Grade:
        """The grade of a cleaned answer; an empty one earns 0. Reads nothing but its arguments."""
        raise NotImplementedError

    @classmethod
    def guess(cls, document: Document) -> Fraction | None:
        """Expected share of a random answer; ``None`` where that means nothing."""
        raise NotImplementedError

    @classmethod
    def right_value(cls, document: Document, options: Options) -> Any:
        """An answer that earns full marks, ``None`` where no answer does."""
        candidates = cls.candidates(document, {one: token for token, one in options})
        return next(
            (value for value in candidates if cls.grade(document, value, options).is_full), None
        )

    @classmethod
    def candidates(cls, document: Document, tokens: Mapping[str, str]) -> Iterable[Any]:
        """Answers likely to earn full marks; ``tokens`` by id. Tokens may be missing."""
        raise NotImplementedError


# --- Ids and tokens -----------------------------------------------------------------------------


def ids_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


def shuffled(ids: list[str], order: random.Random | None) -> list[str]:
    if order is not None:
        order.shuffle(ids)
    return ids


def tokens_of(rows: Iterable[Mapping[str, Any]], options: Options) -> list[str]:
    """Tokens of ``rows`` in the order shown."""
    wanted = set(ids_of(rows))
    return [token for token, one in options if one in wanted]


def part_tokens(document: Document, options: Options) -> list[str]:
    return tokens_of(document["options"], options)


def parts_given(value: Any, options: Options) -> dict[str, str]:
    """Id of the part → what was given for it."""
    ids = dict(options)
    return {ids[token]: given for token, given in (value or {}).items() if token in ids}


# --- Shares -------------------------------------------------------------------------------------


def share_of(percent: Any) -> Fraction:
    """Per cent as a share from -1 to 1.

    ``"33.33333"`` is one third: a value less than 0.005 % away from p/q with q up to 20 is that
    fraction, so that three thirds are a whole.
    """
    bounded = min(max(Decimal(str(percent)), Decimal(-100)), Decimal(100))
    exact = Fraction(bounded.quantize(PERCENT_DIGITS)) / 100
    near = exact.limit_denominator(LARGEST_DENOMINATOR)
    return near if abs(near - exact) < ROUNDING else exact


def clipped(share: Fraction) -> Fraction:
    return min(max(share, NOTHING), FULL)


def mean(shares: Iterable[Fraction]) -> Fraction:
    """The mean, 0 of nothing."""
    listed = list(shares)
    return sum(listed, NOTHING) / len(listed) if listed else NOTHING


# --- Cleaning by shape --------------------------------------------------------------------------


def clean_token(value: Any, tokens: Iterable[str], field: str) -> str:
    if not isinstance(value, str) or value not in set(tokens):
        raise InvalidResponse(field, "unknown option")
    return value


def clean_many(value: Any, tokens: Iterable[str], field: str) -> list[str] | None:
    if value is None or value == []:
        return None
    if not isinstance(value, list):
        raise InvalidResponse(field, "a list is expected")
    known = set(tokens)
    chosen = [clean_token(item, known, field) for item in value]
    if len(set(chosen)) != len(chosen):
        raise InvalidResponse(field, "the same option twice")
    return sorted(chosen)


def clean_parts(
    value: Any, parts: Iterable[str], clean_value: Callable[[str, Any], Any], field: str
) -> dict[str, Any] | None:
    """``clean_value(token, value)`` for each part that has a value; empty ones are left out."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise InvalidResponse(field, "an object is expected")
    known = set(parts)
    if any(token not in known for token in value):
        raise InvalidResponse(field, "unknown part")
    cleaned = {
        token: clean_value(token, given)
        for token, given in sorted(value.items())
        if given is not None and given != ""
    }
    return {token: given for token, given in cleaned.items() if given is not None} or None


def clean_text(value: Any, longest: int, field: str) -> str | None:
    """Text as typed, at most ``longest`` characters.

    What no database keeps (NUL, halves of surrogate pairs) is dropped; lines end with ``\\n``.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidResponse(field, "a text is expected")
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text = text.encode("utf-8", "ignore").decode()
    if len(text) > longest:
        raise InvalidResponse(field, f"at most {longest} characters are expected")
    return text if text.strip() else None
