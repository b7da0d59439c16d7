"""``python -m tests.catalogue``: the Ukrainian catalogue is whole, nothing fuzzy or broken."""

import re
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "training" / "locale" / "uk" / "LC_MESSAGES" / "django.po"
PLURALS = 4
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
WRONG_APOSTROPHE = re.compile(r"[а-яіїєґ]['’][а-яіїєґ]", re.IGNORECASE)


def faults(entry: polib.POEntry) -> list[str]:
    """What is wrong with one entry."""
    strings = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if not all(strings) or (entry.msgid_plural and len(strings) != PLURALS):
        return ["not translated"]
    found = ["fuzzy"] if entry.fuzzy else []
    # A singular may leave the number out; the plural tells all placeholders.
    expected = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    for string in strings:
        if set(PLACEHOLDER.findall(string)) - expected:
            found.append("unknown placeholder")
        if WRONG_APOSTROPHE.search(string):
            found.append("apostrophe is not ʼ")
    if expected - set(PLACEHOLDER.findall(strings[-1])):
        found.append("placeholder lost")
    return found


def main() -> int:
    catalogue = polib.pofile(str(CATALOGUE))
    broken = [
        f"{entry.linenum}: {entry.msgid!r}: {', '.join(found)}"
        for entry in catalogue
        if (found := faults(entry))
    ]
    sys.stdout.write("".join(f"{line}\n" for line in broken))
    sys.stdout.write(f"{len(catalogue)} strings, {len(broken)} faults\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
