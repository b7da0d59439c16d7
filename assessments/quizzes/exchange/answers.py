"""The answers of a document in one plain shape for every kind, as reports and checks print them."""

import html
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Document = Mapping[str, Any]
Answer = dict[str, Any]

FULL = Decimal(100)
FIVE_PLACES = Decimal("0.00001")


def number(value: Decimal) -> int | float:
    """A JSON number: whole where it is whole."""
    return int(value) if value == value.to_integral_value() else float(value)


def fractions_of(document: Document) -> list[Decimal]:
    """Per cent of every option of a ``one``, ``true_false`` or ``many`` document, in its order.

    Without explicit fractions: one right option earns everything; of several, the right ones share
    100 and the wrong ones share -100, as an unweighted question is marked.
    """
    options = document.get("options", ())
    right = sum(bool(option.get("right")) for option in options)
    return [
        Decimal(str(option["fraction"]))
        if option.get("fraction") not in (None, "")
        else _implied(document, bool(option.get("right")), right, len(options) - right)
        for option in options
    ]


def _implied(document: Document, is_right: bool, right: int, wrong: int) -> Decimal:
    if document["kind"] != "many":
        return FULL if is_right else Decimal(0)
    if is_right:
        return _share(right)
    return -FULL if document.get("marking") == "all_or_nothing" else -_share(wrong)


def _share(parts: int) -> Decimal:
    return (FULL / parts).quantize(FIVE_PLACES, ROUND_HALF_UP)


def answers_of(document: Document) -> list[Answer]:
    """``[{"text", "fraction", "feedback", …}]`` of a document, fractions in per cent as numbers.

    Beside them: ``stem`` (matching, categorise; "" for a distractor), ``tolerance`` and
    ``tolerance_kind`` (numbers), ``gap`` (gaps), ``place`` (order), ``right`` (K-prim), ``key``,
    ``rank`` or ``rating`` (judgement). A long answer has none.
    """
    return _BY_KIND[document["kind"]](document)


def _answer(text: Any, fraction: Decimal, feedback: Any = "", **beside: Any) -> Answer:
    return {
        "text": str(text),
        "fraction": number(fraction),
        "feedback": str(feedback or ""),
        **beside,
    }


def fraction_of(entry: Mapping[str, Any], default: Decimal = FULL) -> Decimal:
    """Per cent of an accepted answer or a choice; one that says nothing earns everything."""
    return Decimal(str(entry["fraction"])) if entry.get("fraction") not in (None, "") else default


def _choices(document: Document) -> list[Answer]:
    return [
        _answer(option.get("text", ""), fraction, option.get("feedback"))
        for option, fraction in zip(document["options"], fractions_of(document), strict=True)
    ]


def _true_false(document: Document) -> list[Answer]:
    pairs = zip(document["options"], fractions_of(document), strict=True)
    return [_answer(option["id"], fraction, option.get("feedback")) for option, fraction in pairs]


def _statements(document: Document) -> list[Answer]:
    return [
        _answer(
            option["text"],
            FULL if option.get("right") else Decimal(0),
            option.get("feedback"),
            right=bool(option.get("right")),
        )
        for option in document["options"]
    ]


def _words(document: Document, text: str) -> str:
    """A choice of one line as it is read: an HTML document writes ``&`` as ``&amp;``."""
    is_html = document.get("format") == "html" and "<" not in text
    return html.unescape(text) if is_html else text


def _pairs(document: Document) -> list[Answer]:
    texts = {choice["id"]: _words(document, choice["text"]) for choice in document["choices"]}
    pairs = [
        _answer(texts[option["match"]], FULL, option.get("feedback"), stem=option["text"])
        for option in document["options"]
    ]
    used = {option["match"] for option in document["options"]}
    extra = [text for choice, text in texts.items() if choice not in used]
    return [*pairs, *(_answer(text, Decimal(0), stem="") for text in extra)]


def _order(document: Document) -> list[Answer]:
    return [
        _answer(option["text"], FULL, option.get("feedback"), place=place)
        for place, option in enumerate(document["options"], start=1)
    ]


def _texts(entries: Iterable[Mapping[str, Any]], **beside: Any) -> list[Answer]:
    return [
        _answer(entry["text"], fraction_of(entry), entry.get("feedback"), **beside)
        for entry in entries
    ]


def _numbers(entries: Iterable[Mapping[str, Any]], **beside: Any) -> list[Answer]:
    return [
        _answer(
            entry["value"],
            fraction_of(entry),
            entry.get("feedback"),
            tolerance=number(Decimal(str(entry.get("tolerance") or 0))),
            tolerance_kind=entry.get("tolerance_kind", "nominal"),
            **beside,
        )
        for entry in entries
    ]


def _gaps(document: Document) -> list[Answer]:
    return [answer for gap in document["options"] for answer in _gap(document, gap)]


def _gap(document: Document, gap: Mapping[str, Any]) -> list[Answer]:
    name = gap["id"]
    if gap.get("type", "select") == "number":
        return _numbers(gap["answers"], gap=name)
    if "choices" not in gap:
        return _texts(gap["answers"], gap=name)
    choices = _texts(gap["choices"], gap=name)
    return [{**choice, "text": _words(document, choice["text"])} for choice in choices]


def _best_and_worst(document: Document) -> list[Answer]:
    return [
        _answer(
            option["text"],
            FULL if option.get("key") == "best" else Decimal(0),
            option.get("feedback"),
            key=option.get("key", ""),
        )
        for option in document["options"]
    ]


def _qualities(document: Document) -> list[Answer]:
    measure = "experts" if document.get("marking") == "consensus" else "quality"
    values = [Decimal(str(option.get(measure) or 0)) for option in document["options"]]
    top = max(values, default=Decimal(0)) if measure == "experts" else Decimal(4)
    return [
        _answer(
            option["text"],
            (FULL * value / top).quantize(FIVE_PLACES, ROUND_HALF_UP) if top else Decimal(0),
            option.get("feedback"),
            **{measure: number(value)},
        )
        for option, value in zip(document["options"], values, strict=True)
    ]


def _judged(measure: str) -> Callable[[Document], list[Answer]]:
    def answers(document: Document) -> list[Answer]:
        return [
            _answer(option["text"], FULL, option.get("feedback"), **{measure: option.get(measure)})
            for option in document["options"]
        ]

    return answers


def _none(document: Document) -> list[Answer]:
    return []


_BY_KIND: Mapping[str, Callable[[Document], list[Answer]]] = {
    "one": _choices,
    "many": _choices,
    "true_false": _true_false,
    "kprim": _statements,
    "matching": _pairs,
    "categorise": _pairs,
    "order": _order,
    "gap_select": _gaps,
    "gap_text": _gaps,
    "short": lambda document: _texts(document["answers"]),
    "number": lambda document: _numbers(document["answers"]),
    "long": _none,
    "judgement": _best_and_worst,
    "judgement_choose": _qualities,
    "judgement_rank": _judged("rank"),
    "judgement_rate": _judged("rating"),
}
