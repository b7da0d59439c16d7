"""Cloze: gaps with their answers inside the text of a question, ``{1:MULTICHOICE:=a~%50%b#why}``.

A brace that is meant as a gap and is none spoils the question: it is refused, with the line.
Other braces, as in formulas, are text.
"""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import FULL, fraction_of
from assessments.quizzes.exchange.building import (
    Part,
    Unusable,
    accepted,
    choice,
    figure_text,
    fraction_text,
    number_question,
    numeric,
    option,
    per_cent,
    short,
)
from assessments.quizzes.exchange.markup import Rich, check_length, html_of

MOST_GAPS = 200
MOST_ALTERNATIVES = 200

_LOOKS = ("", "_V", "_H", "_S", "_VS", "_HS")
TYPES: dict[str, tuple[str, str]] = {
    **{f"MULTICHOICE{look}": ("select", look) for look in _LOOKS},
    **{f"MC{look[1:]}": ("select", look) for look in _LOOKS},
    **{f"MULTIRESPONSE{look}": ("several", look) for look in ("", "_H", "_S", "_HS")},
    **{f"MR{look[1:]}": ("several", look) for look in ("", "_H", "_S", "_HS")},
    **dict.fromkeys(("SHORTANSWER", "SA", "MW"), ("text", "")),
    **dict.fromkeys(("SHORTANSWER_C", "SAC", "MWC"), ("case", "")),
    **dict.fromkeys(("NUMERICAL", "NM"), ("number", "")),
}
"""Name in the file → what it is, and how Moodle shows it."""

_NAMES = "|".join(sorted(TYPES, key=len, reverse=True))
_START = re.compile(r"\{(\d{0,6}):([A-Za-z]\w{0,30}):")
_MEANT = re.compile(
    rf"\{{\s*(?:\d{{0,6}}\s*:\s*[A-Za-z]\w{{0,30}}\s*[:}}]"
    rf"|\d{{0,6}}\s*:?\s*(?:{_NAMES})\s*:?\s*[=~%}}]"
    rf"|\d{{0,6}}\s*:?\s*(?:{_NAMES})\s*:"
    rf"|\d{{1,6}}\s*:\s*(?:{_NAMES})\b)"
)
_WEIGHT = re.compile(r"\s*(?:=|%([+-]?\d{1,4}(?:[.,]\d{0,12})?)%)")
_STOP = re.compile(r"\\.|[}~]", re.DOTALL)
_FEEDBACK = re.compile(r"(?<![\\&])(?<!&amp;)#")
_ESCAPED = re.compile(r"\\([}#~{/\"])")
_MARKER = re.compile(r"\[\[g\d+\]\]")


@dataclass(frozen=True)
class Gap:
    """A gap as found: ``look`` is a variant such as ``_V``; the part may hold ``Rich`` texts."""

    part: Part
    look: str


def read_cloze(text: str, text_format: str) -> tuple[Part, dict[str, str]]:
    """The document's own keys (``text`` is ``Rich``) and the look of the gaps that have one.

    Raises ``Unusable`` naming the gap; the line counts from the first line of ``text``.
    """
    check_length(text)
    if _MARKER.search(text):
        raise Unusable(_("The text holds “[[g1]]”, which is our own sign for a gap."))
    pieces: list[str] = []
    gaps: list[Gap] = []
    at = 0
    while meant := _MEANT.search(text, at):
        pieces.append(text[at : meant.start()])
        if len(gaps) == MOST_GAPS:
            raise Unusable(_("There are more than %(count)d gaps.") % {"count": MOST_GAPS})
        try:
            gap, at = _gap(text, meant.start(), f"g{len(gaps) + 1}", text_format)
        except Unusable as reason:
            raise Unusable(
                _("Gap “%(gap)s” (line %(line)d of the text): %(reason)s")
                % {
                    "gap": " ".join(text[meant.start() : meant.start() + 40].split()),
                    "line": text.count("\n", 0, meant.start()) + 1,
                    "reason": reason,
                }
            ) from reason
        gaps.append(gap)
        pieces.append(f"[[{gap.part['id']}]]")
    pieces.append(text[at:])
    if not gaps:
        raise Unusable(_("The text has no gaps, such as {1:SHORTANSWER:=answer}."))
    return _document(Rich("".join(pieces).strip(), text_format), gaps)


def _document(text: Rich, gaps: Sequence[Gap]) -> tuple[Part, dict[str, str]]:
    parts = [gap.part for gap in gaps]
    points = sum((Decimal(part["weight"]) for part in parts), Decimal(0))
    if not points:
        raise Unusable(_("Every gap has the weight 0."))
    is_select = all(part["type"] == "select" for part in parts)
    document = {
        "kind": "gap_select" if is_select else "gap_text",
        "text": text,
        "options": parts,
        "points": figure_text(points),
    }
    return document, {gap.part["id"]: gap.look for gap in gaps if gap.look}


def _gap(text: str, start: int, name: str, text_format: str) -> tuple[Gap, int]:
    """The gap that begins at ``start`` and where the text goes on."""
    found = _START.match(text, start)
    if not found:
        raise Unusable(_("write the weight, the type and the answers: {1:SHORTANSWER:=answer}"))
    if found[2] not in TYPES:
        raise Unusable(
            _("unknown type “%(type)s”; types are written in capitals") % {"type": found[2]}
        )
    type_, look = TYPES[found[2]]
    if type_ == "several":
        raise Unusable(_("a gap with several right answers (MULTIRESPONSE) is not offered here"))
    alternatives, end = _alternatives(text, found.end())
    if not any(alternative.strip() for alternative in alternatives):
        raise Unusable(_("there are no answers"))
    answers = [_weighed(alternative, text_format) for alternative in alternatives]
    part = {"id": name, "type": type_, "weight": found[1] or "1", **_PARTS[type_](answers)}
    part["type"] = "text" if type_ == "case" else type_
    return Gap(part, look), end


def _alternatives(text: str, at: int) -> tuple[list[str], int]:
    found, start = [], at
    for stop in _STOP.finditer(text, at):
        if stop[0].startswith("\\"):
            continue
        found.append(text[start : stop.start()])
        start = stop.end()
        if stop[0] == "}":
            return found, start
        if len(found) > MOST_ALTERNATIVES:
            raise Unusable(_("there are too many answers"))
    raise Unusable(_("the brace is not closed"))


Weighed = tuple[Decimal, str, str, str]


def _weighed(alternative: str, text_format: str) -> Weighed:
    """Weight, answer, feedback, format of the last two."""
    weight = _WEIGHT.match(alternative)
    fraction = Decimal(0)
    if weight:
        fraction = per_cent(weight[1]) if weight[1] else FULL
    rest = alternative[weight.end() :] if weight else alternative
    answer, *feedback = _FEEDBACK.split(rest, maxsplit=1)
    return fraction, _plain(answer), _plain("".join(feedback)), text_format


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text).strip()


def _rich(text: str, text_format: str) -> Rich:
    """Entities stay in HTML, where they are signs; in plain text they were only a way to write."""
    return Rich(text if text_format == "html" else html.unescape(text), text_format)


def _select(answers: Sequence[Weighed]) -> Part:
    options = [
        option(_rich(text, text_format), fraction, _rich(feedback, text_format))
        for fraction, text, feedback, text_format in answers
    ]
    choices = choice(options, single=True)["options"]
    return {
        "choices": [
            {key: entry[key] for key in ("text", "fraction", "feedback")} for entry in choices
        ]
    }


def _typed(answers: Sequence[Weighed], *, case: bool) -> Part:
    entries = [
        accepted(html.unescape(text), fraction, _rich(feedback, text_format))
        for fraction, text, feedback, text_format in answers
    ]
    return {"answers": short(entries)["answers"], "case": case}


def _numbers(answers: Sequence[Weighed]) -> Part:
    entries = []
    for fraction, text, feedback, text_format in answers:
        value, _colon, tolerance = html.unescape(text).partition(":")
        entries.append(numeric(value, tolerance, fraction, _rich(feedback, text_format)))
    return {"answers": number_question(entries)["answers"]}


_PARTS: Mapping[str, Callable[[Sequence[Weighed]], Part]] = {
    "select": _select,
    "text": lambda answers: _typed(answers, case=False),
    "case": lambda answers: _typed(answers, case=True),
    "number": _numbers,
}


# --- Writing ------------------------------------------------------------------------------------

_SIGNS = {sign: f"&#{ord(sign)};" for sign in "{}~#\\"}
_LAST_AMPERSAND = re.compile(r"&(?:amp;)?\Z")  # before the "#" of feedback it would hide it
_SIGN = re.compile(r"&#\d+;|[{}~#\\]")


def write_cloze(document: Mapping[str, Any], looks: Mapping[str, str]) -> str:
    """The text with its gaps written out. Raises ``Unusable`` for weights that are not whole."""
    is_html = document.get("format") == "html"
    text = document["text"]
    if not is_html and _MEANT.search(text):
        raise Unusable(_("The text holds braces that would be read as a gap."))
    text = _MEANT.sub(lambda found: f"&#123;{found[0][1:]}", text)
    for gap in document["options"]:
        marker = f"[[{gap['id']}]]"
        if text.count(marker) != 1:
            raise Unusable(_("The gap %(gap)s is not in the text once.") % {"gap": marker})
        before, after = text.split(marker)
        text = before + "\0".join(("", gap["id"], "")) + after
    written = {
        gap["id"]: _written_gap(gap, looks.get(gap["id"], ""), is_html=is_html)
        for gap in document["options"]
    }
    return re.sub("\0(.*?)\0", lambda found: written[found[1]], text)


def _written_gap(gap: Mapping[str, Any], look: str, *, is_html: bool) -> str:
    weight = Decimal(str(gap.get("weight") or 1))
    if weight != weight.to_integral_value():
        raise Unusable(_("The weight of a gap has to be a whole number in Moodle."))
    type_ = gap.get("type", "select")
    name = {
        "select": f"MULTICHOICE{look}",
        "number": "NUMERICAL",
        "text": "SHORTANSWER_C" if gap.get("case") else "SHORTANSWER",
    }[type_]
    entries = gap["choices"] if type_ == "select" else gap["answers"]
    answers = "~".join(
        _weight_sign(fraction_of(entry))
        + _written_answer(type_, entry, is_html=is_html)
        + _written_feedback(entry.get("feedback"), is_html=is_html)
        for entry in entries
    )
    return f"{{{int(weight)}:{name}:{answers}}}"


def _weight_sign(fraction: Decimal) -> str:
    return "=" if fraction == FULL else f"%{fraction_text(fraction)}%"


def _written_answer(type_: str, entry: Mapping[str, Any], *, is_html: bool) -> str:
    if type_ == "select":
        return _coded(entry["text"] if is_html else html_of_entities(entry["text"]))
    if type_ == "text":
        return _coded(html_of_entities(entry["text"]))
    if entry.get("tolerance_kind", "nominal") != "nominal":
        raise Unusable(_("Moodle has no such tolerance in a gap."))
    value, tolerance = str(entry["value"]), str(entry.get("tolerance") or "0")
    return value if value == "*" or not Decimal(tolerance) else f"{value}:{tolerance}"


def _written_feedback(feedback: Any, *, is_html: bool) -> str:
    text = str(feedback or "").strip()
    return f"#{_coded(text if is_html else html_of_entities(text))}" if text else ""


def html_of_entities(text: str) -> str:
    """Plain words with entities for the signs of HTML; line breaks stay."""
    return html_of(text).replace("<br>", "\n")


def _coded(text: str) -> str:
    """Signs of cloze as entities, which every reader of it turns back."""
    coded = _SIGN.sub(lambda found: _SIGNS.get(found[0], found[0]), text.strip())
    return _LAST_AMPERSAND.sub("&#38;", coded)
