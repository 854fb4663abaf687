"""Crowds of uploads: what they announce and what they send stays within bounds, and guests get through."""

import asyncio
import sys
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from app.intake.upload_room import NEWCOMERS_COUNT, NEWCOMERS_SHARE
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person, program_after, running
from tests.tus.client import TUS, TusUpload, ask_to_begin, begin, records

MB = 1024 * 1024


class QuickSweeper(Server):
    """A server that remembers five ended uploads, and looks often."""

    PROGRAM = program_after(
        "import app.intake.uploads, app.intake.upload_sweep",
        "app.intake.uploads.MAX_TOMBSTONES = 5; app.intake.upload_sweep.SWEEP_EVERY_S = 0.2",
    )


@pytest.fixture
def party_of_eight_mb(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "party", max_photo_mb=2, party_uploads_mb=8) as started:
        yield started


def unfinished(server: Server) -> tuple[int, int]:
    """Count the unfinished uploads, and the bytes that are reserved for them."""
    with records(server) as books:
        rows = books.execute("select length, is_reserved from uploads where state = 'receiving'").fetchall()
    return len(rows), sum(length for length, is_reserved in rows if is_reserved)


async def announce(http: httpx.AsyncClient, length: int) -> httpx.Response:
    """Announce an upload as somebody who throws every cookie away."""
    http.cookies.clear()
    return await http.post("/api/uploads", headers=TUS | {"Upload-Length": str(length)})


async def test_announcements_of_fresh_cookies_are_bounded_and_guests_with_a_photo_get_through(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as guest, person(fresh_server.url) as attacker:
        await guest.send_photo()
        answers: dict[int, int] = {}
        for _ in range((NEWCOMERS_COUNT + 500) // 50):
            for answer in await asyncio.gather(*(announce(attacker.http, 40 * MB) for _ in range(50))):
                answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
        count, reserved = unfinished(fresh_server)
        sys.stdout.write(
            f"{NEWCOMERS_COUNT + 500} announcements: {answers}, {count} rows, {reserved} bytes\n"
        )
        assert count <= NEWCOMERS_COUNT + 50
        assert reserved == 0, "announcing reserves nothing"
        refused = await announce(attacker.http, MB)
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "TOO_MANY_NEWCOMERS")
        photo = jpeg(1600, 1200)
        assert (await (await begin(guest, len(photo))).send(0, photo)).status_code == 204


async def test_what_has_begun_from_fresh_cookies_takes_a_share_of_the_partys_bytes_only(
    party_of_eight_mb: Server,
) -> None:
    server = party_of_eight_mb
    async with person(server.url) as guest, person(server.url) as attacker:
        await guest.send_photo()
        begun = 0
        for _ in range(20):
            answer = await announce(attacker.http, MB)
            assert answer.status_code in (201, 429)
            if answer.status_code == 201:
                upload = TusUpload(attacker, answer.headers["Location"])
                begun += (await upload.send(0, b"\xff\xd8\xff")).status_code == 204
        _, reserved = unfinished(server)
        sys.stdout.write(f"20 tries of 1 MB: {begun} begun, {reserved / MB:.0f} of 8 MB reserved\n")
        assert 0 < reserved <= NEWCOMERS_SHARE * 8 * MB
        photo = jpeg(1600, 1200)
        assert (await (await begin(guest, len(photo))).send(0, photo)).status_code == 204


async def test_uploads_that_begin_at_once_get_no_more_than_the_party_has(party_of_eight_mb: Server) -> None:
    server = party_of_eight_mb
    async with person(server.url) as guest:
        await guest.send_photo()
        uploads = [await begin(guest, 2 * MB) for _ in range(8)]
        answers = await asyncio.gather(*(upload.send(0, bytes(1000)) for upload in uploads))
        assert sorted(answer.status_code for answer in answers) == [204] * 4 + [507] * 4
        assert unfinished(server) == (8, 8 * MB)
        # One that ends makes room for one that waits.
        taken = next(upload for upload, answer in zip(uploads, answers, strict=True) if answer.is_success)
        waits = next(upload for upload, answer in zip(uploads, answers, strict=True) if not answer.is_success)
        assert (await taken.end()).status_code == 204
        assert (await waits.send(0, bytes(1000))).status_code == 204


async def test_two_hundred_guests_of_one_address_begin_at_once(fresh_server: Server) -> None:
    async with person(fresh_server.url) as crowd:

        async def one_guest() -> int:
            answers = [await announce(crowd.http, 5 * MB) for _ in range(2)]
            for answer in answers:
                assert answer.status_code == 201, answer.text
            return len(answers)

        for _ in range(10):
            await asyncio.gather(*(one_guest() for _ in range(20)))
    assert unfinished(fresh_server)[0] == 400


async def test_ended_uploads_are_remembered_up_to_a_number(tmp_path: Path) -> None:
    with running(tmp_path / "party", QuickSweeper) as server:
        async with person(server.url) as guest:
            await guest.http.get("/api/uid")
            uploads = [await begin(guest, MB) for _ in range(30)]
            for upload in uploads:
                assert (await upload.end()).status_code == 204
            async with asyncio.timeout(PATIENCE_S):
                while _rows(server) > 5:
                    await asyncio.sleep(0.02)
            assert (await uploads[-1].ask()).status_code == 410
            assert (await uploads[0].ask()).status_code == 404


def _rows(server: Server) -> int:
    with records(server) as books:
        return int(books.execute("select count(*) from uploads").fetchone()[0])


async def test_an_upload_without_a_byte_lives_an_hour_and_longer_once_it_has_begun(guest: Person) -> None:
    await guest.http.get("/api/uid")
    began = await ask_to_begin(guest, 1000)
    upload = TusUpload(guest, began.headers["Location"])
    first = _lives_s(began)
    sent = await upload.send(0, bytes(10))
    assert 3500 <= first <= 3600
    assert _lives_s(sent) > 23 * 3600


def _lives_s(answer: httpx.Response) -> float:
    until = parsedate_to_datetime(answer.headers["Upload-Expires"])
    return (until - parsedate_to_datetime(answer.headers["Date"])).total_seconds()
