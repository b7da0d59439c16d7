"""Competencies as this app needs them: by code, with a module that teaches them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import translation

from assessments.reflections.models import SelfAssessmentPage
from modules.models import Competency, ModulePage
from modules.queries import FALLBACK_LANGUAGE, PlainLink, page_url


@dataclass(frozen=True)
class Named:
    """``pk`` is that of the Ukrainian row, ``name`` in the active language where there is one."""

    pk: int
    code: str
    name: str
    target: int
    is_critical: bool


def competencies_by_code(codes: Collection[str]) -> dict[str, Named]:
    """One query."""
    language = translation.get_language() or FALLBACK_LANGUAGE
    rows = Competency.objects.filter(
        code__in=codes, locale__language_code__in={FALLBACK_LANGUAGE, language}
    ).select_related("locale")
    canonical: dict[str, Competency] = {}
    names: dict[str, str] = {}
    for row in rows:
        if row.locale.language_code == FALLBACK_LANGUAGE:
            canonical[row.code] = row
        if row.locale.language_code == language and row.live:
            names[row.code] = row.name
    return {
        code: Named(
            pk=row.pk,
            code=code,
            name=names.get(code, row.name),
            target=row.target,
            is_critical=row.is_critical,
        )
        for code, row in canonical.items()
    }


def teaching(codes: Collection[str]) -> dict[str, PlainLink]:
    """Competency → the first live module of the tree that teaches it. Two queries, none for none.

    Modules that hold a self-assessment are left out: they open or close a programme.
    """
    if not codes:
        return {}
    language = translation.get_language() or FALLBACK_LANGUAGE
    asking = {
        path[: -ModulePage.steplen]
        for path in SelfAssessmentPage.objects.live().values_list("path", flat=True)
    }
    rows = (
        ModulePage.objects.live()
        .filter(
            taught__competency__code__in=codes,
            locale__language_code__in={FALLBACK_LANGUAGE, language},
        )
        .values_list(
            "taught__competency__code",
            "translation_key",
            "path",
            "title",
            "url_path",
            "locale__language_code",
        )
    )
    found: dict[str, dict[uuid.UUID, tuple[str, ModulePage, str]]] = {}
    for code, key, path, title, url_path, shown in rows:
        if path in asking:
            continue
        by_key = found.setdefault(code, {})
        if key not in by_key or shown == language:
            first = min(path, by_key[key][0]) if key in by_key else path
            by_key[key] = (first, ModulePage(title=title, url_path=url_path), shown)
    return {
        code: PlainLink(page.title, page_url(page))
        for code, by_key in found.items()
        for _path, page, _shown in [min(by_key.values(), key=lambda entry: entry[0])]
    }
