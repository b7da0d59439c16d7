"""Renders in a process of its own: limited in time, processor, memory and files, without network.

A worker has one render server for each kind of sheet, started at the first document of it: it
loads WeasyPrint, the stylesheet and the fonts once (0.7 s), then forks for every document before it
comes, so that no document meets the leftovers of another and none waits for the fork. It is started
as ``python -m modules.printing.sandbox`` with an environment of its own: no secret of the site is
in it. Not ``multiprocessing``, whose fork server would run ``manage.py``, and so load Django, again
in every child.

Both directions carry frames: eight bytes of length, then the body. A request is JSON with the page
and its files; a reply is ``+`` and the document, or ``-`` and the reason.
"""

import atexit
import base64
import contextlib
import ctypes
import gc
import json
import os
import resource
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Mapping
from pathlib import Path

from modules.printing.exceptions import RenderBusy, RenderFailed
from modules.printing.sheets import Sheet, from_argument, to_argument

ROOT = Path(__file__).resolve().parent.parent.parent
FONTS_CONF = Path(__file__).resolve().parent / "fonts" / "fonts.conf"
MODULE = "modules.printing.sandbox"
WALL_SECONDS = 30.0
CPU_SECONDS = 10
MEMORY_BYTES = 1024 * 1024 * 1024
MESSAGE_BYTES = 4 * 1024 * 1024
KEPT_ENVIRONMENT = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH")

_LENGTH = struct.Struct("!Q")
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_FOREVER = float("inf")


class RenderServer:
    """The worker's side: one server process for one kind of sheet, one document at a time.

    It is closed when the worker ends.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._folder = ""
        atexit.register(_close, weakref.ref(self))

    def render(
        self,
        html: str,
        assets: Mapping[str, bytes],
        *,
        seconds: float = WALL_SECONDS,
        patience: float = -1,
    ) -> bytes:
        """``pdf.render`` in the sandbox. ``patience``: seconds to wait for the documents of other
        threads; less than 0 is for ever.

        Raises:
            RenderBusy: they took longer than that.
            RenderFailed: it refused, took longer than ``seconds``, or was ended by a limit.
        """
        encoded = {name: base64.b64encode(body).decode() for name, body in assets.items()}
        request = json.dumps({"html": html, "assets": encoded}).encode()
        if len(request) > MESSAGE_BYTES:
            raise RenderFailed(f"a page of {len(request)} bytes, at most {MESSAGE_BYTES} allowed")
        if not self._lock.acquire(timeout=patience):
            raise RenderBusy(f"other documents for {patience:g} s")
        try:
            reply = self._exchange(request, deadline=time.monotonic() + seconds)
        except TimeoutError as error:
            self._end(signal.SIGKILL)
            raise RenderFailed(f"no document within {seconds:g} s") from error
        except (OSError, EOFError) as error:
            self._end(signal.SIGKILL)
            raise RenderFailed("the render server ended") from error
        finally:
            self._lock.release()
        if reply[:1] != b"+":
            raise RenderFailed(reply[1:].decode(errors="replace"))
        return reply[1:]

    def close(self) -> None:
        """Let the server end by itself: it does when its input is closed."""
        self._end(signal.SIGTERM, patience=2)

    def _exchange(self, request: bytes, *, deadline: float) -> bytes:
        process = self._running()
        if process.stdin is None or process.stdout is None:
            raise EOFError
        _send(process.stdin.fileno(), request, deadline)
        return _receive(process.stdout.fileno(), deadline)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a fork of the worker must not share the pipes
            self._process = None
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end(signal.SIGKILL)
        self._owner, self._folder = os.getpid(), tempfile.mkdtemp(prefix="printing-")
        kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        own = {"TMPDIR": self._folder, "PYTHONPATH": str(ROOT), "FONTCONFIG_FILE": str(FONTS_CONF)}
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-P", "-m", MODULE, self._folder, to_argument(self.sheet)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
            env=kept | own,
            cwd="/",
            start_new_session=True,
        )
        return self._process

    def _end(self, stop: signal.Signals, *, patience: float = 0) -> None:
        """The server, the document it is busy with, and the folder of its fonts."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=patience)
        if process.poll() is None:
            os.killpg(process.pid, stop)
            process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def _close(server: "weakref.ref[RenderServer]") -> None:
    if found := server():
        found.close()


def serve(folder: str, sheet: Sheet) -> None:
    """The server's side: fork, read a request, answer; until the worker closes its end or dies.

    ``folder`` holds its temporary files and is removed at the end.
    """
    requests, replies = 0, os.dup(1)
    os.dup2(2, 1)  # what a library prints must not slip between the frames
    _leave_network()
    from modules.printing import pdf  # noqa: PLC0415  only the render process loads WeasyPrint

    with contextlib.suppress(RenderFailed):  # the first document will say what is missing
        pdf.style(sheet)
        pdf.render_specimen(sheet)
    gc.freeze()
    gc.disable()  # a child lives for one document, and this process keeps nothing
    spare = Spare(sheet, requests, replies)
    with contextlib.suppress(EOFError):
        while True:
            _send(replies, spare.answer(_receive(requests, _FOREVER)), _FOREVER)
            spare.end()
            spare = Spare(sheet, requests, replies)
    spare.end()
    shutil.rmtree(folder, ignore_errors=True)


class Spare:
    """A process forked while the server is idle: it waits for one document, renders it and ends.

    ``foreign``: what of the server's open files it must not keep.
    """

    def __init__(self, sheet: Sheet, *foreign: int) -> None:
        document, self._document = os.pipe()
        self._answer, answer = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                for end in (self._document, self._answer, *foreign):
                    os.close(end)
                _limit()
                request = json.loads(_receive(document, _FOREVER))
                _send(answer, _reply(sheet, request), _FOREVER)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(document)
        os.close(answer)

    def answer(self, request: bytes) -> bytes:
        """The reply to ``request``; once. A process that a limit ended still gives a reason."""
        try:
            _send(self._document, request, _FOREVER)
            return _receive(self._answer, _FOREVER)
        except (EOFError, BrokenPipeError):
            return f"-the render process was ended ({self.end()})".encode()

    def end(self) -> int:
        """Its exit code; without a document it ends at once. Safe to repeat."""
        if self._pid:
            os.close(self._document)
            os.close(self._answer)
            _, status = os.waitpid(self._pid, 0)
            self._pid, self._code = 0, os.waitstatus_to_exitcode(status)
        return self._code


def _reply(sheet: Sheet, request: dict) -> bytes:
    from modules.printing import pdf  # noqa: PLC0415  as above

    assets = {name: base64.b64decode(body) for name, body in request["assets"].items()}
    try:
        return b"+" + pdf.render(sheet, request["html"], assets)
    except RenderFailed as error:
        return b"-" + str(error).encode()
    except BaseException as error:  # noqa: BLE001  its text may hold a name, its kind does not
        return b"-" + type(error).__name__.encode()


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _leave_network() -> None:
    """A network namespace with nothing in it, where the host allows one; no harm where not."""
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _send(target: int, body: bytes, deadline: float) -> None:
    left = memoryview(_LENGTH.pack(len(body)) + body)
    while left:
        _wait(deadline, writing=target)
        left = left[os.write(target, left[: select.PIPE_BUF]) :]


def _receive(source: int, deadline: float) -> bytes:
    (length,) = _LENGTH.unpack(_read(source, _LENGTH.size, deadline))
    if length > MESSAGE_BYTES:
        raise EOFError
    return _read(source, length, deadline)


def _read(source: int, size: int, deadline: float) -> bytes:
    parts = []
    while size:
        _wait(deadline, reading=source)
        part = os.read(source, size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _wait(deadline: float, *, reading: int | None = None, writing: int | None = None) -> None:
    if deadline == _FOREVER:
        return
    left = deadline - time.monotonic()
    ends = ([reading] if reading is not None else [], [writing] if writing is not None else [])
    if left <= 0 or not any(select.select(*ends, [], left)):
        raise TimeoutError


if __name__ == "__main__":
    serve(sys.argv[1], from_argument(sys.argv[2]))
