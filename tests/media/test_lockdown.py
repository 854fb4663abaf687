"""A decoder that was taken over: locked down as the real ones are, it tries what an attacker would."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

from app.media.worker import landlock
from app.media.worker.lockdown import GIVEN, MADE
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or landlock.version() < 4, reason="needs Landlock, with its rules for the network"
)

PROGRAM = """
import ctypes, errno, json, os, resource, signal, socket, subprocess, sys, threading
from pathlib import Path
import PIL.Image
from app.media.worker.lockdown import lock_down

party, room, parent = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
key = party / "private" / "secret.key"
inherited = socket.socket()
lock_down(room)

def tried(act):
    try:
        act()
        return "done"
    except Exception as error:
        return type(error).__name__

acts = {name: tried(act) for name, act in {
%s
}.items()}
print(json.dumps(acts))
"""
REFUSED = {
    "read the key": "lambda: key.read_bytes()",
    "list the originals": "lambda: os.listdir(party / 'private')",
    "write a public file": "lambda: (party / 'public' / 'evil.html').write_text('x')",
    "change a public file": "lambda: (party / 'public' / 'wall.jpg').open('r+b')",
    "delete a public file": "lambda: (party / 'public' / 'wall.jpg').unlink()",
    "empty a public file": "lambda: os.truncate(party / 'public' / 'wall.jpg', 0)",
    "open the key to all": "lambda: key.chmod(0o644)",
    "link the key into its folder": "lambda: os.link(key, room / 'made' / 'key')",
    "move its file out": "lambda: (room / 'given' / 'photo').rename(room / 'made' / 'photo')",
    "change the original": "lambda: (room / 'given' / 'photo').open('r+b')",
    "make a symbolic link": "lambda: (room / 'made' / 'wall.jpg').symlink_to(key)",
    "read the parent's environment": "lambda: Path(f'/proc/{parent}/environ').read_bytes()",
    "read the parent's memory": "lambda: Path(f'/proc/{parent}/mem').open('rb')",
    "read the machine's passwords": "lambda: Path('/etc/passwd').read_bytes()",
    "open a socket": "lambda: socket.socket()",
    "open a Unix socket": "lambda: socket.socket(socket.AF_UNIX)",
    "connect by a socket it has": "lambda: inherited.connect(('127.0.0.1', 1))",
    "fork": "os.fork",
    "run a program": "lambda: os.execv('/bin/true', ['true'])",
    "spawn a program": "lambda: subprocess.run([sys.executable, '-c', ''])",
    "signal the parent": "lambda: os.kill(parent, 0)",
    "set the parent's limits": "lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE, (3, 3))",
    "slow the parent down": "lambda: os.setpriority(os.PRIO_PROCESS, parent, 19)",
    "write without end": "lambda: (room / 'made' / 'big').open('wb').truncate(2**40)",
    # The last: it leaves none to open.
    "open many files": "lambda: [os.open('/', os.O_PATH) for _ in range(100)]",
}
ALLOWED = {
    "read its file": "lambda: (room / 'given' / 'photo').read_bytes()",
    "write what it made": "lambda: (room / 'made' / '.wall.jpg.part').write_bytes(b'x')",
    "rename it": "lambda: (room / 'made' / '.wall.jpg.part').rename(room / 'made' / 'wall.jpg')",
    "write it once more": "lambda: (room / 'made' / 'wall.jpg').write_bytes(b'y')",
    "remove it": "lambda: (room / 'made' / 'wall.jpg').unlink()",
    "import late": "lambda: __import__('PIL.SunImagePlugin')",
    "start a thread": "lambda: threading.Thread(target=print, args=('',), kwargs={'end': ''}).start()",
    "ask for its limits": "lambda: resource.getrlimit(resource.RLIMIT_NOFILE)",
    "signal itself": "lambda: os.kill(os.getpid(), 0)",
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("party")
    room = folder / "room"
    for path in (folder / "private", folder / "public", room / GIVEN, room / MADE):
        path.mkdir(parents=True)
    for path in (folder / "private" / "secret.key", folder / "public" / "wall.jpg", room / GIVEN / "photo"):
        path.write_bytes(b"content")
    acts = "\n".join(f"{name!r}: {act}," for name, act in (ALLOWED | REFUSED).items())
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM) % acts, str(folder), str(room), str(os.getpid())],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ended.returncode == 0, ended.stderr
    assert (folder / "public" / "wall.jpg").read_bytes() == b"content"
    assert (folder / "private" / "secret.key").stat().st_mode & 0o077 == 0o044
    said: dict[str, str] = json.loads(ended.stdout)
    return said


@pytest.mark.parametrize("act", REFUSED)
def test_it_cannot(act: str, outcomes: dict[str, str]) -> None:
    assert outcomes[act] in ("PermissionError", "OSError"), outcomes[act]


@pytest.mark.parametrize("act", ALLOWED)
def test_it_still_can(act: str, outcomes: dict[str, str]) -> None:
    assert outcomes[act] == "done"
