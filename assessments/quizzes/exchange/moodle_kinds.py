"""Types of Moodle XML, one function each: an element in, a document's own keys out."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.answers import FULL
from assessments.quizzes.exchange.building import (
    Part,
    Unusable,
    accepted,
    choice,
    figure,
    figure_text,
    fraction_text,
    long,
    matching,
    number_question,
    numeric,
    option,
    per_cent,
    short,
    true_false,
)
from assessments.quizzes.exchange.cloze import MOST_GAPS, read_cloze
from assessments.quizzes.exchange.markup import Rich, check_length, html_of
from assessments.quizzes.exchange.moodle_files import Shelf, link_to
from assessments.quizzes.exchange.moodle_tree import Node

ORDER_MARKING = {
    "ALL_OR_NOTHING": "all_or_nothing",
    "ABSOLUTE_POSITION": "absolute",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next_exclude_last",
    "RELATIVE_NEXT_INCLUDE_LAST": "next_include_last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "one_neighbour",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "all_neighbours",
    "LONGEST_ORDERED_SUBSET": "longest_ordered",
    "LONGEST_CONTIGUOUS_SUBSET": "longest_contiguous",
    "RELATIVE_TO_CORRECT": "distance",
}
ORDER_NUMBERS = dict(zip(map(str, range(-1, 8)), ORDER_MARKING, strict=True))

_MARKER = re.compile(r"\[\[(\d{1,4})\]\]")
_OWN_MARKER = re.compile(r"\[\[g\d+\]\]")


@dataclass
class Source:
    """A question's element, its files, and which elements its type has used up."""

    node: Node
    shelf: Shelf
    used: set[str] = field(default_factory=set)
    extras: dict[str, Any] = field(default_factory=dict)
    _prompt: Rich | None = None

    @property
    def prompt(self) -> Rich:
        if self._prompt is None:
            self._prompt = self.shelf.rich(self.node.child("questiontext"), "html")
        return self._prompt

    def add_picture(self, name: str) -> None:
        """A picture at the end of the question's text, which becomes HTML."""
        text = self.prompt.text
        text = html_of(text) if self.prompt.format == "plain" else text
        text_format = "auto" if self.prompt.format == "auto" else "html"
        self._prompt = Rich(f'{text}<br><img src="{link_to(name)}" alt="">', text_format)

    def rich(self, tag: str) -> Rich:
        self.used.add(tag)
        return self.rich_of(self.node.child(tag))

    def rich_of(self, node: Node | None) -> Rich:
        return self.shelf.rich(node, self.prompt.format)

    def words(self, tag: str, default: str = "") -> str:
        self.used.add(tag)
        return self.node.text_of(tag, default)

    def all(self, tag: str) -> list[Node]:
        self.used.add(tag)
        return list(self.node.all(tag))

    def feedback(self, node: Node) -> Rich:
        return self.rich_of(node.child("feedback"))


def _fraction(node: Node) -> Decimal:
    text = node.attributes.get("fraction") or node.text_of("fraction", "0")
    return per_cent(text)


def _multichoice(source: Source) -> Part:
    options = [
        option(source.rich_of(answer), _fraction(answer), source.feedback(answer))
        for answer in source.all("answer")
    ]
    single = source.words("single", "true").lower() not in ("false", "0")
    return choice(options, single=single)


def _true_false(source: Source) -> Part:
    answers = {answer.words.lower(): answer for answer in source.all("answer")}
    if not set(answers) <= {"true", "false"} or not answers:
        raise Unusable(_("True or false needs answers called “true” and “false”."))
    true, false = answers.get("true"), answers.get("false")
    return true_false(
        (_fraction(true) if true else Decimal(0), _fraction(false) if false else Decimal(0)),
        source.feedback(true) if true else Rich(""),
        source.feedback(false) if false else Rich(""),
    )


def _short(source: Source) -> Part:
    answers = [
        accepted(answer.words, _fraction(answer), source.feedback(answer))
        for answer in source.all("answer")
    ]
    return short(answers, case=source.words("usecase", "0").lower() in ("1", "true"))


def _numerical(source: Source) -> Part:
    answers = [
        numeric(
            answer.words,
            answer.text_of("tolerance", "0"),
            _fraction(answer),
            source.feedback(answer),
        )
        for answer in source.all("answer")
    ]
    units = [_unit(unit) for units in source.all("units") for unit in units.all("unit")]
    is_graded = source.node.text_of("unitgradingtype", "0") not in ("0", "")
    is_shown = source.node.text_of("showunits", "3") != "3"
    penalty = figure(source.words("unitpenalty", "0"))
    return {
        **number_question(answers),
        "unit": "required" if units and is_graded else "optional" if units and is_shown else "none",
        "units": units,
        "unit_penalty": fraction_text(FULL * penalty if penalty is not None else Decimal(0)),
    }


def _unit(node: Node) -> Part:
    factor = figure(node.text_of("multiplier", "1"))
    text = node.text_of("unit_name")
    if factor is None or factor <= 0 or not text:
        raise Unusable(_("A unit has no name, or its multiplier is no number above 0."))
    return {"text": text, "factor": fraction_text(factor)}


def _matching(source: Source) -> Part:
    return matching(
        (source.rich_of(pair), Rich(pair.text_of("answer"), "plain"))
        for pair in source.all("subquestion")
    )


def _essay(source: Source) -> Part:
    if template := source.rich("responsetemplate").text:
        source.extras["responsetemplate"] = Rich(template, source.prompt.format)
    if source.node.text_of("attachments", "0") != "0":
        source.shelf.lost.append(_("a long answer takes no files here"))
    return {
        **long(),
        "least_words": _count(source.words("minwordlimit")),
        "most_words": _count(source.words("maxwordlimit")),
        "marking_notes": source.rich("graderinfo"),
    }


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _ordering(source: Source) -> Part:
    """The fraction of an item is its place; items without one stay as they stand."""
    items = source.all("answer")
    places = [figure(item.attributes.get("fraction", "")) for item in items]
    known = [place for place in places if place is not None]
    if len(set(known)) == len(items):
        items = [items[at] for at in sorted(range(len(items)), key=known.__getitem__)]
    if len(items) < 2:
        raise Unusable(_("Ordering needs at least two items."))
    if not all(item.words for item in items):
        raise Unusable(_("An item of the order is empty."))
    grading = source.words("gradingtype", "ABSOLUTE_POSITION")
    layout = source.words("layouttype", "VERTICAL")
    if source.node.text_of("selecttype", "ALL") not in ("ALL", "0"):
        source.shelf.lost.append(_("all items are asked here, not a part of them"))
    return {
        "kind": "order",
        "options": [
            {"text": source.rich_of(item), "feedback": source.feedback(item)} for item in items
        ],
        "marking": ORDER_MARKING.get(ORDER_NUMBERS.get(grading, grading), "absolute"),
        "direction": "horizontal" if layout in ("HORIZONTAL", "1") else "vertical",
    }


def _cloze(source: Source) -> Part:
    part, looks = read_cloze(source.prompt.text, source.prompt.format)
    if looks:
        source.extras["cloze"] = looks
    return part


def _gap_select(source: Source) -> Part:
    """``[[2]]`` in the text is a gap, and the second choice is right for it among its group."""
    text = source.prompt.text
    check_length(text)
    if _OWN_MARKER.search(text):
        raise Unusable(_("The text holds “[[g1]]”, which is our own sign for a gap."))
    choices = source.all("selectoption") or source.all("dragbox")
    source.used |= {"selectoption", "dragbox"}
    if len(choices) > MOST_GAPS or len(_MARKER.findall(text)) > MOST_GAPS:
        raise Unusable(_("There are more than %(count)d gaps.") % {"count": MOST_GAPS})
    groups: dict[str, list[Node]] = defaultdict(list)
    for entry in choices:
        groups[entry.text_of("group", "1")].append(entry)
    gaps: list[Part] = []

    def gap(match: re.Match[str]) -> str:
        place = int(match[1])
        if not 1 <= place <= len(choices):
            raise Unusable(_("The gap %(gap)s has no choice.") % {"gap": match[0]})
        right = choices[place - 1]
        group = groups[right.text_of("group", "1")]
        gaps.append(_select(f"g{len(gaps) + 1}", right, group))
        return f"[[g{len(gaps)}]]"

    text = _MARKER.sub(gap, text)
    if not gaps:
        raise Unusable(_("The text has no gaps, such as [[1]]."))
    kind = source.node.attributes.get("type", "")
    source.extras["qtype"] = kind
    if any(entry.child("infinite") for entry in choices):
        source.extras["infinite"] = True
    return {"kind": "gap_select", "text": Rich(text, source.prompt.format), "options": gaps}


def _select(name: str, right: Node, group: list[Node]) -> Part:
    if len(group) < 2:
        raise Unusable(_("The gap with “%(text)s” has nothing to choose.") % {"text": right.words})
    return {
        "id": name,
        "type": "select",
        "weight": "1",
        "choices": [
            {
                "text": Rich(entry.words, "plain"),
                "fraction": figure_text(FULL if entry is right else Decimal(0)),
                "feedback": Rich(""),
            }
            for entry in group
        ],
    }


READERS: Mapping[str, Callable[[Source], Part]] = {
    "multichoice": _multichoice,
    "truefalse": _true_false,
    "shortanswer": _short,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "essay": _essay,
    "ordering": _ordering,
    "cloze": _cloze,
    "multianswer": _cloze,
    "gapselect": _gap_select,
    "ddwtos": _gap_select,
}
