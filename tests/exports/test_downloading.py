"""A large download with a real program: cut and resumed, beside takedowns, and with little memory."""

import asyncio
import hashlib
import os
import random
import subprocess
from pathlib import Path

import pytest

from app.exports.crc import crc32_with_zeros
from tests.exports.test_taking import begin
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person

CUTS = 10
MEGABYTE = 10**6
SPARSE_BYTES = 3 * 10**9
MOST_MORE_BYTES = 20 * MEGABYTE


def curl(url: str, to: Path, *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["curl", "-sS", "--fail", *options, "-o", str(to), url])


def length_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


async def until_long(path: Path, size: int, program: subprocess.Popen[bytes]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while program.poll() is None and length_of(path) < size:
            await asyncio.sleep(0.002)


async def test_curl_resumes_ten_times_and_has_the_same_bytes(fresh_server: Server, tmp_path: Path) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        for _ in range(12):
            await guest.send_photo(jpeg() + random.randbytes(5 * MEGABYTE), author="Mia")
        export = await begin(host, folders="hour")
        url, size = fresh_server.root_url + export["zips"][0]["url"], export["bytes"]
        whole, resumed = tmp_path / "whole.zip", tmp_path / "resumed.zip"
        assert curl(url, whole).wait() == 0
        for cut in sorted(random.sample(range(1, size), CUTS)):
            program = curl(url, resumed, "-C", "-", "--limit-rate", "100M")
            await until_long(resumed, cut, program)
            program.kill()
            program.wait()
        assert curl(url, resumed, "-C", "-").wait() in (0, 33), "33: there was nothing left"
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in (whole, resumed)]
    assert whole.stat().st_size == size
    assert digests[0] == digests[1]


async def test_a_video_that_is_taken_down_while_it_goes_out_stops_there(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        picture = jpeg() + random.randbytes(45 * MEGABYTE)
        sent = await guest.send_photo(picture)
        last = await guest.send_photo(jpeg() + b"the last one")
        export = await begin(host)
        received = b""
        async with host.http.stream("GET", export["zips"][0]["url"]) as answer:
            async for piece in answer.aiter_bytes():
                if not received:
                    await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
                received += piece
    assert len(received) == export["bytes"]
    assert picture[1000:2000] in received
    assert picture[-MEGABYTE:] not in received
    assert b"the last one" in received
    assert last["id"]


def resident_bytes(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_memory_stays_flat_while_gigabytes_go_out(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as host:
        await host.sign_in()
        sent = await guest.send_photo(jpeg())
        original = fresh_server.files().original(sent["id"])
        if not isinstance(original, Path):
            pytest.skip("a store has no sparse objects")
        original.chmod(0o600)
        original.write_bytes(b"")
        os.truncate(original, SPARSE_BYTES)
        with fresh_server.books() as books:
            books.execute(
                "update photos set bytes = ?, crc32 = ? where id = ?",
                (SPARSE_BYTES, crc32_with_zeros(0, SPARSE_BYTES), sent["id"]),
            )
            books.commit()
        export = await begin(host)
        url = fresh_server.root_url + export["zips"][0]["url"]
        # The first one warms up what is made once.
        assert curl(url, Path("/dev/null"), "-r", "0-50000000").wait() == 0
        before = most = resident_bytes(fresh_server.pid)
        program = curl(url, Path("/dev/null"))
        while program.poll() is None:
            most = max(most, resident_bytes(fresh_server.pid))
            await asyncio.sleep(0.02)
        assert program.wait() == 0
        assert most - before < MOST_MORE_BYTES
