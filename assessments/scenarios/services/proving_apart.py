"""Explorations in a process beside this one, for sites that have no worker for background tasks.

The checker is pure, so the other process needs neither settings nor a database. One exploration
runs at a time; of a role-play that is saved again while it waits only the newest draft is explored.
"""

import atexit
import logging
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context

from django.db import close_old_connections

from assessments.scenarios.checker import PROOF_STATES, Report, check
from assessments.scenarios.grammar import Document

logger = logging.getLogger(__name__)
_waiting: dict[str, "Future[Report]"] = {}


def explore(document: Document, keep: Callable[[Report], object]) -> None:
    """Explore ``document`` beside this process, then call ``keep`` in a thread of this one."""
    code = document["code"]
    if (earlier := _waiting.pop(code, None)) is not None:
        earlier.cancel()
    future = _waiting[code] = _workers().submit(_explored, document)
    future.add_done_callback(lambda done: _finished(code, done, keep))


def _explored(document: Document) -> Report:
    return check(document, max_states=PROOF_STATES)


def _finished(code: str, future: "Future[Report]", keep: Callable[[Report], object]) -> None:
    if _waiting.get(code) is future:
        del _waiting[code]
    if future.cancelled():
        return
    if error := future.exception():
        _workers.cache_clear()  # the process may be gone; the next draft gets another one
        logger.error("a role-play could not be explored", exc_info=error)
        return
    try:
        keep(future.result())
    finally:
        close_old_connections()


@cache
def _workers() -> ProcessPoolExecutor:
    workers = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
    atexit.register(workers.shutdown, wait=False, cancel_futures=True)
    return workers
