"""QTI interactions that are typed into or chosen inside a text, as documents of ours."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.qti_choices import Read, no_right_answer
from assessments.quizzes.exchange.qti_declarations import ResponseDeclaration
from assessments.quizzes.exchange.qti_item import Item, Unfit, percent, plain_number
from assessments.quizzes.exchange.qti_numbers import Accepted, number_answers
from assessments.quizzes.exchange.qti_own import OWN_GAP
from assessments.quizzes.exchange.qti_patterns import has_wildcard, literals, wildcard_of
from assessments.quizzes.exchange.qti_scoring import NUMERIC, Result, expressions
from assessments.quizzes.exchange.qti_xml import below

GAP = "_____"
MOST_GAPS = 100
MOST_ANSWERS = 200
NEVER_TYPED = "\x1fнічого подібного\x1f"
_ALONE = re.compile(rf"<(p|div)>\s*{GAP}\s*</\1>|\s*{GAP}\s*$")


def read_text_entry(item: Item) -> Read:
    if len(item.interactions) > 1:
        return read_gaps(item)
    response = item.response(item.only)
    document = _prompted(item)
    if response.base_type in NUMERIC:
        found = number_answers(item, response)
        document |= {"kind": "number", "answers": found.answers, "unit": "none", "units": []}
        anything = {"value": "*", "tolerance": "0", "tolerance_kind": "nominal"}
    else:
        found = _text_answers(item, response)
        document |= {"kind": "short", "answers": found.answers, "case": found.case}
        anything = {"text": "*"}
    general = item.take_general(found.right, found.wrong)
    for_others = general.pop("incorrectfeedback", "")
    if for_others or found.wrong.score > 0:
        share = max(found.wrong.score, 0.0) / found.points
        found.answers.append({**anything, "fraction": percent(share), "feedback": for_others})
    document["points"] = plain_number(found.points)
    document["explanation"] = general.pop("explanation", "")
    return document, general


def _prompted(item: Item) -> dict[str, Any]:
    """The body with a line where one types, unless that stands apart from the words."""
    if item.own:
        return {"prompt": item.part("prompt")}
    markup = _ALONE.sub("", item.prompt(lambda _gap: GAP))
    return {"prompt": markup if words_of(markup) else ""}


def words_of(markup: str) -> str:
    return re.sub(r"<[^>]*>", " ", markup).replace(GAP, " ").strip()


def _text_answers(item: Item, response: ResponseDeclaration) -> Accepted:
    candidates = list(dict.fromkeys(_candidates(item, response)))
    if len(candidates) > MOST_ANSWERS:
        raise Unfit(_("It accepts more than %(most)s answers.") % {"most": MOST_ANSWERS})
    results = {text: item.probe(response, (sample_of(text),)) for text in candidates}
    wrong = item.probe(response, (NEVER_TYPED,))
    best = max((result.score for result in results.values()), default=0.0)
    if best <= max(wrong.score, 0.0):
        raise no_right_answer()
    right = next(result for result in results.values() if result.score == best)
    best = item.whole(best) if len(item.interactions) == 1 else best
    times = Counter(place for result in results.values() for place in item.shown_by(result))
    answers = []
    for text, result in results.items():
        own = {place for place in item.shown_by(result) if times[place] == 1}
        own -= item.shown_by(wrong)
        if result.score > 0 or own or item.own:
            fraction = percent(max(result.score / best, 0.0))
            answers.append({"text": text, "fraction": fraction, "feedback": item.take_places(own)})
    return Accepted(answers, best, right, wrong, _case_matters(item, response, results))


def _candidates(item: Item, response: ResponseDeclaration) -> Iterator[str]:
    """Every text that the item itself names as an answer, in the order it tries them."""
    for expression in expressions(item.scoring):
        if expression.tag == "patternMatch" and _is_about(expression, response):
            wildcard = wildcard_of(expression.get("pattern", ""))
            if wildcard is not None:
                yield wildcard
        elif expression.tag in ("match", "stringMatch") and _is_about(expression, response):
            yield from (_literal(text) for text in _constants(expression))
        elif expression.tag == "substring" and _is_about(expression, response):
            yield from (f"*{_literal(text)}*" for text in _constants(expression))
    for entry in response.mapping:
        yield _literal(str(entry.key))
    for atom in response.correct.atoms if response.correct else ():
        yield _literal(str(atom))


def _is_about(expression: Element, response: ResponseDeclaration) -> bool:
    variables = below(expression, ("variable",))
    return any(it.get("identifier") == response.identifier for it in variables)


def _constants(expression: Element) -> list[str]:
    return [text for it in below(expression, ("baseValue",)) if (text := (it.text or "").strip())]


def _literal(text: str) -> str:
    return text.strip().replace("*", "\\*")


def sample_of(answer: str) -> str:
    """A text that the answer accepts."""
    return "".join(literals(answer))


def _case_matters(item: Item, response: ResponseDeclaration, results: dict[str, Result]) -> bool:
    verdicts = set()
    for text, result in results.items():
        sample = sample_of(text)
        if result.score > 0 and sample.swapcase() != sample and not has_wildcard(text):
            other = item.probe(response, (sample.swapcase(),))
            verdicts.add(other.score != result.score)
    if verdicts == {True, False}:
        item.note(_("Capitals matter in some answers only; here they matter in all."))
    return True in verdicts


# --- Gaps ---------------------------------------------------------------------------------------


def read_gaps(item: Item) -> Read:
    if len(item.interactions) > MOST_GAPS:
        raise Unfit(_("It has more than %(most)s gaps.") % {"most": MOST_GAPS})
    responses = [item.response(interaction) for interaction in item.interactions]
    if len({response.identifier for response in responses}) != len(responses):
        raise Unfit(_("Two gaps of it share one response."))
    names = [f"g{number}" for number in range(1, len(responses) + 1)]
    if item.own:
        names = [response.identifier.removeprefix(OWN_GAP) for response in responses]
    gaps = [
        _gap(item, name, interaction, response)
        for name, interaction, response in zip(names, item.interactions, responses, strict=True)
    ]
    rights = {
        response.identifier: response.value((_right_of(gap),))
        for response, gap in zip(responses, gaps, strict=True)
    }
    best = item.run(rights)
    if best.score <= 0:
        raise no_right_answer()
    _weigh(item, gaps, best)
    markers = {id(it): f"[[{name}]]" for name, it in zip(names, item.interactions, strict=True)}
    general = item.take_general(best, item.run({}))

    def marker(gap: Element) -> str:
        return markers[id(gap)]

    if item.own:
        prompt, text = item.part("prompt"), item.part("text", marker)
    else:
        prompt, text = _divided(item.prompt(marker))
    return {
        "kind": "gap_select" if all(gap["type"] == "select" for gap in gaps) else "gap_text",
        "prompt": prompt,
        "text": text,
        "points": plain_number(item.whole(best.score)),
        "options": gaps,
        "explanation": general.pop("explanation", ""),
    }, general


def _gap(
    item: Item, name: str, interaction: Element, response: ResponseDeclaration
) -> dict[str, Any]:
    if interaction.tag == "inlineChoiceInteraction":
        return {"id": name, "type": "select", **_select(item, interaction, response)}
    if response.base_type in NUMERIC:
        found = number_answers(item, response)
        return {"id": name, "type": "number", "answers": found.answers, "_points": found.points}
    found = _text_answers(item, response)
    return {
        "id": name,
        "type": "text",
        "answers": found.answers,
        "case": found.case,
        "_points": found.points,
    }


def _select(item: Item, interaction: Element, response: ResponseDeclaration) -> dict[str, Any]:
    empty = item.probe(response, ()).score
    choices = [
        (choice, item.probe(response, (choice.get("identifier", ""),)))
        for choice in below(interaction, ("inlineChoice",))
    ]
    if not 2 <= len(choices) <= MOST_ANSWERS:
        raise Unfit(_("A gap of it has fewer than two choices."))
    best = max(result.score for _choice, result in choices) - empty
    key = response.correct.atoms[0] if response.correct else None
    if best <= 0 and key is None:
        raise no_right_answer()
    return {
        "_points": best,
        "choices": [
            {
                "id": choice.get("identifier", ""),
                "text": item.inner(choice).strip(),
                "fraction": percent(max((result.score - empty) / best, -1.0))
                if best > 0
                else ("100" if choice.get("identifier") == key else "0"),
                "feedback": item.take_named(choice.get("identifier", "")),
            }
            for choice, result in choices
        ],
    }


def _right_of(gap: dict[str, Any]) -> str | float:
    if gap["type"] == "select":
        best = max(gap["choices"], key=lambda choice: float(choice["fraction"]))
        if float(best["fraction"]) <= 0:
            raise no_right_answer()
        return str(best["id"])
    right = max(gap["answers"], key=lambda answer: float(answer["fraction"]))
    if gap["type"] == "number":
        return float(right["value"])
    return sample_of(str(right["text"]))


def _weigh(item: Item, gaps: list[dict[str, Any]], best: Result) -> None:
    """Weights by what each gap earns alone; equal ones where all gaps must be right together."""
    points = [gap.pop("_points") for gap in gaps]
    is_sum = abs(sum(points) - best.score) < 1e-6 and all(one > 0 for one in points)
    if not is_sum:
        item.note(_("Here each right gap earns its part; in the file it was marked otherwise."))
    least = min(points) if is_sum else 1
    for gap, one in zip(gaps, points, strict=True):
        gap["weight"] = plain_number(round(one / least, 5)) if is_sum else "1"


def _divided(markup: str) -> tuple[str, str]:
    """What stands in blocks before the first gap is the question; the rest has the gaps."""
    blocks = re.split(r"(?<=</p>)|(?<=</div>)", markup)
    before: list[str] = []
    for place, block in enumerate(blocks):
        if "[[g" in block:
            return _balanced("".join(before), "".join(blocks[place:]))
        before.append(block)
    return "", markup


def _balanced(before: str, after: str) -> tuple[str, str]:
    """Divide only where no element is torn apart."""
    for tag in ("div", "p", "ul", "ol", "table", "blockquote"):
        if before.count(f"<{tag}") != before.count(f"</{tag}>"):
            return "", before + after
    return before, after


# --- Long answers -------------------------------------------------------------------------------


def read_extended(item: Item) -> Read:
    response = item.response(item.only)
    samples: Iterable[Any] = response.correct.atoms if response.correct else ()
    notes = [
        item.inner(block)
        for block in below(item.body, ("rubricBlock",))
        if "candidate" not in block.get("view", "").split()
    ]
    always = item.take_places(item.shown_by(_unanswered(item)))
    for feedback in item.feedbacks:
        if feedback.is_used:
            continue
        item.note(
            _("A long answer is marked by a person: the feedback “%(name)s” was kept for markers.")
            % {"name": feedback.identifier}
        )
        feedback.is_used = True
        notes.append(f"<p>{feedback.markup}</p>")
    if response.mapping:
        item.note(_("Marks by key words are not kept: a person marks a long answer."))
    return {
        "kind": "long",
        "prompt": item.prompt(),
        "points": plain_number(item.scoring.maximum() or 1.0),
        "rubric": [],
        "least_words": 0,
        "most_words": 0,
        "markers": 1,
        "sample": "".join(f"<p>{_escaped(str(text))}</p>" for text in samples),
        "marking_notes": "".join(notes),
        "explanation": always,
    }, {}


def _unanswered(item: Item) -> Result:
    """What shows without an answer; how an item marks a long one is no matter here."""
    try:
        return item.run({})
    except Unfit:
        return Result(0.0, frozenset())


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
