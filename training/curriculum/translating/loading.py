"""Brings the site to what the sheets say, the way the editor would: source, words, page."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _t
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.strings import StringValue

from training.curriculum.loading.ledger import Item, Ledger, revision_state
from training.curriculum.loading.report import Outcome, Why
from training.curriculum.loading.saving import locale_of
from training.curriculum.models import LoadedItem
from training.curriculum.reading.faults import Fault, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.records import Content, digest_of
from training.curriculum.translating.sheets import LANGUAGES, Entry, Sheet
from training.curriculum.translating.subjects import Part, subjects_of
from training.curriculum.translating.words import (
    SVG,
    Name,
    keep_words,
    kept_segments,
    translated_by_hand,
)

STALE = _("the original says something else by now; this translation is not used (%(key)s)")
MISSING = _("%(key)s: sentences without a translation, shown in Ukrainian: %(count)d")


@dataclass(frozen=True)
class _Unit:
    """One object in one language; paths of ``entries`` are its own."""

    language: str
    part: Part
    place: Place
    entries: tuple[Entry, ...]

    @property
    def key(self) -> str:
        return f"translation:{self.language}:{self.part.key}"

    @property
    def parent_key(self) -> str:
        """The key of the translated page above; empty for what is no page."""
        if self.part.parent == "index":
            return f"index:{self.language}"
        return f"translation:{self.language}:{self.part.parent}" if self.part.parent else ""

    def digest(self, source: str) -> str:
        words = [[entry.path, entry.original, entry.words] for entry in self.entries]
        return digest_of([words, source])


def load_translations(sheets: list[Sheet], content: Content, ledger: Ledger) -> None:
    """Everything they translate has been loaded before."""
    if not sheets:
        return
    loader = _Loader(content, ledger)
    for unit in units(sheets, content):
        loader.bring(unit)


def units(sheets: list[Sheet], content: Content) -> list[_Unit]:
    """In the order of loading. A question is left out while nothing of it is translated."""
    ordered = {name: place for place, name in enumerate(subjects_of(content))}
    subjects = subjects_of(content)
    found = []
    for sheet in sorted(sheets, key=lambda one: ordered[one.kind, one.code]):
        for part in subjects[sheet.kind, sheet.code].parts:
            entries = _entries_of(sheet, part)
            if entries:
                found.append(_Unit(sheet.language, part, sheet.place, entries))
    return found


def _entries_of(sheet: Sheet, part: Part) -> tuple[Entry, ...]:
    return tuple(
        Entry(entry.path.removeprefix(part.prefix), entry.original, entry.words, entry.place)
        for entry in sheet.entries
        if entry.path.startswith(part.prefix)
    )


class _Loader:
    def __init__(self, content: Content, ledger: Ledger) -> None:
        self.ledger = ledger
        self.rows = {row.key: row for row in LoadedItem.objects.select_related("content_type")}
        self.drawings = {drawing.code: drawing.svg for drawing in content.drawings}
        self.by_hand = {code: translated_by_hand(locale_of(code)) for code in LANGUAGES}

    def bring(self, unit: _Unit) -> None:
        row = self.rows.get(unit.part.key)
        if unit.part.key not in self.ledger.ids or row is None:
            return  # an editor deleted the original
        if unit.parent_key and unit.parent_key not in self.ledger.ids:
            self.ledger.seen.add(unit.key)
            self.ledger.report.add(unit.key, Outcome.KEPT, Why.DELETED)
            return
        self.ledger.bring(
            Item(
                key=unit.key,
                place=unit.place,
                digest=unit.digest(row.source_digest),
                find=partial(self.find, unit, row),
                write=partial(self.write, unit, row),
                state=partial(self.state, unit),
            )
        )

    def original(self, row: LoadedItem) -> Any:
        model: Any = row.content_type.model_class()
        return model._default_manager.get(pk=row.object_id)

    def find(self, unit: _Unit, row: LoadedItem) -> Any:
        """A translation that an editor made."""
        return self.original(row).get_translation_or_none(locale_of(unit.language))

    def state(self, unit: _Unit, target: Any, before: str) -> str:
        """Its revision, and whether a person translated a sentence that is not published yet."""
        state = revision_state(target.latest_revision_id, getattr(target, "live", True))
        is_by_hand = target.translation_key in self.by_hand[unit.language]
        return f"{state}:by hand" if is_by_hand else state

    def write(self, unit: _Unit, row: LoadedItem, target: Any) -> Any:
        original, locale = self.original(row), locale_of(unit.language)
        source, _new = TranslationSource.update_or_create_from_instance(original)
        Translation.objects.get_or_create(source=source, target_locale=locale)
        keep_words(source, locale, self.words(unit, kept_segments(source)))
        has_drafts = isinstance(original, DraftStateMixin)
        translated, is_new = source.create_or_update_translation(
            locale, publish=not has_drafts, fallback=True
        )
        if is_new and isinstance(translated, Page):
            _put_in_order(original, translated, locale)
        written = type(original)._default_manager.get(pk=translated.pk)
        if has_drafts and original.live:
            _publish(written)
            written.refresh_from_db()
        return written

    def words(self, unit: _Unit, sentences: Collection[Name]) -> dict[Name, str]:
        """What can be used of the sheet; the rest, and what is missing, is reported."""
        found: dict[Name, str] = {}
        for entry in unit.entries:
            name = (entry.path, entry.original)
            if name in sentences:
                found[name] = entry.words
            else:
                self.warn(entry.place, STALE, key=entry.path)
        found |= {name: svg for name in sentences if (svg := self.drawn(unit.language, name))}
        if missing := len(sentences) - len(found):
            self.warn(unit.place, MISSING, key=unit.part.key, count=missing)
        return found

    def drawn(self, language: str, name: Name) -> str:
        """The markup of the drawing in ``language`` whose original a sentence is, if it is one."""
        path, original = name
        if not path.endswith(SVG):
            return ""
        plain = StringValue(original).render_text()
        code = next((code for code, svg in self.drawings.items() if svg == plain), "")
        svg = self.drawings.get(f"{code.removesuffix('.svg')}.{language}.svg", "")
        return str(StringValue.from_plaintext(svg).data) if svg else ""

    def warn(self, place: Place, message: str, **params: Any) -> None:
        self.ledger.report.warnings.append(Fault(place.file, place.line, message, params))


def _put_in_order(original: Page, translated: Page, locale: Locale) -> None:
    """Before the translation of the page that follows the original."""
    keys = original.get_next_siblings().values_list("translation_key", flat=True)
    for key in keys:
        after = Page.objects.filter(translation_key=key, locale=locale).first()
        if after is not None:
            Page.objects.get(pk=translated.pk).move(after, pos="left")
            return


def _publish(translated: Any) -> None:
    """Raises ``ValidationError`` with what the rules of its kind refuse."""
    try:
        translated.latest_revision.publish()
    except PermissionDenied as refusal:
        raise ValidationError(
            _t("the translation cannot be published: %(why)s") % {"why": refusal}
        ) from refusal
