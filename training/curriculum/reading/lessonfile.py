"""Reads a lesson: YAML between ``---`` lines, then Markdown with blocks between ``:::`` lines."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import CODE, Fields, Ref
from training.curriculum.reading.records import Block, Lesson, digest_of
from training.curriculum.reading.richtext import RichText, rich_text
from training.curriculum.reading.yamlfile import parse_yaml

FENCE = ":::"
SPEAKER_LIMIT, TITLE_LIMIT, LINE_LIMIT = 60, 120, 250
MAX_MINUTES = 240
_OPENING = re.compile(r":::\s*([a-z-]+)(?:\s+(.*?))?\s*")
_TITLE = re.compile(r"«(.*)»")
_SPOKEN = re.compile(r"([^:]+?):\s+(.+)")
_OWN_SPEAKER = re.compile(r"фронтлайнер|frontliner", re.IGNORECASE)


@dataclass(frozen=True)
class _Raw:
    """A block as written: the rest of its first line and the lines inside, with their numbers."""

    name: str
    rest: str
    place: Place
    lines: tuple[tuple[int, str], ...]

    def text(self) -> str:
        return "\n".join(line for _, line in self.lines)


def read_lesson(text: str, file: str, faults: Faults) -> Lesson:
    head, body, before = _split(text, file, faults)
    fields = Fields(parse_yaml(head, file, faults, before=1), Place(file, 1), faults)
    lesson = Lesson(
        code=fields.code(),
        place=Place(file, 1),
        digest=digest_of(text),
        slug=fields.slug(),
        title=fields.line("title", limit=250),
        minutes=fields.whole("minutes", 1, MAX_MINUTES),
        required=fields.flag("required", default=True),
        objectives=tuple(fields.texts("objectives", required=False)),
        file=file,
        sources=tuple(fields.texts("sources", required=False)),
        note=fields.note(),
        blocks=tuple(_blocks(body, file, before, faults)),
    )
    fields.done()
    if not lesson.blocks:
        faults.add(Place(file, before + 1), _("the lesson has no text"))
    return lesson


def _split(text: str, file: str, faults: Faults) -> tuple[str, str, int]:
    """Front matter, body, and how many lines come before the body."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        faults.add(Place(file, 1), _("a lesson begins with a line ---"))
        return "", text, 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "---":
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 1
    faults.add(Place(file, 1), _("the line --- that ends the head is missing"))
    return "\n".join(lines[1:]), "", len(lines)


def _blocks(body: str, file: str, before: int, faults: Faults) -> Iterator[Block]:
    for raw in _raw_blocks(body, file, before, faults):
        if read := _READERS.get(raw.name):
            value = read(raw, faults)
            if value is not None:
                yield Block(_KINDS.get(raw.name, raw.name), value, raw.place)
        else:
            faults.add(raw.place, _("there is no block “%(name)s”"), name=raw.name)


def _raw_blocks(body: str, file: str, before: int, faults: Faults) -> Iterator[_Raw]:
    """Blocks and the runs of text between them (named “text”), in order."""
    name, rest, place = "text", "", Place(file, before + 1)
    lines: list[tuple[int, str]] = []

    def finished() -> Iterator[_Raw]:
        if name != "text" or any(line.strip() for _, line in lines):
            yield _Raw(name, rest, place, tuple(lines))

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


# --- readers of one block each; ``None`` when nothing could be made of it -------------------------
def _text(raw: _Raw, faults: Faults) -> RichText:
    return rich_text(raw.text(), raw.place, faults)


def _key_idea(raw: _Raw, faults: Faults) -> dict[str, Any]:
    _no_rest(raw, faults)
    return {"text": _inner_text(raw, faults)}


def _dialogue(raw: _Raw, faults: Faults) -> dict[str, Any]:
    quality, _space, title = raw.rest.partition(" ")
    if quality not in {"good", "poor"}:
        faults.add(raw.place, _("a dialogue is “good” or “poor”"))
    value: dict[str, Any] = {
        "quality": quality,
        "title": _title(title, raw, faults, required=False),
        "setting": "",
        "lines": [],
        "why": "",
    }
    reserved = {"Setting": "setting", "Why": "why"}
    for number, line in _filled(raw):
        place = Place(raw.place.file, number)
        match = _SPOKEN.fullmatch(line)
        if not match:
            faults.add(place, _("a line of a dialogue is “Speaker: words”"))
            continue
        speaker, words = match.groups()
        if key := reserved.get(speaker):
            if value[key]:
                faults.add(place, _("“%(key)s” is here twice"), key=speaker)
            value[key] = words
            if key == "setting":
                _short(words, LINE_LIMIT, place, faults)
            continue
        _short(speaker, SPEAKER_LIMIT, place, faults)
        own = bool(_OWN_SPEAKER.match(speaker))
        value["lines"].append({"speaker": speaker, "is_own": own, "text": words})
    if not value["lines"]:
        faults.add(raw.place, _("the block is empty"))
    return value


def _checklist(raw: _Raw, faults: Faults) -> dict[str, Any]:
    items = []
    for place, item in _points(raw, faults):
        items.append(_short(item, LINE_LIMIT, place, faults))
    return {"title": _title(raw.rest, raw, faults), "items": items}


def _flashcards(raw: _Raw, faults: Faults) -> dict[str, Any]:
    cards = []
    for place, item in _points(raw, faults):
        front, separator, back = (part.strip() for part in item.partition(" :: "))
        if not separator or not front or not back:
            faults.add(place, _("a card is “- front :: back”"))
            continue
        cards.append({"front": _short(front, 200, place, faults), "back": back})
    return {"title": _title(raw.rest, raw, faults, required=False), "cards": cards}


def _accordion(raw: _Raw, faults: Faults) -> dict[str, Any]:
    _no_rest(raw, faults)
    parts: list[tuple[Place, str, list[str]]] = []
    for number, line in raw.lines:
        place = Place(raw.place.file, number)
        if line.startswith("### "):
            parts.append((place, _short(line[4:].strip(), 150, place, faults), []))
        elif parts:
            parts[-1][2].append(line)
        elif line.strip():
            faults.add(place, _("an accordion begins with a line ### and a title"))
    sections = []
    for place, title, lines in parts:
        if not title or not any(line.strip() for line in lines):
            faults.add(place, _("a section needs a title and a text"))
        first = Place(place.file, place.line + 1)
        text = rich_text("\n".join(lines), first, faults, has_headings=False)
        sections.append({"title": title, "text": text})
    if not sections:
        faults.add(raw.place, _("the block is empty"))
    return {"sections": sections}


def _reflection(raw: _Raw, faults: Faults) -> dict[str, Any]:
    _no_rest(raw, faults)
    prompt = raw.text().strip()
    if not prompt:
        faults.add(raw.place, _("the block is empty"))
    return {"prompt": prompt}


def _check(raw: _Raw, faults: Faults) -> dict[str, Any] | None:
    for number, _line in _filled(raw):
        faults.add(Place(raw.place.file, number), _("nothing belongs inside this block"))
    ref = _ref(raw, faults)
    return {"question": ref} if ref else None


def _norm(raw: _Raw, faults: Faults) -> dict[str, Any] | None:
    note = " ".join(line for _, line in _filled(raw))
    ref = _ref(raw, faults)
    _short(note, LINE_LIMIT, raw.place, faults)
    return {"norm": ref, "note": note} if ref else None


_READERS: dict[str, Callable[[_Raw, Faults], Any]] = {
    "text": _text,
    "key-idea": _key_idea,
    "dialogue": _dialogue,
    "checklist": _checklist,
    "flashcards": _flashcards,
    "accordion": _accordion,
    "reflection": _reflection,
    "check": _check,
    "norm": _norm,
}
_KINDS = {"key-idea": "key_idea"}


# --- parts of blocks ------------------------------------------------------------------------------
def _filled(raw: _Raw) -> Iterator[tuple[int, str]]:
    return ((number, line.strip()) for number, line in raw.lines if line.strip())


def _points(raw: _Raw, faults: Faults) -> Iterator[tuple[Place, str]]:
    """The items of a list, one a line."""
    count = 0
    for number, line in _filled(raw):
        place = Place(raw.place.file, number)
        if line.startswith("- ") and line[2:].strip():
            count += 1
            yield place, line[2:].strip()
        else:
            faults.add(place, _("a line here is “- item”"))
    if not count:
        faults.add(raw.place, _("the block is empty"))


def _inner_text(raw: _Raw, faults: Faults) -> RichText:
    if not any(_filled(raw)):
        faults.add(raw.place, _("the block is empty"))
    first = Place(raw.place.file, raw.place.line + 1)
    return rich_text(raw.text(), first, faults, has_headings=False)


def _title(rest: str, raw: _Raw, faults: Faults, *, required: bool = True) -> str:
    match = _TITLE.fullmatch(rest.strip())
    if not match and (required or rest.strip()):
        faults.add(raw.place, _("the title stands in quotes: «Title»"))
    return _short(match.group(1).strip(), TITLE_LIMIT, raw.place, faults) if match else ""


def _no_rest(raw: _Raw, faults: Faults) -> None:
    if raw.rest:
        faults.add(raw.place, _("nothing belongs after the name of this block"))


def _ref(raw: _Raw, faults: Faults) -> Ref | None:
    if not CODE.fullmatch(raw.rest):
        faults.add(raw.place, _("a code is expected after the name of the block"))
        return None
    return Ref(raw.rest, raw.place)


def _short(text: str, limit: int, place: Place, faults: Faults) -> str:
    if len(text) > limit:
        faults.add(
            place,
            _("%(length)d characters; at most %(limit)d fit here"),
            length=len(text),
            limit=limit,
        )
    return text
