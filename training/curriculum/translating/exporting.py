"""Writes the sheets for translators: what is said today, with what was translated before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polib

from training.curriculum.models import LoadedItem
from training.curriculum.reading.faults import Faults, FaultyContent, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.textfile import read_text
from training.curriculum.translating.sheets import FOLDER, parse_po
from training.curriculum.translating.subjects import Subject
from training.curriculum.translating.words import SVG, Name, segments_of

WIDTH = 120


@dataclass(frozen=True)
class Written:
    """``file`` is relative to the folder; the numbers are of sentences."""

    file: str
    is_changed: bool
    total: int
    translated: int
    obsolete: int

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "changed": self.is_changed,
            "sentences": self.total,
            "translated": self.translated,
            "obsolete": self.obsolete,
        }


def export_sheets(root: Path, language: str, subjects: Iterable[Subject]) -> list[Written]:
    """Write ``root/translations/<language>/`` from what the site holds of ``subjects``.

    Drawings have files of their own and are left out.

    What is translated stays, also where only the place of a sentence changed; what is no longer
    said is kept as obsolete. A file that would say the same is not touched.

    Raises:
        FaultyContent: a file cannot be read; that one and those after it are as they were.
    """
    rows = {row.key: row for row in LoadedItem.objects.select_related("content_type")}
    return [
        _export(root, f"{FOLDER}/{language}/{subject.kind}-{subject.code}.po", originals, language)
        for subject in subjects
        if (originals := list(_originals(subject, rows)))
    ]


def _originals(subject: Subject, rows: dict[str, LoadedItem]) -> Iterator[Name]:
    for part in subject.parts:
        row = rows.get(part.key)
        model: Any = row.content_type.model_class() if row else None
        instance = model._default_manager.filter(pk=row.object_id).first() if row else None
        if instance is None:
            continue
        for path, sentences in segments_of(instance).items():
            for sentence in dict.fromkeys(() if path.endswith(SVG) else sentences):
                yield part.prefix + path, sentence


def _export(root: Path, file: str, originals: list[Name], language: str) -> Written:
    before = _read(root, file)
    po = merged(originals, before, language)
    path = root / file
    is_changed = not path.exists() or _said(po) != _said(before)
    if is_changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{po}\n", encoding="utf-8")
    current = [entry for entry in po if not entry.obsolete]
    return Written(
        file=file,
        is_changed=is_changed,
        total=len(current),
        translated=sum(bool(entry.msgstr) for entry in current),
        obsolete=len(po) - len(current),
    )


def _said(entries: Iterable[polib.POEntry]) -> list[tuple[Any, ...]]:
    """What a sheet says, however its lines are broken."""
    return [
        (one.msgctxt, one.msgid, one.msgstr, one.fuzzy, one.obsolete, one.tcomment)
        for one in entries
    ]


def _read(root: Path, file: str) -> list[polib.POEntry]:
    if not (root / file).exists():
        return []
    faults = Faults()
    text = read_text(root, file, faults)
    po = parse_po(text, file, faults) if text is not None else None
    if po is None or faults:
        faults.add(Place(file, 1), _("this file cannot be brought up to date"))
        raise FaultyContent(faults.sorted())
    return list(po)


def merged(originals: list[Name], before: list[polib.POEntry], language: str) -> polib.POFile:
    """``originals`` in their order with the words of ``before``, then what is obsolete."""
    by_name = {(entry.msgctxt, entry.msgid): entry for entry in before if entry.msgstr}
    by_sentence: dict[str, list[polib.POEntry]] = defaultdict(list)
    for entry in by_name.values():
        by_sentence[entry.msgid].append(entry)
    po = polib.POFile(wrapwidth=WIDTH)
    po.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    used = set()
    for path, sentence in originals:
        known = by_name.get((path, sentence)) or next(iter(by_sentence[sentence]), None)
        used.add(sentence)
        po.append(
            polib.POEntry(
                msgctxt=path,
                msgid=sentence,
                msgstr=known.msgstr if known else "",
                flags=["fuzzy"] if known and known.fuzzy else [],
                tcomment=known.tcomment if known else "",
            )
        )
    for entry in by_name.values():
        if entry.msgid not in used:
            po.append(
                polib.POEntry(
                    msgctxt=entry.msgctxt, msgid=entry.msgid, msgstr=entry.msgstr, obsolete=True
                )
            )
    return po
