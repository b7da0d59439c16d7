"""The tables of wagtail-localize: sentences of an object and what they are in another language."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

SVG = ".svg"
"""Ends the path of a drawing."""

Name = tuple[str, str]
"""Where a sentence stands (path) and what it says (markup): sentences of one rich text share a
path.
"""


def segments_of(instance: Any) -> dict[str, list[str]]:
    """Path → what is said there, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string.data)
    return dict(found)


def kept_segments(source: TranslationSource) -> dict[Name, tuple[int, int]]:
    """Each sentence of ``source`` → keys of its string and its context. One query."""
    rows = StringSegment.objects.filter(source=source).values_list(
        "context__path", "string__data", "string", "context"
    )
    return {(path, data): (string, context) for path, data, string, context in rows}


def keep_words(source: TranslationSource, locale: Locale, words: Mapping[Name, str]) -> None:
    """Make ``words`` the translations of ``source``, whose sentences they name.

    The same rows as ``Translation.import_po`` makes, without its six queries a sentence: two to
    read, two to write. The words have been proved before.
    """
    segments = kept_segments(source)
    wanted = {segments[name]: text for name, text in words.items()}
    there = {(row.translation_of_id, row.context_id): row for row in _translations(source, locale)}
    changed = []
    for keys, row in there.items():
        if keys in wanted and row.data != wanted[keys]:
            row.data, row.has_error = wanted[keys], False
            changed.append(row)
    StringTranslation.objects.bulk_update(changed, ["data", "has_error"])
    StringTranslation.objects.bulk_create(
        StringTranslation(
            locale=locale,
            translation_of_id=string,
            context_id=context,
            data=text,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
        for (string, context), text in wanted.items()
        if (string, context) not in there
    )
    gone = [row.pk for keys, row in there.items() if keys not in wanted]
    StringTranslation.objects.filter(pk__in=gone).delete()


def _translations(source: TranslationSource, locale: Locale) -> QuerySet[StringTranslation]:
    """Of the sentences of today; those of earlier ones stay for whoever restores them."""
    contexts = StringSegment.objects.filter(source=source).values("context")
    strings = StringSegment.objects.filter(source=source).values("string")
    return StringTranslation.objects.filter(
        locale=locale, context__in=contexts, translation_of__in=strings
    )


def translated_by_hand(locale: Locale) -> set[Any]:
    """Translation keys of objects with a sentence that a person translated. One query."""
    rows = StringTranslation.objects.filter(locale=locale, last_translated_by__isnull=False)
    return set(rows.values_list("context__object", flat=True).distinct())
