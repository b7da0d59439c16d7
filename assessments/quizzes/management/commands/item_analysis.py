import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments.quizzes.marks_file import MOST_BYTES, CannotReadMarks, MarksFile, read_marks
from assessments.quizzes.reports.wording import figure, in_words
from assessments.quizzes.statistics import ItemAnalysis, item_analysis
from assessments.quizzes.statistics.verdicts import LEAST_ATTEMPTS, item_verdicts


class Command(BaseCommand):
    help = (
        "Analyse a table of marks: a CSV file with item names, maxima, then a row an attempt. "
        "Formulas and units: docs/statistics.md. Needs no database."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            table = _read(options["file"])
        except CannotReadMarks as error:
            raise CommandError(str(error)) from error
        analysis = item_analysis(table.rows, table.maxima)
        if options["json"]:
            self.stdout.write(
                json.dumps(_body(table, analysis), ensure_ascii=False, allow_nan=False)
            )
        else:
            self.stdout.write("\n".join(_lines(table, analysis)))


def _read(path: Path) -> MarksFile:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise CannotReadMarks(_("The file is larger than 50 MB."))
        with path.open("rb") as file:
            return read_marks(file)
    except (OSError, ValueError) as error:  # a name with NUL is a ValueError
        raise CannotReadMarks(
            _("The file %(name)s cannot be opened.") % {"name": ascii(str(path))[1:-1][:200]}
        ) from error


def _body(table: MarksFile, analysis: ItemAnalysis) -> dict[str, Any]:
    body = analysis.as_dict()
    named = zip(table.names, table.maxima, body["items"], strict=True)
    items = [{"name": name, "maximum": float(top), **figures} for name, top, figures in named]
    return {**body, "items": items, "warnings": table.warnings}


def _lines(table: MarksFile, analysis: ItemAnalysis) -> list[str]:
    return [
        *(f"! {warning}" for warning in table.warnings),
        *_test_lines(analysis),
        "",
        *_item_lines(table, analysis),
    ]


def _test_lines(analysis: ItemAnalysis) -> list[str]:
    rows = [
        (_("Attempts"), str(analysis.attempts)),
        (_("Mean of the marks"), figure(analysis.mean)),
        (_("Median of the marks"), figure(analysis.median)),
        (_("Standard deviation"), figure(analysis.sd)),
        (_("Skewness"), figure(analysis.skewness)),
        (_("Kurtosis"), figure(analysis.kurtosis)),
        (_("Internal consistency, %"), figure(analysis.internal_consistency)),
        (_("Error ratio, %"), figure(analysis.error_ratio)),
        (_("Standard error of measurement"), figure(analysis.standard_error)),
    ]
    return [f"{label}: {value}" for label, value in rows]


def _item_lines(table: MarksFile, analysis: ItemAnalysis) -> list[str]:
    lines = []
    for name, item in zip(table.names, analysis.items, strict=True):
        separation = item.discrimination_index
        if analysis.attempts >= LEAST_ATTEMPTS:
            words = in_words(
                item_verdicts(item.facility, None if separation is None else separation / 100)
            )
        else:
            words = _("Too few attempts for a verdict")
        figures = [
            (_("facility, %"), None if item.facility is None else 100 * item.facility),
            (_("standard deviation"), item.sd),
            (_("discrimination index, %"), separation),
            (_("discriminative efficiency, %"), item.discriminative_efficiency),
            (_("effective weight, %"), item.effective_weight),
            (_("intended weight, %"), item.intended_weight),
            (_("item-total correlation"), item.item_total),
        ]
        listed = "; ".join(f"{label} {figure(value)}" for label, value in figures)
        lines.append(f"{name or ABSENT_NAME} — {words}. {listed}")
    return lines


ABSENT_NAME = "…"
