"""Tags of a question: a short list kept as one line of text. Pure."""

from collections.abc import Iterable

MOST_LENGTH = 500
LONGEST_TAG = 60


def tag_line(tags: Iterable[str]) -> str:
    """``["пауза", " Слухання "]`` → ``"пауза, Слухання"``: each once, in order, as fits."""
    kept: dict[str, str] = {}
    length = 0
    for tag in tags:
        text = " ".join(tag.replace(",", " ").split())[:LONGEST_TAG].strip()
        if not text or text.casefold() in kept or length + len(text) + 2 > MOST_LENGTH:
            continue
        kept[text.casefold()] = text
        length += len(text) + 2
    return ", ".join(kept.values())


def tag_list(line: str) -> list[str]:
    return [tag for tag in (part.strip() for part in line.split(",")) if tag]
