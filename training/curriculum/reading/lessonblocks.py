"""Makes of each block of a lesson the value that the page keeps."""

import re
from collections.abc import Callable
from typing import Any

from training.curriculum.reading.drawings import read_diagram
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.rawblocks import (
    RawBlock,
    filled,
    inner_text,
    no_rest,
    points,
    ref_of,
    short,
    title_of,
)
from training.curriculum.reading.richtext import RichText, rich_text
from training.curriculum.reading.selfchecks import read_self_check

SPEAKER_LIMIT, LINE_LIMIT = 60, 250
_SPOKEN = re.compile(r"([^:]+?):\s+(.+)")
_OWN_SPEAKER = re.compile(r"фронтлайнер|frontliner", re.IGNORECASE)


# --- readers of one block each; ``None`` when nothing could be made of it -------------------------
def _text(raw: RawBlock, faults: Faults) -> RichText:
    return rich_text(raw.text(), raw.place, faults)


def _key_idea(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    no_rest(raw, faults)
    return {"text": inner_text(raw, faults)}


def _dialogue(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    quality, _space, title = raw.rest.partition(" ")
    if quality not in {"good", "poor"}:
        faults.add(raw.place, _("a dialogue is “good” or “poor”"))
    value: dict[str, Any] = {
        "quality": quality,
        "title": title_of(title, raw, faults, required=False),
        "setting": "",
        "lines": [],
        "why": "",
    }
    reserved = {"Setting": "setting", "Why": "why"}
    for number, line in filled(raw):
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
                short(words, LINE_LIMIT, place, faults)
            continue
        short(speaker, SPEAKER_LIMIT, place, faults)
        own = bool(_OWN_SPEAKER.match(speaker))
        value["lines"].append({"speaker": speaker, "is_own": own, "text": words})
    if not value["lines"]:
        faults.add(raw.place, _("the block is empty"))
    return value


def _checklist(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    items = []
    for place, item in points(raw, faults):
        items.append(short(item, LINE_LIMIT, place, faults))
    return {"title": title_of(raw.rest, raw, faults), "items": items}


def _flashcards(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    cards = []
    for place, item in points(raw, faults):
        front, separator, back = (part.strip() for part in item.partition(" :: "))
        if not separator or not front or not back:
            faults.add(place, _("a card is “- front :: back”"))
            continue
        cards.append({"front": short(front, 200, place, faults), "back": back})
    return {"title": title_of(raw.rest, raw, faults, required=False), "cards": cards}


def _accordion(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    no_rest(raw, faults)
    parts: list[tuple[Place, str, list[str]]] = []
    for number, line in raw.lines:
        place = Place(raw.place.file, number)
        if line.startswith("### "):
            parts.append((place, short(line[4:].strip(), 150, place, faults), []))
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


def _reflection(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    no_rest(raw, faults)
    prompt = raw.text().strip()
    if not prompt:
        faults.add(raw.place, _("the block is empty"))
    return {"prompt": prompt}


def _check(raw: RawBlock, faults: Faults) -> dict[str, Any] | None:
    for number, _line in filled(raw):
        faults.add(Place(raw.place.file, number), _("nothing belongs inside this block"))
    ref = ref_of(raw, faults)
    return {"question": ref} if ref else None


def _norm(raw: RawBlock, faults: Faults) -> dict[str, Any] | None:
    note = " ".join(line for _, line in filled(raw))
    ref = ref_of(raw, faults)
    short(note, LINE_LIMIT, raw.place, faults)
    return {"norm": ref, "note": note} if ref else None


READERS: dict[str, Callable[[RawBlock, Faults], Any]] = {
    "text": _text,
    "key-idea": _key_idea,
    "dialogue": _dialogue,
    "checklist": _checklist,
    "flashcards": _flashcards,
    "accordion": _accordion,
    "reflection": _reflection,
    "check": _check,
    "norm": _norm,
    "diagram": read_diagram,
    "self-check": read_self_check,
}
KINDS = {"key-idea": "key_idea", "self-check": "self_check"}
