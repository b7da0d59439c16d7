"""Drawings: the files of ``drawings/`` and the blocks of lessons that show them."""

import re
from pathlib import Path
from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.rawblocks import RawBlock, filled, short, title_of
from training.curriculum.reading.records import Drawing, digest_of
from training.curriculum.reading.textfile import read_text

FOLDER = "drawings"
FILE = re.compile(r"[a-z0-9-]+\.svg")
FILES = re.compile(r"[a-z0-9-]+(?:\.en)?\.svg")
"""With translations: ``steps.en.svg`` is ``steps.svg`` in English."""

CAPTION_LIMIT = 250
_CAPTION = "Caption:"


def read_drawing(root: Path, file: str, faults: Faults) -> Drawing | None:
    text = read_text(root, file, faults)
    if text is None:
        return None
    return Drawing(
        code=file.rpartition("/")[2], place=Place(file, 1), digest=digest_of(text), svg=text
    )


def read_diagram(raw: RawBlock, faults: Faults) -> dict[str, Any] | None:
    """``svg`` stays the name of the file until the page is written."""
    name, _space, title = raw.rest.partition(" ")
    if not FILE.fullmatch(name):
        faults.add(
            raw.place, _("the file of a drawing is named after the block: ::: diagram file.svg")
        )
        return None
    lines = list(filled(raw))
    caption = ""
    if lines and lines[-1][1].startswith(_CAPTION):
        number, line = lines.pop()
        caption = line.removeprefix(_CAPTION).strip()
        short(caption, CAPTION_LIMIT, Place(raw.place.file, number), faults)
    if not lines:
        faults.add(raw.place, _("a drawing needs a text that says what it shows"))
    return {
        "title": title_of(title, raw, faults),
        "description": _paragraphs(raw, {number for number, _line in lines}),
        "svg": Ref(name, raw.place),
        "caption": caption,
    }


def _paragraphs(raw: RawBlock, kept: set[int]) -> str:
    """The lines of the numbers ``kept``; an empty one parts paragraphs."""
    text = "\n".join(line.strip() if number in kept else "" for number, line in raw.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def translated_from(name: str) -> str:
    """The drawing that ``name`` is a translation of; itself when it is none."""
    return name.replace(".en.svg", ".svg")
