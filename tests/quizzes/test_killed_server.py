"""Web processes are killed while people answer: what was acknowledged is there."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from assessments.quizzes.models import AnswerLog
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import quiz

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, KILLS, WORKERS = 3, 50, 2
TOKEN = "k" * 32


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def address_of_database(folder):
    """Where another process finds the rows of this test; SQLite's are in memory, so copied."""
    if connection.vendor == "sqlite":
        path = folder / "killed.sqlite3"
        path.write_bytes(connection.connection.serialize())
        return f"sqlite:///{path}"
    found = connection.settings_dict
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}/{found['NAME']}"


@contextmanager
def server(database, port):
    """Gunicorn with workers that are forked ready, so that a killed one is soon replaced."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "training.settings",
        "DATABASE_URL": database,
        "DEMO": "true",
        "LOG_LEVEL": "CRITICAL",
    }
    command = ["gunicorn", "training.wsgi", "--preload", "--workers", str(WORKERS)]
    process = subprocess.Popen(  # noqa: S603  our own server
        [sys.executable, "-m", *command, "--bind", f"127.0.0.1:{port}", "--log-level", "critical"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def workers_of(master):
    path = Path(f"/proc/{master.pid}/task/{master.pid}/children")
    return [int(pid) for pid in path.read_text().split()]


def cookies_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return (
        f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    )


def save(port, path, cookies, packet):
    """The status, or ``None`` when the server died on the way."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as link:
            headers = {
                "Cookie": cookies,
                "X-CSRFToken": TOKEN,
                "Content-Type": "application/json",
            }
            link.request("POST", path, json.dumps(packet), headers)
            answer = link.getresponse()
            body = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    assert answer.status == 200, body[:200]
    return json.loads(body)["acked"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the workers in /proc")
def test_fifty_killed_workers_lose_no_acknowledged_answer(tmp_path):
    page = quiz(questions=4, draw=4)
    attempts = [start_attempt(person=PersonFactory(), page=page) for _ in range(PEOPLE)]
    tokens = [[one for one, _ in attempt.items.first().options] for attempt in attempts]
    cookies = [cookies_of(attempt.person) for attempt in attempts]
    database, port = address_of_database(tmp_path), free_port()
    acknowledged, is_over = set(), threading.Event()

    def answer(number):
        """Goes on like the device's queue: the same packet until it is acknowledged."""
        attempt, seq = attempts[number], 0
        while not is_over.is_set():
            value = tokens[number][seq % len(tokens[number])]
            packet = {"client": f"tab{number}", "seq": seq, "answers": {"1": value}}
            if save(port, f"/uk/attempts/{attempt.pk}/save/", cookies[number], packet) is None:
                time.sleep(0.01)
                continue
            acknowledged.add((attempt.pk, seq, value))
            seq += 1

    kill_workers_while(answer, database, port, acknowledged, is_over, range(PEOPLE), KILLS)

    assert len(acknowledged) > KILLS
    assert acknowledged <= stored(database)


def kill_workers_while(act, database, port, acknowledged, is_over, numbers, kills):
    """``act(number)`` for each of ``numbers`` at once while workers are killed one after another;
    something more is acknowledged after each.
    """
    with server(database, port) as master:
        wait_for(lambda: len(workers_of(master)) == WORKERS)
        people = [threading.Thread(target=act, args=(number,)) for number in numbers]
        for person in people:
            person.start()
        wait_for(lambda: acknowledged)
        for number in range(kills):
            told = len(acknowledged)
            os.kill(wait_for(lambda: workers_of(master))[number % 2 - 1], signal.SIGKILL)
            wait_for(lambda told=told: len(acknowledged) > told)
        is_over.set()
        for person in people:
            person.join(timeout=30)


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.01)
    raise AssertionError("it did not come")


def stored(database):
    """Every packet in the log of the database the server wrote to."""
    if connection.vendor != "sqlite":
        return set(AnswerLog.objects.values_list("attempt_id", "seq", "value"))
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as rows:
        found = rows.execute("SELECT attempt_id, seq, value FROM quizzes_answerlog").fetchall()
    return {(uuid.UUID(attempt), seq, json.loads(value)) for attempt, seq, value in found}
