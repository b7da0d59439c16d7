"""The render process: its limits, its loneliness, its end."""

import os
import subprocess
import sys
import threading
import time

import pytest

from modules.printing import sandbox
from modules.printing.exceptions import RenderBusy, RenderFailed
from modules.printing.sandbox import ROOT, RenderServer
from tests.modules.printing.plain import PAGE, SHEET


@pytest.fixture
def server():
    server = RenderServer(SHEET)
    yield server
    server.close()


def started(server):
    server.render(PAGE.format("<p>x</p>"), {})
    return server._process


def test_a_web_process_never_loads_weasyprint():
    """Routing, views and even a render leave it out of this side."""
    code = """
import sys, django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from certificates import services, sheet, tasks, views
from assessments.scenarios.paper import sheet as paper
for server in (sheet.server, paper.server):
    assert server.render("<html lang=uk><title>x</title><p>x", {}).startswith(b"%PDF")
print([name for name in sys.modules if name.split(".")[0] in ("weasyprint", "fontTools")])
"""
    found = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"


def test_one_server_serves_many_documents(server):
    process = started(server)

    assert started(server) is process


def test_no_secret_is_in_its_environment(server, monkeypatch):
    """I08: not in this process's environment either, so a hole in the renderer finds none."""
    monkeypatch.setenv("SECRET_KEY", "canary-of-the-tests")
    process = started(server)
    with open(f"/proc/{process.pid}/environ", "rb") as file:  # noqa: PTH123  not a real file
        environment = file.read()

    assert b"canary-of-the-tests" not in environment
    assert b"SECRET_KEY" not in environment
    assert b"DATABASE_URL" not in environment


def test_it_has_no_network(server):
    """D04: no interface but a loopback that is down, where the host allows that."""
    process = started(server)
    with open(f"/proc/{process.pid}/net/dev") as file:  # noqa: PTH123  not a real file
        interfaces = [line.split(":")[0].strip() for line in file.readlines()[2:]]
    if os.readlink(f"/proc/{process.pid}/ns/net") == os.readlink("/proc/self/ns/net"):  # noqa: PTH115  a link of /proc
        pytest.skip("this host allows no network namespace")

    assert interfaces == ["lo"]


def test_what_takes_too_long_is_ended_and_the_next_one_is_served(server):
    """E05: the wall clock."""
    process = started(server)
    begun = time.monotonic()

    with pytest.raises(RenderFailed, match=r"no document within 0\.3 s"):
        server.render(PAGE.format("<p>" + "слово " * 60_000), {}, seconds=0.3)

    assert time.monotonic() - begun < 5
    assert process.poll() is not None
    assert server.render(PAGE.format("<p>x</p>"), {}).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("greed", "answer"),
    [
        ("bytes(2_000_000_000)", "-MemoryError"),
        ("any(iter(int, 1))", "-the render process was ended"),
        ("open(tempfile.gettempdir() + '/x', 'wb', 0).write(b'x')", "-OSError"),
    ],
)
def test_a_document_ends_at_its_limits(greed, answer, tmp_path):
    """E05: memory, processor time, files; the server outlives its child."""
    code = f"""
import tempfile
from modules.printing import pdf, sandbox
from tests.modules.printing.plain import SHEET
sandbox.CPU_SECONDS = 1
pdf.render = lambda sheet, html, assets: {greed}
for _ in range(2):
    spare = sandbox.Spare(SHEET)
    print(spare.answer(b'{{"html": "", "assets": {{}}}}').decode())
    spare.end()
"""
    found = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    answers = found.stdout.splitlines()
    assert len(answers) == 2
    assert all(line.startswith(answer) for line in answers)


def test_a_process_that_gets_no_document_ends_by_itself():
    spare = sandbox.Spare(SHEET)

    assert spare.end() == spare.end() != 0


def test_a_page_that_is_too_large_is_not_even_sent(server):
    """E05."""
    with pytest.raises(RenderFailed, match="at most"):
        server.render("x" * (sandbox.MESSAGE_BYTES + 1), {})
    assert server._process is None


def test_a_killed_server_is_started_anew(server):
    process = started(server)
    process.kill()
    process.wait()

    assert started(server).pid != process.pid


def test_a_failure_is_told_by_its_kind_without_its_text():
    """I08: an error's text may quote a name."""
    reply = sandbox._reply(SHEET, {"html": None, "assets": {}})

    assert reply.startswith(b"-")
    assert b"None" not in reply


def test_many_threads_of_a_worker_wait_for_each_other(server):
    results = []
    threads = [
        threading.Thread(
            target=lambda n=n: results.append(server.render(PAGE.format(f"<p>{n}</p>"), {}) != b"")
        )
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [True] * 4


def test_who_waits_too_long_for_others_is_told_so(server):
    started(server)
    with server._lock, pytest.raises(RenderBusy, match=r"0\.1 s"):
        server.render(PAGE.format("<p>x</p>"), {}, patience=0.1)

    assert server.render(PAGE.format("<p>x</p>"), {}, patience=0.1).startswith(b"%PDF")


def test_a_worker_that_ends_closes_its_servers():
    code = """
from modules.printing.sandbox import RenderServer
from tests.modules.printing.plain import SHEET
server = RenderServer(SHEET)
server.render("<html lang=uk><title>x</title><p>x", {})
print(server._folder)
"""
    found = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not os.path.exists(found.stdout.strip())  # noqa: PTH110


def test_a_worker_that_is_killed_leaves_no_server_and_no_folder():
    code = """
import os, signal
from modules.printing.sandbox import RenderServer
from tests.modules.printing.plain import SHEET
server = RenderServer(SHEET)
server.render("<html lang=uk><title>x</title><p>x", {})
print(server._process.pid, server._folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    found = subprocess.run(  # noqa: S603  our own code
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    pid, folder = found.stdout.split()
    for _ in range(100):
        if not os.path.exists(folder) and not os.path.exists(f"/proc/{pid}/fd"):  # noqa: PTH110  a plain string
            break
        time.sleep(0.1)

    assert not os.path.exists(folder)  # noqa: PTH110  a plain string


def test_closing_leaves_no_process_and_no_folder(server):
    process, folder = started(server), server._folder
    assert os.listdir(folder)  # noqa: PTH208  likewise

    server.close()
    assert process.returncode == 0
    assert not os.path.exists(folder)  # noqa: PTH110  a plain string
    server.close()
