"""Reader of GIFT. Lenient where Moodle is; the type of a question follows from its answers.

Escaped signs become noncharacters while a question is taken apart (``_hidden``, ``_shown``), so
that only the signs that mean something are left to look for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.building import Part, Unusable, long, reaches_full, whole
from assessments.quizzes.exchange.gift_answers import (
    check_count,
    choice_of,
    matching_of,
    number_of,
    short_of,
    true_false_of,
)
from assessments.quizzes.exchange.gift_blocks import Block, blocks_of
from assessments.quizzes.exchange.gift_text import hidden, legible, rich, shown
from assessments.quizzes.exchange.markup import Cleaner, Rich, TooTangled, words_of
from assessments.quizzes.exchange.neutral import (
    MOST_QUESTIONS,
    CannotRead,
    NeutralQuestion,
    Reading,
    Skipped,
)
from modules.decoding import text_of

FORMAT = "gift"
GAP = "_____"
GENERAL = "####"
TRUE = ("T", "TRUE", "Т")  # the last one is Cyrillic
FALSE = ("F", "FALSE")

MOST_COMMENT = 4_000
_ID = re.compile(r"\[id:((?:\\\]|[^\]\n]){1,100})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]\n]){1,100})\]")
_ORDERING = re.compile(r">\s*\d{1,4}\s+[A-Z]")
_MATH_BEFORE = re.compile(r"(?:\\[A-Za-z]{1,30}|[\^_}\]])\Z")


@dataclass
class _Source:
    """A question taken apart: its name, stem, what stands in the braces, general feedback."""

    name: str
    stem: Rich
    body: str | None  # None: no braces
    general: Rich
    remarks: list[str] = field(default_factory=list)


def read(data: bytes) -> Reading:
    """Questions of a GIFT file. Raises :class:`CannotRead` when it is no text file."""
    reading = Reading(FORMAT)
    cleaner = Cleaner()
    for count, block in enumerate(blocks_of(text_of(data)), start=1):
        if count > MOST_QUESTIONS:
            raise CannotRead(
                _("The file holds more than %(count)d questions. Split it into several files.")
                % {"count": MOST_QUESTIONS}
            )
        try:
            question, remarks = _question(block, cleaner)
        except (Unusable, TooTangled) as reason:
            reading.skipped.append(Skipped(_name_of(block), block.line, str(reason)))
            continue
        reading.questions.append(question)
        reading.warnings += [
            _("Line %(line)d, %(name)s: %(remark)s")
            % {"line": block.line, "name": question.name, "remark": remark}
            for remark in remarks
        ]
    if not reading.questions and not reading.skipped:
        reading.warnings.append(_("The file holds no questions."))
    return reading


def _question(block: Block, cleaner: Cleaner) -> tuple[NeutralQuestion, list[str]]:
    if block.fault == "unclosed":
        raise Unusable(_("The brace “{” is not closed before the next question: add “}”."))
    if block.fault == "braces":
        raise Unusable(_("There are too many braces. Write “\\{” and “\\}” for those in the text."))
    source = _taken_apart(hidden(block.text))
    body = _body(source)
    if body["kind"] == "many" and not reaches_full(body):
        source.remarks.append(_("the right answers together are worth less than 100 %"))
    if not source.stem.text:
        raise Unusable(_("The question has no text."))
    settled = cleaner.settled(whole(body, source.stem, source.general))
    comment = block.comment[:MOST_COMMENT]
    identifier = _ID.search(comment)
    question = NeutralQuestion(
        name=source.name or default_name(settled.value["prompt"], settled.format),
        line=block.line,
        document={**settled.value, "format": settled.format},
        identifier=_unescaped(identifier[1]) if identifier else "",
        category=block.category,
        tags=tuple(dict.fromkeys(_unescaped(tag) for tag in _TAG.findall(comment))),
        files=settled.files,
        lost=settled.lost,
    )
    return question, source.remarks


def default_name(prompt: str, text_format: str) -> str:
    """The beginning of the question, for one that has no name."""
    words = words_of(prompt) if text_format == "html" else " ".join(prompt.split())
    return words if len(words) <= 60 else words[:59].rstrip() + "…"


def _unescaped(mark: str) -> str:
    return mark.replace("\\]", "]").strip()


def _name_of(block: Block) -> str:
    """A name for the report that works for broken questions too."""
    name, stem = _named(hidden(legible(block.text[:2000])))
    return name or default_name(shown(re.split(r"[{}]", stem)[0])[:200], "plain")


def _named(text: str) -> tuple[str, str]:
    """Name between double colons, and the rest. Without the second pair there is no name."""
    text = text.strip()
    if not text.startswith("::"):
        return "", text
    end = text.find("::", 2)
    if end < 0:
        return "", text[2:]
    return " ".join(shown(text[2:end]).split()), text[end + 2 :].strip()


def _taken_apart(text: str) -> _Source:
    name, text = _named(text)
    groups = _answer_groups(text)
    if len(groups) > 1:
        raise Unusable(
            _(
                "There are several pairs of braces. Leave a blank line between questions, and write"
                " “\\{” and “\\}” for braces in a text."
            )
        )
    if not groups:
        return _Source(name, rich(text, "auto"), None, Rich(""))
    start, end = groups[0]
    body, tail = text[start + 1 : end].strip(), text[end + 1 :]
    stem = rich(text[:start] + (GAP + tail if tail.strip() else ""), "auto")
    general = Rich("")
    at = body.rfind(GENERAL)
    if at >= 0:
        general = rich(body[at + len(GENERAL) :], stem.format)
        body = body[:at].strip()
    return _Source(name, stem, body, general)


def _answer_groups(text: str) -> list[tuple[int, int]]:
    """Outermost pairs of braces that may hold answers: those of formulas (``x^{2}``) do not count.

    Raises ``Unusable`` when braces do not pair.
    """
    groups = list(_groups(text))
    if len(groups) == 1:
        start, _end = groups[0]
        return [] if text[:start].endswith("^") and not _looks_answer(text, start) else groups
    return [
        (start, end)
        for start, end in groups
        if not _MATH_BEFORE.search(text, max(start - 32, 0), start) or _looks_answer(text, start)
    ]


def _looks_answer(text: str, start: int) -> bool:
    return text[start + 1 :].lstrip()[:1] in ("=", "~", "#", "}")


def _groups(text: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for match in re.finditer(r"[{}]", text):
        if match[0] == "{":
            start = start if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                yield start, match.start()
        else:
            raise Unusable(_("There is a “}” without “{”. Write “\\}” for a brace in a text."))
    if depth:
        raise Unusable(_("The brace “{” is not closed: add “}”, or write “\\{” for one in a text."))


def _body(source: _Source) -> Part:
    """The type follows from the braces, asked in this order."""
    body = source.body
    if body is None:
        raise Unusable(_("There are no braces with answers: this is a text, not a question."))
    text_format = source.stem.format
    if not body:
        return long()
    if _ORDERING.match(body):
        raise Unusable(
            _("Ordering (“{>”) is not read from GIFT. Export the question as Moodle XML.")
        )
    check_count(body)
    if body.startswith("#"):
        return number_of(body[1:], text_format)
    if "~" in body:
        return choice_of(body, text_format)
    if "=" in body and "->" in body:
        return matching_of(body, text_format)
    word = body.partition("#")[0].strip()
    if word in TRUE or word in FALSE:
        if word == "Т":
            source.remarks.append(_("the Cyrillic letter “Т” is read as T (true)"))
        return true_false_of(body, text_format, is_true=word in TRUE)
    if word.upper() in (*TRUE, *FALSE):
        source.remarks.append(
            _("“%(word)s” is read as a short answer; true and false are written in capitals")
            % {"word": word}
        )
    return short_of(body, text_format)
