"""Choosing, ordering and matching as QTI 3.0 interactions."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from assessments.quizzes.exchange.answers import FULL, fractions_of
from assessments.quizzes.exchange.qti_elements import (
    condition,
    qti,
    response,
    set_outcome,
    shown_too,
    variable,
)
from assessments.quizzes.exchange.qti_writing import Row, Writing

TRUTHS = {"true": "Правда", "false": "Неправда"}


def _response_feedback(shown: list[str], name: str = "RESPONSE") -> list[Element]:
    """Show the feedback that is named as the option chosen."""
    return [set_outcome("FEEDBACK", qti("multiple", None, variable(name)))] if shown else []


def choice(writing: Writing) -> None:
    document = writing.document
    is_many = document["kind"] == "many"
    options, fractions = document["options"], fractions_of(document)
    names = [writing.name(f"o{n}", option) for n, option in enumerate(options, start=1)]
    if document["kind"] == "true_false":
        writing.ids.clear()
    right = [name for name, one in zip(names, fractions, strict=True) if one > 0]
    if not is_many:
        right = [name for name, one in zip(names, fractions, strict=True) if one == max(fractions)]
    is_whole = is_many and document.get("marking") == "all_or_nothing"
    mapping = {name: writing.points(one) for name, one in zip(names, fractions, strict=True) if one}
    bounds = {"lower-bound": "0", "upper-bound": writing.points()} if is_many else None
    writing.declared.append(
        response(
            "RESPONSE",
            "identifier",
            right if is_many else right[:1],
            cardinality="multiple" if is_many else "single",
            mapping=None if is_whole else mapping,
            bounds=bounds,
        )
    )
    if not any(option.get("fraction") not in (None, "") for option in options):
        writing.own["implied"] = True
    choices = []
    shown = []
    for name, option in zip(names, options, strict=True):
        text = TRUTHS[option["id"]] if document["kind"] == "true_false" else option["text"]
        choices.append(qti("simple-choice", {"identifier": name}, *writing.text(text)))
        if writing.comment(name, option.get("feedback")):
            shown.append(name)
    attributes = {
        "response-identifier": "RESPONSE",
        "max-choices": "0" if is_many else "1",
        "shuffle": "false" if document["kind"] == "true_false" else "true",
    }
    writing.body += [writing.prompt(), qti("choice-interaction", attributes, *choices)]
    writing.rules += _whole_or_mapped(writing, is_whole=is_whole)
    writing.rules += _response_feedback(shown)


def _whole_or_mapped(writing: Writing, *, is_whole: bool) -> list[Element]:
    if not is_whole:
        return [set_outcome("SCORE", qti("map-response", {"identifier": "RESPONSE"}))]
    test = qti("match", None, variable("RESPONSE"), qti("correct", {"identifier": "RESPONSE"}))
    return [condition([(test, [set_outcome("SCORE", variable("MAXSCORE"))])])]


def order(writing: Writing) -> None:
    options = writing.document["options"]
    names = [writing.name(f"o{n}", option) for n, option in enumerate(options, start=1)]
    writing.declared.append(response("RESPONSE", "identifier", names, cardinality="ordered"))
    choices = [
        qti("simple-choice", {"identifier": name}, *writing.text(option["text"]))
        for name, option in zip(names, options, strict=True)
    ]
    attributes = {
        "response-identifier": "RESPONSE",
        "shuffle": "true",
        "orientation": str(writing.document.get("direction", "vertical")),
    }
    writing.body += [writing.prompt(), qti("order-interaction", attributes, *choices)]
    writing.rules += _whole_or_mapped(writing, is_whole=True)
    _comment_rows(writing, names, options)


def _comment_rows(writing: Writing, names: list[str], rows: Sequence[Row]) -> None:
    for name, row in zip(names, rows, strict=True):
        if writing.comment(name, row.get("feedback")):
            writing.rules.append(shown_too(name))


def match(writing: Writing) -> None:
    document = writing.document
    if document["kind"] == "kprim":
        choices: list[Row] = [{"id": key, "text": text} for key, text in _truth_labels(document)]
        rows = [
            {**row, "match": "true" if row["right"] else "false"} for row in document["options"]
        ]
        right_names = {"true": "true", "false": "false"}
    else:
        choices, rows = document["choices"], document["options"]
        right_names = {
            str(choice["id"]): writing.name(f"c{n}", choice)
            for n, choice in enumerate(choices, start=1)
        }
    names = [writing.name(f"o{n}", row) for n, row in enumerate(rows, start=1)]
    pairs = [f"{name} {right_names[row['match']]}" for name, row in zip(names, rows, strict=True)]
    part = writing.points(FULL / len(pairs))
    is_whole = document["kind"] == "kprim" and document.get("marking") != "each"
    writing.declared.append(
        response(
            "RESPONSE",
            "directedPair",
            pairs,
            cardinality="multiple",
            mapping=None if is_whole else dict.fromkeys(pairs, part),
            bounds={"upper-bound": writing.points()},
        )
    )
    left = [
        _associable(writing, name, row["text"], "1") for name, row in zip(names, rows, strict=True)
    ]
    right = [
        _associable(writing, right_names[str(choice["id"])], choice["text"], "0")
        for choice in choices
    ]
    attributes = {"response-identifier": "RESPONSE", "shuffle": "true", "max-associations": "0"}
    if document["kind"] == "kprim":
        attributes["class"] = "qti-match-tabular"
    sets = [qti("simple-match-set", None, *left), qti("simple-match-set", None, *right)]
    writing.body += [writing.prompt(), qti("match-interaction", attributes, *sets)]
    writing.rules += _whole_or_mapped(writing, is_whole=is_whole)
    _comment_rows(writing, names, rows)


def _truth_labels(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    labels = document.get("labels") or list(TRUTHS.values())
    return list(zip(("true", "false"), labels, strict=False))


def _associable(writing: Writing, name: str, text: Any, most: str) -> Element:
    attributes = {"identifier": name, "match-max": most}
    return qti("simple-associable-choice", attributes, *writing.text(text))
