"""Lines of the notation taken apart: what is text, what is a mark, what was escaped."""

import re
from dataclasses import dataclass

DASHES = "-–—•"
ESCAPED_LETTERS = {"n": "\n", "s": " ", "t": "\t"}
CLOSING = {"(": ")", "{": "}", "[": "]"}
ARROW = re.compile(r"→|->")
SPACES = " \t"
EDGES = " \xa0"


class Malformed(Exception):
    """The line cannot be read; ``code`` and ``params`` say why."""

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Group:
    """What stands in brackets; ``bracket`` is the opening one."""

    bracket: str
    text: str


def unescaped(text: str) -> str:
    """``\\n``, ``\\s`` and ``\\t`` as characters; a backslash before any other is dropped."""
    return re.sub(
        r"\\(.?)", lambda found: ESCAPED_LETTERS.get(found[1], found[1]), text, flags=re.DOTALL
    )


def escaped(text: str, special: str = "", first: str = "") -> str:
    """``text`` so that ``unescaped`` gives it back even from the middle of a line.

    ``special`` characters are escaped wherever they stand, those of ``first`` at the beginning.
    """
    result = "".join(f"\\{sign}" if sign == "\\" or sign in special else sign for sign in text)
    result = result.replace("\n", "\\n").replace("\t", "\\t")
    inner = result.strip(EDGES)
    left = result[: len(result) - len(result.lstrip(EDGES))]
    right = result[len(result.rstrip(EDGES)) :] if inner else ""
    if inner and inner[0] in first and not left:
        inner = f"\\{inner}"
    return f"{_visible(left)}{inner}{_visible(right)}"


def _visible(spaces: str) -> str:
    return "".join("\\s" if sign == " " else f"\\{sign}" for sign in spaces)


def plain(text: str) -> str:
    """``text`` of a line without the spaces around it, an escaped one not among them."""
    return unescaped(text.strip(SPACES))


def positions(text: str, signs: str) -> list[int]:
    """Where one of ``signs`` stands unescaped."""
    found, index = [], 0
    while index < len(text):
        if text[index] == "\\":
            index += 2
            continue
        if text[index] in signs:
            found.append(index)
        index += 1
    return found


def at_last_arrow(line: str) -> tuple[str, str | None]:
    """What stands before and after the last arrow; ``None`` after a line without any."""
    for index in reversed(positions(line, "→-")):
        if match := ARROW.match(line, index):
            return line[:index], line[match.end() :]
    return line, None


def groups(text: str) -> list[Group]:
    """Brackets one after the other. Raises ``Malformed``."""
    result = []
    rest = text.strip(SPACES)
    while rest:
        bracket = rest[0]
        if bracket not in CLOSING:
            raise Malformed("text_after_marks", text=rest[:60])
        ends = positions(rest, CLOSING[bracket])
        if not ends:
            raise Malformed("not_closed", bracket=CLOSING[bracket])
        result.append(Group(bracket, rest[1 : ends[0]].strip(SPACES)))
        rest = rest[ends[0] + 1 :].strip(SPACES)
    return result


def before_groups(text: str, brackets: str = "({[") -> tuple[str, str]:
    """``text`` cut before its first bracket."""
    found = positions(text, brackets)
    return (text[: found[0]], text[found[0] :]) if found else (text, "")
