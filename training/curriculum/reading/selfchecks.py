"""The block “self-check”: statements about oneself and what their mean may say."""

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.rawblocks import RawBlock, short, title_of

HIGHEST_MEAN = Decimal(3)
FEWEST_ITEMS = 3
ITEM_LIMIT, BAND_TITLE_LIMIT = 250, 120
_REVERSED = re.compile(r"\s*\([−–-]\)$")
_BAND = re.compile(r"up to ([0-3](?:\.[0-9]{1,2})?) :: (.+?) :: (.+)")


def read_self_check(raw: RawBlock, faults: Faults) -> dict[str, Any]:
    """Numbers are text, as JSON keeps decimals."""
    intro: list[str] = []
    items: list[dict[str, Any]] = []
    bands: list[tuple[Place, Decimal, str, str]] = []
    for number, line in raw.lines:
        place = Place(raw.place.file, number)
        text = line.strip()
        if text.startswith("- "):
            items.append(_item(text[2:].strip(), place, faults))
        elif band := _BAND.fullmatch(text):
            mean, title, words = band.groups()
            short(title, BAND_TITLE_LIMIT, place, faults)
            bands.append((place, Decimal(mean), title, words))
        elif text.startswith("up to"):
            faults.add(place, _("a band is “up to 1.0 :: Title :: text”, the number from 0 to 3"))
        elif not items and not bands:
            intro.append(text)
        elif text:
            faults.add(place, _("a line here is “- statement” or “up to 1.0 :: Title :: text”"))
    if not any(intro):
        faults.add(raw.place, _("a self-check begins with a paragraph that says what it is for"))
    if len(items) < FEWEST_ITEMS:
        faults.add(
            raw.place, _("a self-check has at least %(least)d statements"), least=FEWEST_ITEMS
        )
    _check_bands(raw, bands, faults)
    return {
        "title": title_of(raw.rest, raw, faults),
        "intro": " ".join(filter(None, intro)),
        "items": items,
        "bands": [
            {"up_to": str(mean), "title": title, "text": words}
            for _place, mean, title, words in bands
        ],
    }


def _item(text: str, place: Place, faults: Faults) -> dict[str, Any]:
    statement = _REVERSED.sub("", text)
    short(statement, ITEM_LIMIT, place, faults)
    if not statement:
        faults.add(place, _("a line here is “- statement” or “up to 1.0 :: Title :: text”"))
    return {"text": statement, "is_reversed": statement != text}


def _check_bands(
    raw: RawBlock, bands: list[tuple[Place, Decimal, str, str]], faults: Faults
) -> None:
    """From low to high, and the last one takes the highest mean: no answer is without words."""
    if not bands:
        faults.add(raw.place, _("a self-check needs bands: “up to 1.0 :: Title :: text”"))
        return
    for before, (place, mean, _title, _words) in pairwise(bands):
        if mean <= before[1]:
            faults.add(place, _("bands go from low to high"))
    place, last, *_rest = bands[-1]
    if last != HIGHEST_MEAN:
        faults.add(place, _("the last band goes up to 3"))
