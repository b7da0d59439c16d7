"""Lines of the benchmark's tables, and how two sides are measured against each other."""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "60"))
BLOCK = 10


@dataclass(frozen=True)
class Ratio:
    """Milliseconds of ours beside those of what it is compared with. No promise: for reading."""

    what: str
    ours: float
    bare: float
    promise: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


@dataclass(frozen=True)
class Task:
    """Seconds, and how many are promised."""

    what: str
    seconds: float
    promise: float


@dataclass(frozen=True)
class Skipped:
    what: str
    why: str


def in_turns(
    ours: Callable[[], object],
    bare: Callable[[], object],
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Median milliseconds of both, in short blocks by turns: what else runs here slows both.

    The first block of each side, and the first call of every block, warm up and are not counted.
    """
    size = min(BLOCK, rounds)
    ours_took: list[float] = []
    bare_took: list[float] = []
    for block in range(rounds // size + 1):
        for call, took in ((ours, ours_took), (bare, bare_took)):
            call()
            for _ in range(size):
                started = clock()
                call()
                if block:
                    took.append(1000 * (clock() - started))
    return statistics.median(ours_took), statistics.median(bare_took)


def seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def show_ratios(rows: Iterable[Ratio | Skipped]) -> None:
    say(f"\n{'what':<54}{'ours ms':>9}{'bare ms':>9}{'ratio':>7}{'promise':>9}")
    for row in rows:
        if isinstance(row, Skipped):
            say(f"{row.what:<54}  skipped: {row.why}")
            continue
        promise = f"{row.promise:>9.1f}" if row.promise else ""
        over = "  over" if row.promise and row.ratio > row.promise else ""
        say(f"{row.what:<54}{row.ours:>9.2f}{row.bare:>9.2f}{row.ratio:>7.2f}{promise}{over}")


def show_tasks(tasks: Iterable[Task | Skipped]) -> None:
    say(f"\n{'what':<54}{'seconds':>9}{'promise':>9}")
    for task in tasks:
        if isinstance(task, Skipped):
            say(f"{task.what:<54}  skipped: {task.why}")
            continue
        over = "  over" if task.seconds > task.promise else ""
        say(f"{task.what:<54}{task.seconds:>9.2f}{task.promise:>9.1f}{over}")


def say(line: str) -> None:
    """At once, so that a long run can be followed."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
