"""Aiken: single choice in plain lines. Its text is never HTML.

A question is its lines up to the first choice; ``A)`` or ``A.`` begins a choice, ``ANSWER: A`` ends
the question. Cyrillic letters that look like Latin ones are taken for them, and that is said.
"""

import re
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import FULL, fractions_of
from assessments.quizzes.exchange.building import Unusable, choice, option, whole
from assessments.quizzes.exchange.gift import default_name
from assessments.quizzes.exchange.markup import Cleaner, Rich, TooTangled, plain_of
from assessments.quizzes.exchange.neutral import (
    MOST_QUESTIONS,
    CannotRead,
    NeutralQuestion,
    Reading,
    Skipped,
    Written,
)
from modules.decoding import lines_of, text_of

FORMAT = "aiken"
LETTERS = string.ascii_uppercase

Document = Mapping[str, Any]

_ALIKE = str.maketrans("АВСЕНІКМОРТХ", "ABCEHIKMOPTX")
_CHOICE = re.compile(r"([A-ZА-ЩЄІЇҐЮЯ])[).]\s*(.*)", re.DOTALL)
_ANSWER = re.compile(r"[AА]NSW[EЕ]R\s*:(.*)", re.DOTALL)
_KEY = re.compile(r"([A-Za-zА-Яа-яЄІЇҐєіїґ])(?:\s*[).].*)?", re.DOTALL)


@dataclass
class _Draft:
    """A question while its lines come in."""

    line: int
    text: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return default_name(" ".join(self.text)[:200], "plain")

    @property
    def next_letter(self) -> str:
        return LETTERS[len(self.choices)] if len(self.choices) < len(LETTERS) else ""


def read(data: bytes) -> Reading:
    """Questions of an Aiken file. Raises :class:`CannotRead` when it is no text file."""
    reading = Reading(FORMAT)
    cleaner = Cleaner()
    draft: _Draft | None = None
    last = 0
    for number, raw in lines_of(text_of(data)):
        line, is_after_blank, last = raw.strip(), number > last + 1, number
        if len(reading.questions) + len(reading.skipped) > MOST_QUESTIONS:
            raise CannotRead(
                _("The file holds more than %(count)d questions. Split it into several files.")
                % {"count": MOST_QUESTIONS}
            )
        if answer := _ANSWER.fullmatch(line):
            _finish(reading, cleaner, draft or _Draft(number), answer[1].strip(), number)
            draft = None
        elif draft and _take_choice(reading, draft, line, number):
            continue
        else:
            if draft and (draft.choices or is_after_blank):
                _leave_unanswered(reading, draft)
                draft = None
            draft = draft or _Draft(number)
            draft.text.append(line)
    if draft:
        _leave_unanswered(reading, draft)
    if not reading.questions and not reading.skipped:
        reading.warnings.append(_("The file holds no questions."))
    return reading


def _take_choice(reading: Reading, draft: _Draft, line: str, number: int) -> bool:
    """Whether the line is a choice of the question. The first one has to be A."""
    found = _CHOICE.fullmatch(line)
    if not found:
        return False
    letter = found[1].translate(_ALIKE)
    if not draft.choices and letter != "A":
        return False
    if letter != draft.next_letter:
        draft.faults.append(
            _(
                "Line %(line)d: the choice “%(letter)s” is out of order; use the Latin letters"
                " A, B, C and so on."
            )
            % {"line": number, "letter": found[1]}
        )
    elif letter != found[1]:
        _warn_alike(reading, number, letter)
    draft.choices.append(found[2].strip())
    return True


def _warn_alike(reading: Reading, number: int, letter: str) -> None:
    reading.warnings.append(
        _("Line %(line)d: the letter is Cyrillic; it is read as the Latin %(letter)s.")
        % {"line": number, "letter": letter}
    )


def _leave_unanswered(reading: Reading, draft: _Draft) -> None:
    reason = (
        _("There is no line “ANSWER: …” after the choices.")
        if draft.choices
        else _("There are no choices: each begins with a capital Latin letter, “A)” or “A.”.")
    )
    reading.skipped.append(Skipped(draft.name, draft.line, reason))


def _finish(reading: Reading, cleaner: Cleaner, draft: _Draft, key: str, number: int) -> None:
    try:
        reading.questions.append(_question(reading, cleaner, draft, key, number))
    except (Unusable, TooTangled) as reason:
        reading.skipped.append(Skipped(draft.name, draft.line, str(reason)))


def _question(
    reading: Reading, cleaner: Cleaner, draft: _Draft, key: str, number: int
) -> NeutralQuestion:
    if not draft.text:
        raise Unusable(_("Line %(line)d: an answer without a question.") % {"line": number})
    if draft.faults:
        raise Unusable(" ".join(draft.faults))
    found = _KEY.fullmatch(key)
    letter = found[1].upper().translate(_ALIKE) if found else ""
    if not letter or letter not in LETTERS[: len(draft.choices)]:
        raise Unusable(
            _("Line %(line)d: “ANSWER: %(key)s” names none of the choices; write one letter.")
            % {"line": number, "key": key[:40]}
        )
    body = choice(
        [
            option(Rich(text), FULL if LETTERS[place] == letter else Decimal(0))
            for place, text in enumerate(draft.choices)
        ],
        single=True,
    )
    if found and not found[1].isascii():
        _warn_alike(reading, number, letter)
    settled = cleaner.settled(whole(body, Rich("\n".join(draft.text)), Rich("")))
    return NeutralQuestion(
        name=draft.name, line=draft.line, document={**settled.value, "format": settled.format}
    )


def write(questions: Sequence[NeutralQuestion]) -> Written:
    """Single choice with one right answer; everything else is named in ``skipped``."""
    parts: list[str] = []
    skipped: list[Skipped] = []
    lost: list[Skipped] = []
    for question in questions:
        losses: list[str] = []
        try:
            parts.append(_lines(question, losses))
        except Unusable as reason:
            skipped.append(Skipped(question.name, question.line, str(reason)))
            continue
        lost += [Skipped(question.name, question.line, loss) for loss in losses]
    return Written("\n".join(parts).encode(), "txt", tuple(skipped), tuple(lost))


def _lines(question: NeutralQuestion, losses: list[str]) -> str:
    document = question.document
    if question.kind != "one":
        raise Unusable(_("Aiken holds single choice only."))
    options = document["options"]
    if not 2 <= len(options) <= len(LETTERS):
        raise Unusable(_("Aiken holds from 2 to 26 choices."))
    fractions = fractions_of(document)
    right = [place for place, fraction in enumerate(fractions) if fraction == FULL]
    if len(right) != 1:
        raise Unusable(_("Aiken holds exactly one right answer."))
    if question.files:
        raise Unusable(_("Aiken holds no pictures or other files."))
    if any(fraction not in (0, FULL) for fraction in fractions):
        losses.append(_("weights of the answers"))
    _note_losses(question, losses)
    prompt = _one_line(document, document["prompt"], losses)
    choices = [_one_line(document, entry["text"], losses) for entry in options]
    if not prompt or not all(choices) or _ANSWER.fullmatch(prompt):
        raise Unusable(_("A text is empty, or begins like a line of Aiken itself."))
    return "\n".join(
        [
            prompt,
            *(f"{letter}) {text}" for letter, text in zip(LETTERS, choices, strict=False)),
            f"ANSWER: {LETTERS[right[0]]}\n",
        ]
    )


def _note_losses(question: NeutralQuestion, losses: list[str]) -> None:
    document = question.document
    if any(str(entry.get("feedback") or "").strip() for entry in document["options"]):
        losses.append(_("feedback of the answers"))
    if str(document.get("explanation") or "").strip():
        losses.append(_("explanation"))
    for name, value in (
        (_("category"), question.category),
        (_("tags"), question.tags),
        (_("settings"), question.extras),
        (_("id"), question.identifier),
    ):
        if value:
            losses.append(name)
    if question.max_points != 1:
        losses.append(_("points: %(points)s") % {"points": question.max_points})


def _one_line(document: Document, text: Any, losses: list[str]) -> str:
    text = str(text).strip()
    if document.get("format") == "html":
        text, is_whole = plain_of(text)
        if not is_whole and _("formatting") not in losses:
            losses.append(_("formatting"))
    line = " ".join(text.split())
    if line != text and _("line breaks") not in losses:
        losses.append(_("line breaks"))
    return line
