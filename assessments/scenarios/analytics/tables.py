"""The decisions as a file: one row for each option, names and figures, formulas defused."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from assessments.scenarios.analytics.decisions import DecisionFigures, OptionFigures
from assessments.scenarios.analytics.page import Names
from assessments.scenarios.analytics.reports import UseReport
from assessments.scenarios.analytics.wording import about_decision
from assessments.scenarios.grammar import BEST_QUALITY
from modules.spreadsheets import guarded, plain_cell

Cell = str | int | float | None


def decisions_csv(report: UseReport, names: Names) -> bytes:
    """UTF-8 with a byte order mark, semicolons, decimal comma; an absent figure is empty.

    Words that a spreadsheet would take for a formula are guarded; a negative number stays one.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in (_headings(), *_rows(report, names)):
        writer.writerow([_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(plain_cell(cell))
    return str(cell).replace(".", ",")


def _headings() -> list[Cell]:
    return [
        _("Scene"),
        _("Title"),
        _("In words"),
        _("People"),
        _("Talks"),
        _("Visits"),
        _("Difficulty (mean of q/4)"),
        _("Discrimination"),
        _("Median, seconds"),
        _("Option"),
        _("Text of the option"),
        _("Mark, 0–4"),
        _("Best"),
        _("Shown"),
        _("Chosen"),
        _("Share, %"),
        _("Mean of the rest, %"),
    ]


def _rows(report: UseReport, names: Names) -> Iterator[list[Cell]]:
    for row in report.decisions:
        said = ". ".join(about_decision(row, names.places(row.node)))
        start: list[Cell] = [row.node, names.title(row.node), said]
        if not row.is_shown:
            yield [*start, *[None] * 14]
            continue
        texts = names.texts(row.node)
        for option in row.options:
            yield [*start, *_decision(row), *_option(option, texts[option.choice])]


def _decision(row: DecisionFigures) -> list[Cell]:
    return [
        row.people,
        row.talks,
        row.visits,
        _rounded(row.difficulty, 3),
        _rounded(row.discrimination, 3),
        _rounded(row.median_seconds, 1),
    ]


def _option(option: OptionFigures, text: str) -> list[Cell]:
    return [
        option.choice,
        text,
        _rounded(None if option.quality is None else BEST_QUALITY * option.quality, 2),
        _("yes") if option.is_best else "",
        option.shown,
        option.chosen,
        _rounded(None if option.share is None else 100 * option.share, 1),
        _rounded(option.rest, 1),
    ]


def _rounded(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)
