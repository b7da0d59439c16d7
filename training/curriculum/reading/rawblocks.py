"""A lesson cut into blocks, as written, and what the lines of a block have in common."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import CODE, Ref
from training.curriculum.reading.richtext import RichText, rich_text

FENCE = ":::"
TITLE_LIMIT = 120
_OPENING = re.compile(r":::\s*([a-z-]+)(?:\s+(.*?))?\s*")
_TITLE = re.compile(r"«(.*)»")


@dataclass(frozen=True)
class RawBlock:
    """A block as written: the rest of its first line and the lines inside, with their numbers."""

    name: str
    rest: str
    place: Place
    lines: tuple[tuple[int, str], ...]

    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)


def raw_blocks(body: str, file: str, before: int, faults: Faults) -> Iterator[RawBlock]:
    """Blocks and the runs of text between them (named “text”), in order."""
    name, rest, place = "text", "", Place(file, before + 1)
    lines: list[tuple[int, str]] = []

    def finished() -> Iterator[RawBlock]:
        if name != "text" or any(line.strip() for _, line in lines):
            yield RawBlock(name, rest, place, tuple(lines))

    for number, line in enumerate(body.split("\n"), start=before + 1):
        if not line.startswith(FENCE):
            lines.append((number, line))
            continue
        here = Place(file, number)
        is_closing = line.rstrip() == FENCE
        opening = _OPENING.fullmatch(line)
        if is_closing and name == "text":
            faults.add(here, _("this ::: closes nothing"))
        elif not is_closing and not opening:
            faults.add(here, _("a block begins with ::: and its name"))
        elif not is_closing and name != "text":
            faults.add(
                here,
                _("blocks do not nest: the one of line %(line)d is still open"),
                line=place.line,
            )
        else:
            yield from finished()
            lines = []
            if opening and not is_closing:
                name, rest, place = opening.group(1), opening.group(2) or "", here
            else:
                name, rest, place = "text", "", Place(file, number + 1)
    if name != "text":
        faults.add(place, _("the block “%(name)s” is not closed"), name=name)
    yield from finished()


def filled(raw: RawBlock) -> Iterator[tuple[int, str]]:
    return ((number, line.strip()) for number, line in raw.lines if line.strip())


def points(raw: RawBlock, faults: Faults) -> Iterator[tuple[Place, str]]:
    """The items of a list, one a line."""
    count = 0
    for number, line in filled(raw):
        place = Place(raw.place.file, number)
        if line.startswith("- ") and line[2:].strip():
            count += 1
            yield place, line[2:].strip()
        else:
            faults.add(place, _("a line here is “- item”"))
    if not count:
        faults.add(raw.place, _("the block is empty"))


def inner_text(raw: RawBlock, faults: Faults) -> RichText:
    if not any(filled(raw)):
        faults.add(raw.place, _("the block is empty"))
    first = Place(raw.place.file, raw.place.line + 1)
    return rich_text(raw.text(), first, faults, has_headings=False)


def title_of(rest: str, raw: RawBlock, faults: Faults, *, required: bool = True) -> str:
    match = _TITLE.fullmatch(rest.strip())
    if not match and (required or rest.strip()):
        faults.add(raw.place, _("the title stands in quotes: «Title»"))
    return short(match.group(1).strip(), TITLE_LIMIT, raw.place, faults) if match else ""


def no_rest(raw: RawBlock, faults: Faults) -> None:
    if raw.rest:
        faults.add(raw.place, _("nothing belongs after the name of this block"))


def ref_of(raw: RawBlock, faults: Faults) -> Ref | None:
    if not CODE.fullmatch(raw.rest):
        faults.add(raw.place, _("a code is expected after the name of the block"))
        return None
    return Ref(raw.rest, raw.place)


def short(text: str, limit: int, place: Place, faults: Faults) -> str:
    if len(text) > limit:
        faults.add(
            place,
            _("%(length)d characters; at most %(limit)d fit here"),
            length=len(text),
            limit=limit,
        )
    return text
