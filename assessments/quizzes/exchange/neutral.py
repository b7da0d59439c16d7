"""The in-between form of question files: a reader of any format gives it, a writer of any takes it.

A question is the published document of ``docs/question-documents.md`` (ids may be missing) with
what a bank has no field for kept beside it, so that a round trip loses nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessments.quizzes.exchange.answers import answers_of, number
from modules.decoding import CannotRead

__all__ = [
    "MOST_QUESTIONS",
    "CannotRead",
    "File",
    "NeutralQuestion",
    "Reading",
    "Skipped",
    "Written",
    "answers_of",
    "as_json",
    "number",
]


MOST_QUESTIONS = 5_000


@dataclass(frozen=True)
class File:
    """A picture or document of a question, as ``@@FILE@@/name`` in its texts."""

    name: str
    content: bytes


@dataclass(frozen=True)
class NeutralQuestion:
    """One question of a file.

    ``identifier``: the file's own lasting id, or "". ``category``: path, levels joined by ``/``
    (a slash inside a level is doubled). ``extras``: what the document has no place for, by the
    names of Moodle XML (``hints``, ``penalty``, ``correctfeedback``, …), JSON only.
    ``lost``: in words, what could not be kept.
    """

    name: str
    line: int | None
    document: Mapping[str, Any]
    identifier: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    extras: Mapping[str, Any] = field(default_factory=dict)
    lost: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return str(self.document["kind"])

    @property
    def max_points(self) -> Decimal:
        return Decimal(self.document.get("points", "1"))


@dataclass(frozen=True)
class Skipped:
    name: str
    line: int | None
    reason: str


@dataclass
class Reading:
    """What a file holds: questions, those left out with the reason, and remarks on the whole."""

    format: str
    questions: list[NeutralQuestion] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """An export: the file, its name's ending, and questions it has no room for.

    ``lost``: questions that are in the file, with what the format could not keep of them.
    """

    content: bytes
    extension: str
    skipped: tuple[Skipped, ...] = ()
    lost: tuple[Skipped, ...] = ()


def as_json(reading: Reading) -> dict[str, Any]:
    """``{"format", "questions", "skipped", "warnings"}`` as ``import_questions --json`` prints."""
    return {
        "format": reading.format,
        "questions": [_question(question) for question in reading.questions],
        "skipped": [vars(skipped) for skipped in reading.skipped],
        "warnings": [*reading.warnings, *_losses(reading.questions)],
    }


def _question(question: NeutralQuestion) -> dict[str, Any]:
    return {
        "name": question.name,
        "kind": question.kind,
        "line": question.line,
        "max_points": number(question.max_points),
        "answers": answers_of(question.document),
    }


def _losses(questions: Iterable[NeutralQuestion]) -> list[str]:
    return [f"{question.name}: {loss}" for question in questions for loss in question.lost]
