from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from wagtail.models import Locale

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.xapi import export_statements


class Command(BaseCommand):
    help = (
        "Export the decisions of every talk of a role-play as xAPI statements, one a line. "
        "People are pseudonyms. The export is logged."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="code of the role-play")
        parser.add_argument("--output", type=Path, help="where to write; else standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Scenario.objects.filter(code=options["code"])
        scenario = found.filter(locale=Locale.get_default()).first() or found.first()
        if scenario is None:
            raise CommandError(_("There is no role-play “%(code)s”.") % {"code": options["code"]})
        if options["output"] is None:
            for line in export_statements(scenario=scenario, by=None):
                self.stdout.write(line, ending="")
            return
        try:
            with options["output"].open("w", encoding="utf-8", newline="") as file:
                file.writelines(export_statements(scenario=scenario, by=None))
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror}") from error
