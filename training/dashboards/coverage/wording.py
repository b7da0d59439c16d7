"""Coverage in words: sentences for the page, the same words for the file."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modules.models import PrincipleSource
from training.dashboards.coverage.carrying import Carried, Coverage, Group


def summary(coverage: Coverage) -> str:
    """One sentence over all that the filters let through."""
    figures = coverage.figures
    acts = ngettext(
        "of %(all)d indicator, %(lessons)d is in a lesson and %(questions)d in a question",
        "of %(all)d indicators, %(lessons)d are in a lesson and %(questions)d in a question",
        figures.acts,
    ) % {
        "all": figures.acts,
        "lessons": figures.with_lesson,
        "questions": figures.with_question,
    }
    talks = ngettext(
        "of %(all)d competency, %(some)d is in a role-play",
        "of %(all)d competencies, %(some)d are in a role-play",
        figures.competencies,
    ) % {"all": figures.competencies, "some": figures.with_talk}
    principles = ngettext(
        "of %(all)d principle, %(some)d lacks nothing",
        "of %(all)d principles, %(some)d lack nothing",
        coverage.counted,
    ) % {"all": coverage.counted, "some": coverage.complete}
    return _("In all: %(acts)s; %(talks)s; %(principles)s.") % {
        "acts": acts,
        "talks": talks,
        "principles": principles,
    }


def source_label(source: str) -> str:
    return str(dict(PrincipleSource.choices).get(source, source))


def share(some: int, every: int) -> str:
    """``4 of 6``, ``all 6``, ``1 of 1`` or ``none``."""
    if not some:
        return _("none")
    if some == every > 1:
        return _("all %(all)d") % {"all": every}
    return _("%(some)d of %(all)d") % {"some": some, "all": every}


def missing(row: Carried, group: Group) -> list[str]:
    """What an indicator lacks, its competency included."""
    lacks = [
        (not row.act.is_known, unknown_indicator()),
        (not row.lessons, no_lesson()),
        (not row.questions, no_question()),
        (not group.talks, no_talk()),
    ]
    return [words for is_lacking, words in lacks if is_lacking]


def no_lesson() -> str:
    return _("no lesson")


def no_question() -> str:
    return _("no question")


def no_talk() -> str:
    return _("no role-play for this competency")


def no_indicators() -> str:
    return _("names no indicator yet")


def unknown_indicator() -> str:
    return _("the competency has no such indicator any more")


def empty_competency() -> str:
    return _("the competency has no indicators yet")
