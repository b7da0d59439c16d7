"""Reading a file as text, as every author is asked to write it."""

import re
from pathlib import Path

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _

MAX_BYTES = 1_000_000
_FOREIGN_APOSTROPHE = re.compile(r"[а-яґєії]['’`][а-яґєії]", re.IGNORECASE)
# Control characters but tab and line feed, line separators, and marks that turn the reading order.
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


def read_text(root: Path, file: str, faults: Faults) -> str | None:
    """The text of ``root/file`` with plain line ends; ``None`` when it cannot be used at all."""
    path = root / file
    place = Place(file, 1)
    if not path.is_file() or not path.resolve().is_relative_to(root.resolve()):
        faults.add(place, _("there is no such file in this folder"))
        return None
    if path.stat().st_size > MAX_BYTES:
        faults.add(place, _("the file is larger than %(limit)d bytes"), limit=MAX_BYTES)
        return None
    raw = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        faults.add(Place(file, line), _("the file is not in UTF-8"))
        return None
    text = text.replace("\r\n", "\n")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if _HIDDEN.search(line_text):
            faults.add(Place(file, number), _("an invisible control character"))
        if _FOREIGN_APOSTROPHE.search(line_text):
            faults.add(Place(file, number), _("the Ukrainian apostrophe is ʼ (U+02BC)"))
    return text
