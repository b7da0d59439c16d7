"""Verdicts and figures in words. The bounds are in ``statistics.verdicts``."""

from collections.abc import Iterable

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.quizzes.reports.quizzes import ItemReport, QuizReport
from assessments.quizzes.statistics.verdicts import ENOUGH_ATTEMPTS, LEAST_ATTEMPTS, Verdict

VERDICTS: dict[Verdict, Promise] = {
    Verdict.TOO_EASY: _("too easy"),
    Verdict.EASY: _("easy"),
    Verdict.SUITABLE: _("of suitable difficulty"),
    Verdict.HARD: _("hard"),
    Verdict.TOO_HARD: _("too hard"),
    Verdict.SEPARATES_WELL: _("separates well"),
    Verdict.SEPARATES_FAIRLY: _("separates acceptably"),
    Verdict.SEPARATES_LITTLE: _("hardly separates"),
    Verdict.GOES_AGAINST: _("goes against the rest: check the key"),
    Verdict.CANNOT_SEPARATE: _("cannot separate: the marks do not vary"),
}
ABSENT = "—"
RELIABLE_FOR_CERTIFICATES = 80
RELIABLE_FOR_FEEDBACK = 70


def in_words(verdicts: Iterable[Verdict]) -> str:
    """“Too easy, hardly separates”; the first letter is a capital."""
    text = ", ".join(str(VERDICTS[verdict]) for verdict in verdicts)
    return text[:1].upper() + text[1:]


def figure(value: float | None, places: int = 2) -> str:
    """A number with the decimal sign of the reader's language; a dash where it is absent."""
    return ABSENT if value is None else str(number_format(round(value, places) + 0, places))


def about_item(report: ItemReport) -> list[str]:
    """What the figures of a question mean, the gravest first; one sentence each."""
    numbers = report.numbers
    if not numbers.is_shown:
        return [
            gettext("Too few answers to say anything: %(answers)d, figures come with %(least)d")
            % {"answers": numbers.n, "least": LEAST_ATTEMPTS}
        ]
    said = []
    if report.better is not None:
        said.append(
            gettext("The best choose %(option)s: check the key")
            % {"option": report.family.option_name(report.better)}
        )
    said.append(in_words(numbers.verdicts))
    if numbers.guess is not None and numbers.facility is not None:
        upper = numbers.facility_interval[1] if numbers.facility_interval else numbers.facility
        if upper <= numbers.guess:
            said.append(gettext("No better than guessing"))
    said += _groups_apart(report)
    if numbers.is_early:
        said.append(
            gettext("Early: with fewer than %(enough)d answers this may still change")
            % {"enough": ENOUGH_ATTEMPTS}
        )
    return said


def _groups_apart(report: ItemReport) -> list[str]:
    """Groups that differ more than their ability explains."""
    said = []
    for group in (*report.languages, *report.centres):
        if group.difference is None or not group.difference.is_notable:
            continue
        message = (
            gettext("Harder for “%(group)s” than for others of the same ability")
            if group.difference.delta < 0
            else gettext("Easier for “%(group)s” than for others of the same ability")
        )
        said.append(message % {"group": group.name})
    return said


def about_quiz(report: QuizReport) -> list[str]:
    """What the figures of a quiz mean, one sentence each."""
    numbers = report.numbers
    if not numbers.is_shown:
        return [
            gettext("Too few attempts to say anything: %(attempts)d, figures come with %(least)d")
            % {"attempts": numbers.attempts, "least": LEAST_ATTEMPTS}
        ]
    said = [_about_consistency(report)]
    if numbers.is_early:
        said.append(
            gettext("Early: with fewer than %(enough)d attempts this may still change")
            % {"enough": ENOUGH_ATTEMPTS}
        )
    return said


def _about_consistency(report: QuizReport) -> str:
    if not report.is_fixed:
        return gettext(
            "People had different questions, so there is no common total and no reliability"
        )
    alpha = report.numbers.internal_consistency
    if alpha is None:
        return gettext("The results do not vary, so nothing can be said about reliability")
    if alpha >= RELIABLE_FOR_CERTIFICATES:
        return gettext("Reliable enough for a certificate")
    if alpha >= RELIABLE_FOR_FEEDBACK:
        return gettext("Reliable enough for feedback, not for a certificate")
    return gettext("Not reliable: do not decide about people by this quiz alone")
