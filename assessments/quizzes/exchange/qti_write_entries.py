"""Typing, gaps and long answers as QTI 3.0 interactions."""

from decimal import Decimal
from xml.etree.ElementTree import Element

from assessments.quizzes.decimals import read_decimal
from assessments.quizzes.exchange.answers import FULL
from assessments.quizzes.exchange.building import figure_text
from assessments.quizzes.exchange.qti_elements import (
    added,
    base_value,
    condition,
    filled,
    qti,
    response,
    set_outcome,
    shown_too,
    variable,
)
from assessments.quizzes.exchange.qti_own import OWN_GAP, range_of
from assessments.quizzes.exchange.qti_patterns import has_wildcard, literals, pattern_of
from assessments.quizzes.exchange.qti_writing import CannotWrite, Row, Writing

ANYTHING = "*"


def _text_test(name: str, answer: str, *, case: bool) -> Element:
    if has_wildcard(answer):
        return qti("pattern-match", {"pattern": pattern_of(answer)}, variable(name))
    text = "".join(literals(answer))
    sensitive = {"case-sensitive": "true" if case else "false"}
    return qti("string-match", sensitive, variable(name), base_value("string", text))


def _number_test(writing: Writing, name: str, answer: Row) -> Element:
    value = read_decimal(answer["value"])
    tolerance = read_decimal(answer.get("tolerance") or 0)
    if value is None or tolerance is None:
        raise CannotWrite(str(answer["value"]))
    kind = str(answer.get("tolerance_kind", "nominal"))
    kept = [str(answer["value"]), str(answer.get("tolerance") or 0), kind]
    writing.own.setdefault("numbers", []).append(kept)
    if kind == "nominal":
        mode = {"tolerance-mode": "absolute", "tolerance": figure_text(tolerance)}
        if not tolerance:
            mode = {"tolerance-mode": "exact"}
        return qti("equal", mode, base_value("float", figure_text(value)), variable(name))
    low, high = range_of(value, tolerance, kind)
    return qti(
        "and",
        None,
        qti("gte", None, variable(name), base_value("float", figure_text(low))),
        qti("lte", None, variable(name), base_value("float", figure_text(high))),
    )


def _answers(
    writing: Writing, name: str, answers: list[Row], prefix: str, whole: Decimal, *, case: bool
) -> Element:
    """The first answer that fits earns its points and shows its feedback; ``*`` is what is left."""
    branches: list[tuple[Element | None, list[Element]]] = []
    for place, answer in enumerate(answers, start=1):
        key = "value" if "value" in answer else "text"
        rules = []
        points = whole * Decimal(str(answer.get("fraction", "100"))) / 100
        if points:
            rules.append(added("SCORE", figure_text(points)))
        if writing.comment(f"{prefix}{place}", answer.get("feedback")):
            rules.append(shown_too(f"{prefix}{place}"))
        if str(answer[key]).strip() == ANYTHING:
            branches.append((None, rules))
            break
        test = (
            _number_test(writing, name, answer)
            if key == "value"
            else _text_test(name, str(answer[key]), case=case)
        )
        branches.append((test, rules))
    if branches[0][0] is None:
        raise CannotWrite("*")
    return condition(branches)


def _right_text(answers: list[Row]) -> list[str]:
    """A correct response to declare: the first full answer, as a text that it accepts."""
    for answer in answers:
        if Decimal(str(answer.get("fraction", "100"))) >= FULL:
            if "value" in answer:
                value = read_decimal(answer["value"])
                return [] if value is None else [figure_text(value)]
            text = str(answer["text"])
            return [] if has_wildcard(text) else ["".join(literals(text))]
    return []


def entry(writing: Writing) -> None:
    document = writing.document
    answers = document["answers"]
    base_type = "float" if document["kind"] == "number" else "string"
    writing.declared.append(response("RESPONSE", base_type, _right_text(answers)))
    line = filled(Element("p"), qti("text-entry-interaction", {"response-identifier": "RESPONSE"}))
    writing.body += [writing.prompt(), line]
    case = bool(document.get("case"))
    whole = writing.question.max_points
    writing.rules.append(_answers(writing, "RESPONSE", answers, "a", whole, case=case))


def gaps(writing: Writing) -> None:
    document = writing.document
    gaps = {str(gap["id"]): gap for gap in document["options"]}
    total = sum(Decimal(str(gap.get("weight", "1"))) for gap in gaps.values())
    interactions = {}
    for gap_id, gap in gaps.items():
        name = f"{OWN_GAP}{gap_id}"
        whole = writing.question.max_points * Decimal(str(gap.get("weight", "1"))) / total
        if gap.get("type", "select") == "select":
            interactions[gap_id] = _select(writing, name, gap, whole)
            continue
        base_type = "float" if gap["type"] == "number" else "string"
        writing.declared.append(response(name, base_type, _right_text(gap["answers"])))
        interactions[gap_id] = qti("text-entry-interaction", {"response-identifier": name})
        case = bool(gap.get("case"))
        rule = _answers(writing, name, gap["answers"], f"{gap_id}a", whole, case=case)
        writing.rules.append(rule)
    writing.own["gaps"] = [
        {key: gap[key] for key in ("id", "weight", "case") if key in gap} for gap in gaps.values()
    ]
    text = filled(Element("div", {"data-part": "text"}), *writing.text(document["text"]))
    for parent in list(text.iter()):
        _put_gaps(parent, interactions)
    if interactions:
        raise CannotWrite(", ".join(interactions))
    writing.body += [writing.prompt(), text]


def _put_gaps(parent: Element, interactions: dict[str, Element]) -> None:
    """Replace ``[[g1]]`` in the words directly inside ``parent`` by its interaction."""
    content: list[Element | str] = [parent.text or ""]
    for child in list(parent):
        content += [child, child.tail or ""]
        child.tail = None
        parent.remove(child)
    parent.text = None
    for part in content:
        if isinstance(part, Element):
            filled(parent, part)
            continue
        before, marker, rest = part.partition("[[")
        while marker:
            name, end, after = rest.partition("]]")
            if end and name in interactions:
                filled(parent, before, interactions.pop(name))
                before, marker, rest = after.partition("[[")
            else:
                more, marker, rest = rest.partition("[[")
                before += "[[" + more
        filled(parent, before)


def _select(writing: Writing, name: str, gap: Row, whole: Decimal) -> Element:
    choices, mapping, right, shown = [], {}, "", False
    for place, choice in enumerate(gap["choices"], start=1):
        identifier = writing.name(f"{gap['id']}c{place}", choice)
        fraction = Decimal(str(choice.get("fraction", "0")))
        mapping[identifier] = figure_text(whole * fraction / 100)
        right = right or (identifier if fraction >= FULL else "")
        text = writing.text(choice["text"])
        choices.append(qti("inline-choice", {"identifier": identifier}, *text))
        shown = writing.comment(identifier, choice.get("feedback")) or shown
    writing.declared.append(response(name, "identifier", [right] if right else [], mapping=mapping))
    total = qti("sum", None, variable("SCORE"), qti("map-response", {"identifier": name}))
    writing.rules.append(set_outcome("SCORE", total))
    if shown:
        both = qti("multiple", None, variable("FEEDBACK"), variable(name))
        writing.rules.append(set_outcome("FEEDBACK", both))
    attributes = {"response-identifier": name, "shuffle": "true"}
    return qti("inline-choice-interaction", attributes, *choices)


def long(writing: Writing) -> None:
    document = writing.document
    writing.declared.append(response("RESPONSE", "string"))
    writing.body += [
        writing.prompt(),
        qti("extended-text-interaction", {"response-identifier": "RESPONSE"}),
    ]
    notes = [document.get("marking_notes"), document.get("sample")]
    for note in filter(None, notes):
        block = qti("rubric-block", {"use": "scoring", "view": "scorer"})
        writing.body.append(filled(block, qti("content-body", None, *writing.text(note))))
