"""A party whose first start is over: what most servers of the tests begin with, for that start is dear."""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from argon2 import PasswordHasher

from tests.records import books_at, place
from tests.stage import PARTY_ID, stage

PASSWORD = "a-password-for-the-party"
# A hash says itself how dear it is to check; the server's own are a quarter of a second of computing each.
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class KeptParty:
    """Made at the first call of `put_into`, once in a run of the tests."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        # Servers are started from several threads.
        self._lock = threading.Lock()

    def put_into(self, data_dir: Path, run_once: Callable[[Path], None]) -> None:
        """Put a copy into an empty data folder; `run_once` starts and ends a server on another one."""
        with self._lock:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(dir=os.environ.get("PYTEST_DEBUG_TEMPROOT"))
                self._make(run_once)
        shutil.copytree(self._party, data_dir, dirs_exist_ok=True)
        place.copy(self._party, data_dir)

    def close(self) -> None:
        folder, self._folder = self._folder, None
        if folder is not None:
            folder.cleanup()

    @property
    def _party(self) -> Path:
        assert self._folder is not None
        return Path(self._folder.name, "party")

    def _make(self, run_once: Callable[[Path], None]) -> None:
        run_once(self._party)
        # Each server makes the folders that it needs, and each party has a key of its own: a guest of
        # one is a stranger at the others.
        for folder in (self._party / "public", *(self._party / "private").glob("*/")):
            shutil.rmtree(folder, ignore_errors=True)
        (self._party / "private" / "secret.key").unlink(missing_ok=True)
        with books_at(self._party, place.address_of(self._party)) as books:
            if stage.slug:
                books.execute(
                    "insert into parties (id, slug, title, created_at) values (?, ?, ?, ?)",
                    (PARTY_ID, stage.slug, "Our party", "2026-01-01T00:00:00+00:00"),
                )
                books.execute(
                    """
                    insert into accounts (id, name, name_key, created_at)
                    values (?, 'staged', 'staged', '2026-01-01T00:00:00+00:00')
                    """,
                    (PARTY_ID,),
                )
                books.execute(
                    """
                    insert into members (party_id, account_id, role, created_at)
                    values (?, ?, 'owner', '2026-01-01T00:00:00+00:00')
                    """,
                    (PARTY_ID, PARTY_ID),
                )
            books.execute("update accounts set password_hash = ?", (_CHEAP.hash(PASSWORD),))
            # Of servers with records in PostgreSQL it is there, and no secret of this one may be theirs.
            books.execute("delete from secrets")
            books.commit()


kept_party = KeptParty()
