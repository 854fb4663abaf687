"""Where the tests' servers keep their files: in folders, or with `pytest --files=s3` in a store."""

import contextlib
import threading
from pathlib import Path
from typing import Protocol

from obstore.store import S3Store

from tests.s3_server import KEY_ID, PREFIX, REGION, SECRET_KEY, S3Server, s3_running

KINDS = ("folder", "s3")
PLACES = (
    "private/uploads",
    "private/staging",
    "private/originals",
    "private/withdrawn",
    "private/waiting",
    "public",
)
LOCAL = "private/staging"


class KeptFile(Protocol):
    def read_bytes(self) -> bytes: ...
    def exists(self) -> bool: ...


class KeptFiles(Protocol):
    """A server's files from outside."""

    def original(self, photo_id: str) -> KeptFile: ...

    def names(self, *places: str) -> list[str]:
        """Name every file in these places, or in all that hold photos."""


class _InFolder:
    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def original(self, photo_id: str) -> Path:
        return self._data_dir / "private" / "originals" / photo_id[:2] / photo_id

    def names(self, *places: str) -> list[str]:
        return [
            str(path.relative_to(self._data_dir))
            for place in places or PLACES
            for path in (self._data_dir / place).rglob("*")
            if path.is_file()
        ]


class _Object:
    def __init__(self, store: S3Store, key: str) -> None:
        self._store = store
        self._key = key

    def read_bytes(self) -> bytes:
        return bytes(self._store.get(self._key).bytes())

    def exists(self) -> bool:
        try:
            self._store.head(self._key)
        except FileNotFoundError:
            return False
        return True


class _InStore:
    """What is on the server's own disk is named as well: a body on its way in must not stay there."""

    def __init__(self, data_dir: Path, store: S3Store) -> None:
        self._local = _InFolder(data_dir)
        self._store = store

    def original(self, photo_id: str) -> _Object:
        return _Object(self._store, f"private/originals/{photo_id[:2]}/{photo_id}")

    def names(self, *places: str) -> list[str]:
        names = self._local.names(*places)
        for place in places or PLACES:
            if place != LOCAL:
                names += [str(meta["path"]) for meta in self._store.list(place).collect()]
        return names


class Place:
    """Knows the one store that the tests share, once somebody asks for it."""

    def __init__(self) -> None:
        self.kind = "folder"
        self._running = contextlib.ExitStack()
        self._server: S3Server | None = None
        self._buckets: dict[Path, str] = {}
        # Servers are started from several threads.
        self._lock = threading.Lock()

    def store(self) -> S3Server:
        with self._lock:
            if self._server is None:
                self._server = self._running.enter_context(s3_running())
            return self._server

    def options_of(self, data_dir: Path) -> dict[str, str]:
        """Return the options of a server on a data folder, which has a bucket to itself."""
        if self.kind != "s3":
            return {}
        return self.store().options(self._bucket_of(data_dir))

    def files_of(self, data_dir: Path) -> KeptFiles:
        if self.kind != "s3":
            return _InFolder(data_dir)
        store = S3Store(
            self._bucket_of(data_dir),
            prefix=PREFIX,
            endpoint=self.store().url,
            region=REGION,
            access_key_id=KEY_ID,
            secret_access_key=SECRET_KEY,
            client_options={"allow_http": True},
        )
        return _InStore(data_dir, store)

    def close(self) -> None:
        self._running.close()

    def _bucket_of(self, data_dir: Path) -> str:
        # One for all would be listed more slowly from test to test: this store goes through all of it.
        server = self.store()
        with self._lock:
            if data_dir not in self._buckets:
                self._buckets[data_dir] = server.new_bucket()
            return self._buckets[data_dir]


files_place = Place()
