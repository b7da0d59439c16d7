import json
import uuid
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils.translation import gettext as _

from assessments.quizzes.models import QuizPage
from assessments.quizzes.reports.json import quiz_json
from assessments.quizzes.reports.quizzes import QuizReport, quiz_report
from assessments.quizzes.reports.wording import about_item, about_quiz, figure
from assessments.quizzes.services.statistics import fold_finished, note_missed


class Command(BaseCommand):
    help = (
        "What the answers to a quiz say: first finished attempts, words before figures, nothing "
        "under ten answers. Names and units: docs/statistics.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quiz", metavar="QUIZ", help="slug, key or title of a quiz")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        page = _quiz(options["quiz"])
        note_missed(page.translation_key)
        fold_finished(page.translation_key)
        report = quiz_report(page.translation_key)
        if options["json"]:
            quiz = {"key": str(page.translation_key), "slug": page.slug, "title": page.title}
            body = {"quiz": quiz, **quiz_json(report)}
            self.stdout.write(json.dumps(body, ensure_ascii=False, allow_nan=False))
        else:
            self.stdout.write("\n".join(_lines(page, report)))


def _quiz(name: str) -> QuizPage:
    """By key, slug or title; in Ukrainian where there are several languages."""
    if "\0" in name:
        raise CommandError(_("There is no such quiz."))
    wanted = Q(slug=name) | Q(title=name)
    with suppress(ValueError):  # it is a slug or a title
        wanted |= Q(translation_key=uuid.UUID(name))
    found = list(QuizPage.objects.filter(wanted).select_related("locale").order_by("pk"))
    keys = {page.translation_key for page in found}
    if not found:
        raise CommandError(_("There is no quiz “%(name)s”.") % {"name": name[:100]})
    if len(keys) > 1:
        listed = ", ".join(sorted(f"{page.slug} ({page.translation_key})" for page in found))
        raise CommandError(
            _("Several quizzes are called “%(name)s”: %(quizzes)s. Name one by its key.")
            % {"name": name[:100], "quizzes": listed}
        )
    return min(found, key=lambda page: page.locale.language_code != settings.LANGUAGE_CODE)


def _lines(page: QuizPage, report: QuizReport) -> list[str]:
    numbers = report.numbers
    lines = [
        page.title,
        *(f"{words}." for words in about_quiz(report)),
        _("Counted: the first finished attempt of each person."),
        f"{_('Attempts')}: {numbers.attempts}",
    ]
    if numbers.is_shown:
        lines += [
            f"{_('Mean result, %')}: {figure(numbers.mean)}",
            f"{_('Median result, %')}: {figure(numbers.median)}",
            f"{_('Standard deviation')}: {figure(numbers.sd)}",
            f"{_('Internal consistency, %')}: {figure(numbers.internal_consistency)}",
            f"{_('Standard error of measurement')}: {figure(numbers.standard_error)}",
        ]
    for item in report.items:
        said = ". ".join(about_item(item))
        lines += ["", f"{item.family.code} ({item.family.language}) — {said}."]
        if item.numbers.is_shown:
            facility = item.numbers.facility
            lines.append(
                f"  {_('answers')} {item.numbers.n}; "
                f"{_('facility, %')} {figure(None if facility is None else 100 * facility)}; "
                f"{_('discrimination index, %')} {figure(item.numbers.discrimination_index)}"
            )
    return lines
