"""The coverage as a file: a row for each indicator of each principle, cells of text."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from training.dashboards.coverage.carrying import Carried, Coverage, CoveredPrinciple, Group
from training.dashboards.coverage.wording import (
    empty_competency,
    missing,
    no_indicators,
    no_talk,
    source_label,
)

Cells = list[str]
EMPTY: Cells = [""] * 10


def table(coverage: Coverage) -> Iterator[Cells]:
    """The same rows in the same order as on the page, headings first."""
    yield _headings()
    for one in coverage.principles:
        yield from _principle_rows(one)
    for cells in _group_rows(coverage.unnamed):
        yield ["", _("named by no principle"), "", *cells]


def _headings() -> Cells:
    return [
        _("Principle"),
        _("Title"),
        _("Source"),
        _("Competency"),
        _("Name of the competency"),
        _("Indicator"),
        _("What it says"),
        _("Lessons"),
        _("Questions in quizzes"),
        _("Questions in lessons"),
        _("Role-plays (whole competency)"),
        _("Statements of the self-assessment (whole competency)"),
        _("Missing"),
    ]


def _principle_rows(one: CoveredPrinciple) -> Iterator[Cells]:
    principle = one.principle
    start = [principle.code, principle.title, source_label(principle.source)]
    if not one.groups:
        yield [*start, *EMPTY[:-1], no_indicators()]
    for cells in _group_rows(one.groups):
        yield [*start, *cells]


def _group_rows(groups: Iterable[Group]) -> Iterator[Cells]:
    for group in groups:
        for row in group.rows:
            yield _row(group, row)
        if not group.rows:
            yield _bare_row(group)


def _row(group: Group, row: Carried) -> Cells:
    quiz = [question.code for question in row.questions if not question.is_practice]
    practice = [question.code for question in row.questions if question.is_practice]
    return [
        group.competency.code,
        group.competency.name,
        row.act.code,
        row.act.text,
        "; ".join(lesson.title for lesson in row.lessons),
        ", ".join(quiz),
        ", ".join(practice),
        *_of_the_competency(group),
        "; ".join(missing(row, group)),
    ]


def _bare_row(group: Group) -> Cells:
    """A competency none of whose indicators is shown: it has none, or they lack nothing."""
    lacks = [] if group.competency.acts else [empty_competency()]
    lacks += [] if group.talks else [no_talk()]
    start = [group.competency.code, group.competency.name, "", "", "", "", ""]
    return [*start, *_of_the_competency(group), "; ".join(lacks)]


def _of_the_competency(group: Group) -> Cells:
    talks = [
        _("%(code)s %(title)s (answers: %(answers)d)")
        % {"code": talk.code, "title": talk.title, "answers": talk.answers}
        for talk in group.talks
    ]
    return ["; ".join(talks), str(group.statements)]
