import json
import logging
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext

from training.curriculum.loading.loader import load
from training.curriculum.loading.report import Report
from training.curriculum.reading.faults import FaultyContent

CONTENT = Path(__file__).resolve().parents[2] / "content"


class Command(BaseCommand):
    help = (
        "Bring competencies, norms, banks, role-plays, modules and programmes to what a folder of "
        "text files says (docs/curriculum-format.md). Repeatable; editors' changes are left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, default=CONTENT, metavar="DIR")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")
        parser.add_argument(
            "--dry-run", action="store_true", help="check and report, change nothing"
        )

    def handle(self, *, directory: Path, **options: Any) -> None:
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # a line for each revision else
        try:
            report = load(directory, is_dry_run=options["dry_run"])
        except FaultyContent as error:
            self.refuse(error, as_json=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        else:
            self.tell(report)

    def refuse(self, error: FaultyContent, *, as_json: bool) -> None:
        if as_json:
            faults = [
                {"file": fault.file, "line": fault.line, "message": fault.text(gettext)}
                for fault in error.faults
            ]
            self.stdout.write(json.dumps({"faults": faults}, ensure_ascii=False, indent=2))
        else:
            for fault in error.faults:
                self.stderr.write(f"{fault.file}:{fault.line}: {fault.text(gettext)}")
        count = len(error.faults)
        raise CommandError(
            ngettext(
                "%(count)d fault; nothing was loaded.",
                "%(count)d faults; nothing was loaded.",
                count,
            )
            % {"count": count}
        )

    def tell(self, report: Report) -> None:
        for key, why in report.left_alone().items():
            self.stdout.write(f"{key}: {why.label}")
        for warning in report.warnings:
            self.stdout.write(f"{warning.file}:{warning.line}: {warning.text(gettext)}")
        counts = report.counts()
        if report.is_dry_run:
            self.stdout.write(gettext("A dry run: nothing was changed."))
        self.stdout.write(
            gettext(
                "created %(created)d, updated %(updated)d, unchanged %(unchanged)d, "
                "left as is %(left)d"
            )
            % {**counts, "left": len(report.left_alone())}
        )
