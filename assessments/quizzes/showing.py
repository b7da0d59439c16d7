"""What of a published question may leave the server: an allow-list. Pure.

Nothing is copied from a document but what is named here. What would tell the answer (keys, shares,
feedback, accepted answers …) is filled in only with ``reveal``, when the review is open.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from assessments.quizzes.kinds import (
    BestAndWorst,
    Document,
    Grade,
    Kind,
    Options,
    grade_answer,
    kind_of,
)
from assessments.quizzes.kinds.base import parts_given
from assessments.quizzes.kinds.essay import LONGEST_ESSAY
from assessments.quizzes.kinds.gaps import LONGEST_GAP
from assessments.quizzes.kinds.number import LONGEST_NUMBER
from assessments.quizzes.kinds.texts import LONGEST_TEXT
from assessments.quizzes.reviewing import (
    ShownAnswer,
    gap_key,
    option_key,
    question_review,
    scale_in_words,
)
from assessments.quizzes.wording import has_blocks, without_markup, words

GAP = re.compile(r"\[\[([^\[\]]+)\]\]")
LONGEST = {
    "short": LONGEST_TEXT,
    "number": LONGEST_NUMBER,
    "long": LONGEST_ESSAY,
    "gap_text": LONGEST_GAP,
}


@dataclass(frozen=True)
class ShownChoice:
    """What may be given for a part: a right side, a category, a word, a place, a point."""

    token: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownOption:
    """An option, statement, item or reaction.

    ``word``: ``true`` or ``false``, said in the reader's language. ``picked``: ``chosen``,
    ``best``, ``worst``, or what was given for this part. The rest is filled in only in a review:
    ``key``, what would have been right; ``given``, ``picked`` in words; ``percent``, its worth.
    """

    token: str
    text: str
    word: str = ""
    picked: str = ""
    is_right: bool | None = None
    key: str = ""
    given: str = ""
    percent: int | None = None
    feedback: str = ""


@dataclass(frozen=True, kw_only=True)
class ShownGap(ShownOption):
    """``type``: ``select``, ``text`` or ``number``."""

    number: int
    type: str
    choices: list[ShownChoice]


@dataclass(frozen=True)
class ShownPiece:
    """Text, or a gap in it."""

    text: str = ""
    gap: ShownGap | None = None


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    """A question as a person sees it. From ``is_revealed`` on: only in a review."""

    kind: str
    shape: str
    template: str
    language: str
    prompt: str
    is_distinct: bool
    is_in_line: bool = False
    options: list[ShownOption] = field(default_factory=list)
    choices: list[ShownChoice] = field(default_factory=list)
    pieces: list[ShownPiece] = field(default_factory=list)
    labels: tuple[str, ...] = ()
    unit: str = ""
    base_unit: str = ""
    least_words: int = 0
    most_words: int = 0
    longest: int = 0
    value: Any = None
    is_complete: bool = False
    is_revealed: bool = False
    share: Any = None
    needs_marking: bool = False
    is_scored: bool = True
    note: str = ""
    feedback: str = ""
    accepted: list[ShownAnswer] = field(default_factory=list)
    sample: str = ""
    explanation: str = ""
    norm: str = ""

    @property
    def picked(self) -> list[str]:
        return [option.token for option in self.options if option.picked]

    @property
    def title(self) -> str:
        """The question in one line without markup."""
        return without_markup(self.prompt)

    @property
    def is_long_form(self) -> bool:
        """Whether the prompt is more than a heading can hold."""
        return has_blocks(self.prompt)

    @property
    def gaps(self) -> list[ShownGap]:
        return [piece.gap for piece in self.pieces if piece.gap]


def shown(
    document: Document, options: Options, value: Any, *, language: str = "", reveal: bool = False
) -> ShownQuestion:
    """The question with the answer ``value``; right answers and feedback only with ``reveal``.

    ``options``: ``[[token, id], …]`` in the order shown. ``language``: of the question's texts.
    """
    kind = kind_of(document)
    grade = grade_answer(document, value, options) if reveal else None
    has_gaps = "text" in document
    question = ShownQuestion(
        kind=kind.name,
        shape=kind.shape,
        template=kind.template_name,
        language=language,
        prompt=words(document, document["prompt"]),
        is_distinct=kind.distinct,
        is_in_line=document.get("direction") == "horizontal",
        options=[] if has_gaps else _options(document, options, value, grade),
        choices=_choices(kind, document, options),
        pieces=_pieces(document, options, value, language, grade) if has_gaps else [],
        labels=tuple(words(document, label) for label in document.get("labels") or ()),
        unit=str(document.get("unit") or ""),
        base_unit=_base_unit(document),
        least_words=int(document.get("least_words") or 0),
        most_words=int(document.get("most_words") or 0),
        longest=LONGEST.get(kind.name, 0),
        value=value,
        is_complete=kind.is_complete(document, value, options),
    )
    return replace(question, **question_review(document, grade, language)) if grade else question


def _choices(kind: type[Kind], document: Document, options: Options) -> list[ShownChoice]:
    """What every part of the question offers alike."""
    if "choices" in document:
        return _named(document, document["choices"], options)
    if kind.distinct:
        places = range(1, len(document["options"]) + 1)
        return [ShownChoice(str(place), str(place)) for place in places]
    if kind.name == "judgement_rate":
        return [ShownChoice(point, said) for point, said in scale_in_words(document)]
    return []


def _named(
    document: Document, rows: Iterable[Mapping[str, Any]], options: Options
) -> list[ShownChoice]:
    """Choices in the pinned order, in plain words, as select boxes have them."""
    texts = {row["id"]: row["text"] for row in rows}
    return [
        ShownChoice(token, without_markup(words(document, texts[one])))
        for token, one in options
        if one in texts
    ]


def _base_unit(document: Document) -> str:
    """Named only where a unit may be left out; elsewhere naming it would tell the answer."""
    units = document.get("units") or [{"text": ""}]
    return str(units[0]["text"]) if document.get("unit") == "optional" else ""


def _options(
    document: Document, options: Options, value: Any, grade: Grade | None
) -> list[ShownOption]:
    """In the pinned order; in a review what has places stands by the key."""
    rows = {row["id"]: row for row in document.get("options", ())}
    picked = _picked(document, value, options)
    shown = [
        _option(document, rows[one], token, picked.get(one, ""), dict(options), grade)
        for token, one in options
        if one in rows
    ]
    if grade and kind_of(document).distinct:
        shown.sort(key=lambda option: int(option.key))
    return shown


def _option(
    document: Document,
    row: Mapping[str, Any],
    token: str,
    picked: str,
    ids: Mapping[str, str],
    grade: Grade | None,
) -> ShownOption:
    option = ShownOption(
        token=token,
        text=words(document, row["text"]),
        word=row["id"] if document["kind"] == "true_false" else "",
        picked=picked,
    )
    if grade is None:
        return option
    return replace(option, **option_key(document, row, ids.get(picked, picked), grade))


def _picked(document: Document, value: Any, options: Options) -> dict[str, str]:
    """Id → how it was picked, or what was given for it."""
    shape = kind_of(document).shape
    if shape == "parts":
        return parts_given(value, options)
    if shape == "best_worst":
        return {one: part for part, one in BestAndWorst.picked(value, options).items()}
    chosen = value if isinstance(value, list) else [value]
    return {one: "chosen" for token, one in options if token in chosen}


def _pieces(
    document: Document, options: Options, value: Any, language: str, grade: Grade | None
) -> list[ShownPiece]:
    """The text cut at its gaps; a marker that names no gap is left out."""
    rows = {row["id"]: row for row in document["options"]}
    tokens = {one: token for token, one in options}
    given = parts_given(value, options)
    pieces: list[ShownPiece] = []
    for index, part in enumerate(GAP.split(document["text"])):
        if index % 2 == 0:
            pieces.append(ShownPiece(text=words(document, part)))
        elif part in rows and part in tokens:
            number = 1 + sum(piece.gap is not None for piece in pieces)
            gap = ShownGap(
                token=tokens[part],
                text="",
                number=number,
                type=rows[part]["type"],
                choices=_named(document, rows[part].get("choices", ()), options),
                picked=given.get(part, ""),
            )
            if grade:
                picked = dict(options).get(gap.picked, gap.picked)
                gap = replace(gap, **gap_key(document, rows[part], picked, language))
            pieces.append(ShownPiece(gap=gap))
    return [piece for piece in pieces if piece.text or piece.gap]
