"""What each kind of question takes as an answer and how it is graded. Pure: no database.

A document is the published form of a question (docs/question-documents.md). Source of the scoring:
docs/grading.md. One file a family; ``base`` says what every kind answers to.
"""

from typing import Any

from assessments.quizzes.kinds.base import Document, Grade, Kind, Options
from assessments.quizzes.kinds.choice import KPrim, OneOfMany, SeveralOfMany, TrueFalse
from assessments.quizzes.kinds.essay import LongAnswer
from assessments.quizzes.kinds.gaps import GapSelect, GapText
from assessments.quizzes.kinds.judgement import (
    BestAndWorst,
    ChooseReaction,
    RankReactions,
    RateReactions,
)
from assessments.quizzes.kinds.number import Number
from assessments.quizzes.kinds.order import Order
from assessments.quizzes.kinds.pairs import Categorise, Matching
from assessments.quizzes.kinds.texts import ShortText

__all__ = [
    "KINDS",
    "BestAndWorst",
    "Categorise",
    "ChooseReaction",
    "Document",
    "GapSelect",
    "GapText",
    "Grade",
    "KPrim",
    "Kind",
    "LongAnswer",
    "Matching",
    "Number",
    "OneOfMany",
    "Options",
    "Order",
    "RankReactions",
    "RateReactions",
    "SeveralOfMany",
    "ShortText",
    "TrueFalse",
    "grade_answer",
    "kind_of",
]

KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for kind in (
        OneOfMany,
        TrueFalse,
        SeveralOfMany,
        KPrim,
        Matching,
        Categorise,
        Order,
        GapSelect,
        GapText,
        ShortText,
        Number,
        LongAnswer,
        BestAndWorst,
        ChooseReaction,
        RankReactions,
        RateReactions,
    )
}


def kind_of(document: Document) -> type[Kind]:
    return KINDS[document["kind"]]


def grade_answer(document: Document, value: Any, options: Options) -> Grade:
    """Grade a stored answer against the published document it was given to."""
    return kind_of(document).grade(document, value, options)
