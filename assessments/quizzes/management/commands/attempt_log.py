import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.quizzes.models import AnswerLog, Attempt
from assessments.quizzes.verification import faults, plain, replayed_answers


class Command(BaseCommand):
    help = "Print every packet an attempt received, and the answers that follow from them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("attempt", type=UUID, help="id of the attempt")
        parser.add_argument("--json", action="store_true", help="print JSON for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        attempt = Attempt.objects.filter(pk=options["attempt"]).first()
        if attempt is None:
            raise CommandError(f"there is no attempt {options['attempt']}")
        body = _body(attempt)
        if options["json"]:
            self.stdout.write(json.dumps(body, ensure_ascii=False))
        else:
            for row in body["log"]:
                late = " late" if row["late"] else ""
                self.stdout.write(
                    f"{row['received_at']} {row['client']}:{row['seq']} "
                    f"{row['question']} = {row['value']}{late}"
                )
            for question, value in body["answers"].items():
                self.stdout.write(f"{question}: {value}")
        if body["faults"]:
            raise CommandError("; ".join(body["faults"]))


def _body(attempt: Attempt) -> dict[str, Any]:
    return {
        "attempt": str(attempt.pk),
        "state": "open" if attempt.is_open else "finished",
        "log": [_row(row) for row in attempt.log.order_by("pk")],
        "answers": plain(replayed_answers(attempt)),
        "quarantined": attempt.quarantine.count(),
        "faults": list(faults(attempt)),
    }


def _row(row: AnswerLog) -> dict[str, Any]:
    return {
        "client": row.client,
        "seq": row.seq,
        "question": row.question,
        "value": row.value,
        "received_at": row.received_at.isoformat(),
        "late": row.late,
    }
