import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.quizzes import verification as quizzes
from assessments.quizzes.models import Attempt
from assessments.scenarios import verification as scenarios
from assessments.scenarios.models import Run


class Command(BaseCommand):
    help = (
        "Replay every attempt and every role-play from its log; fails when a stored result differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        faults = []
        attempts = runs = 0
        for attempt in Attempt.objects.order_by("pk").iterator():
            attempts += 1
            faults += [{"attempt": str(attempt.pk), "fault": f} for f in quizzes.faults(attempt)]
        for run in Run.objects.select_related("version").order_by("pk").iterator():
            runs += 1
            faults += [{"run": str(run.pk), "fault": f} for f in scenarios.faults(run)]
        body = {"attempts": attempts, "runs": runs, "faults": faults}
        if options["json"]:
            self.stdout.write(json.dumps(body))
        else:
            self.stdout.write(f"{attempts} attempts and {runs} role-plays replayed")
            for fault in faults:
                self.stdout.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} faults")
