"""A result in sentences, in the active language."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.reflections.models import Frequency, SelfAssessment
from assessments.reflections.suggesting import Reason, Standing, Suggestion


def frequency_words(score: int | None) -> str:
    """What an answer says."""
    return _("no occasion") if score is None else str(Frequency(score).label)


def points(score: Decimal) -> str:
    """Such as ``2,67``."""
    return number_format(score, 2)


def day_of(assessment: SelfAssessment) -> str:
    """The day it was finished; of a draft the day it was begun."""
    return date_format(localtime(assessment.finished_at or assessment.started_at), "DATE_FORMAT")


def reasons_in_words(suggestion: Suggestion) -> list[str]:
    """One sentence a reason."""
    return [_sentence(reason, suggestion.standing) for reason in suggestion.reasons]


def _sentence(reason: Reason, row: Standing) -> str:
    if reason is Reason.GAP:
        return _gap(row)
    if reason is Reason.ABOVE_SHOWN:
        return _(
            "You rate yourself higher than the tasks have shown so far. That is a good place to "
            "try things out: practice shows whether the tasks or the rating should move."
        )
    if reason is Reason.BELOW_SHOWN:
        return _("You can do more than you think: the tasks have shown a higher level.")
    if reason is Reason.FELL and row.then is not None:
        return _(
            "You rated this higher last time: %(then)s, now %(now)s. It may have been a hard "
            "month, or you see more in it than before."
        ) % {"then": points(row.then), "now": points(row.now)}
    return _(
        "You are where the programme leads. The lowest score is here, so there is room to go on."
    )


def _gap(row: Standing) -> str:
    words = {"target": row.target, "level": row.known, "gap": row.gap}
    if row.measured is None:
        gap = ngettext(
            "By your own rating %(gap)d level is missing to the expected one (%(level)d of "
            "%(target)d); no task has measured it yet.",
            "By your own rating %(gap)d levels are missing to the expected one (%(level)d of "
            "%(target)d); no task has measured it yet.",
            row.gap,
        )
    else:
        gap = ngettext(
            "By the tasks %(gap)d level is missing to the expected one (%(level)d of %(target)d).",
            "By the tasks %(gap)d levels are missing to the expected one (%(level)d of "
            "%(target)d).",
            row.gap,
        )
    return gap % words + (" " + _("This competency is a critical one.") if row.is_critical else "")


def summary(standings: Sequence[Standing]) -> str:
    """What the drawing shows, in a sentence or two; empty where nothing is rated."""
    if not standings:
        return ""
    highest = max(standings, key=lambda row: row.now)
    lowest = min(standings, key=lambda row: row.now)
    if highest.now == lowest.now:
        said = _("Every rated competency has %(score)s of 4.") % {"score": points(highest.now)}
    else:
        said = _(
            "Highest: %(high_code)s with %(high)s of 4; lowest: %(low_code)s with %(low)s."
        ) % {
            "high_code": highest.code,
            "high": points(highest.now),
            "low_code": lowest.code,
            "low": points(lowest.now),
        }
    compared = [(row.then, row.now) for row in standings if row.then is not None]
    if not compared:
        return said
    counts = {
        "more": sum(now > then for then, now in compared),
        "less": sum(now < then for then, now in compared),
        "same": sum(now == then for then, now in compared),
    }
    changes = _("Since last time: higher %(more)d, lower %(less)d, unchanged %(same)d.") % counts
    return f"{said} {changes}"
