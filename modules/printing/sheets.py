"""What a kind of document looks like and how large it may become."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FONTS = {
    "arsenal-regular.ttf": Path(__file__).resolve().parent / "fonts" / "Arsenal-Regular.ttf",
    "arsenal-bold.ttf": Path(__file__).resolve().parent / "fonts" / "Arsenal-Bold.ttf",
    "inter-regular.ttf": Path(__file__).resolve().parent / "fonts" / "Inter-Regular.ttf",
    "inter-bold.ttf": Path(__file__).resolve().parent / "fonts" / "Inter-Bold.ttf",
}


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet is itself and equal to no other, so what is read for it can be kept.

    ``assets``: files by the name that pages and the stylesheet call ``asset:NAME``; the fonts are
    there without being named. ``specimen``: a page that touches what the documents touch, with the
    asset ``qr.png`` handed in; without it the first document takes longer. ``most_bytes`` stays
    below ``sandbox.MESSAGE_BYTES``.
    """

    stylesheet: Path
    most_pages: int
    most_bytes: int
    specimen: Path | None = None
    assets: Mapping[str, Path] = field(default_factory=dict)

    @property
    def shipped(self) -> dict[str, Path]:
        return {**FONTS, **self.assets}


def to_argument(sheet: Sheet) -> str:
    """The sheet as an argument of another process."""
    return json.dumps(
        {
            "stylesheet": str(sheet.stylesheet),
            "specimen": str(sheet.specimen) if sheet.specimen else None,
            "most_pages": sheet.most_pages,
            "most_bytes": sheet.most_bytes,
            "assets": {name: str(path) for name, path in sheet.assets.items()},
        }
    )


def from_argument(text: str) -> Sheet:
    found = json.loads(text)
    return Sheet(
        stylesheet=Path(found["stylesheet"]),
        specimen=Path(found["specimen"]) if found["specimen"] else None,
        most_pages=found["most_pages"],
        most_bytes=found["most_bytes"],
        assets={name: Path(path) for name, path in found["assets"].items()},
    )
