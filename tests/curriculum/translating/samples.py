"""English for the small folder of content: every sentence said “in English”."""

from pathlib import Path

import polib

from training.curriculum.reading.faults import Faults
from training.curriculum.reading.folder import read_folder
from training.curriculum.translating.exporting import export_sheets
from training.curriculum.translating.subjects import subjects_of

SHEETS = "translations/en"


def english(sentence: str) -> str:
    """A translation that keeps markup, gaps and slugs."""
    return sentence if sentence.isascii() and " " not in sentence else f"{sentence} (EN)"


def export(root: Path):
    """Sheets of everything, as the command writes them."""
    content = read_folder(root, Faults())
    return export_sheets(root, "en", subjects_of(content).values())


def translate(root: Path, *names: str) -> None:
    """Say in English what is empty in the sheets ``names``, or in all."""
    for path in sorted((root / SHEETS).glob("*.po")):
        if names and path.stem not in names:
            continue
        po = polib.pofile(str(path))
        for entry in po.untranslated_entries():
            entry.msgstr = english(entry.msgid)
        po.save()


def line_of(root: Path, name: str, msgstr: str) -> int:
    """Where the entry that says ``msgstr`` begins."""
    po = polib.pofile(str(root / SHEETS / f"{name}.po"))
    return next(entry.linenum for entry in po if entry.msgstr == msgstr)


def write_sheet(root: Path, name: str, text: str) -> None:
    path = root / SHEETS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
