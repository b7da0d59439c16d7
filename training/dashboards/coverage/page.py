"""The coverage as the page shows it: words beside numbers, and where each thing is edited."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from training.dashboards.coverage.carrying import (
    Carried,
    Coverage,
    CoveredPrinciple,
    Figures,
    Group,
    Material,
    Question,
    Talk,
)
from training.dashboards.coverage.links import Links
from training.dashboards.coverage.wording import share, source_label


@dataclass(frozen=True)
class Link:
    """``url`` is empty for those who may not edit; ``note`` follows the text."""

    text: str
    url: str
    note: str = ""

    @property
    def html(self) -> SafeString:
        """There are hundreds on the page: a template for each would take most of its time."""
        pattern = '<a href="{url}">{text}</a>{note}' if self.url else "{text}{note}"
        note = f" ({self.note})" if self.note else ""
        return format_html(pattern, url=self.url, text=self.text, note=note)


@dataclass(frozen=True)
class ShareCell:
    """How much of what a principle names is carried by one kind of thing."""

    label: str
    words: str
    is_none: bool


@dataclass(frozen=True)
class ActRow:
    code: str
    text: str
    is_known: bool
    is_missing: bool
    lessons: list[Link]
    quiz: list[Link]
    practice: list[Link]


@dataclass(frozen=True)
class GroupPart:
    code: str
    name: str
    is_empty: bool
    talks: list[Link]
    statements: int
    loose: list[Link]
    rows: list[ActRow]


@dataclass(frozen=True)
class PrinciplePart:
    """``anchor`` is the part's address on the page."""

    anchor: str
    code: str
    title: str
    source: str
    url: str
    is_missing: bool
    acts: int
    shares: list[ShareCell]
    groups: list[GroupPart]


@dataclass(frozen=True)
class TalkPart:
    """A role-play with the scenes that are scored for one competency."""

    talk: Link
    scenes: list[Link]


def principle_parts(coverage: Coverage, links: Links) -> list[PrinciplePart]:
    return [_principle(one, links) for one in coverage.principles]


def _principle(one: CoveredPrinciple, links: Links) -> PrinciplePart:
    principle = one.principle
    return PrinciplePart(
        anchor=f"principle-{principle.code}",
        code=principle.code,
        title=principle.title,
        source=source_label(principle.source),
        url=links.principle(principle.pk),
        is_missing=one.is_missing,
        acts=one.figures.acts,
        shares=_shares(one.figures),
        groups=group_parts(one.groups, links),
    )


def _shares(figures: Figures) -> list[ShareCell]:
    cells = [
        (_("Lessons"), figures.with_lesson, figures.acts),
        (_("Questions"), figures.with_question, figures.acts),
        (_("Role-plays"), figures.with_talk, figures.competencies),
    ]
    return [ShareCell(label, share(some, every), not some) for label, some, every in cells]


def group_parts(groups: Iterable[Group], links: Links) -> list[GroupPart]:
    return [_group(group, links) for group in groups]


def _group(group: Group, links: Links) -> GroupPart:
    return GroupPart(
        code=group.competency.code,
        name=group.competency.name,
        is_empty=not group.competency.acts,
        talks=[Link(talk.code, links.talk(talk.pk), _extent(talk)) for talk in group.talks],
        statements=group.statements,
        loose=_questions(group.loose, links),
        rows=[_row(row, links) for row in group.rows],
    )


def _row(row: Carried, links: Links) -> ActRow:
    return ActRow(
        code=row.act.code,
        text=row.act.text,
        is_known=row.act.is_known,
        is_missing=row.is_missing,
        lessons=[Link(lesson.title, links.lesson(lesson.pk)) for lesson in row.lessons],
        quiz=_questions((one for one in row.questions if not one.is_practice), links),
        practice=_questions((one for one in row.questions if one.is_practice), links),
    )


def _questions(questions: Iterable[Question], links: Links) -> list[Link]:
    return [Link(question.code, links.question(question.pk)) for question in questions]


def _extent(talk: Talk) -> str:
    scenes = len(talk.decisions)
    return ngettext("%(scenes)d scene", "%(scenes)d scenes", scenes) % {"scenes": scenes}


def talk_parts(
    coverage: Coverage, material: Material, links: Links
) -> list[tuple[str, str, list[TalkPart]]]:
    """By competency shown on the page: code, name, its role-plays scene by scene."""
    shown = [group for one in coverage.principles for group in one.groups]
    codes = sorted({group.competency.code for group in (*shown, *coverage.unnamed)})
    return [
        (code, found.name, [_talk(talk, links) for talk in talks])
        for code in codes
        if (talks := material.talks.get(code)) and (found := material.competencies.get(code))
    ]


def _talk(talk: Talk, links: Links) -> TalkPart:
    return TalkPart(
        talk=Link(f"{talk.code} {talk.title}", links.talk(talk.pk)),
        scenes=[
            Link(
                decision.title,
                links.scene(talk.pk, decision.node),
                ngettext("%(answers)d answer", "%(answers)d answers", decision.answers)
                % {"answers": decision.answers},
            )
            for decision in talk.decisions
        ],
    )
