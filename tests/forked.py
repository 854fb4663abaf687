"""Servers and commands forked off a process that has their modules loaded: a tenth of a start's computing.

`python -m tests.forked` is that process. It does nothing but load, fork and tell how a child has ended. Each
child runs what `python -m app …` runs, with an environment and outputs of its own. A server forks its media
workers in the same way (see `fork_workers`). Passwords are hashed as cheaply as argon2 can.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import logging
import os
import resource
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from argon2 import PasswordHasher

CHECKOUT = Path(__file__).resolve().parents[1]
COMMAND = ("-m", "app", "serve")
WORKERS = ("app.media.worker.program", "app.media.videos.worker")
COMMANDS = ("serve", "account", "party", "party_folders", "records")
LOADED = ("app.__main__", *(f"app.commands.{name}" for name in COMMANDS), "av", *WORKERS)
CHEAP = (1, 8, 1)
"""Rounds, KiB of memory and threads of a hash."""
HEARS_ON = 0
MAX_REQUEST_BYTES = 256 * 1024
OUTPUTS = (1, 2)


class ForkedProcess:
    """As much of `subprocess.Popen` as the tests ask of a server; `stdout` has its errors, too."""

    def __init__(self, told: socket.socket, output: int | None = None) -> None:
        self._told = told
        self.stdout = os.fdopen(output, "r") if output is not None else None
        self.pid = int(told.recv(MAX_REQUEST_BYTES))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        return self._status_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status; raises subprocess.TimeoutExpired."""
        status = self._status_within(timeout)
        if status is None:
            raise subprocess.TimeoutExpired(COMMAND, timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _status_within(self, timeout_s: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout_s)[0]:
            self.returncode = int(self._told.recv(MAX_REQUEST_BYTES))
            self._told.close()
        return self.returncode


class Origin:
    """The process that servers are forked off; it starts with the first of them and ends with the tests."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._requests: socket.socket | None = None
        # Servers are started from several threads.
        self._lock = threading.Lock()

    def start(self, environment: dict[str, str], program: Sequence[str] = COMMAND) -> ForkedProcess:
        """Start a server in the checkout: as `python` does with `-m app …` or `-c …` and this environment."""
        output, their_output = os.pipe()
        try:
            told = self._fork(program, environment, (their_output, their_output))
        finally:
            os.close(their_output)
        return ForkedProcess(told, output)

    def run(
        self, words: Sequence[str], environment: dict[str, str], timeout_s: float
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end in the checkout; raises subprocess.TimeoutExpired."""
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
            outputs = said.fileno(), complained.fileno()
            process = ForkedProcess(self._fork((*COMMAND[:2], *words), environment, outputs))
            try:
                status = process.wait(timeout_s)
            finally:
                process.kill()
            said.seek(0)
            complained.seek(0)
            return subprocess.CompletedProcess(words, status, said.read(), complained.read())

    def _fork(
        self, program: Sequence[str], environment: dict[str, str], outputs: tuple[int, int]
    ) -> socket.socket:
        """Return the socket that tells of the new process: its number, and in the end its status."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        asked = json.dumps([program, environment]).encode()
        with theirs, self._lock:
            socket.send_fds(self._opened(), [asked], [theirs.fileno(), *outputs])
        return ours

    def close(self) -> None:
        """End it; servers that still run go on without it."""
        if self._process is not None and self._requests is not None:
            self._requests.close()
            self._process.wait()
        self._process = self._requests = None

    def _opened(self) -> socket.socket:
        if self._requests is None:
            self._requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            self._requests.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MAX_REQUEST_BYTES)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "tests.forked"],
                    cwd=CHECKOUT,
                    stdin=theirs.fileno(),
                    # As a server's own: what is printed goes through a buffer, unlike on a terminal.
                    stdout=subprocess.DEVNULL,
                )
        return self._requests


origin = Origin()


def main() -> None:
    for name in LOADED:
        importlib.import_module(name)
    _make_cheap()
    assert threading.active_count() == 1, "a fork takes one thread along"
    gc.freeze()
    requests = socket.socket(fileno=os.dup(HEARS_ON))
    ended, ends = os.pipe()
    os.set_blocking(ends, False)
    signal.set_wakeup_fd(ends, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # Ctrl-C is for the tests, which end their servers themselves.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: dict[int, socket.socket] = {}
    while True:
        ready = select.select([requests.fileno(), ended], [], [])[0]
        if ended in ready:
            os.read(ended, MAX_REQUEST_BYTES)
            _tell_ended(children)
        if requests.fileno() in ready:
            asked, descriptors, _, _ = socket.recv_fds(requests, MAX_REQUEST_BYTES, 1 + len(OUTPUTS))
            if not asked:
                return
            told, outputs = socket.socket(fileno=descriptors[0]), descriptors[1:]
            pid = os.fork()
            if pid == 0:
                for one in (requests, told, *children.values()):
                    one.close()
                for pipe_end in (ended, ends):
                    os.close(pipe_end)
                program, environment = json.loads(asked)
                _run(program, environment, outputs)
            for output in outputs:
                os.close(output)
            children[pid] = told
            told.send(str(pid).encode())


def _tell_ended(children: dict[int, socket.socket]) -> None:
    for pid, told in list(children.items()):
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            with contextlib.suppress(OSError), told:
                told.send(str(os.waitstatus_to_exitcode(status)).encode())
            del children[pid]


def _make_cheap() -> None:
    """Do once what each start would do again, and hash with less computing than guesses are to take."""
    defaults = PasswordHasher.__init__.__defaults__ or ()
    PasswordHasher.__init__.__defaults__ = (*CHEAP, *defaults[len(CHEAP) :])
    assets: Any = sys.modules["app.web.assets"]
    assets.release()


def _run(program: list[str], environment: dict[str, str], outputs: Sequence[int]) -> NoReturn:
    """Become a server or a command: nothing of the process that it was forked off is left but its modules."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, HEARS_ON)
    os.close(nothing)
    for number, output in zip(OUTPUTS, outputs, strict=True):
        os.dup2(output, number)
        os.close(output)
    os.environ.clear()
    os.environ.update(environment)
    fork_workers()
    status = 1
    try:
        if program[:2] == [*COMMAND[:2]]:
            command: Any = sys.modules["app.__main__"]
            status = command.main(program[2:])
        else:
            _load_ours_anew()
            exec(program[1], {"__name__": "__main__"})  # noqa: S102
            status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _load_ours_anew() -> None:
    """What a program changes before it starts is then changed for all that imports it."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "app"]:
        del sys.modules[name]


def fork_workers() -> None:
    """Have this process fork the media workers that it starts, but for those that make one clip and end."""
    start_anew = asyncio.create_subprocess_exec

    async def start(*command: str, **how: Any) -> asyncio.subprocess.Process:
        name, arguments = command[2], command[3:]
        is_ours = command[:2] == (sys.executable, "-m") and name in WORKERS
        # Some tests hide libraries from their workers.
        is_usual = is_ours and how["env"]["PYTHONPATH"] == str(CHECKOUT)
        if is_usual and "clip" not in arguments:
            # Runs in the child with its pipes in place, and never comes to the exec behind it.
            how["preexec_fn"] = partial(_work, name, arguments, how["env"])
        return await start_anew(*command, **how)

    asyncio.create_subprocess_exec = start  # type: ignore[assignment]


def _work(name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
    """Become a media worker: what is left of the server is its modules and its memory."""
    status = 1
    try:
        os.closerange(OUTPUTS[-1] + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(environment)
        sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
        logging.getLogger().handlers.clear()
        # What it may take is beside what the server has taken.
        taken_mb = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() >> 20
        sys.argv = [name, *(str(int(word) + taken_mb) if word.isdigit() else word for word in arguments)]
        sys.modules.pop(name, None)
        runpy.run_module(name, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
