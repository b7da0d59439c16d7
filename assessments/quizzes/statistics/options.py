"""Which options were chosen, and which are the key. Source: docs/question-documents.md."""

from collections.abc import Mapping, Sequence
from typing import Any

PICK_ONE = frozenset({"one", "true_false", "judgement", "judgement_choose"})
PICK = PICK_ONE | {"many"}
WORDS_A_SECOND = 4  # quicker than anybody reads with attention


def picked(document: Mapping[str, Any], value: Any, options: Sequence[Sequence[str]]) -> list[str]:
    """Ids of the options a stored answer chose; of best and worst, the best.

    Empty for kinds where nothing is picked from a list.
    """
    if document["kind"] not in PICK:
        return []
    ids = {row[0]: row[1] for row in options}
    if isinstance(value, Mapping):
        value = value.get("best")
    tokens = value if isinstance(value, list) else [value]
    return [ids[token] for token in tokens if isinstance(token, str) and token in ids]


def key_ids(document: Mapping[str, Any]) -> set[str]:
    """Ids of the options that are the key, for the kinds where one or several are picked."""
    options = document.get("options", [])
    if document["kind"] == "judgement":
        return {option["id"] for option in options if option.get("key") == "best"}
    if document["kind"] == "judgement_choose":
        worth = {option["id"]: _worth(option) for option in options}
        best = max(worth.values(), default=0)
        return {option for option, value in worth.items() if value == best}
    shares = {option["id"]: _share(option) for option in options}
    if document["kind"] == "many":
        return {option for option, share in shares.items() if share > 0}
    best = max(shares.values(), default=0)
    return {option for option, share in shares.items() if share == best > 0}


def _worth(option: Mapping[str, Any]) -> float:
    return float(option.get("experts") or option.get("quality") or 0)


def _share(option: Mapping[str, Any]) -> float:
    """What an option is worth, in per cent; without a fraction, whether it is right."""
    fraction = option.get("fraction")
    return 100.0 * bool(option.get("right")) if fraction in (None, "") else float(fraction)


def reading_seconds(document: Mapping[str, Any]) -> int:
    """How long it takes at least to read the question with its options."""
    texts = [document.get("prompt", ""), document.get("text", "")]
    texts += [
        row.get("text", "") for name in ("options", "choices") for row in document.get(name, [])
    ]
    words = sum(len(str(text).split()) for text in texts)
    return -(-words // WORDS_A_SECOND)
