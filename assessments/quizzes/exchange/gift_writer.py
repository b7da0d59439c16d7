"""Writer of GIFT: strict, so that every reader takes it the same way.

Every sign that could mean something is escaped and every format is named.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import FULL, fraction_of, fractions_of
from assessments.quizzes.exchange.building import (
    ALMOST_FULL,
    Unusable,
    figure_text,
    fraction_text,
    nominal_tolerance,
)
from assessments.quizzes.exchange.gift_answers import WEIGHT
from assessments.quizzes.exchange.gift_text import FORMAT_MARK
from assessments.quizzes.exchange.markup import plain_of
from assessments.quizzes.exchange.neutral import NeutralQuestion, Skipped, Written

TOP = "$course$/top"
MOST_MARK = 100  # characters of an id or a tag

_SIGN = re.compile(r"[\\:#={}~]")
_LINES = re.compile(r"\r\n|[\r\n]")
_CONTROL = re.compile(r"[\x00-\x1f]+")

Document = Mapping[str, Any]


def write(questions: Sequence[NeutralQuestion]) -> Written:
    parts: list[str] = []
    skipped: list[Skipped] = []
    lost: list[Skipped] = []
    category = ""
    for question in questions:
        losses: list[str] = []
        try:
            text = _question(question, losses)
        except Unusable as reason:
            skipped.append(Skipped(question.name, question.line, str(reason)))
            continue
        if question.category != category:
            category = question.category
            parts.append(f"$CATEGORY: {_one_line(f'{TOP}/{category}' if category else TOP)}\n")
        parts.append(text)
        lost += [Skipped(question.name, question.line, loss) for loss in losses]
    return Written("\n\n".join(parts).encode(), "gift", tuple(skipped), tuple(lost))


def _question(question: NeutralQuestion, losses: list[str]) -> str:
    document = question.document
    if not str(document.get("prompt", "")).strip():
        raise Unusable(_("The question has no text."))
    writer = _WRITERS.get(question.kind)
    if not writer:
        raise Unusable(
            _("GIFT has no place for this kind of question (%(kind)s). Export it as Moodle XML.")
            % {"kind": question.kind}
        )
    body = writer(document, losses)
    if document.get("explanation", "").strip():
        separator = "\n\t" if "\n" in body else ""
        body = body.rstrip("\n") + f"{separator}####{_rich(document, document['explanation'])}"
        body += "\n" if separator else ""
    _note_losses(question, losses)
    name = f"::{_escaped(_one_line(question.name))}::" if question.name.strip() else ""
    stem = f"[{_format(document)}]{_escaped(document['prompt'])}"
    return f"{_comment(question, losses)}{name}{stem}{{{body}}}"


def _comment(question: NeutralQuestion, losses: list[str]) -> str:
    marks = [("id", question.identifier)] if question.identifier else []
    marks += [("tag", tag) for tag in question.tags]
    written = []
    for word, value in marks:
        escaped = _one_line(value).rstrip("\\").replace("]", "\\]")
        if len(escaped) > MOST_MARK or escaped.replace("\\]", "]") != value:
            losses.append(_("id or tag: %(value)s") % {"value": value[:60]})
        if 0 < len(escaped) <= MOST_MARK:
            written.append(f"[{word}:{escaped}]")
    return f"// {' '.join(written)}\n" if written else ""


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _note_losses(question: NeutralQuestion, losses: list[str]) -> None:
    if question.max_points != 1:
        losses.append(_("points: %(points)s") % {"points": question.max_points})
    if question.files:
        names = ", ".join(file.name for file in question.files)
        losses.append(_("files: %(names)s") % {"names": names})
    if question.extras:
        losses.append(_("settings: %(names)s") % {"names": ", ".join(sorted(question.extras))})


def _format(document: Document) -> str:
    return "html" if document.get("format") == "html" else "plain"


def _escaped(text: Any) -> str:
    return _LINES.sub(r"\\n", _SIGN.sub(r"\\\g<0>", str(text).strip()))


def _rich(document: Document, text: Any) -> str:
    """A text of the question's own format; one that looks as if it named a format names it."""
    return _marked(text, _format(document))


def _marked(text: Any, text_format: str) -> str:
    text = str(text).strip()
    return (f"[{text_format}]" if FORMAT_MARK.match(text) else "") + _escaped(text)


def _feedback(document: Document, feedback: Any) -> str:
    text = str(feedback or "").strip()
    return f"#{_rich(document, text)}" if text else ""


def _weight(fraction: Decimal) -> str:
    return f"%{fraction_text(fraction)}%"


def _lines(answers: Sequence[str]) -> str:
    return "".join(f"\n\t{answer}" for answer in answers) + "\n"


def _choice(document: Document, losses: list[str]) -> str:
    single = document["kind"] == "one"
    fractions = fractions_of(document)
    if single and max(fractions) < ALMOST_FULL:
        raise Unusable(
            _("No answer earns full marks (100 %), so the question has no right answer.")
        )
    if document.get("marking", "balance") != "balance":
        losses.append(_("marking: %(name)s") % {"name": document["marking"]})
    answers: list[str] = []
    has_right = False
    for option, fraction in zip(document["options"], fractions, strict=True):
        text = _rich(document, option["text"])
        takes_equals = single and not has_right and fraction == FULL
        has_right = has_right or takes_equals
        needs_weight = bool(WEIGHT.match(text)) or (fraction != 0 and not takes_equals)
        answers.append(
            ("=" if takes_equals else "~")
            + (_weight(fraction) if needs_weight else "")
            + text
            + _feedback(document, option.get("feedback"))
        )
    if single and not has_right:
        raise Unusable(
            _("No answer earns full marks (100 %), so the question has no right answer.")
        )
    return _lines(answers)


def _true_false(document: Document, losses: list[str]) -> str:
    by_id = {option["id"]: option for option in document["options"]}
    fractions = dict(zip(by_id, fractions_of(document), strict=True))
    right, wrong = ("true", "false") if by_id["true"]["right"] else ("false", "true")
    if (fractions[right], fractions[wrong]) != (FULL, Decimal(0)):
        losses.append(_("weights of true and false"))
    if_wrong = _feedback(document, by_id[wrong].get("feedback"))
    if_right = _feedback(document, by_id[right].get("feedback"))
    return right[0].upper() + (if_wrong or "#" * bool(if_right)) + if_right


def _short(document: Document, losses: list[str]) -> str:
    if document.get("case"):
        losses.append(_("capitals matter"))
    answers = []
    for answer in document["answers"]:
        fraction = fraction_of(answer)
        text = _marked(answer["text"], "plain")
        weight = _weight(fraction) if fraction != FULL or WEIGHT.match(text) else ""
        answers.append(f"={weight}{text}{_feedback(document, answer.get('feedback'))}")
    if any("->" in answer for answer in answers):
        raise Unusable(
            _("“->” in a short answer would make it a matching question. Export it as Moodle XML.")
        )
    return _lines(answers)


def _number(document: Document, losses: list[str]) -> str:
    if document.get("units"):
        losses.append(_("units"))
    answers, rest = [], []
    for answer in document["answers"]:
        fraction = fraction_of(answer)
        feedback = _feedback(document, answer.get("feedback"))
        if answer["value"] == "*" and not fraction and feedback:
            rest.append(f"~{feedback}")
        else:
            weight = "" if fraction == FULL else _weight(fraction)
            answers.append(f"={weight}{_value(answer, losses)}{feedback}")
    if len(rest) > 1:
        raise Unusable(_("There are several feedbacks for every other number."))
    return "#" + _lines([*answers, *rest])


def _value(answer: Mapping[str, Any], losses: list[str]) -> str:
    tolerance = nominal_tolerance(answer)
    if tolerance and answer.get("tolerance_kind") == "relative":
        losses.append(_("the relative tolerance is written as an absolute one"))
    return f"{answer['value']}:{figure_text(tolerance)}" if tolerance else str(answer["value"])


def _matching(document: Document, losses: list[str]) -> str:
    rights = {choice["id"]: _right(document, choice["text"]) for choice in document["choices"]}
    pairs = []
    for option in document["options"]:
        stem = _rich(document, option["text"])
        if "->" in stem:
            raise Unusable(_("“->” in the left side of a pair cannot be written in GIFT."))
        if str(option.get("feedback") or "").strip():
            losses.append(_("feedback of a pair"))
        pairs.append(f"={stem} -> {rights[option['match']]}")
    used = {option["match"] for option in document["options"]}
    return _lines([*pairs, *(f"= -> {text}" for name, text in rights.items() if name not in used)])


def _right(document: Document, text: str) -> str:
    """Right sides are plain in GIFT; one with markup names its format."""
    if _format(document) == "plain":
        return _marked(text, "plain")
    words, is_whole = plain_of(text)
    return _marked(words, "plain") if is_whole else f"[html]{_escaped(text)}"


def _long(document: Document, losses: list[str]) -> str:
    for key in ("rubric", "sample", "marking_notes", "least_words", "most_words"):
        if document.get(key):
            losses.append(key)
    return ""


_WRITERS = {
    "one": _choice,
    "many": _choice,
    "true_false": _true_false,
    "short": _short,
    "number": _number,
    "matching": _matching,
    "long": _long,
}
