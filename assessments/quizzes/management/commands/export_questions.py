import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments.quizzes.models import QuestionBank
from assessments.quizzes.services.exchange import WRITERS, export_questions


class Command(BaseCommand):
    help = "Export the newest drafts of a bank to a file, or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bank", required=True, help="code of the bank")
        parser.add_argument("--format", choices=tuple(WRITERS), required=True)
        parser.add_argument("--output", type=Path, help="where to write; else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        bank = QuestionBank.objects.filter(code=options["bank"]).first()
        if bank is None:
            raise CommandError(_("There is no bank “%(code)s”.") % {"code": options["bank"]})
        written = export_questions(bank=bank, format=options["format"], by=None)
        if options["output"]:
            try:
                options["output"].write_bytes(written.content)
            except OSError as error:
                raise CommandError(f"{options['output']}: {error.strerror}") from error
        else:
            binary = getattr(self.stdout, "buffer", None) or sys.stdout.buffer
            binary.write(written.content)
            binary.flush()
        for skipped in written.skipped:
            self.stderr.write(
                _("Left out: %(name)s") % {"name": skipped.name} + f": {skipped.reason}"
            )
        for lost in written.lost:
            self.stderr.write(_("Not kept of %(name)s") % {"name": lost.name} + f": {lost.reason}")
