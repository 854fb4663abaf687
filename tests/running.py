"""The real server as a process of its own, and the people who use it over HTTP."""

import asyncio
import contextlib
import itertools
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
from PIL import Image

from tests.contract import contract
from tests.forked import COMMAND, ForkedProcess, origin
from tests.kept_files import KeptFiles, files_place
from tests.kept_party import PASSWORD, kept_party
from tests.patience import PATIENCE_S
from tests.ports import HeldPort
from tests.records import Books, books_at, place
from tests.stage import stage

CHECKOUT = Path(__file__).resolve().parents[1]
_serial_numbers = itertools.count()
_staged: set[Path] = set()
"""The data folders that have the party which the tests visit."""
STARTED = re.compile(r"Host +http://.*:\d+/admin")


def environment(data_dir: Path, **options: object) -> dict[str, str]:
    """Return the environment of a server on loopback; `options` are PARTYWALL_ names in lower case."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PARTYWALL_")}
    ours: dict[str, object] = {
        "host": "127.0.0.1",
        "port": 0,
        "data_dir": data_dir,
        "admin_password": PASSWORD,
        "media_workers": 1,
        # Most pictures here are of nobody, and each process would unpack its model.
        "faces": "off",
        # There are hundreds of these folders.
        "reserve_mb": 0,
        # They give way to everything else: a busy machine may keep them waiting.
        "decode_timeout_s": 600,
        "clip_timeout_s": 3600,
        **({} if "storage_url" in options else files_place.options_of(data_dir)),
        # An empty one is an unset one.
        "database_url": place.address_of(data_dir) if "database_url" not in options else "",
    }
    return kept | {f"PARTYWALL_{name.upper()}": str(value) for name, value in (ours | options).items()}


def program_after(*statements: str) -> tuple[str, ...]:
    """Return how to start a server once these statements were run in it, for what no option is to change."""
    lines = ("import sys", *statements, "from app.__main__ import main", "sys.exit(main(['serve']))")
    return ("-c", "\n".join(lines))


class Server:
    """A server process. `url` is its address; `log` is what it has printed so far.

    In an empty folder it begins with a party that was started before. A test of the very first start says so
    by an `admin_password`, which may be empty.
    """

    PROGRAM: tuple[str, ...] = COMMAND

    def __init__(self, data_dir: Path, **options: object) -> None:
        self.data_dir = data_dir
        self.options = options
        # The same again at each start, and nobody else's in between.
        self._held = HeldPort()
        self.port = self._held.number
        self.log = ""
        self._process: subprocess.Popen[str] | ForkedProcess | None = None
        self._reader: threading.Thread | None = None
        self._started = threading.Event()
        self._knows_password = False

    @property
    def root_url(self) -> str:
        """The address of what belongs to the server and to no party."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of the party that the tests visit."""
        return self.root_url + (stage.base if self.data_dir in _staged else "")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it listens; a restart takes the same port again."""
        self._started.clear()
        if self._may_begin_with_kept_party():
            kept_party.put_into(self.data_dir, _run_once)
            self._knows_password = True
            _staged.add(self.data_dir)
        options = self.options | {"port": self.port}
        if self._knows_password:
            options.setdefault("admin_password", "")
        self._process = self._begin(environment(self.data_dir, **options))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        if not self._started.wait(PATIENCE_S):
            self.kill()
            raise AssertionError(f"the server did not start:\n{self.log}")

    def _begin(self, told: dict[str, str]) -> subprocess.Popen[str] | ForkedProcess:
        # The very first start is the real command from its first import on.
        is_forked = self.PROGRAM == COMMAND or self.PROGRAM[0] == "-c"
        if is_forked and self._knows_password:
            return origin.start(told, self.PROGRAM)
        return subprocess.Popen(
            [sys.executable, *self.PROGRAM],
            cwd=CHECKOUT,
            env=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _may_begin_with_kept_party(self) -> bool:
        is_told_otherwise = "admin_password" in self.options or "database_url" in self.options
        return not is_told_otherwise and (not self.data_dir.exists() or not any(self.data_dir.iterdir()))

    def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.log += line
            if STARTED.search(line):
                self._started.set()
        self._process.stdout.close()

    def files(self) -> KeptFiles:
        """See the server's files from outside."""
        return files_place.files_of(self.data_dir)

    def books(self) -> AbstractContextManager[Books]:
        """Open the server's records from outside."""
        address = self.options.get("database_url", place.address_of(self.data_dir))
        return books_at(self.data_dir, str(address))

    def terminate(self) -> int:
        """Send SIGTERM and return the exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._wait()

    def kill(self) -> None:
        """Send SIGKILL."""
        assert self._process is not None
        self._process.kill()
        self._wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.terminate()

    def _wait(self) -> int:
        assert self._process is not None
        assert self._reader is not None
        try:
            return self._process.wait(PATIENCE_S)
        finally:
            self._process.kill()
            self._process.wait()
            self._reader.join(PATIENCE_S)


@contextmanager
def running(data_dir: Path, kind: type[Server] = Server, /, **options: object) -> Iterator[Server]:
    server = kind(data_dir, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _run_once(data_dir: Path) -> None:
    with running(data_dir, admin_password=PASSWORD):
        pass


def jpeg(
    width: int = 640, height: int = 480, colour: tuple[int, int, int] = (200, 120, 40), quality: int = 85
) -> bytes:
    """Draw a small photo of its own: a colour with a lighter corner, and never the same bytes twice."""
    picture = Image.new("RGB", (width, height), colour)
    picture.paste((250, 240, 220), (0, 0, width // 3, height // 3))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    # The same bytes again would be the same photo; what follows a picture's end is no part of it.
    return buffer.getvalue() + next(_serial_numbers).to_bytes(8, "big")


@cache
def trust() -> ssl.SSLContext:
    """Return what clients trust; each of its own would read all the world's authorities anew."""
    return httpx.create_ssl_context()


SERVERS_OWN = ("/livez", "/readyz", "/metrics", "/static/")


class Visitor(httpx.AsyncClient):
    """Takes paths as the server gives them, with the party's part, and as tests write them, without it.

    What belongs to the server and to no party is asked for at the server's own address.
    """

    def _merge_url(self, url: httpx.URL | str) -> httpx.URL:
        base, path = self.base_url.path.rstrip("/"), str(url)
        if base and path.startswith(base + "/"):
            url = path.removeprefix(base)
        elif path.startswith(SERVERS_OWN):
            return self.base_url.join(path)
        return super()._merge_url(url)

    async def send(self, request: httpx.Request, *, stream: bool = False, **how: Any) -> httpx.Response:
        """Send, and hold the answer against the description of the API; what streams is read by the test."""
        response = await super().send(request, stream=stream, **how)
        if not stream:
            contract().check(request, response)
        return response


class Person:
    """A browser without a screen: cookies, and the calls that a page would make."""

    def __init__(self, base_url: str, **headers: str) -> None:
        self.http = Visitor(base_url=base_url, headers=headers, timeout=PATIENCE_S, verify=trust())

    async def send(
        self,
        photo: bytes | None = None,
        *,
        author: str = "Ben",
        caption: str = "",
        key: str = "",
        name: str = "photo.jpg",
        **more: str,
    ) -> httpx.Response:
        return await self.http.post(
            "/api/new_photo",
            files={"file": (name, jpeg() if photo is None else photo, "image/jpeg")},
            data={"author": author, "caption": caption, "key": key} | more,
        )

    async def send_photo(self, photo: bytes | None = None, **words: str) -> dict[str, Any]:
        """Send a photo that must be taken; return its JSON."""
        answer = await self.send(photo, **words)
        assert answer.status_code == 201, answer.text
        sent: dict[str, Any] = answer.json()["photo"]
        return sent

    async def with_clip(self, photo_id: str) -> dict[str, Any]:
        """Wait until a video has its clip, or is a photo because none could be made.

        Clips are made with what others leave of the machine.
        """
        async with asyncio.timeout(5 * PATIENCE_S):
            while True:
                photo: dict[str, Any] = (await self.http.get(f"/api/photo/{photo_id}")).json()["photo"]
                if photo["media"] == "photo" or photo["renditions"][-1]["name"] == "clip":
                    return photo
                await asyncio.sleep(0.05)

    async def send_until_taken(self, photo: bytes, key: str) -> str:
        """Send a photo as a phone does: again under its key until it is taken; return its id."""
        async with asyncio.timeout(4 * PATIENCE_S):
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await self.send(photo, key=key)
                    if answer.status_code in (200, 201):
                        return str(answer.json()["photo"]["id"])
                    # 502 is what a proxy says whose server died in the middle.
                    assert answer.status_code in (429, 502, 503), answer.text
                await asyncio.sleep(0.2)

    async def photos(self, **args: object) -> dict[str, Any]:
        answer = await self.http.get("/api/photos", params={name: str(value) for name, value in args.items()})
        assert answer.status_code == 200, answer.text
        listing: dict[str, Any] = answer.json()
        return listing

    async def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        return await self.http.post("/admin/login", json={"password": password})

    async def close(self) -> None:
        await self.http.aclose()


@asynccontextmanager
async def person(base_url: str, **headers: str) -> AsyncIterator[Person]:
    someone = Person(base_url, **headers)
    try:
        yield someone
    finally:
        await someone.close()
