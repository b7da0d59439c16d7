import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments.quizzes.exchange.detect import AUTO, FORMATS, MOST_PACKAGE, read_file
from assessments.quizzes.exchange.neutral import CannotRead, Reading, as_json
from assessments.quizzes.models import QuestionBank
from assessments.quizzes.services.exchange import Action, Report, import_questions


class Command(BaseCommand):
    help = "Import questions from a file into a bank, as drafts. Repeating it doubles nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="GIFT, Moodle XML, Aiken, QTI, H5P, CSV, XLSX")
        parser.add_argument("--bank", help="code of the bank; not needed with --dry-run")
        parser.add_argument("--format", choices=(AUTO, *FORMATS), default=AUTO)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        bank, warning = _bank(options["bank"], dry_run=options["dry_run"])
        try:
            path: Path = options["file"]
            reading = read_file(path.name, _content(path), options["format"])
        except CannotRead as error:
            raise CommandError(str(error)) from error
        if warning:
            reading.warnings.insert(0, warning)
        report = import_questions(bank=bank, reading=reading, by=None, dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(reading, report), ensure_ascii=False))
        else:
            self._say(report)

    def _say(self, report: Report) -> None:
        if report.is_dry:
            self.stdout.write(_("Nothing is stored: this is a dry run."))
        for outcome in report.outcomes:
            line = f" ({outcome.question.line})" if outcome.question.line else ""
            self.stdout.write(
                f"{outcome.code} {outcome.question.kind}: {outcome.question.name}{line}"
                f" – {outcome.action.label}"
            )
        for skipped in report.skipped:
            line = f" ({skipped.line})" if skipped.line else ""
            self.stdout.write(f"✗ {skipped.name}{line}: {skipped.reason}")
        for warning in report.warnings:
            self.stdout.write(f"! {warning}")
        self.stdout.write("; ".join(f"{label}: {count}" for label, count in report.counts()))


def _bank(code: str | None, *, dry_run: bool) -> tuple[QuestionBank, str]:
    """The bank, and what has to be said about it. A dry run needs none."""
    if not code:
        if not dry_run:
            raise CommandError(_("Name the bank with --bank, or use --dry-run."))
        return QuestionBank(code="bank"), ""
    bank = QuestionBank.objects.filter(code=code).first()
    if bank is not None:
        return bank, ""
    if not dry_run:
        raise CommandError(_("There is no bank “%(code)s”.") % {"code": code})
    return (
        QuestionBank(code=code),
        _("There is no bank “%(code)s” yet; make it before the import.") % {"code": code},
    )


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_PACKAGE + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error


def _as_json(reading: Reading, report: Report) -> dict[str, Any]:
    """What was read, with what the bank refused among the skipped."""
    left_out = {id(outcome.question) for outcome in report.outcomes}
    kept = Reading(
        reading.format,
        [question for question in reading.questions if id(question) in left_out],
        report.skipped,
        [*reading.warnings, *_unchanged(report)],
    )
    return as_json(kept)


def _unchanged(report: Report) -> list[str]:
    return [
        f"{outcome.question.name}: {outcome.action.label} ({outcome.code})"
        for outcome in report.outcomes
        if outcome.action != Action.NEW
    ]
