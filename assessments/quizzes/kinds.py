"""What each kind of question takes as an answer and how it is graded. Pure: no database.

A document is the published form of a question (see ``Question.document``). Its options carry stable
ids; a person sees opaque tokens instead. ``options`` below is the list of ``[token, option id]``
pinned at the start of an attempt, in the order shown.

An answer is always JSON: ``None`` when there is none, else
one of many, true/false: a token · several of many: a list of tokens ·
best and worst: ``{"best": token or None, "worst": token or None}``.

Source of the scoring: docs/grading.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from assessments.quizzes.exceptions import InvalidResponse

Document = Mapping[str, Any]
Options = list[list[str]]


@dataclass(frozen=True)
class Grade:
    """A share of the points from 0 to 1."""

    share: Fraction

    @property
    def is_full(self) -> bool:
        return self.share == 1


class Kind:
    """One way of asking. Subclasses hold no state."""

    name: ClassVar[str]
    template_name: ClassVar[str]
    shuffles: ClassVar[bool] = True

    @classmethod
    def option_ids(cls, document: Document) -> list[str]:
        return [option["id"] for option in document["options"]]

    @classmethod
    def clean(cls, value: Any, options: Options, field: str) -> Any:
        """The answer in its stored form; ``None`` for an empty one. Raises ``InvalidResponse``."""
        raise NotImplementedError

    @classmethod
    def from_form(cls, data: Any, field: str) -> Any:
        """The answer as a plain form sends it (``data`` is a ``QueryDict``)."""
        raise NotImplementedError

    @classmethod
    def chosen(cls, value: Any, options: Options) -> dict[str, str]:
        """Option id → how it was chosen (``chosen``, ``best``, ``worst``)."""
        raise NotImplementedError

    @classmethod
    def grade(cls, document: Document, chosen: Mapping[str, str]) -> Grade:
        """``chosen`` as from :meth:`chosen`; an empty one is graded 0."""
        raise NotImplementedError

    @classmethod
    def is_complete(cls, value: Any) -> bool:
        return value is not None


def _token(value: Any, options: Options, field: str) -> str:
    if not isinstance(value, str) or value not in {token for token, _ in options}:
        raise InvalidResponse(field, "unknown option")
    return value


class OneOfMany(Kind):
    name = "one"
    template_name = "quizzes/questions/one.html"

    @classmethod
    def clean(cls, value: Any, options: Options, field: str) -> str | None:
        return None if value in (None, "") else _token(value, options, field)

    @classmethod
    def from_form(cls, data: Any, field: str) -> str | None:
        return data.get(field) or None

    @classmethod
    def chosen(cls, value: Any, options: Options) -> dict[str, str]:
        return {option: "chosen" for token, option in options if token == value}

    @classmethod
    def grade(cls, document: Document, chosen: Mapping[str, str]) -> Grade:
        right = {option["id"] for option in document["options"] if option["right"]}
        return Grade(Fraction(int(bool(chosen) and set(chosen) <= right)))


class TrueFalse(OneOfMany):
    name = "true_false"
    shuffles = False


class SeveralOfMany(Kind):
    name = "many"
    template_name = "quizzes/questions/many.html"

    @classmethod
    def clean(cls, value: Any, options: Options, field: str) -> list[str] | None:
        if value in (None, []):
            return None
        if not isinstance(value, list):
            raise InvalidResponse(field, "a list is expected")
        tokens = [_token(item, options, field) for item in value]
        if len(set(tokens)) != len(tokens):
            raise InvalidResponse(field, "the same option twice")
        return sorted(tokens)

    @classmethod
    def from_form(cls, data: Any, field: str) -> list[str] | None:
        return sorted(set(data.getlist(field))) or None

    @classmethod
    def chosen(cls, value: Any, options: Options) -> dict[str, str]:
        return {option: "chosen" for token, option in options if token in (value or ())}

    @classmethod
    def grade(cls, document: Document, chosen: Mapping[str, str]) -> Grade:
        """Each right pick adds 1/right, each wrong one takes 1/wrong; never below 0."""
        right = {option["id"] for option in document["options"] if option["right"]}
        wrong = {option["id"] for option in document["options"]} - right
        share = Fraction(len(right & set(chosen)), len(right))
        if wrong:
            share -= Fraction(len(wrong & set(chosen)), len(wrong))
        return Grade(max(share, Fraction(0)))


class BestAndWorst(Kind):
    """Situational judgement: which reaction helps most, which one harms most."""

    name = "judgement"
    template_name = "quizzes/questions/judgement.html"
    PARTS: ClassVar[tuple[str, str]] = ("best", "worst")

    @classmethod
    def clean(cls, value: Any, options: Options, field: str) -> dict[str, str | None] | None:
        if value is None:
            return None
        if not isinstance(value, dict) or set(value) - set(cls.PARTS):
            raise InvalidResponse(field, "best and worst are expected")
        parts = {
            part: None if value.get(part) in (None, "") else _token(value[part], options, field)
            for part in cls.PARTS
        }
        return parts if any(parts.values()) else None

    @classmethod
    def from_form(cls, data: Any, field: str) -> dict[str, str | None]:
        return {part: data.get(f"{field}-{part}") or None for part in cls.PARTS}

    @classmethod
    def chosen(cls, value: Any, options: Options) -> dict[str, str]:
        """The same option for both counts as chosen for neither."""
        ids = dict(options)
        best, worst = ((value or {}).get(part) for part in cls.PARTS)
        if best == worst:
            return {}
        return {ids[token]: part for part, token in (("best", best), ("worst", worst)) if token}

    @classmethod
    def grade(cls, document: Document, chosen: Mapping[str, str]) -> Grade:
        """Each half: 2 when it meets the key, 1 between, 0 when it is the key's opposite or empty.

        The sum over 4 equals (s + 2) / 4 of the published formula.
        """
        key = {part: cls._keyed(document, part) for part in cls.PARTS}
        picked = {part: option for option, part in chosen.items()}
        points = 0
        for part, opposite in (("best", "worst"), ("worst", "best")):
            if part in picked:
                points += 2 if picked[part] == key[part] else int(picked[part] != key[opposite])
        return Grade(Fraction(points, 4))

    @classmethod
    def _keyed(cls, document: Document, part: str) -> str:
        return next(option["id"] for option in document["options"] if option["key"] == part)

    @classmethod
    def is_complete(cls, value: Any) -> bool:
        """Both halves, and not the same reaction for both."""
        if not value:
            return False
        best, worst = (value.get(part) for part in cls.PARTS)
        return bool(best and worst) and best != worst


KINDS: dict[str, type[Kind]] = {
    kind.name: kind for kind in (OneOfMany, SeveralOfMany, TrueFalse, BestAndWorst)
}


def kind_of(document: Document) -> type[Kind]:
    return KINDS[document["kind"]]


def grade_answer(document: Document, value: Any, options: Options) -> Grade:
    """Grade a stored answer against the published document it was given to."""
    kind = kind_of(document)
    chosen = kind.chosen(value, options)
    return kind.grade(document, chosen) if chosen else Grade(Fraction(0))
