"""``verify_attempts``: does every stored result follow from what was answered?"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.quizzes import verification as quizzes
from assessments.quizzes.models import Attempt
from assessments.scenarios import verification as scenarios
from assessments.scenarios.models import Run

BATCH = 200  # rows in memory at a time, however many there are


class Command(BaseCommand):
    help = (
        "Replay every attempt and every role-play from its log, tries from a turning point among "
        "them, and compare published role-plays with their hash. Fails when something differs."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[dict[str, Any]] = []
        attempts = runs = 0
        for attempt in Attempt.objects.order_by("pk").iterator(chunk_size=BATCH):
            attempts += 1
            faults += [{"attempt": str(attempt.pk), "fault": f} for f in quizzes.faults(attempt)]
        # The document of a version is read once a process, not once a run.
        kept = ("version__document", "version__findings", "version__accepted")
        talks = Run.objects.select_related("version", "origin").defer(*kept).order_by("pk")
        for run in talks.iterator(chunk_size=BATCH):
            runs += 1
            faults += [{"run": str(run.pk), "fault": f} for f in scenarios.faults(run)]
        faults += [{"version": pk, "fault": f} for pk, f in scenarios.faults_of_versions()]
        body = {"attempts": attempts, "runs": runs, "faults": faults}
        if options["json"]:
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            self.stdout.write(f"{attempts} attempts and {runs} role-plays replayed")
            for fault in faults:
                self.stdout.write(str(fault))
        if faults:
            raise CommandError(f"{len(faults)} faults", returncode=1)
