"""What QTI has no word for, written into our own files as JSON in ``data-bank`` and read back.

The JSON is read as anybody's: what does not fit is ignored. Marks, texts, keys and feedback are
never in it: they are QTI, so that an edit in another program counts.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import unescape
from typing import Any

from assessments.quizzes.decimals import read_decimal
from assessments.quizzes.exchange.rich_text import (
    cleaned,
    links_lost,
    settled,
    texts,
    with_texts,
)

# What QTI itself says of a question.
NATIVE = frozenset({"prompt", "text", "points", "options", "choices", "answers", "explanation"})
OWN_GAP = "RESPONSE_"  # the response of gap g1 is RESPONSE_g1
NOT_KEPT = NATIVE | {"kind", "format", "files", "schema_version"}


@dataclass(frozen=True)
class Own:
    document: dict[str, Any]
    extras: dict[str, Any]
    name: str = ""
    identifier: str = ""
    category: str = ""
    lost: tuple[str, ...] = ()


def own_data(
    document: Mapping[str, Any],
    name: str,
    identifier: str,
    category: str,
    extras: Mapping[str, Any],
) -> dict[str, Any]:
    """The JSON of ``data-bank``; :func:`ids_of` is added by the writer."""
    return {
        "kind": document["kind"],
        "format": document.get("format", "plain"),
        "name": name,
        "identifier": identifier,
        "category": category,
        "extras": dict(extras),
        "document": {key: value for key, value in document.items() if key not in NOT_KEPT},
    }


def restored(data: dict[str, Any], document: dict[str, Any], extras: dict[str, Any]) -> Own:
    """The document as it was before it became QTI; a foreign one as it follows from its HTML."""
    lost: tuple[str, ...] = ()
    if not data:
        document, extras, lost = settled(document, extras)
        return Own(document, extras, lost=lost)
    document = _as_kind(str(data.get("kind", "")), document)
    _restore_ids(document, data.get("ids"))
    _restore_numbers(document, data.get("numbers"))
    _restore_gaps(document, data.get("gaps"))
    if data.get("implied") is True:
        for option in document.get("options", ()):
            option.pop("fraction", None)
    kept = data["document"] if isinstance(data.get("document"), dict) else {}
    kept = {key: value for key, value in kept.items() if key not in NOT_KEPT}
    if data.get("format") == "html":
        lost = links_lost(texts(document | kept))
        document = {**with_texts(document | kept, cleaned), "format": "html"}
    else:
        document = {**with_texts(document, _exactly_plain), **kept, "format": "plain"}
    own_extras = data.get("extras")
    return Own(
        document=document,
        extras=own_extras if isinstance(own_extras, dict) else {},
        lost=lost,
        **{
            key: data[key] if isinstance(data.get(key), str) else ""
            for key in ("name", "identifier", "category")
        },
    )


def parsed(own: str) -> dict[str, Any]:
    """The JSON of ``data-bank``; empty for a foreign item and for what is no JSON object."""
    if not own or len(own) > 200_000:
        return {}
    try:
        data = json.loads(own)
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _exactly_plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup.replace("<br>", "\n")))


def _as_kind(kind: str, document: dict[str, Any]) -> dict[str, Any]:
    """The kind the question was before; only kinds that look the same in QTI are taken for it."""
    if document["kind"] == "matching" and kind == "categorise":
        return {**document, "kind": kind}
    truths = {choice["id"] for choice in document.get("choices", ())}
    if document["kind"] == "matching" and kind == "kprim" and truths == {"true", "false"}:
        options = [
            {
                "id": option["id"],
                "text": option["text"],
                "right": option["match"] == "true",
                "feedback": option["feedback"],
            }
            for option in document["options"]
        ]
        rest = {key: value for key, value in document.items() if key != "choices"}
        return {**rest, "kind": kind, "options": options}
    if {document["kind"], kind} == {"gap_select", "gap_text"}:
        return {**document, "kind": "gap_text"}
    if document["kind"] == "true_false" and kind == "one":
        return {**document, "kind": "one"}
    return document


def _restore_ids(document: dict[str, Any], ids: Any) -> None:
    """The lasting ids of options, by the names they had in QTI."""
    if not isinstance(ids, dict):
        return
    names = {key: value for key, value in ids.items() if isinstance(value, str) and value}
    for rows in (document.get("options", ()), document.get("choices", ())):
        for row in rows:
            row["id"] = names.get(row["id"], row["id"])
            if "match" in row:
                row["match"] = names.get(row["match"], row["match"])
            for choice in row.get("choices", ()):
                choice["id"] = names.get(choice["id"], choice["id"])


def _restore_numbers(document: dict[str, Any], numbers: Any) -> None:
    """Accepted numbers as they were written, where they accept what QTI says they accept."""
    rows = [document, *document.get("options", ())]
    answers = [answer for row in rows for answer in row.get("answers", ()) if "value" in answer]
    for wanted in numbers if isinstance(numbers, list) else ():
        match wanted:
            case [str(value), str(tolerance), "nominal" | "relative" | "geometric" as kind]:
                for answer in answers:
                    if _is_same_range(answer, value, tolerance, kind):
                        answer |= {"value": value, "tolerance": tolerance, "tolerance_kind": kind}
                        answers.remove(answer)
                        break


def _restore_gaps(document: dict[str, Any], gaps: Any) -> None:
    """The order of gaps, their weights and whether capitals matter, by their names."""
    options = document.get("options", [])
    known = [gap for gap in gaps if isinstance(gap, dict)] if isinstance(gaps, list) else []
    names = [gap.get("id") for gap in known]
    if sorted(map(str, names)) != sorted(str(option.get("id")) for option in options):
        return
    options.sort(key=lambda option: names.index(option["id"]))
    for option, gap in zip(options, known, strict=True):
        option |= {
            key: gap[key]
            for key, kind in (("weight", str), ("case", bool))
            if isinstance(gap.get(key), kind)
        }


def _is_same_range(answer: dict[str, Any], value: str, tolerance: str, kind: str) -> bool:
    if answer["value"] == "*":
        return False
    middle, reach = Decimal(answer["value"]), Decimal(answer["tolerance"])
    number, margin = read_decimal(value), read_decimal(tolerance)
    if number is None or margin is None or margin < 0:
        return False
    low, high = range_of(number, margin, kind)
    if answer["tolerance_kind"] == "relative":
        reach *= abs(middle)
    close = Decimal("1e-9") * max(abs(low), abs(high), Decimal(1))
    return abs(middle - reach - low) <= close and abs(middle + reach - high) <= close


def range_of(value: Decimal, tolerance: Decimal, kind: str) -> tuple[Decimal, Decimal]:
    """The least and the greatest number that an answer accepts."""
    if kind == "geometric":
        ends = (value / (1 + tolerance), value * (1 + tolerance))
        return min(ends), max(ends)
    reach = abs(value) * tolerance if kind == "relative" else tolerance
    return value - reach, value + reach
