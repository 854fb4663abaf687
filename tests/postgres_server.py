"""A real PostgreSQL of the tests' own, on loopback, that can be stopped and started again."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from app.db.migrate import migrate
from tests.needs import needs
from tests.patience import PATIENCE_S
from tests.ports import HeldPort

USER = "partywall"
MIGRATED = "migrated"


class PostgresServer:
    """`is_durable=False` is for tests that never cut its power: nothing waits for the disk."""

    def __init__(self, *, is_durable: bool = True) -> None:
        self._initdb, self._postgres = needs("initdb"), needs("postgres")
        # Not under pytest's folder, which is closed to the user that it runs as.
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._is_durable = is_durable
        self._held = HeldPort()
        self.port = self._held.number
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._has_template = False
        self._as_owner: dict[str, Any] = {"cwd": "/"}
        if os.geteuid() == 0:
            # It refuses to run as root.
            owner = pwd.getpwnam("postgres")
            os.chown(self._folder, owner.pw_uid, owner.pw_gid)
            self._as_owner |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        subprocess.run(
            [self._initdb, "-D", self._folder, "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_owner,
        )

    def address(self, name: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        """Start and wait until it answers."""
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories="]
        if not self._is_durable:
            settings += ["fsync=off", "full_page_writes=off"]
        arguments = [self._postgres, "-D", str(self._folder), "-p", str(self.port)]
        for setting in settings:
            arguments += ["-c", setting]
        self._process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL, **self._as_owner)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, "PostgreSQL did not start"
                time.sleep(0.02)

    def stop(self) -> None:
        """Stop as at a restart: connections are cut, nothing that was committed is lost."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE_S)

    def create(self, name: str, template: str = "template1") -> str:
        """Make the database if it is not there, as a copy of another one, and return its address."""
        with (
            psycopg.connect(self.address("postgres"), autocommit=True) as connection,
            # The other error is what one of two that do so at the same moment may see.
            contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation),
        ):
            connection.execute(f"create database {name} template {template}".encode())
        return self.address(name)

    def create_migrated(self, name: str) -> str:
        """Make the database with today's tables, and return its address.

        It is a copy of one that is migrated once for all: a migration takes longer than most tests.
        """
        with self._lock:
            if not self._has_template:
                migrate(self.create(MIGRATED))
                self._has_template = True
        return self.create(name, template=MIGRATED)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def running_postgres(*, is_durable: bool = True) -> Iterator[PostgresServer]:
    server = PostgresServer(is_durable=is_durable)
    try:
        server.start()
        yield server
    finally:
        server.remove()
