"""Parameters of H5P questions as documents of ours with HTML texts.

Beside a document's own keys: ``_lost``, what could not be kept in words, and ``_extras``.
"""

import html
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.building import Unusable
from assessments.quizzes.exchange.markup import words_of

Params = dict[str, Any]

MOST_ROWS = 200
MOST_CHOICES = 2500  # of all gaps of a question together
MOST_TEXT = 50_000
_GAP = re.compile(r"\*([^*<\n]{1,2000})\*")
_FEEDBACK = re.compile(r"(\\[+-])([^\\]*)")


def words(value: Any) -> str:
    """A text of H5P (HTML or not) as plain words on one line."""
    return words_of(text(value)) if value else ""


def text(value: Any) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return ""
    found = str(value)
    if len(found) > MOST_TEXT:
        raise Unusable(_("a text is longer than %(count)d characters") % {"count": MOST_TEXT})
    return found


def attribute(params: Params) -> str:
    """The alternative text of a picture, for an HTML attribute."""
    return html.escape(words(params.get("alt") or params.get("title")))


def overall(params: Params) -> list[str]:
    """Feedback by ranges of the score, in words, those without a text left out."""
    ranges = params.get("overallFeedback")
    return [
        f"{one.get('from', 0)}–{one.get('to', 100)} %: {text(one['feedback'])}"
        for one in (ranges if isinstance(ranges, list) else ())
        if isinstance(one, dict) and text(one.get("feedback")).strip()
    ]


def _rows(value: Any) -> list[Params]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    if len(rows) > MOST_ROWS:
        raise Unusable(_("It has more than %(most)d parts.") % {"most": MOST_ROWS})
    return rows


def _part(params: Params, key: str) -> Params:
    value = params.get(key)
    return value if isinstance(value, dict) else {}


def _lost(params: Params) -> list[str]:
    return [_("feedback by score: %(text)s") % {"text": words(one)} for one in overall(params)]


def _document(kind: str, prompt: str, points: int | Decimal, params: Params) -> Params:
    if not words(prompt) and "<img" not in prompt:
        raise Unusable(_("The question has no text."))
    return {
        "kind": kind,
        "prompt": prompt,
        "points": str(points),
        "explanation": "",
        "_lost": _lost(params),
    }


def multi_choice(params: Params) -> Params:
    behaviour = _part(params, "behaviour")
    answers = _rows(params.get("answers"))
    right = [bool(answer.get("correct")) for answer in answers]
    if len(answers) < 2 or not any(right):
        raise Unusable(_("No answer is marked as right."))
    is_many = behaviour.get("type") == "multi" or (
        behaviour.get("type") != "single" and right.count(True) > 1
    )
    is_whole = bool(behaviour.get("singlePoint"))
    document = _document(
        "many" if is_many else "one",
        text(params.get("question")),
        1 if is_whole or not is_many else right.count(True),
        params,
    )
    if not is_many and right.count(True) > 1:
        document["_lost"].append(_("several right answers, of which a person may choose any"))
    options = []
    for place, (answer, is_right) in enumerate(zip(answers, right, strict=True), start=1):
        about = _part(answer, "tipsAndFeedback")
        if tip := words(about.get("tip")):
            document["_lost"].append(_("tip: %(text)s") % {"text": tip})
        if unchosen := words(about.get("notChosenFeedback")):
            document["_lost"].append(
                _("feedback for leaving an answer out: %(text)s") % {"text": unchosen}
            )
        fraction = {"fraction": "100" if is_right else "0"} if not is_many else {}
        options.append(
            {
                "id": f"o{place}",
                "text": text(answer.get("text")),
                "feedback": text(about.get("chosenFeedback")),
                "right": is_right,
                **fraction,
            }
        )
    document["options"] = options
    if is_many:
        document["marking"] = "all_or_nothing" if is_whole else "balance"
        if not is_whole:
            _weigh(options)
    return document


def _weigh(options: list[Params]) -> None:
    """H5P: each right pick is a point, each wrong one takes a point, never below nothing."""
    right = sum(option["right"] for option in options)
    share = (Decimal(100) / right).quantize(Decimal("0.00001"))
    for option in options:
        weight = share if option["right"] else -share
        option["fraction"] = format(weight.normalize(), "f")


def true_false(params: Params) -> Params:
    said = str(params.get("correct", "")).strip().lower()
    if said not in ("true", "false"):
        raise Unusable(_("It does not say whether the statement is true or false."))
    behaviour = _part(params, "behaviour")
    on_right = text(behaviour.get("feedbackOnCorrect"))
    on_wrong = text(behaviour.get("feedbackOnWrong"))
    document = _document("true_false", text(params.get("question")), 1, params)
    document["options"] = [
        {
            "id": name,
            "text": "",
            "right": said == name,
            "fraction": "100" if said == name else "0",
            "feedback": on_right if said == name else on_wrong,
        }
        for name in ("true", "false")
    ]
    return document


def blanks(params: Params) -> Params:
    """``*right/also right:tip*`` in several blocks of text."""
    document = _document("gap_text", text(params.get("text")) or _fill_in(), 1, params)
    blocks = params.get("questions")
    case = _part(params, "behaviour").get("caseSensitive", True) is not False
    gaps: list[Params] = []

    def gap(found: re.Match[str]) -> str:
        answers, colon, tip = html.unescape(found.group(1)).partition(":")
        accepted = [one.strip() for one in answers.split("/") if one.strip()]
        if not accepted:
            raise Unusable(_("A gap of it accepts nothing."))
        if colon and tip.strip():
            document["_lost"].append(_("tip: %(text)s") % {"text": tip.strip()})
        gaps.append(
            {
                "id": f"g{len(gaps) + 1}",
                "type": "text",
                "weight": "1",
                "case": case,
                "answers": [
                    {"text": one.replace("*", "\\*"), "fraction": "100", "feedback": ""}
                    for one in dict.fromkeys(accepted)
                ],
            }
        )
        return f"[[g{len(gaps)}]]"

    listed = blocks if isinstance(blocks, list) else []
    document["text"] = "".join(_GAP.sub(gap, _unmarked(text(block))) for block in listed)
    return _with_gaps(document, gaps)


def _unmarked(markup: str) -> str:
    """A text that writes ``[[g1]]`` by itself would confuse the gaps."""
    return markup.replace("[[", "[ [")


def _with_gaps(document: Params, gaps: list[Params]) -> Params:
    if not gaps or len(gaps) > MOST_ROWS:
        raise Unusable(_("It has no gaps, or too many."))
    document["options"] = gaps
    document["points"] = str(len(gaps))
    return document


def _fill_in() -> str:
    return html.escape(_("Fill in the gaps."))


def drag_text(params: Params) -> Params:
    """``*word*``: every word, and every distractor, may be chosen for every gap."""
    document = _document("gap_select", text(params.get("taskDescription")) or _fill_in(), 1, params)
    field = html.escape(html.unescape(text(params.get("textField"))), quote=False)
    solutions: list[tuple[str, str]] = []

    def gap(found: re.Match[str]) -> str:
        word, feedback = _solution(found.group(1), document)
        if not word:
            raise Unusable(_("A gap of it accepts nothing."))
        solutions.append((word, feedback))
        return f"[[g{len(solutions)}]]"

    document["text"] = _GAP.sub(gap, _unmarked(field)).strip().replace("\n", "<br>")
    distractors = _GAP.findall(text(params.get("distractors")))
    extra = [_solution(written, document)[0] for written in distractors]
    offered = list(dict.fromkeys([*(word for word, _feedback in solutions), *filter(None, extra)]))
    if len(offered) < 2:
        raise Unusable(_("A gap of it has fewer than two choices."))
    if len(solutions) * len(offered) > MOST_CHOICES:
        raise Unusable(_("It has no gaps, or too many."))
    gaps = [
        {
            "id": f"g{place}",
            "type": "select",
            "weight": "1",
            "choices": [
                {
                    "id": f"g{place}c{number}",
                    "text": html.escape(choice, quote=False),
                    "fraction": "100" if choice == word else "0",
                    "feedback": feedback if choice == word else "",
                }
                for number, choice in enumerate(offered, start=1)
            ],
        }
        for place, (word, feedback) in enumerate(solutions, start=1)
    ]
    return _with_gaps(document, gaps)


def _solution(written: str, document: Params) -> tuple[str, str]:
    """``word:tip\\+right feedback\\-wrong feedback`` → the word and its right feedback."""
    plain = html.unescape(written)
    head = re.split(r"\\[+-]", plain)[0]
    comments = dict(_FEEDBACK.findall(plain))
    word, colon, tip = head.partition(":")
    if colon and tip.strip():
        document["_lost"].append(_("tip: %(text)s") % {"text": tip.strip()})
    if wrong := comments.get("\\-", "").strip():
        document["_lost"].append(_("feedback for a wrong word: %(text)s") % {"text": wrong})
    return " ".join(word.split()), html.escape(comments.get("\\+", "").strip(), quote=False)


def essay(params: Params) -> Params:
    document = _document("long", text(params.get("taskDescription")), 1, params)
    solution = _part(params, "solution")
    behaviour = _part(params, "behaviour")
    keywords = [
        (word, _part(row, "options").get("points", 1))
        for row in _rows(params.get("keywords"))
        if (word := words(row.get("keyword")))
    ]
    document |= {
        "rubric": [],
        "least_words": 0,
        "most_words": 0,
        "markers": 1,
        "sample": text(solution.get("introduction")) + text(solution.get("sample")),
        "marking_notes": "",
    }
    if keywords:
        listed = ", ".join(f"{word} ({points})" for word, points in keywords)
        said = _("Key words and their points in the file: %(words)s") % {"words": listed}
        document["marking_notes"] = html.escape(said, quote=False)
        document["_lost"].append(_("marks by key words: a person marks a long answer"))
    for key in ("minimumLength", "maximumLength"):
        if behaviour.get(key):
            document["_lost"].append(
                _("length in characters: %(count)s") % {"count": words(behaviour[key])}
            )
    return document


def mark_the_words(params: Params) -> Params:
    """Words to be marked become a question with several right answers: every word is an option."""
    document = _document(
        "many", text(params.get("taskDescription")) or _("Which words are meant?"), 1, params
    )
    field = words_of(text(params.get("textField")))
    if len(field) > 2000:
        raise Unusable(_("Its text is too long to choose words from."))
    right: dict[str, bool] = {}
    for word, is_right in _marked_words(field):
        right[word] = right.get(word, False) or is_right
    if not any(right.values()) or len(right) < 2 or len(right) > 60:
        raise Unusable(_("Its words cannot be made into options."))
    document["prompt"] += f"<p>{html.escape(field.replace('*', ''), quote=False)}</p>"
    document["marking"] = "balance"
    document["points"] = str(sum(right.values()))
    document["options"] = [
        {
            "id": f"o{place}",
            "text": html.escape(word, quote=False),
            "feedback": "",
            "right": is_right,
        }
        for place, (word, is_right) in enumerate(right.items(), start=1)
    ]
    _weigh(document["options"])
    document["_lost"].append(_("places of the words: every word is an option"))
    return document


def _marked_words(field: str) -> Iterator[tuple[str, bool]]:
    for place, piece in enumerate(re.split(r"\*([^*]+)\*", field)):
        if place % 2:
            yield piece.strip(), True
        else:
            yield from ((word, False) for word in re.findall(r"[\w'’ʼ-]+", piece))


def single_choices(content: Params) -> list[Params]:
    """A single choice set as multi choices: of each choice, the first answer is the right one."""
    return [
        {
            "library": "H5P.MultiChoice",
            "subContentId": choice.get("subContentId"),
            "metadata": {"title": choice.get("question")},
            "params": {
                "question": choice.get("question"),
                "behaviour": {"type": "single"},
                "answers": [
                    {"text": answer, "correct": place == 0}
                    for place, answer in enumerate(choice.get("answers") or ())
                ],
            },
        }
        for choice in _rows(content.get("choices"))
        if isinstance(choice.get("answers"), list)
    ]
