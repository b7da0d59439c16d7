"""StreamField values with ids that are the same on every machine.

A block is known by its kind and its number among those of its kind, so that a paragraph put before
a reflection does not separate people's notes from it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from training.curriculum.identity import key_of
from training.curriculum.loading.ledger import Ledger
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.records import Block
from training.curriculum.reading.richtext import RichText, resolve_page_links


def stream(blocks: Iterable[tuple[str, Any]], *owner: str) -> str:
    """The JSON of ``(kind, value)`` pairs; lists inside values get items with ids."""
    numbers: Counter[str] = Counter()
    raw = []
    for kind, value in blocks:
        numbers[kind] += 1
        path = (*owner, kind, str(numbers[kind]))
        raw.append({"type": kind, "value": _with_ids(value, path), "id": str(key_of(*path))})
    return json.dumps(raw, ensure_ascii=False)


def points(texts: Sequence[str], *owner: str) -> str:
    return stream((("point", text) for text in texts), *owner)


def _with_ids(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {name: _with_ids(member, (*path, name)) for name, member in value.items()}
    if not isinstance(value, list):
        return value
    items = []
    for number, member in enumerate(value, start=1):
        inner = (*path, str(number))
        items.append({"type": "item", "value": _with_ids(member, inner), "id": str(key_of(*inner))})
    return items


def lesson_body(
    blocks: Sequence[Block],
    code: str,
    ledger: Ledger,
    page_ids: Mapping[str, int],
    svgs: Mapping[str, str],
) -> str:
    """The body of a lesson; ``page_ids`` are those of the lesson files it links to, ``svgs`` the
    drawings by the names of their files.
    """

    def referred(kind: str, ref: Ref) -> Any:
        """What a block keeps of the thing it names: a norm by its key, a question by its code."""
        if kind == "norm":
            return ledger.pk(f"norm:{ref.code}", ref.place)
        return svgs[ref.code] if kind == "diagram" else ref.code

    def plain(value: Any) -> Any:
        if isinstance(value, RichText):
            return resolve_page_links(value.html, page_ids)
        if isinstance(value, dict):
            return {name: plain(member) for name, member in value.items()}
        return [plain(member) for member in value] if isinstance(value, list) else value

    def resolved(block: Block) -> Any:
        if isinstance(block.value, dict):
            value = {
                name: referred(block.kind, member) if isinstance(member, Ref) else member
                for name, member in block.value.items()
            }
            return plain(value)
        return plain(block.value)

    return stream(((block.kind, resolved(block)) for block in blocks), "lesson", code)
