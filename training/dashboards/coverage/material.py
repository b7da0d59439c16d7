"""Reads what is published today, in a constant number of queries. Nothing here is stored.

What carries what is read from the Ukrainian rows; another language brings its names and titles.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import F, OuterRef, Subquery
from django.utils import translation

from assessments.quizzes import models as quizzes
from assessments.reflections.models import Statement
from assessments.scenarios.models import ScenarioVersion
from modules import models as modules
from training.dashboards.coverage.carrying import (
    Act,
    Competency,
    Decision,
    Key,
    Lesson,
    Material,
    Principle,
    Question,
    Talk,
)

OWN = settings.LANGUAGE_CODE
Row = TypeVar("Row")


def material() -> Material:
    """Eight queries; three more in another language than Ukrainian."""
    competencies = _competencies()
    known = {act.key for one in competencies.values() for act in one.acts}
    questions, loose = _questions(known)
    return Material(
        competencies=competencies,
        principles=_principles(),
        lessons=_lessons(),
        questions=questions,
        loose=loose,
        talks=_talks(),
        statements=_statements(),
    )


def _competencies() -> dict[str, Competency]:
    names = _translated(modules.Competency, "name")
    texts = _translated(modules.Indicator, "text")
    acts = defaultdict(list)
    rows = modules.Indicator.objects.filter(locale__language_code=OWN).order_by("sort_order", "pk")
    for competency, code, text in rows.values_list("competency__code", "code", "text"):
        acts[competency].append(Act(competency, code, texts.get(code, text)))
    canonical = modules.Competency.objects.canonical().values_list("code", "name", "live")
    return {
        code: Competency(code, names.get(code, name), tuple(acts[code]), is_live)
        for code, name, is_live in canonical
    }


def _translated(model: Any, field: str) -> dict[str, str]:
    """By code, in the active language. No query for Ukrainian, else one."""
    language = translation.get_language() or OWN
    if language == OWN:
        return {}
    rows = model.objects.filter(locale__language_code=language)
    return dict(rows.values_list("code", field))


def _principles() -> tuple[Principle, ...]:
    titles = _translated(modules.Principle, "title")
    named = defaultdict(list)
    rows = modules.PrincipleIndicator.objects.filter(principle__locale__language_code=OWN)
    for principle, competency, code in rows.order_by("sort_order", "pk").values_list(
        "principle", "competency__code", "indicator"
    ):
        named[principle].append((competency, code))
    own = modules.Principle.objects.filter(locale__language_code=OWN)
    return tuple(
        Principle(row.pk, row.code, titles.get(row.code, row.title), row.source, (*named[row.pk],))
        for row in own.order_by("sort_order", "code")
    )


def _lessons() -> dict[Key, list[Lesson]]:
    """Published lessons in the order of the page tree."""
    rows = modules.LessonIndicator.objects.filter(
        page__live=True, page__locale__language_code=OWN
    ).order_by("page__path")
    return _grouped(
        rows.values_list("competency__code", "indicator", "page", "page__title"),
        lambda pk, title: Lesson(pk, title),
    )


def _questions(
    known: Iterable[Key],
) -> tuple[dict[Key, list[Question]], dict[str, list[Question]]]:
    """Published questions by indicator, and by competency those that name none it has."""
    rows = (
        quizzes.Question.objects.non_polymorphic()
        .filter(live=True, locale__language_code=OWN, competency__isnull=False)
        .order_by("code")
    )
    found = _grouped(
        rows.values_list("competency__code", "indicator", "pk", "code", "use"),
        lambda pk, code, use: Question(pk, code, use == quizzes.Use.PRACTICE),
    )
    loose: dict[str, list[Question]] = defaultdict(list)
    for competency, code in found.keys() - set(known):
        loose[competency] += found.pop((competency, code))
    return found, {code: sorted(rest, key=lambda one: one.code) for code, rest in loose.items()}


def _grouped(rows: Iterable[tuple[Any, ...]], make: Callable[..., Row]) -> dict[Key, list[Row]]:
    """The first two values are the key, the others make the row."""
    grouped: dict[Key, list[Row]] = defaultdict(list)
    for competency, code, *rest in rows:
        grouped[competency, code].append(make(*rest))
    return dict(grouped)


def _talks() -> dict[str, list[Talk]]:
    """Published role-plays by competency: the newest version of each, by code."""
    newest = (
        ScenarioVersion.objects.filter(scenario=OuterRef("scenario"))
        .order_by("-number")
        .values("pk")[:1]
    )
    versions = (
        ScenarioVersion.objects.filter(
            scenario__live=True, scenario__locale__language_code=OWN, pk=Subquery(newest)
        )
        .annotate(code=F("scenario__code"), title=F("scenario__title"))
        .order_by("code")
        .values_list("scenario", "code", "title", "document")
    )
    talks: dict[str, list[Talk]] = defaultdict(list)
    for pk, code, title, document in versions:
        for competency, decisions in _decisions(document).items():
            talks[competency].append(Talk(pk, code, title, tuple(decisions)))
    return dict(talks)


def _decisions(document: Mapping[str, Any]) -> dict[str, list[Decision]]:
    """By competency the scenes whose choices are scored for it, in the author's order."""
    found: dict[str, list[Decision]] = defaultdict(list)
    for name, node in document["nodes"].items():
        scored = Counter(
            competency
            for choice in node.get("choices", ())
            for competency in choice.get("qualities", ())
        )
        for competency, answers in scored.items():
            found[competency].append(Decision(name, node.get("title") or name, answers))
    return found


def _statements() -> dict[str, int]:
    rows = Statement.objects.filter(live=True, locale__language_code=OWN)
    return Counter(rows.order_by().values_list("competency__code", flat=True))
