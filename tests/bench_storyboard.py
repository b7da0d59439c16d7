"""The storyboard of a large role-play: pages, and saves while its draft is being explored.

A busy machine makes the wall clock unfair: processor time stands beside it.
"""

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles

from django.test import Client

from assessments.scenarios.models import Scenario
from tests.bench_bare import OUR_BACKEND
from tests.bench_rows import Task, seconds
from tests.scenarios.documents import ladder
from tests.scenarios.storyboard import desks

ROOT = Path(__file__).resolve().parent.parent
METERS = ["trust", "stress", "clarity"]
READINGS, SAVES = 10, 60
EXPLORE = """
from assessments.scenarios.checker import PROOF_STATES, check
from tests.scenarios.documents import ladder
document = ladder(78, ["trust", "stress", "clarity"])
print("begun", flush=True)
while True:
    assert check(document, max_states=PROOF_STATES).exhaustive
"""


def tasks() -> list[Task]:
    client, large = _desk(78, "BENCH-80")
    _client, huge = _desk(298, "BENCH-300")
    for board in (large, huge):
        client.get(desks.url("node", board, "s40"))
    gc.freeze()  # as training.wsgi does
    alone = _saves(client, large, time.process_time)
    with exploring():
        beside = _saves(client, large, time.perf_counter)
    return [
        Task("storyboard of 80 scenes × 3 replies, slowest", _slowest(client, large), 2),
        Task("storyboard of 300 nodes, slowest", _slowest(client, huge), 5),
        Task("a node saved, processor time, p95", _p95(alone), 0.5),
        Task("a node saved beside an exploration, median", median(beside), 0.5),
        Task("a node saved beside an exploration, p95", _p95(beside), 0.5),
    ]


@contextmanager
def exploring() -> Iterator[None]:
    """80 nodes with three meters explored to the end, over and over, in a process beside."""
    process = subprocess.Popen(  # noqa: S603  our own code
        [sys.executable, "-c", EXPLORE], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()


def _desk(scenes: int, code: str) -> tuple[Client, Scenario]:
    author = desks.author(email=f"{code.lower()}@example.org")
    client = Client()
    client.force_login(author, OUR_BACKEND)
    return client, desks.draft({**ladder(scenes, METERS), "code": code}, person=author)


def _slowest(client: Client, board: Scenario) -> float:
    """Of several readings of the page with the form of one node."""
    address = desks.url("node", board, "s40")
    return max(seconds(partial(client.get, address)) for _ in range(READINGS))


def _saves(client: Client, board: Scenario, clock: Callable[[], float]) -> list[float]:
    """Seconds of each of many saves; the words change with every one."""
    address = desks.url("node", board, "s40")
    form = desks.filled(client.get(address), address)
    took = []
    for number in range(SAVES):
        sent = form | {"node-text": f"Текст {number}", "draft": desks.token(board)}
        begun = clock()
        client.post(address, sent)
        took.append(clock() - begun)
    return took


def _p95(took: list[float]) -> float:
    return quantiles(took, n=20)[18]
