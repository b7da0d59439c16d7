"""Competencies, the principles they carry, and sources of law."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from modules.models import (
    Competency,
    Indicator,
    LevelDescriptor,
    Norm,
    Principle,
    PrincipleIndicator,
)
from training.curriculum.identity import key_of
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import (
    LANGUAGES,
    assign,
    find_by_code,
    locale_of,
    publish,
    replace_children,
)
from training.curriculum.reading import records


def load_framework(content: records.Content, ledger: Ledger) -> None:
    for competency in content.competencies:
        for language in LANGUAGES:
            ledger.bring(_competency(competency, language))
    competency_of = content.competency_of()
    for principle in content.principles:
        for language in LANGUAGES:
            ledger.bring(_principle(principle, language, competency_of, ledger))
    for norm in content.norms:
        ledger.bring(_norm(norm))


def _competency(source: records.Competency, language: str) -> Item:
    return Item(
        key=f"competency:{source.code}:{language}",
        place=source.place,
        digest=source.digest,
        find=partial(find_by_code, Competency, source.code, language),
        write=partial(_write_competency, source, language),
    )


def _write_competency(
    source: records.Competency, language: str, row: Competency | None
) -> Competency:
    locale = locale_of(language)
    row = row or Competency(locale=locale, translation_key=key_of("competency", source.code))
    assign(
        row,
        {
            "code": source.code,
            "key": source.key,
            "name": source.name[language],
            "definition": source.definition[language],
            "is_critical": source.is_critical,
            "target": source.target,
        },
    )
    indicators: list[Any] = [
        Indicator(
            locale=locale,
            translation_key=key_of("indicator", indicator.code),
            code=indicator.code,
            text=indicator.text[language],
        )
        for indicator in source.indicators
    ]
    descriptors: list[Any] = [
        LevelDescriptor(
            locale=locale,
            translation_key=key_of("descriptor", source.code, level),
            level=level,
            text=text[language],
        )
        for level, text in sorted(source.levels.items())
    ]
    replace_children(row, "indicators", "code", indicators)
    replace_children(row, "descriptors", "level", descriptors)
    return publish(row)


def _principle(
    source: records.Principle, language: str, competency_of: Mapping[str, str], ledger: Ledger
) -> Item:
    return Item(
        key=f"principle:{source.code}:{language}",
        place=source.place,
        digest=source.digest,
        find=partial(find_by_code, Principle, source.code, language),
        write=partial(_write_principle, source, language, competency_of, ledger),
    )


def _write_principle(
    source: records.Principle,
    language: str,
    competency_of: Mapping[str, str],
    ledger: Ledger,
    row: Principle | None,
) -> Principle:
    row = row or Principle(
        locale=locale_of(language), translation_key=key_of("principle", source.code)
    )
    assign(
        row,
        {
            "code": source.code,
            "source": source.source,
            "title": source.title[language],
            "sort_order": source.order,
        },
    )
    carried_by: list[Any] = [
        PrincipleIndicator(
            competency_id=ledger.pk(f"competency:{competency_of[ref.code]}:uk", ref.place),
            indicator="" if ref.code == competency_of[ref.code] else ref.code,
        )
        for ref in source.carried_by
    ]
    replace_children(row, "indicators", "key", carried_by)
    return publish(row)


def _norm(source: records.Norm) -> Item:
    return Item(
        key=f"norm:{source.code}",
        place=source.place,
        digest=source.digest,
        find=partial(find_by_code, Norm, source.code, "uk"),
        write=partial(_write_norm, source),
    )


def _write_norm(source: records.Norm, row: Norm | None) -> Norm:
    row = row or Norm(locale=locale_of("uk"), translation_key=key_of("norm", source.code))
    assign(
        row,
        {
            "code": source.code,
            "act": source.act,
            "article": source.article,
            "summary": source.summary,
            "url": source.url,
            "edition": source.edition,
            "checked": source.checked,
            "next_check": source.next_check,
            "editors_note": source.note,
        },
    )
    return publish(row)
