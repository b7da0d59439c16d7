"""Writer of Moodle XML: HTML in CDATA, files beside the text that shows them."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import fraction_of, fractions_of
from assessments.quizzes.exchange.building import (
    ALMOST_FULL,
    Unusable,
    figure_text,
    fraction_text,
    nominal_tolerance,
)
from assessments.quizzes.exchange.cloze import write_cloze
from assessments.quizzes.exchange.markup import plain_of
from assessments.quizzes.exchange.moodle import COMBINED, FLAGS
from assessments.quizzes.exchange.moodle_files import theirs
from assessments.quizzes.exchange.moodle_gaps import gap_choices
from assessments.quizzes.exchange.moodle_kinds import ORDER_MARKING
from assessments.quizzes.exchange.neutral import File, NeutralQuestion, Skipped, Written

TOP = "$course$/top"

_ORDER_NAMES = {ours: theirs_ for theirs_, ours in ORDER_MARKING.items()}
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_OURS_ALONE = frozenset(("cloze", "qtype", "infinite", "hints", *COMBINED))

Lines = list[str]


@dataclass
class _Page:
    """One question on its way out: its texts take their files with them."""

    question: NeutralQuestion
    losses: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    @property
    def document(self) -> Mapping[str, Any]:
        return self.question.document

    @property
    def format(self) -> str:
        return "html" if self.document.get("format") == "html" else "plain_text"

    def area(self, tag: str, text: Any, attributes: str = "", inner: Iterable[str] = ()) -> str:
        """An element with a text of the question's format, its files and further elements."""
        linked, names = theirs(self.legal(text))
        shown = [file for file in self.question.files if file.name in names]
        self.used |= {file.name for file in shown}
        return _element(tag, self.format, linked, attributes, [*map(_file, shown), *inner])

    def plain(self, text: Any) -> str:
        """A text that has no format in Moodle; HTML loses its tags."""
        text = str(text).strip()
        if self.format != "html":
            return self.legal(text)
        words, is_whole = plain_of(text)
        if not is_whole:
            self.losses.append(_("formatting of “%(text)s”") % {"text": words[:60]})
        return self.legal(words)

    def legal(self, text: Any) -> str:
        text = str(text or "")
        cleaned = _FORBIDDEN.sub("", text)
        if cleaned != text:
            self.losses.append(_("control characters, which XML cannot hold"))
        return cleaned


def write(questions: Sequence[NeutralQuestion]) -> Written:
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', "<quiz>"]
    skipped: list[Skipped] = []
    lost: list[Skipped] = []
    category = ""
    for question in questions:
        page = _Page(question)
        try:
            lines = _question(page)
        except Unusable as reason:
            skipped.append(Skipped(question.name, question.line, str(reason)))
            continue
        if question.category != category:
            category = question.category
            parts.append(_category(page.legal(category)))
        parts += lines
        lost += [Skipped(question.name, question.line, loss) for loss in dict.fromkeys(page.losses)]
    content = "\n".join([*parts, "</quiz>", ""]).encode()
    return Written(content, "xml", tuple(skipped), tuple(lost))


def _category(path: str) -> str:
    full = f"{TOP}/{path}" if path else TOP
    return f'<question type="category"><category>{_text(full)}</category></question>'


def _question(page: _Page) -> Lines:
    question, document = page.question, page.document
    writer = _WRITERS.get(question.kind)
    if not writer:
        raise Unusable(
            _("Moodle has no such kind of question (%(kind)s).") % {"kind": question.kind}
        )
    type_, stem, body = writer(page)
    if not stem.strip():
        raise Unusable(_("The question has no text."))
    after = [
        page.area("generalfeedback", document.get("explanation")),
        _leaf("defaultgrade", figure_text(question.max_points)),
        *_settings(page),
        *body,
        *_closing(page),
    ]
    text = page.area("questiontext", stem)
    leftover = [file for file in question.files if file.name not in page.used]
    if leftover:
        files = "".join(_file(file) for file in leftover)
        text = text.removesuffix("</questiontext>") + files + "</questiontext>"
    return [
        f"<question type={quoteattr(type_)}>",
        f"<name>{_text(page.legal(question.name))}</name>",
        text,
        *after,
        "</question>",
    ]


def _settings(page: _Page) -> Lines:
    lines = [_leaf("idnumber", page.legal(page.question.identifier))]
    for name, value in page.question.extras.items():
        if name in _OURS_ALONE or name in _WRITTEN_BY_KIND:
            continue
        if name in FLAGS:
            lines += [f"<{name}/>"] * bool(value)
        elif isinstance(value, str) and _NAME.fullmatch(name):
            lines.append(_leaf(name, page.legal(value)))
        else:
            page.losses.append(_("setting: %(name)s") % {"name": name})
    return lines


def _closing(page: _Page) -> Lines:
    """Combined feedback, hints and tags."""
    extras = page.question.extras
    lines = [page.area(name, extras[name]) for name in COMBINED if extras.get(name)]
    for hint in extras.get("hints", ()):
        inner = [f"<{flag}/>" for flag in FLAGS if hint.get(flag)]
        if hint.get("options"):
            inner.append(_leaf("options", page.legal(hint["options"])))
        lines.append(page.area("hint", hint["text"], inner=inner))
    if page.question.tags:
        tags = "".join(f"<tag>{_text(page.legal(tag))}</tag>" for tag in page.question.tags)
        lines.append(f"<tags>{tags}</tags>")
    return lines


def _text(text: str) -> str:
    return f"<text>{escape(text)}</text>"


def _leaf(tag: str, text: Any) -> str:
    return f"<{tag}>{escape(str(text))}</{tag}>"


def _file(file: File) -> str:
    content = base64.b64encode(file.content).decode("ascii")
    return f'<file name={quoteattr(file.name)} path="/" encoding="base64">{content}</file>'


def _element(
    tag: str, text_format: str, text: str, attributes: str = "", inner: Iterable[str] = ()
) -> str:
    if text_format == "html" and text:
        written = f"<text><![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]></text>"
    else:
        written = _text(text)
    return f'<{tag}{attributes} format="{text_format}">{written}{"".join(inner)}</{tag}>'


def _fraction(fraction: Decimal | str) -> str:
    return f' fraction="{fraction_text(Decimal(str(fraction)))}"'


def _feedback(page: _Page, entry: Mapping[str, Any]) -> str:
    return page.area("feedback", entry.get("feedback"))


Body = tuple[str, str, Lines]


def _choice(page: _Page) -> Body:
    document = page.document
    single = document["kind"] == "one"
    fractions = fractions_of(document)
    if max(fractions) < (ALMOST_FULL if single else Decimal("0.00001")):
        raise Unusable(_("The question has no right answer."))
    if document.get("marking", "balance") != "balance":
        page.losses.append(_("marking: %(name)s") % {"name": document["marking"]})
    answers = [
        page.area("answer", option["text"], _fraction(fraction), [_feedback(page, option)])
        for option, fraction in zip(document["options"], fractions, strict=True)
    ]
    return (
        "multichoice",
        document["prompt"],
        [_leaf("single", "true" if single else "false"), *answers],
    )


def _true_false(page: _Page) -> Body:
    pairs = zip(page.document["options"], fractions_of(page.document), strict=True)
    answers = [
        _element(
            "answer",
            "moodle_auto_format",
            option["id"],
            _fraction(fraction),
            [_feedback(page, option)],
        )
        for option, fraction in pairs
    ]
    return "truefalse", page.document["prompt"], answers


def _accepted(page: _Page, entry: Mapping[str, Any], text: str, inner: Sequence[str] = ()) -> str:
    return _element(
        "answer",
        "moodle_auto_format",
        page.legal(text),
        _fraction(fraction_of(entry)),
        [_feedback(page, entry), *inner],
    )


def _short(page: _Page) -> Body:
    document = page.document
    answers = [_accepted(page, entry, entry["text"]) for entry in document["answers"]]
    case = _leaf("usecase", int(bool(document.get("case"))))
    return "shortanswer", document["prompt"], [case, *answers]


def _number(page: _Page) -> Body:
    document, extras = page.document, page.question.extras
    answers = []
    for entry in document["answers"]:
        tolerance = nominal_tolerance(entry)
        if tolerance and entry.get("tolerance_kind") == "relative":
            page.losses.append(_("the relative tolerance is written as an absolute one"))
        inner = [_leaf("tolerance", figure_text(tolerance))]
        answers.append(_accepted(page, entry, str(entry["value"]), inner))
    mode = document.get("unit", "none")
    grading = str(extras.get("unitgradingtype", ""))
    if (grading in ("", "0")) == (mode == "required"):
        grading = "1" if mode == "required" else "0"
    shown = str(extras.get("showunits", ""))
    if not shown or (shown == "3") == (mode == "optional"):
        shown = "3" if mode == "none" else "0"
    units = "".join(
        f"<unit>{_leaf('multiplier', unit.get('factor', '1'))}"
        f"{_leaf('unit_name', page.legal(unit['text']))}</unit>"
        for unit in document.get("units") or ()
    )
    penalty = Decimal(str(document.get("unit_penalty") or 0)) / 100
    return (
        "numerical",
        document["prompt"],
        [
            *answers,
            *([f"<units>{units}</units>"] if units else []),
            _leaf("unitgradingtype", grading),
            _leaf("unitpenalty", figure_text(penalty)),
            _leaf("showunits", shown),
        ],
    )


def _matching(page: _Page) -> Body:
    document = page.document
    rights = {choice["id"]: page.plain(choice["text"]) for choice in document["choices"]}
    if document["kind"] == "categorise":
        page.losses.append(_("categories are written as matching"))
    pairs = []
    for option in document["options"]:
        if str(option.get("feedback") or "").strip():
            page.losses.append(_("feedback of a pair"))
        pairs.append(_pair(page, option["text"], rights[option["match"]]))
    used = {option["match"] for option in document["options"]}
    pairs += [_pair(page, "", text) for name, text in rights.items() if name not in used]
    return "matching", document["prompt"], pairs


def _pair(page: _Page, stem: str, right: str) -> str:
    return page.area("subquestion", stem, inner=[f"<answer>{_text(right)}</answer>"])


def _order(page: _Page) -> Body:
    document = page.document
    items = [
        page.area("answer", option["text"], _fraction(str(place)), [_feedback(page, option)])
        for place, option in enumerate(document["options"], start=1)
    ]
    direction = document.get("direction", "vertical").upper()
    marking = _ORDER_NAMES.get(document.get("marking") or "absolute", "ABSOLUTE_POSITION")
    lines = [_leaf("layouttype", direction), _leaf("gradingtype", marking), *items]
    return "ordering", document["prompt"], lines


def _long(page: _Page) -> Body:
    document, extras = page.document, page.question.extras
    page.losses += [key for key in ("rubric", "sample") if document.get(key)]
    lines = [
        _leaf("minwordlimit", document.get("least_words") or 0),
        _leaf("maxwordlimit", document.get("most_words") or 0),
        page.area("graderinfo", document.get("marking_notes")),
    ]
    if extras.get("responsetemplate"):
        lines.append(page.area("responsetemplate", extras["responsetemplate"]))
    return "essay", document["prompt"], lines


def _gaps(page: _Page) -> Body:
    document, extras = page.document, page.question.extras
    prompt, break_ = str(document.get("prompt") or ""), "\n" if page.format == "html" else "\n\n"
    before = prompt + break_ if prompt.strip() else ""
    type_ = str(extras.get("qtype", ""))
    found = gap_choices(document, page.plain) if type_ in ("gapselect", "ddwtos") else None
    if found:
        text, choices = found
        element = "selectoption" if type_ == "gapselect" else "dragbox"
        infinite = "<infinite/>" * bool(extras.get("infinite"))
        lines = [
            f"<{element}>{_text(label)}{_leaf('group', group)}{infinite}</{element}>"
            for label, group in choices
        ]
        return type_, before + text, lines
    return "cloze", before + write_cloze(document, extras.get("cloze", {})), []


_WRITTEN_BY_KIND = frozenset(("unitgradingtype", "showunits", "responsetemplate"))
_WRITERS: Mapping[str, Callable[[_Page], Body]] = {
    "one": _choice,
    "many": _choice,
    "true_false": _true_false,
    "short": _short,
    "number": _number,
    "matching": _matching,
    "categorise": _matching,
    "order": _order,
    "gap_select": _gaps,
    "gap_text": _gaps,
    "long": _long,
}
