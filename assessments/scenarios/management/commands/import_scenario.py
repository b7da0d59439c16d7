import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from assessments.scenarios.exchange.detect import AUTO, FORMATS, read_file
from assessments.scenarios.services.exchange import Report, import_scenarios
from modules.decoding import MOST_BYTES


class Command(BaseCommand):
    help = "Import role-plays from a file as new drafts; nothing is published or overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="JSON, CSV, XLSX, Twee, Twine HTML, H5P")
        parser.add_argument("--format", choices=(AUTO, *FORMATS), default=AUTO)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        content = _content(path)
        reading = read_file(path.name, content, options["format"])
        report = import_scenarios(
            reading=reading,
            name=path.name,
            content=content,
            by=None,
            dry_run=options["dry_run"],
        )
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False))
        else:
            self._say(report)
        if report.is_refused:
            raise CommandError(_("Nothing was imported: the file was refused."), returncode=1)

    def _say(self, report: Report) -> None:
        found = report.to_json()
        if report.is_dry:
            self.stdout.write(_("Nothing is stored: this is a dry run."))
        for scenario, code in zip(found["scenarios"], report.codes, strict=True):
            counts = ", ".join(f"{key} {scenario[key]}" for key in ("nodes", "choices", "links"))
            self.stdout.write(f"{code} {scenario['title']}: {counts}")
            for link in scenario["broken_links"]:
                self.stdout.write(f"  ✗ {link}")
            for name, count in scenario["left_behind"].items():
                self.stdout.write(
                    "  " + _("left behind: %(name)s") % {"name": name} + f" × {count}"
                )
        for warning in found["warnings"]:
            self.stdout.write(f"! {warning}")
        for error in found["errors"]:
            self.stdout.write(f"✗ {error}")


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
