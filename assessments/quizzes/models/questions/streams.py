"""Between rows of a document and blocks of a StreamField. Ids are kept; missing ones are made."""

import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from assessments.quizzes.decimals import decimal_text, read_decimal

Rows = Iterable[Mapping[str, Any]]


def ident(row: Mapping[str, Any]) -> str:
    return str(row.get("id") or uuid.uuid4())


def as_blocks(name: str, rows: Rows, *fields: str, **renamed: str) -> list[dict[str, Any]]:
    """Blocks called ``name`` with ``fields`` of the rows, and ``renamed``: block → row."""
    taken = {**{field: field for field in fields}, **renamed}
    return [
        {
            "type": name,
            "id": ident(row),
            "value": {field: row[key] for field, key in taken.items() if key in row},
        }
        for row in rows
    ]


def as_items(rows: Rows, *fields: str, **renamed: str) -> list[dict[str, Any]]:
    """The same as the items of a list inside a block."""
    return as_blocks("item", rows, *fields, **renamed)


def as_rows(stream: Any, *fields: str, **renamed: str) -> list[dict[str, Any]]:
    """Rows with ``fields`` of the blocks, and ``renamed``: row → block."""
    taken = {**{field: field for field in fields}, **renamed}
    return [
        {"id": str(child.id), **{key: child.value[field] for key, field in taken.items()}}
        for child in stream
    ]


def items_of(listed: Any) -> Any:
    """The children of a list block, with their ids."""
    return listed.bound_blocks


def percent_text(value: Decimal | None) -> str:
    """A fraction as published; an empty one of a draft is 0."""
    return decimal_text(value) if value is not None else "0"


def decimal_of(text: Any, default: str = "0") -> str:
    """What a decimal block takes: text of a number, the default for what is none."""
    value = read_decimal(text if text not in (None, "") else default)
    return decimal_text(value) if value is not None else default
