"""A document of ours as a QTI 3.0 item. Every option is named anew: ``o1``, ``c2``, ``g1c3``."""

import json
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from assessments.quizzes.exchange.neutral import NeutralQuestion
from assessments.quizzes.exchange.qti_elements import NAMESPACE, filled, outcome, qti
from assessments.quizzes.exchange.qti_own import own_data
from assessments.quizzes.exchange.qti_write_choices import choice, match, order
from assessments.quizzes.exchange.qti_write_entries import entry, gaps, long
from assessments.quizzes.exchange.qti_writing import Writing


def item_of(question: NeutralQuestion, identifier: str, paths: Mapping[str, str]) -> Element:
    """Raises :class:`CannotWrite`."""
    writing = Writing(question, paths)
    _WRITERS[question.kind](writing)
    document = question.document
    writing.comment("explanation", document.get("explanation"), "ALWAYS")
    own = own_data(document, question.name, question.identifier, question.category, question.extras)
    own |= {**writing.own, "ids": writing.ids}
    item = Element(
        "qti-assessment-item",
        {
            "xmlns": NAMESPACE,
            "identifier": identifier,
            "title": " ".join(question.name.split())[:200] or identifier,
            "adaptive": "false",
            "time-dependent": "false",
        },
    )
    item.extend(writing.declared)
    item.append(outcome("SCORE", "float", "0"))
    item.append(outcome("MAXSCORE", "float", writing.points()))
    item.append(outcome("FEEDBACK", "identifier", cardinality="multiple"))
    item.append(outcome("ALWAYS", "identifier", "explanation"))
    item.append(filled(qti("item-body", {"data-bank": _json(own)}), *writing.body))
    if writing.rules:
        item.append(qti("response-processing", None, *writing.rules))
    item.extend(writing.feedback)
    return item


def _json(own: Mapping[str, Any]) -> str:
    return json.dumps(own, ensure_ascii=True, separators=(",", ":"), default=str)


_WRITERS: Mapping[str, Callable[[Writing], None]] = {
    "one": choice,
    "true_false": choice,
    "many": choice,
    "order": order,
    "matching": match,
    "categorise": match,
    "kprim": match,
    "short": entry,
    "number": entry,
    "gap_select": gaps,
    "gap_text": gaps,
    "long": long,
}
KINDS = frozenset(_WRITERS)
