import json
import logging
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.evidence.levels import refresh_ageing
from assessments.quizzes.services.attempts import close_overdue
from assessments.quizzes.services.corrections.applying import finish_cases
from assessments.quizzes.services.statistics import fold_finished
from certificates.services import remove_withdrawn
from training.programmes.services import finish_ready, make_missing_documents

logger = logging.getLogger(__name__)

# Attempts and levels first: enrolments rest on them, and certificates on enrolments.
JOBS: dict[str, Callable[[], int]] = {
    "attempts_closed": close_overdue,
    "corrections_applied": finish_cases,
    "statistics_folded": fold_finished,
    "levels_changed": refresh_ageing,
    "enrolments_completed": finish_ready,
    "certificates_rendered": make_missing_documents,
    "documents_removed": remove_withdrawn,
}


class Command(BaseCommand):
    help = (
        "Bring the world to what the tables say: close overdue attempts, refresh ageing levels, "
        "complete enrolments that lack nothing, make missing certificates. For each minute; "
        "running it twice is harmless. Exits with 1 when a job failed; the others run all the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        done: dict[str, int] = {}
        failed: dict[str, str] = {}
        for name, job in JOBS.items():
            try:
                done[name] = job()
            except Exception as error:  # one job's failure must not stop the others
                logger.exception("reconcile.failed", extra={"job": name})
                failed[name] = type(error).__name__
        if options["json"]:
            self.stdout.write(json.dumps({**done, "failed": failed}))
        else:
            self.stdout.write("\n".join(f"{name}: {count}" for name, count in done.items()))
        if failed:
            raise CommandError(
                "failed: " + ", ".join(f"{name} ({error})" for name, error in failed.items())
            )
