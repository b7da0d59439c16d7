"""``python -m tests.catalogue``: the Ukrainian catalogues are whole, nothing fuzzy or broken.

``training/locale`` holds the words of this project, ``training/locale_cms`` those that the editor
(Wagtail and what belongs to it) says in English as long as its own translation lacks them.
"""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
OWN = ROOT / "training" / "locale" / "uk" / "LC_MESSAGES" / "django.po"
CMS = ROOT / "training" / "locale_cms" / "uk" / "LC_MESSAGES"
CMS_APPS = (
    "wagtail",
    "wagtail.admin",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.snippets",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.search",
    "wagtail.embeds",
    "wagtail_localize",
    "wagtail_localize.locales",
    "taggit",
)
PLURALS = 4
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
WRONG_APOSTROPHE = re.compile(r"[а-яіїєґ]['’][а-яіїєґ]", re.IGNORECASE)


def faults(entry: polib.POEntry) -> list[str]:
    """What is wrong with one entry."""
    strings = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if not all(strings) or (entry.msgid_plural and len(strings) != PLURALS):
        return ["not translated"]
    found = ["fuzzy"] if entry.fuzzy else []
    # A singular may leave the number out; the plural tells all placeholders.
    expected = set(PLACEHOLDER.findall(f"{entry.msgid_plural or entry.msgid}"))
    known = expected | set(PLACEHOLDER.findall(entry.msgid))
    for string in strings:
        if set(PLACEHOLDER.findall(string)) - known:
            found.append("unknown placeholder")
        if WRONG_APOSTROPHE.search(string):
            found.append("apostrophe is not ʼ")
    if expected - set(PLACEHOLDER.findall(strings[-1])):
        found.append("placeholder lost")
    return found


def broken(path: Path) -> Iterator[str]:
    for entry in polib.pofile(str(path)):
        if found := faults(entry):
            yield f"{path.relative_to(ROOT)}:{entry.linenum}: {entry.msgid!r}: {', '.join(found)}"


def said_in_english(domain: str) -> Iterator[str]:
    """Words of the editor that nobody has put into Ukrainian yet."""
    ours = _translated(CMS / f"{domain}.po") | _translated(OWN)
    for app in CMS_APPS:
        spec = importlib.util.find_spec(app)
        if spec is None or spec.origin is None:
            continue
        folder = Path(spec.origin).parent / "locale"
        english = folder / "en" / "LC_MESSAGES" / f"{domain}.po"
        if not english.exists():
            continue
        known = ours | _translated(folder / "uk" / "LC_MESSAGES" / f"{domain}.po")
        for entry in polib.pofile(str(english)):
            if (entry.msgctxt, entry.msgid) not in known:
                yield f"{app}: {entry.msgid!r}: add it to {(CMS / domain).relative_to(ROOT)}.po"


def _translated(path: Path) -> set[tuple[str | None, str]]:
    if not path.exists():
        return set()
    return {(one.msgctxt, one.msgid) for one in polib.pofile(str(path)) if one.translated()}


def main() -> int:
    paths = [OWN, *sorted(CMS.glob("*.po"))]
    found = [line for path in paths for line in broken(path)]
    found += [line for domain in ("django", "djangojs") for line in said_in_english(domain)]
    count = sum(len(polib.pofile(str(path))) for path in paths)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{count} strings, {len(found)} faults\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
