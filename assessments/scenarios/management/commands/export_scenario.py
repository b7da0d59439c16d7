import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from wagtail.models import Locale

from assessments.scenarios.exchange.neutral import CannotRead
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.exchange import WRITERS, export_scenario


class Command(BaseCommand):
    help = "Export the newest draft of a role-play to a file, or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the role-play")
        parser.add_argument("--format", choices=tuple(WRITERS), required=True)
        parser.add_argument("--output", type=Path, help="where to write; else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Scenario.objects.filter(code=options["code"]).select_related("latest_revision")
        scenario = found.filter(locale=Locale.get_default()).first() or found.first()
        if scenario is None:
            raise CommandError(_("There is no role-play “%(code)s”.") % {"code": options["code"]})
        try:
            content = export_scenario(scenario=scenario, format=options["format"])
        except CannotRead as error:
            raise CommandError(str(error)) from error
        if options["output"]:
            try:
                options["output"].write_bytes(content)
            except OSError as error:
                raise CommandError(f"{options['output']}: {error.strerror}") from error
        else:
            binary = getattr(self.stdout, "buffer", None) or sys.stdout.buffer
            binary.write(content)
            binary.flush()
