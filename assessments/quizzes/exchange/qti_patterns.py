"""Wildcard answers as QTI patterns and back: ``*`` is anything, ``\\*`` a star.

Patterns of strangers are never run as regular expressions: only literals and ``.*`` are understood.
"""

import re

_SPECIAL = frozenset("\\.?*+{}()[]|^$-")


def wildcard_of(pattern: str) -> str | None:
    """``Ки.*в`` → ``Ки*в``; ``None`` when the pattern says more than a wildcard can."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith(".*", at):
            out.append("*")
            at += 2
        elif char == "\\" and pattern[at + 1 : at + 2] in _SPECIAL and at + 1 < len(pattern):
            out.append("\\*" if pattern[at + 1] == "*" else pattern[at + 1])
            at += 2
        elif char in _SPECIAL - {"-"}:
            return None
        else:
            out.append(char)
            at += 1
    return "".join(out)


def pattern_of(wildcard: str) -> str:
    """``Ки*в`` → ``Ки.*в``."""
    return ".*".join(
        "".join("\\" + char if char in _SPECIAL else char for char in part)
        for part in literals(wildcard)
    )


def literals(wildcard: str) -> list[str]:
    """The text between the stars; ``\\*`` is a star of the text."""
    return [part.replace("\\*", "*") for part in re.split(r"(?<!\\)\*", wildcard)]


def has_wildcard(answer: str) -> bool:
    return len(literals(answer)) > 1


def fits(wildcard: str, text: str) -> bool:
    """Whether the whole of ``text`` fits; in time linear in its length for each star."""
    parts = literals(wildcard)
    if len(parts) == 1:
        return parts[0] == text
    if not text.startswith(parts[0]) or len(text) < len(parts[0]) + len(parts[-1]):
        return False
    at, end = len(parts[0]), len(text) - len(parts[-1])
    for part in parts[1:-1]:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end and text.endswith(parts[-1])
