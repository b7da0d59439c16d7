"""One QTI item as it is being written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element

from assessments.quizzes.exchange.answers import FULL
from assessments.quizzes.exchange.building import figure_text
from assessments.quizzes.exchange.neutral import NeutralQuestion
from assessments.quizzes.exchange.qti_elements import filled, qti, xhtml

Row = Mapping[str, Any]


class CannotWrite(Exception):
    """Why a question has no place in QTI; the message is for the person."""


@dataclass
class Writing:
    """One item as it grows. ``paths``: file name → place in the package, as texts link it."""

    question: NeutralQuestion
    paths: Mapping[str, str]
    declared: list[Element] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    rules: list[Element] = field(default_factory=list)
    feedback: list[Element] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def document(self) -> Mapping[str, Any]:
        return self.question.document

    def text(self, text: Any) -> list[Element | str]:
        return xhtml(str(text or ""), str(self.document.get("format", "plain")), self.paths)

    def name(self, short: str, row: Row) -> str:
        """The name of an option in this file; its lasting id is kept beside it."""
        if row.get("id"):
            self.ids[short] = str(row["id"])
        return short

    def points(self, fraction: Decimal = FULL) -> str:
        return figure_text(self.question.max_points * fraction / 100)

    def comment(self, identifier: str, text: Any, name: str = "FEEDBACK") -> bool:
        """Feedback shown when ``name`` holds ``identifier``; whether there is any."""
        if not str(text or "").strip():
            return False
        body = qti("content-body", None, *self.text(text))
        attributes = {"outcome-identifier": name, "identifier": identifier, "show-hide": "show"}
        self.feedback.append(qti("modal-feedback", attributes, body))
        return True

    def prompt(self) -> Element:
        return filled(Element("div", {"data-part": "prompt"}), *self.text(self.document["prompt"]))
