"""Principle → competencies → indicators → what carries them, and what is missing. Pure.

Lessons and questions name an indicator. Role-plays and statements of the self-assessment name only
a competency, so they are told of the competency as a whole and never of one indicator.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

Key = tuple[str, str]
"""Code of a competency and of its indicator."""


@dataclass(frozen=True)
class Act:
    """An indicator. ``is_known``: the competency has it; a code may have outlived its indicator."""

    competency: str
    code: str
    text: str = ""
    is_known: bool = True

    @property
    def key(self) -> Key:
        return self.competency, self.code


@dataclass(frozen=True)
class Competency:
    """``is_live``: editors have published it; only then its indicators wait for a principle."""

    code: str
    name: str
    acts: tuple[Act, ...] = ()
    is_live: bool = True


@dataclass(frozen=True)
class Principle:
    """``named``: competency and indicator; an empty indicator stands for all of them."""

    pk: int
    code: str
    title: str
    source: str
    named: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Lesson:
    pk: int
    title: str


@dataclass(frozen=True)
class Question:
    """``is_practice``: a knowledge check in a lesson, which does not count."""

    pk: int
    code: str
    is_practice: bool = False


@dataclass(frozen=True)
class Decision:
    """A scene with choices that are scored for the competency; ``answers``: how many of them."""

    node: str
    title: str
    answers: int


@dataclass(frozen=True)
class Talk:
    """A published role-play as far as one competency is scored in it."""

    pk: int
    code: str
    title: str
    decisions: tuple[Decision, ...]

    @property
    def answers(self) -> int:
        return sum(decision.answers for decision in self.decisions)


@dataclass(frozen=True)
class Material:
    """All there is today. ``loose``: questions of a competency that name none of its indicators."""

    competencies: Mapping[str, Competency] = field(default_factory=dict)
    principles: tuple[Principle, ...] = ()
    lessons: Mapping[Key, Sequence[Lesson]] = field(default_factory=dict)
    questions: Mapping[Key, Sequence[Question]] = field(default_factory=dict)
    loose: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    talks: Mapping[str, Sequence[Talk]] = field(default_factory=dict)
    statements: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Carried:
    """One indicator and what carries it."""

    act: Act
    lessons: tuple[Lesson, ...]
    questions: tuple[Question, ...]

    @property
    def is_missing(self) -> bool:
        return not (self.act.is_known and self.lessons and self.questions)


@dataclass(frozen=True)
class Group:
    """The indicators of one competency that a principle names."""

    competency: Competency
    rows: tuple[Carried, ...]
    talks: tuple[Talk, ...]
    statements: int
    loose: tuple[Question, ...]

    @property
    def is_missing(self) -> bool:
        return not self.talks or not self.rows or any(row.is_missing for row in self.rows)

    def only_missing(self) -> "Group":
        return replace(self, rows=tuple(row for row in self.rows if row.is_missing))


@dataclass(frozen=True)
class Figures:
    """How much of what is named is carried; competencies are counted for role-plays only."""

    acts: int
    with_lesson: int
    with_question: int
    competencies: int
    with_talk: int


@dataclass(frozen=True)
class CoveredPrinciple:
    """``figures`` are of all it names, ``groups`` are what is shown of it."""

    principle: Principle
    groups: tuple[Group, ...]
    figures: Figures
    is_missing: bool


@dataclass(frozen=True)
class Filters:
    """``source`` and ``competency`` are empty for all."""

    only_missing: bool = False
    source: str = ""
    competency: str = ""


@dataclass(frozen=True)
class Coverage:
    """``unnamed``: indicators that no principle names. ``complete``: principles that lack nothing.

    The figures do not depend on ``only_missing``.
    """

    principles: tuple[CoveredPrinciple, ...]
    unnamed: tuple[Group, ...]
    figures: Figures
    counted: int
    complete: int


def coverage(material: Material, filters: Filters) -> Coverage:
    """The principles that the filters let through, each with what carries it."""
    covered = [
        _covered(principle, material, filters)
        for principle in material.principles
        if filters.source in ("", principle.source)
    ]
    if filters.competency:
        covered = [one for one in covered if one.groups]
    figures = _figures([group for one in covered for group in one.groups])
    shown = [one for one in covered if one.is_missing] if filters.only_missing else covered
    return Coverage(
        principles=tuple(_shown(one, filters) for one in shown),
        unnamed=tuple(_unnamed(material, filters)),
        figures=figures,
        counted=len(covered),
        complete=sum(not one.is_missing for one in covered),
    )


def _covered(principle: Principle, material: Material, filters: Filters) -> CoveredPrinciple:
    groups = tuple(
        _group(material, code, acts)
        for code, acts in _acts_by_competency(principle, material).items()
        if filters.competency in ("", code)
    )
    return CoveredPrinciple(
        principle=principle,
        groups=groups,
        figures=_figures(groups),
        is_missing=not groups or any(group.is_missing for group in groups),
    )


def _acts_by_competency(principle: Principle, material: Material) -> dict[str, list[Act]]:
    """Each indicator once, in the order of the framework."""
    named: dict[str, set[str]] = {}
    for competency, indicator in principle.named:
        named.setdefault(competency, set()).add(indicator)
    return {code: _acts(material, code, codes) for code, codes in sorted(named.items())}


def _acts(material: Material, competency: str, codes: set[str]) -> list[Act]:
    found = material.competencies.get(competency)
    own = found.acts if found else ()
    known = [act for act in own if "" in codes or act.code in codes]
    lost = codes - {act.code for act in own} - {""}
    return [*known, *(Act(competency, code, is_known=False) for code in sorted(lost))]


def _group(material: Material, code: str, acts: Iterable[Act]) -> Group:
    return Group(
        competency=material.competencies.get(code) or Competency(code, ""),
        rows=tuple(
            Carried(
                act=act,
                lessons=tuple(material.lessons.get(act.key, ())),
                questions=tuple(material.questions.get(act.key, ())),
            )
            for act in acts
        ),
        talks=tuple(material.talks.get(code, ())),
        statements=material.statements.get(code, 0),
        loose=tuple(material.loose.get(code, ())),
    )


def _figures(groups: Iterable[Group]) -> Figures:
    """Each indicator and each competency is counted once, however many principles name it."""
    listed = list(groups)
    by_code = {group.competency.code: bool(group.talks) for group in listed}
    rows = {row.act.key: row for group in listed for row in group.rows}
    return Figures(
        acts=len(rows),
        with_lesson=sum(bool(row.lessons) for row in rows.values()),
        with_question=sum(bool(row.questions) for row in rows.values()),
        competencies=len(by_code),
        with_talk=sum(by_code.values()),
    )


def _shown(one: CoveredPrinciple, filters: Filters) -> CoveredPrinciple:
    return replace(one, groups=_pruned(one.groups, filters))


def _pruned(groups: Iterable[Group], filters: Filters) -> tuple[Group, ...]:
    if not filters.only_missing:
        return tuple(groups)
    return tuple(group.only_missing() for group in groups if group.is_missing)


def _unnamed(material: Material, filters: Filters) -> tuple[Group, ...]:
    """Empty under a filter by source: what no principle names comes from no source."""
    if filters.source:
        return ()
    named = {
        act.key
        for principle in material.principles
        for acts in _acts_by_competency(principle, material).values()
        for act in acts
    }
    groups = []
    for code, competency in material.competencies.items():
        left = [act for act in competency.acts if act.key not in named]
        if left and competency.is_live and filters.competency in ("", code):
            groups.append(_group(material, code, left))
    return _pruned(groups, filters)
