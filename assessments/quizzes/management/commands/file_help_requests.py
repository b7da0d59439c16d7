import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.quizzes.services.help_requests import file_help_requests


class Command(BaseCommand):
    help = (
        "Look at the statistics of all questions: open a task for each that asks for help, close "
        "those that no longer do. For each night; running it twice is harmless."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        opened = file_help_requests()
        self.stdout.write(
            json.dumps({"opened": opened}) if options["json"] else f"opened: {opened}"
        )
