"""A GIFT file cut into questions, so that a fault in one stays in one.

A blank line ends a question unless its brace is still open and is closed further on. Lines that
begin with ``//`` are comments; ``$CATEGORY:`` holds for all that follows.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from assessments.quizzes.exchange.building import category_path
from modules.decoding import lines_of

CATEGORY = "$CATEGORY:"
MOST_BRACES = 500

_BRACE = re.compile(r"\\[\\:#={}~n]|([{}])")

Line = tuple[int, str]


@dataclass(frozen=True)
class Block:
    """Source of one question. ``line`` is its first line that is no comment, counted from 1."""

    line: int
    text: str
    comment: str
    category: str
    fault: str = ""  # "unclosed" or "braces"


@dataclass
class _Paragraph:
    lines: list[Line] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    opens: bool = False  # an opening brace that counts
    depth: int = 0  # braces open at its end, when it began with none

    @property
    def text(self) -> str:
        return "\n".join(line for _number, line in self.lines)


def blocks_of(text: str) -> Iterator[Block]:
    category = ""
    waiting: list[_Paragraph] = []  # a question whose brace is open, and what followed it
    comments: list[str] = []  # a paragraph of comments alone belongs to the next question
    for piece in _pieces(text):
        if isinstance(piece, str):
            yield from _given_up(waiting, category)
            waiting, comments, category = [], [], category_path(piece)
            continue
        if not piece.lines:
            (waiting[0].comments if waiting else comments).extend(piece.comments)
            continue
        if waiting:
            if _closes(waiting, piece):
                yield _block([*waiting, piece], category)
                waiting = []
                continue
            if not piece.opens and not piece.lines[0][1].startswith("::"):
                waiting.append(piece)
                continue
            yield from _given_up(waiting, category)
            waiting = []
        piece.comments[:0] = comments
        comments = []
        if piece.depth > 0:
            waiting = [piece]
        else:
            yield _block([piece], category)
    yield from _given_up(waiting, category)


def _pieces(text: str) -> Iterator[_Paragraph | str]:
    """Paragraphs, and between them paths of categories as strings."""
    current = _Paragraph()
    last = 0
    for number, raw in lines_of(text):
        line = raw.strip()
        ends = (
            number > last + 1
            or (current.opens and line.startswith("::"))  # the blank line was forgotten
            or (current.depth == 0 and line.startswith(CATEGORY))
        )
        if ends and (current.lines or current.comments):
            yield current
            current = _Paragraph()
        last = number
        if line.startswith("//"):
            current.comments.append(line)
        elif line.startswith(CATEGORY) and current.depth == 0:
            yield line.removeprefix(CATEGORY)
        else:
            current.lines.append((number, line))
            opens, current.depth = _depth_after(line, current.depth)
            current.opens = current.opens or opens
    if current.lines or current.comments:
        yield current


def _depth_after(line: str, depth: int) -> tuple[bool, int]:
    """Whether the line opens a brace, and how many are open after it.

    Too many braces for any question are not counted: the block is refused for them later.
    """
    braces = line.count("{") + line.count("}")
    if not braces:
        return False, depth
    if braces > MOST_BRACES:
        return True, 0
    opens = False
    for match in _BRACE.finditer(line):
        if match[1] == "{":
            opens, depth = True, depth + 1
        elif match[1]:
            depth = max(depth - 1, 0)
    return opens, depth


def _closes(waiting: list[_Paragraph], piece: _Paragraph) -> bool:
    """Whether ``piece`` closes what the first paragraph left open."""
    if piece.lines[0][1].startswith("::"):
        return False
    depth = waiting[0].depth
    for _number, line in piece.lines:
        _opens, depth = _depth_after(line, depth)
    return depth == 0


def _given_up(waiting: list[_Paragraph], category: str) -> Iterator[Block]:
    """The brace was never closed: the question ends at its blank line, the rest stands alone."""
    for place, paragraph in enumerate(waiting):
        yield _block([paragraph], category, fault="" if place else "unclosed")


def _block(paragraphs: list[_Paragraph], category: str, fault: str = "") -> Block:
    text = "\n\n".join(paragraph.text for paragraph in paragraphs)
    if text.count("{") + text.count("}") > MOST_BRACES:
        fault = "braces"
    return Block(
        line=paragraphs[0].lines[0][0],
        text=text,
        comment="\n".join(line for paragraph in paragraphs for line in paragraph.comments),
        category=category,
        fault=fault,
    )
