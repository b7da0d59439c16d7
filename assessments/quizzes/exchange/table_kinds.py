"""Answers of each kind in the columns of a table, and back.

What the columns of an answer do not say (ids, mostly) is kept in ``settings["rows"]`` by place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.decimals import number_text, read_decimal
from assessments.quizzes.exchange.answers import fractions_of
from assessments.quizzes.exchange.building import ALMOST_FULL, Unusable, fraction_text
from assessments.quizzes.exchange.qti_choices import FALSE_WORDS, TRUE_WORDS

Row = dict[str, str]
Answers = dict[int, dict[str, str]]


@dataclass(frozen=True)
class Plain:
    """``keys``: of the document, which the columns of answers say."""

    keys: frozenset[str]


_OPTIONS = Plain(frozenset({"options"}))
_PAIRS = Plain(frozenset({"options", "choices"}))
_ACCEPTED = Plain(frozenset({"answers"}))
PLAIN: Mapping[str, Plain] = {
    "one": _OPTIONS,
    "many": _OPTIONS,
    "true_false": _OPTIONS,
    "kprim": _OPTIONS,
    "order": _OPTIONS,
    "matching": _PAIRS,
    "categorise": _PAIRS,
    "short": _ACCEPTED,
    "number": _ACCEPTED,
}
_BY_FRACTION = ("one", "many", "true_false")


# --- Writing ------------------------------------------------------------------------------------
def in_columns(kind: str, own: Mapping[str, Any]) -> tuple[Answers, dict[str, Any]]:
    rows = own.get("answers") if kind in ("short", "number") else own.get("options")
    listed = list(rows or ())
    settings: dict[str, Any] = {}
    if kind in _BY_FRACTION:
        listed, implied = _with_fractions(kind, listed, own)
        if implied:
            settings["implied"] = True
    cells = [_cells(kind, row, own) for row in listed]
    if any(left := [_left(kind, row) for row in listed]):
        settings["rows"] = left
    if PLAIN[kind] is _PAIRS:
        choices = list(own.get("choices") or ())
        used = {row.get("match") for row in listed}
        cells += [{"match": str(one["text"])} for one in choices if one["id"] not in used]
        settings["choices"] = choices
    return dict(enumerate(cells, start=1)), settings


def _with_fractions(
    kind: str, options: list[Any], own: Mapping[str, Any]
) -> tuple[list[Any], bool]:
    implied = not any(option.get("fraction") not in (None, "") for option in options)
    fractions = fractions_of({**own, "kind": kind, "options": options})
    return [
        {**option, "fraction": option.get("fraction") or fraction_text(fraction)}
        for option, fraction in zip(options, fractions, strict=True)
    ], implied


def _cells(kind: str, row: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, str]:
    cells = {"answer": str(row.get("text", "")), "feedback": str(row.get("feedback", ""))}
    if kind == "true_false":
        cells["answer"] = str(row.get("id", ""))
    if kind == "kprim":
        cells["fraction"] = "100" if row.get("right") else "0"
    elif "fraction" in row:
        cells["fraction"] = str(row["fraction"])
    if kind == "number":
        cells |= {"answer": str(row["value"]), "tolerance": str(row.get("tolerance", ""))}
    if PLAIN[kind] is _PAIRS:
        texts = {choice["id"]: choice["text"] for choice in own.get("choices") or ()}
        cells["match"] = str(texts.get(row.get("match"), ""))
    return {name: cell for name, cell in cells.items() if cell}


_SAID = frozenset({"text", "feedback", "fraction", "match", "value", "tolerance", "right"})


def _left(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    left = {key: value for key, value in row.items() if key not in _SAID}
    if kind == "true_false":
        left.pop("id", None)
    return left


# --- Reading ------------------------------------------------------------------------------------
def out_of_columns(
    kind: str, row: Row, answers: Answers, settings: Mapping[str, Any]
) -> dict[str, Any]:
    """The part of the document that the columns of answers say. Raises ``Unusable``."""
    if kind not in PLAIN:
        return {}
    if not answers and isinstance(settings.get("document"), dict):
        return {}
    read = _READERS[kind]
    if not answers:
        raise Unusable(_("It has no answers."))
    _mark_right(row, answers)
    return read(kind, [answers[number] for number in sorted(answers)], settings)


def _mark_right(row: Row, answers: Answers) -> None:
    """The column of right answers, ``1, 3`` or ``А В``, for those who leave fractions empty."""
    marks = row.get("right", "").replace(",", " ").replace(";", " ").split()
    if not marks:
        return
    numbers = [_place(mark) for mark in marks]
    if any(number not in answers for number in numbers):
        raise Unusable(
            _("There is no answer %(marks)s to be right.") % {"marks": ", ".join(marks)[:60]}
        )
    wrong = len(answers) - len(numbers)
    for number, cells in answers.items():
        if number in numbers:
            cells.setdefault("fraction", _part(len(numbers)))
        elif len(numbers) > 1:  # wrong picks take away what they would otherwise give for free
            cells.setdefault("fraction", f"-{_part(wrong)}")
        else:
            cells.setdefault("fraction", "0")


def _part(of: int) -> str:
    return fraction_text((Decimal(100) / of).quantize(Decimal("0.00001")))


def _place(mark: str) -> int:
    if mark.isdecimal() and mark.isascii():
        return int(mark[:3])
    for letters in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"):
        if len(mark) == 1 and mark.upper() in letters:
            return letters.index(mark.upper()) + 1
    return 0


def _fraction(cells: Mapping[str, str], default: str = "") -> str:
    """Per cent of an answer as documents write it."""
    said = cells.get("fraction", "").replace("%", "").strip() or default
    value = read_decimal(said)
    if value is None or abs(value) > 100:
        raise Unusable(
            _("“%(value)s” is no share: write a number from -100 to 100.") % {"value": said[:40]}
        )
    return said if read_decimal(said) is not None and "," not in said else fraction_text(value)


def _leftovers(settings: Mapping[str, Any], count: int) -> list[dict[str, Any]]:
    rows = settings.get("rows")
    known = [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []
    safe = [{key: value for key, value in row.items() if key not in _SAID} for row in known]
    return [*safe, *({} for _missing in range(count))][:count]


def _choices(kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]) -> dict[str, Any]:
    options = []
    for one, left in zip(cells, _leftovers(settings, len(cells)), strict=True):
        fraction = _fraction(one, "0")
        value = Decimal(fraction)
        right = value > 0 if kind == "many" else value >= ALMOST_FULL
        option = {
            **left,
            "text": one.get("answer", ""),
            "feedback": one.get("feedback", ""),
            "right": right,
            "fraction": fraction,
        }
        if settings.get("implied") is True:
            del option["fraction"]
        options.append(option)
    if not any(option["right"] for option in options):
        raise Unusable(_("No answer is marked as right."))
    return {"options": options}


def _true_false(
    kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]
) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    options = _choices(kind, cells, settings)["options"]
    for option in options:
        word = " ".join(option["text"].split()).casefold()
        name = "true" if word in TRUE_WORDS else "false" if word in FALSE_WORDS else ""
        found[name] = {**option, "id": name, "text": ""}
    if set(found) - {"true", "false"} or not found or len(options) > 2:
        raise Unusable(_("Its answers are “true” and “false”."))
    for name, other in (("true", "false"), ("false", "true")):
        if name not in found:
            right = not found[other]["right"]
            found[name] = {"text": "", "feedback": "", "id": name, "right": right}
            if "fraction" in found[other]:
                found[name]["fraction"] = "100" if right else "0"
    if found["true"]["right"] == found["false"]["right"]:
        raise Unusable(_("Exactly one of “true” and “false” is right."))
    return {"options": [found["true"], found["false"]]}


def _statements(
    kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "options": [
            {
                **left,
                "text": one.get("answer", ""),
                "feedback": one.get("feedback", ""),
                "right": Decimal(_fraction(one, "0")) >= ALMOST_FULL,
            }
            for one, left in zip(cells, _leftovers(settings, len(cells)), strict=True)
        ],
        "marking": "kprim",
    }


def _order(kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "options": [
            {**left, "text": one.get("answer", ""), "feedback": one.get("feedback", "")}
            for one, left in zip(cells, _leftovers(settings, len(cells)), strict=True)
        ],
        "marking": "all_or_nothing",
        "direction": "vertical",
    }


def _pairs(kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Right sides keep their ids and order as long as their texts are the same."""
    said = list(dict.fromkeys(one["match"] for one in cells if one.get("match", "").strip()))
    known = settings.get("choices")
    ids = {
        choice["text"]: choice["id"]
        for choice in (known if isinstance(known, list) else ())
        if isinstance(choice, dict)
        and isinstance(choice.get("id"), str)
        and isinstance(choice.get("text"), str)
    }
    if set(ids) != set(said):
        ids = {text: f"c{place}" for place, text in enumerate(said, start=1)}
    stems = [one for one in cells if one.get("answer", "").strip()]
    if any(not one.get("match", "").strip() for one in stems):
        raise Unusable(_("A pair has no right side."))
    return {
        "options": [
            {
                **left,
                "text": one["answer"],
                "feedback": one.get("feedback", ""),
                "match": ids[one["match"]],
            }
            for one, left in zip(stems, _leftovers(settings, len(stems)), strict=True)
        ],
        "choices": [{"id": name, "text": text} for text, name in ids.items()],
    }


def _short(kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]) -> dict[str, Any]:
    return {"answers": _accepted("text", cells, settings), "case": False}


def _number(kind: str, cells: list[dict[str, str]], settings: Mapping[str, Any]) -> dict[str, Any]:
    answers = _accepted("value", cells, settings)
    for answer, one in zip(answers, cells, strict=True):
        answer["value"] = _with_point(answer["value"])
        if answer["value"] != "*" and read_decimal(answer["value"]) is None:
            raise Unusable(_("“%(value)s” is no number.") % {"value": answer["value"][:40]})
        answer["tolerance"] = _with_point(one.get("tolerance", "")) or "0"
        answer.setdefault("tolerance_kind", "nominal")
        margin = read_decimal(answer["tolerance"])
        if margin is None or margin < 0:
            raise Unusable(
                _("“%(value)s” is no tolerance: write a number that is not negative.")
                % {"value": answer["tolerance"][:40]}
            )
    return {"answers": answers, "unit": "none", "units": [], "unit_penalty": "0"}


def _with_point(said: str) -> str:
    """A number as it is written, a decimal comma and spaces as documents have them."""
    plain = said.strip()
    return number_text(plain) if re.search(r"[,\s\u2212]", plain) else plain


def _accepted(
    key: str, cells: list[dict[str, str]], settings: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Without a share an accepted answer is worth everything."""
    answers = [
        {
            **left,
            key: one.get("answer", ""),
            "fraction": _fraction(one, "100"),
            "feedback": one.get("feedback", ""),
        }
        for one, left in zip(cells, _leftovers(settings, len(cells)), strict=True)
    ]
    if any(not str(answer[key]).strip() for answer in answers):
        raise Unusable(_("An accepted answer is empty."))
    if max(Decimal(answer["fraction"]) for answer in answers) < ALMOST_FULL:
        raise Unusable(
            _("No answer earns full marks (100 %), so the question has no right answer.")
        )
    return answers


_READERS = {
    "one": _choices,
    "many": _choices,
    "true_false": _true_false,
    "kprim": _statements,
    "order": _order,
    "matching": _pairs,
    "categorise": _pairs,
    "short": _short,
    "number": _number,
}
