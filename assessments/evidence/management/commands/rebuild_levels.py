import dataclasses
import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from assessments.evidence.exceptions import EvidenceError
from assessments.evidence.levels import rebuild_levels


class Command(BaseCommand):
    help = (
        "Compute everybody's competency levels anew from the ledger of evidence. "
        "Running it twice is harmless."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = rebuild_levels()
        except EvidenceError as error:
            raise CommandError(f"levels were not rebuilt: {error}") from error
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(report)))
        else:
            self.stdout.write(
                f"{report.levels} levels of {report.people} people, {report.changed} changed."
            )
