"""Another process holds the records, or has changed them for a newer program: who asks hears so in time."""

import asyncio
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.http.answers import assert_error
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Server, environment, jpeg, person, running

pytestmark = pytest.mark.no_records

WRITERS = 12
AT_MOST_S = 10.0


def opened(server: Server) -> sqlite3.Connection:
    return sqlite3.connect(server.data_dir / "private" / "partywall.sqlite3", isolation_level=None)


async def _refused_in_time(server: Server, number: int) -> float:
    async with person(server.url) as guest:
        await guest.http.get("/api/uid")
        began_at = time.monotonic()
        if number % 2:
            answer = await guest.http.put("/api/uid", json={"name": f"Guest {number}"})
        else:
            answer = await guest.send(jpeg())
        took_s = time.monotonic() - began_at
        assert_error(answer, 503, "RECORDS_AWAY")
        assert answer.headers["Retry-After"]
        return took_s


async def test_every_writer_hears_within_ten_seconds_that_the_records_are_held(tmp_path: Path) -> None:
    with running(tmp_path / "party", database_url="") as server, closing(opened(server)) as other:
        other.execute("BEGIN IMMEDIATE")
        waits = await asyncio.gather(*(_refused_in_time(server, number) for number in range(WRITERS)))
        assert max(waits) < AT_MOST_S
        other.execute("ROLLBACK")
        async with person(server.url) as guest:
            await guest.send_photo()


def test_a_server_does_not_start_on_the_records_of_a_newer_one(tmp_path: Path) -> None:
    with running(tmp_path / "party", database_url="") as server:
        server.stop()
        with closing(opened(server)) as records:
            records.execute("insert into migrations values ('9999_from_the_future.sql', 'now')")
        ended = subprocess.run(
            [sys.executable, "-m", "app", "serve"],
            cwd=CHECKOUT,
            env=environment(server.data_dir, admin_password="", database_url=""),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
    assert ended.returncode == 1
    assert "newer Partywall (9999_from_the_future.sql)" in ended.stderr
    assert "Traceback" not in ended.stderr
