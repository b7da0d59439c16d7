"""A finished self-assessment as its owner sees it: then and now, beside what was measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from assessments.evidence.queries import levels_of
from assessments.reflections import scoring, wording
from assessments.reflections.models import SelfAssessment
from assessments.reflections.queries.asking import codes_of
from assessments.reflections.queries.competencies import Named, competencies_by_code, teaching
from assessments.reflections.queries.own import compared_with
from assessments.reflections.radar import Bars, Radar, Spoke, bars, radar
from assessments.reflections.suggesting import Standing, suggestions
from modules.queries import PlainLink


@dataclass(frozen=True)
class Line:
    """One competency. ``level`` is one’s own, ``measured`` that of the tasks; ``None``: not known.

    ``answered`` of ``asked`` statements have an answer, “no occasion” included.
    """

    code: str
    name: str
    then: Decimal | None
    now: Decimal | None
    level: int | None
    measured: int | None
    target: int | None
    answered: int
    asked: int

    @property
    def change(self) -> Decimal | None:
        return scoring.change(self.then, self.now)


@dataclass(frozen=True)
class Suggested:
    code: str
    name: str
    reasons: list[str]
    module: PlainLink | None


@dataclass(frozen=True)
class Result:
    assessment: SelfAssessment
    then: SelfAssessment | None
    lines: list[Line]
    suggestions: list[Suggested]
    summary: str
    radar: Radar | None
    bars: Bars | None

    @property
    def rated(self) -> list[Line]:
        return [line for line in self.lines if line.now is not None]


def result_of(assessment: SelfAssessment) -> Result:
    """``assessment`` is finished. Six queries, however many there were before."""
    history = _finished_until(assessment)
    then = compared_with(assessment, history[:-1])
    codes = codes_of(assessment)
    known = competencies_by_code(codes)
    levels = levels_of([assessment.person_id], [row.pk for row in known.values()])
    measured = {
        code: levels[assessment.person_id, row.pk].level
        for code, row in known.items()
        if (assessment.person_id, row.pk) in levels
    }
    given = {row.pk: _answers(row) for row in history}
    scores = {row.pk: scoring.scores_of(_asked(row), given[row.pk]) for row in history}
    asked = _asked(assessment)
    lines = [
        Line(
            code=code,
            name=known[code].name if code in known else "",
            then=scores[then.pk].get(code) if then else None,
            now=scores[assessment.pk][code],
            level=_level(scores, code, assessment),
            measured=measured.get(code),
            target=known[code].target if code in known else None,
            answered=sum(statement in given[assessment.pk] for statement in asked[code]),
            asked=len(asked[code]),
        )
        for code in codes
    ]
    standings = _standings(lines, known)
    spokes = [Spoke(row.code, row.now, row.then) for row in lines if row.now is not None]
    shown = radar(spokes)
    return Result(
        assessment=assessment,
        then=then,
        lines=lines,
        suggestions=_suggested(standings, known),
        summary=wording.summary(standings),
        radar=shown,
        bars=bars(spokes) if spokes and shown is None else None,
    )


def is_rated(assessment: SelfAssessment, code: str) -> bool:
    """Whether there is a score of this competency. One query."""
    asked = _asked(assessment).get(code, [])
    return assessment.answers.filter(statement__in=asked, score__isnull=False).exists()


def _finished_until(assessment: SelfAssessment) -> list[SelfAssessment]:
    """Those of the same person finished by then, in order of time; the last is ``assessment``."""
    rows = SelfAssessment.objects.filter(
        person=assessment.person_id, finished_at__lte=assessment.finished_at
    )
    found = rows.prefetch_related("answers").order_by("finished_at", "pk")
    return sorted(found, key=lambda row: row.pk == assessment.pk)  # of the same moment: last


def _answers(assessment: SelfAssessment) -> dict[str, int | None]:
    return {row.statement: row.score for row in assessment.answers.all()}


def _asked(assessment: SelfAssessment) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {}
    for row in assessment.statements:
        asked.setdefault(row["competency"], []).append(row["code"])
    return asked


def _level(
    scores: Mapping[int, Mapping[str, Decimal | None]], code: str, assessment: SelfAssessment
) -> int | None:
    """``None`` where nothing is rated now, whatever was before. ``scores`` are in order of time."""
    if scores[assessment.pk][code] is None:
        return None
    return scoring.level_along(rated.get(code) for rated in scores.values())


def _standings(lines: Sequence[Line], known: Mapping[str, Named]) -> list[Standing]:
    return [
        Standing(
            code=line.code,
            now=line.now,
            level=line.level,
            then=line.then,
            measured=line.measured,
            target=known[line.code].target,
            is_critical=known[line.code].is_critical,
        )
        for line in lines
        if line.now is not None and line.level is not None and line.code in known
    ]


def _suggested(standings: Sequence[Standing], known: Mapping[str, Named]) -> list[Suggested]:
    chosen = suggestions(standings)
    links = teaching([row.standing.code for row in chosen])
    return [
        Suggested(
            code=row.standing.code,
            name=known[row.standing.code].name,
            reasons=wording.reasons_in_words(row),
            module=links.get(row.standing.code),
        )
        for row in chosen
    ]
