"""What the answers to a quiz say, question by question."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from assessments.quizzes.grading import points_of
from assessments.quizzes.models import QuestionVersion
from assessments.quizzes.models.statistics import CountedAttempt, ItemSums, QuizSums
from assessments.quizzes.reports.figures import (
    ItemNumbers,
    OptionFigures,
    QuizNumbers,
    better_option,
    fixed_form_reliability,
    item_numbers,
    option_figures,
    quiz_numbers,
    with_total,
)
from assessments.quizzes.statistics.analysis import effective_weights
from assessments.quizzes.statistics.families import family_starts
from assessments.quizzes.statistics.inference import (
    GroupDifference,
    Interval,
    mantel_haenszel,
    strata_of,
    wilson,
)
from assessments.quizzes.statistics.sums import UNIT, Sums, merged
from assessments.quizzes.statistics.verdicts import ENOUGH_ATTEMPTS
from assessments.quizzes.wording import without_markup, words
from training.people.models import OrgUnit

LONGEST_OPTION = 60


def option_name(document: Mapping[str, Any], option: str) -> str:
    """“2 (Варіант)”: the place authored, then the beginning of the text; "" for an unknown id."""
    spoken = {"true": _("True"), "false": _("False")}
    for place, row in enumerate(document.get("options", []), start=1):
        if row["id"] == option:
            text = without_markup(words(document, row["text"])) or spoken.get(option, "")
            return f"{place} ({text[:LONGEST_OPTION]})"
    return ""


@dataclass(frozen=True)
class Family:
    """A question since its key last changed: what counts together, in one slot."""

    question: int
    code: str
    language: str
    translation_key: uuid.UUID
    document: Mapping[str, Any]
    versions: tuple[int, ...]
    newest: int
    slot: str
    is_current: bool
    sums: Sums
    by_centre: Mapping[str, Sums]

    @property
    def prompt(self) -> str:
        text = self.document["prompt"] or self.document.get("text", "")
        return without_markup(words(self.document, text))

    def option_name(self, option: str) -> str:
        return option_name(self.document, option)


@dataclass(frozen=True)
class GroupFigures:
    """One group of people against all the others. ``difference`` is absent with too few others."""

    name: str
    n: int
    facility: float
    facility_interval: Interval | None
    difference: GroupDifference | None


@dataclass(frozen=True)
class ItemReport:
    family: Family
    numbers: ItemNumbers
    options: list[OptionFigures]
    better: str | None
    centres: list[GroupFigures]
    languages: list[GroupFigures]


@dataclass(frozen=True)
class QuizReport:
    """``waiting``: finished attempts not yet counted. ``is_fixed``: one form for everybody."""

    quiz_key: uuid.UUID
    numbers: QuizNumbers
    is_fixed: bool
    waiting: int
    items: list[ItemReport]


def quiz_report(quiz_key: uuid.UUID) -> QuizReport:
    """Everything the sums of a quiz say. Five queries, whatever the number of questions."""
    quiz = QuizSums.objects.filter(quiz_key=quiz_key).first() or QuizSums(quiz_key=quiz_key)
    found = families(ItemSums.objects.filter(quiz_key=quiz_key))
    names = dict(OrgUnit.objects.values_list("code", "short_name"))
    fixed = _fixed_form(quiz, found)
    weights = [
        Fraction(points_of(family.document)) / sum(points_of(one.document) for one in fixed)
        for family in fixed
    ]
    consistency: dict[str, float | None] = {}
    if fixed:
        consistency = fixed_form_reliability(
            [(family.sums, weight) for family, weight in zip(fixed, weights, strict=True)],
            quiz.totals.get("t", 0),
            quiz.totals.get("tt", 0),
            quiz.n,
        )
    reports = [_item_report(family, found, names) for family in found]
    return QuizReport(
        quiz_key=quiz_key,
        numbers=quiz_numbers(quiz.n, quiz.passed, quiz.percents, consistency),
        is_fixed=bool(fixed),
        waiting=CountedAttempt.objects.due().filter(quiz_key=quiz_key).count(),
        items=_weighed(reports, fixed, weights),
    )


def families(rows: Iterable[ItemSums], *, by_slot: bool = True) -> list[Family]:
    """Sums joined by family and, unless told otherwise, slot. By code, the newest first.

    Two queries; one when ``rows`` is a list.
    """
    kept = list(rows)
    versions = _versions({row.version_id for row in kept})
    by_question: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for version in versions.values():
        by_question[version["question_id"]].append(version)
    starts = {
        question: family_starts((one["number"], one["document"]) for one in ones)
        for question, ones in by_question.items()
    }
    groups: defaultdict[tuple[int, int, str], list[ItemSums]] = defaultdict(list)
    for row in kept:
        version = versions[row.version_id]
        question = version["question_id"]
        start = starts[question][version["number"]]
        groups[(question, start, row.slot if by_slot else "")].append(row)
    found = [
        _family(by_question[question], starts[question], start, slot, members)
        for (question, start, slot), members in groups.items()
    ]
    return sorted(found, key=lambda one: (one.code, one.language, -one.versions[-1], one.slot))


def _versions(pks: set[int]) -> dict[int, dict[str, Any]]:
    """Every version of the questions that ``pks`` are versions of."""
    questions = QuestionVersion.objects.filter(pk__in=pks).values("question")
    rows = QuestionVersion.objects.filter(question__in=questions).values(
        "pk",
        "number",
        "document",
        "question_id",
        "question__code",
        "question__translation_key",
        "question__locale__language_code",
    )
    return {row["pk"]: row for row in rows}


def _family(
    versions: list[dict[str, Any]],
    starts: Mapping[int, int],
    start: int,
    slot: str,
    rows: list[ItemSums],
) -> Family:
    members = sorted(
        (version for version in versions if starts[version["number"]] == start),
        key=lambda version: version["number"],
    )
    newest = members[-1]
    by_centre: defaultdict[str, list[Sums]] = defaultdict(list)
    for row in rows:
        by_centre[row.centre].append(row.sums)
    return Family(
        question=newest["question_id"],
        code=newest["question__code"],
        language=newest["question__locale__language_code"],
        translation_key=newest["question__translation_key"],
        document=newest["document"],
        versions=tuple(version["number"] for version in members),
        newest=newest["pk"],
        slot=slot,
        is_current=start == max(starts.values()),
        sums=merged(row.sums for row in rows),
        by_centre={centre: merged(parts) for centre, parts in by_centre.items()},
    )


def _fixed_form(quiz: QuizSums, found: list[Family]) -> list[Family]:
    """The items of the form, when everybody had the same; else nothing."""
    if len(quiz.lengths) != 1:
        return []
    length = int(next(iter(quiz.lengths)))
    if length != len(found) or any(family.sums.n != quiz.n for family in found):
        return []
    return found if all(points_of(family.document) > 0 for family in found) else []


def _weighed(
    reports: list[ItemReport], fixed: list[Family], weights: list[Fraction]
) -> list[ItemReport]:
    """With the figures that need a common total."""
    if not fixed or not reports[0].numbers.is_shown:
        return reports
    totals = [
        with_total(family.sums, weight) for family, weight in zip(fixed, weights, strict=True)
    ]
    effective = effective_weights([covariance for covariance, _correlation in totals])
    return [
        replace(
            report,
            numbers=replace(
                report.numbers,
                item_total=correlation,
                effective_weight=own,
                intended_weight=float(100 * weight),
            ),
        )
        for report, weight, own, (_covariance, correlation) in zip(
            reports, weights, effective, totals, strict=True
        )
    ]


def _item_report(family: Family, found: list[Family], names: Mapping[str, str]) -> ItemReport:
    numbers = item_numbers(family.sums, family.document)
    return ItemReport(
        family=family,
        numbers=numbers,
        options=option_figures(family.sums, family.document),
        better=better_option(family.sums, family.document) if numbers.is_shown else None,
        centres=_groups(
            {names.get(code, code): part for code, part in family.by_centre.items() if code}
        ),
        languages=_groups(
            {
                one.language: one.sums
                for one in found
                if one.translation_key == family.translation_key
                and one.is_current
                and family.is_current
                and one.slot == family.slot
            }
        ),
    )


def _groups(parts: Mapping[str, Sums]) -> list[GroupFigures]:
    """Groups of at least thirty, when there are two of them; each against all the others."""
    large = {name: sums for name, sums in parts.items() if sums.n >= ENOUGH_ATTEMPTS}
    if len(large) < 2:
        return []
    return [
        GroupFigures(
            name=name,
            n=sums.n,
            facility=sums.x / sums.n / UNIT,
            facility_interval=wilson(sums.x / sums.n / UNIT, sums.n),
            difference=_difference(
                sums, merged(other for key, other in large.items() if key != name)
            ),
        )
        for name, sums in sorted(large.items())
    ]


def _difference(sums: Sums, others: Sums) -> GroupDifference | None:
    return mantel_haenszel(strata_of(sums.scores, sums.full, others.scores, others.full))
