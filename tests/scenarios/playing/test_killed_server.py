"""Web processes are killed while people talk: a step that was acknowledged is there, once."""

import http.client
import os
import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connection

from assessments.scenarios.models import RunStep
from assessments.scenarios.services.runs import start_run
from tests.factories.people import PersonFactory
from tests.quizzes.test_killed_server import (
    ROOT,
    TOKEN,
    address_of_database,
    cookies_of,
    free_port,
    kill_workers_while,
)
from tests.scenarios.playing.acting import circle, place

PEOPLE, KILLS = 2, 12
FIELD = r'name="{}" value="([^"]+)"'


def asked(port, method, path, cookies, data=None):
    """Status and body, or ``None`` when the server died on the way."""
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as link:
            headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
            link.request(method, path, urlencode(data) if data else None, headers)
            answer = link.getresponse()
            return answer.status, answer.headers.get("Location", "") + answer.read().decode()
    except (OSError, http.client.HTTPException):
        return None


def reply(page):
    """The form of the page with the reply that leads back to where the talk is."""
    data = {name: re.search(FIELD.format(name), page)[1] for name in ("index", "request_id")}
    again = re.search(FIELD.format("choice") + r"[^>]*><span[^>]*>[^<]*again", page)[1]
    return data | {"choice": again, "csrfmiddlewaretoken": TOKEN}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="finds the workers in /proc")
def test_killed_workers_lose_no_acknowledged_step_and_take_none_twice(tmp_path):
    page = place(circle())
    runs = [start_run(person=PersonFactory(), page=page) for _ in range(PEOPLE)]
    cookies = [cookies_of(run.person) for run in runs]
    database, port = address_of_database(tmp_path), free_port()
    acknowledged, strange, is_over = set(), [], threading.Event()

    def talk(number):
        """Sends each step until it is acknowledged, as somebody does who presses the button."""
        path = f"/uk/runs/{runs[number].pk}/"
        while not is_over.is_set():
            shown = asked(port, "GET", path, cookies[number])
            if shown is None:
                continue
            data, answer = reply(shown[1]), None
            while answer is None:
                if is_over.is_set():
                    return
                answer = asked(port, "POST", path, cookies[number], data)
            if (answer[0], answer[1]) != (302, path):
                strange.append((answer[0], answer[1][:300], data))
            acknowledged.add((runs[number].pk.hex, int(data["index"]), data["request_id"]))

    kill_workers_while(talk, database, port, acknowledged, is_over, range(PEOPLE), KILLS)

    assert strange == []
    assert len(acknowledged) > KILLS
    steps = stored(database)
    assert acknowledged <= set(steps)
    assert len({step[:2] for step in steps}) == len(steps)
    assert len({(step[0], step[2]) for step in steps}) == len(steps)
    assert verified(database) == 0


def stored(database):
    """Every step in the database the server wrote to."""
    if connection.vendor != "sqlite":
        rows = RunStep.objects.values_list("run_id", "index", "request_id")
        return [(run.hex, index, request_id) for run, index, request_id in rows]
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as rows:
        return rows.execute('SELECT run_id, "index", request_id FROM scenarios_runstep').fetchall()


def verified(database):
    """What ``verify_attempts`` says: the replay of the steps gives the stored states."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "training.settings",
        "DATABASE_URL": database,
        "DEMO": "true",
        "LOG_LEVEL": "CRITICAL",
    }
    command = [sys.executable, "manage.py", "verify_attempts"]
    return subprocess.run(  # noqa: S603  our own command
        command, cwd=ROOT, env=environment, capture_output=True, check=False
    ).returncode
