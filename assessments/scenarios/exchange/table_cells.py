"""Cells of a role-play's table as values, and values as cells; each pair undoes the other."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assessments.scenarios.exchange.table_columns import NO, YES
from assessments.scenarios.grammar import Requirement

_NUMBER = re.compile(r"[+-]?[0-9]{1,6}")
_BY_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,39})\s*[ :=]\s*(-?[0-9]{1,6})")
_REQUIRED = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,39})\s+([0-9]{1,6})\s+([0-9]{1,6})")
_PAIR = re.compile(r"(-?[0-9]{1,6})\s*(?:\.\.|–|;)\s*(-?[0-9]{1,6})")


def number(cell: str) -> int | str:
    """A whole number; other words stay as they are, for the reader of documents to name."""
    plain = cell.strip().replace("\N{MINUS SIGN}", "-")
    return int(plain) if _NUMBER.fullmatch(plain) else cell


def flag(cell: str) -> bool | str:
    plain = cell.strip().casefold()
    if plain in YES:
        return True
    return False if plain in NO else cell


def listed(cell: str) -> list[Any]:
    """A line an item; a JSON list where an item has lines of its own."""
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list):
            return found
    return [line.strip() for line in cell.split("\n") if line.strip()]


def listing(items: Sequence[str]) -> str:
    lines = "\n".join(items)
    return lines if listed(lines) == list(items) else json.dumps(list(items), ensure_ascii=False)


def numbers_by_name(cell: str) -> dict[str, int]:
    """``FL-02 4; FL-03 3``. Raises ``ValueError``."""
    found: dict[str, int] = {}
    for one in _items(cell):
        match = _BY_NAME.fullmatch(one)
        if match is None or match[1] in found:
            raise ValueError(one)
        found[match[1]] = int(match[2])
    return found


def required(cell: str) -> dict[str, dict[str, int]]:
    """``FL-02 60 2``: share in per cent and decisions. Raises ``ValueError``."""
    found: dict[str, dict[str, int]] = {}
    for one in _items(cell):
        match = _REQUIRED.fullmatch(one)
        if match is None or match[1] in found:
            raise ValueError(one)
        found[match[1]] = {"share": int(match[2]), "decisions": int(match[3])}
    return found


def pair(cell: str) -> list[int]:
    """``6–10``. Raises ``ValueError``."""
    if not cell.strip():
        return []
    match = _PAIR.fullmatch(cell.strip())
    if match is None:
        raise ValueError(cell)
    return [int(match[1]), int(match[2])]


def conditions(items: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{item['variable']} {item['op']} {item['value']}" for item in items)


def by_name(values: Mapping[str, int]) -> str:
    return "; ".join(f"{name} {value}" for name, value in values.items())


def requirements(values: Mapping[str, Requirement]) -> str:
    return "; ".join(
        f"{name} {value['share']} {value['decisions']}" for name, value in values.items()
    )


def yes(value: object) -> str:
    return "yes" if value else ""


def _items(cell: str) -> list[str]:
    return [one.strip() for one in re.split(r"[;\n]", cell) if one.strip()]
