import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext, ngettext

from training.curriculum.management.commands.load_curriculum import CONTENT
from training.curriculum.reading.faults import Faults, FaultyContent
from training.curriculum.reading.folder import read_folder
from training.curriculum.translating.exporting import Written, export_sheets
from training.curriculum.translating.sheets import LANGUAGES
from training.curriculum.translating.subjects import of_module, subjects_of


class Command(BaseCommand):
    help = (
        "Write or refresh the PO files for translators (docs/translation.md) from what the site "
        "holds of a folder of content. Translations are kept, new sentences are added empty, those "
        "no longer said are marked obsolete. Repeatable."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("language", choices=LANGUAGES)
        parser.add_argument("directory", nargs="?", type=Path, default=CONTENT, metavar="DIR")
        parser.add_argument(
            "--module",
            metavar="CODE",
            help="only a module with its steps, role-plays, bank and sources of law",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *, language: str, directory: Path, **options: Any) -> None:
        faults = Faults()
        content = read_folder(directory, faults)
        if faults:
            raise CommandError("\n".join(str(fault) for fault in faults.sorted()))
        module = options["module"]
        subjects = of_module(content, module) if module else list(subjects_of(content).values())
        if not subjects:
            raise CommandError(
                gettext("There is no module %(code)s in the files.") % {"code": module}
            )
        try:
            written = export_sheets(directory, language, subjects)
        except FaultyContent as error:
            raise CommandError(
                "\n".join(f"{one.file}:{one.line}: {one.text(gettext)}" for one in error.faults)
            ) from error
        if not written:
            raise CommandError(
                gettext("None of this is on the site yet: run load_curriculum first.")
            )
        if options["json"]:
            rows = [one.to_json() for one in written]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self.tell(written)

    def tell(self, written: list[Written]) -> None:
        for one in written:
            mark = "*" if one.is_changed else " "
            self.stdout.write(f"{mark} {one.file}: {one.translated}/{one.total}")
        count = sum(one.is_changed for one in written)
        self.stdout.write(
            ngettext("%(count)d file written.", "%(count)d files written.", count)
            % {"count": count}
        )
