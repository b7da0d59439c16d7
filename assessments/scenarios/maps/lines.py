"""Titles cut into lines that fit in a box."""

ELLIPSIS = "…"


def wrapped(title: str, *, length: int, lines: int) -> tuple[str, ...]:
    """At most ``lines`` lines of at most ``length`` characters; what does not fit is cut off.

    Breaks at spaces; only a word longer than a whole line is broken inside. No title: no line.
    """
    result: list[str] = []
    words = title.split()
    while words and len(result) < lines:
        line, words = _line(words, length)
        result.append(line)
    if words:
        result[-1] = _cut(f"{result[-1]} {words[0]}", length)
    return tuple(result)


def _line(words: list[str], length: int) -> tuple[str, list[str]]:
    line, rest = words[0], words[1:]
    if len(line) > length:
        return line[:length], [line[length:], *rest]
    while rest and len(line) + 1 + len(rest[0]) <= length:
        line, rest = f"{line} {rest[0]}", rest[1:]
    return line, rest


def _cut(line: str, length: int) -> str:
    return line[: length - 1].rstrip(" ,.:;–-") + ELLIPSIS
