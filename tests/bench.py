"""Speed as ratios to the same thing done barely, measured side by side in one run.

``make bench`` prints tables; ``python -m tests.bench pages transactions`` only those. What is
measured against what, and the promises: docs/benchmarks.md.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
os.environ["DEMO"] = "true"
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["ALLOWED_HOSTS"] = "testserver"
os.environ["TASKS_AT_ONCE"] = "false"  # as on a real site: what is queued is not part of a request
os.environ["DATABASE_URL"] = os.environ.get(
    "BENCH_DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'bench.sqlite3'}"
)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "training.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests import bench_house, bench_pages, bench_quizzes, bench_storyboard, bench_transactions
from tests.bench_bare import newcomer
from tests.bench_rows import show_ratios, show_tasks

TABLES = ("pages", "transactions", "documents", "tasks", "storyboard", "house")


def main(wanted: list[str]) -> int:
    _fresh_database()
    if "pages" in wanted:
        show_ratios(bench_pages.rows())
    if "transactions" in wanted:
        show_ratios(bench_transactions.rows())
        if connection.vendor == "sqlite" and (skipped := bench_transactions.on_postgresql()):
            show_ratios([skipped])
    if "documents" in wanted:
        from tests import bench_documents  # noqa: PLC0415  loads WeasyPrint, which the rest does not

        show_ratios([*bench_documents.rows(), bench_documents.two_workers()])
    if "house" in wanted:
        show_ratios(bench_house.rows())
    if "tasks" in wanted:
        show_tasks(bench_quizzes.tasks(newcomer()))
    if "storyboard" in wanted:
        show_tasks(bench_storyboard.tasks())
    connection.close()
    return 0


def _fresh_database() -> None:
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(f"{settings.DATABASES['default']['NAME']}{end}").unlink(missing_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_curriculum", verbosity=0)


if __name__ == "__main__":
    chosen = sys.argv[1:] or list(TABLES)
    if unknown := set(chosen) - set(TABLES):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    sys.exit(main(chosen))
