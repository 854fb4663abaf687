"""Partial uploads in a folder and in a store: what came counts, once, and one request at a time writes."""

import asyncio
import contextlib
import hashlib
import os
import time
import zlib
from dataclasses import replace
from unittest import mock

import pytest

from app.db import Database
from app.intake.upload_pieces import RecordedPieces
from app.storage import Partials
from app.storage.bucket import Bucket
from app.storage.contract import WholeBody
from app.storage.s3 import original_key
from app.storage.s3_partials import UPLOADS, S3Partials
from app.storage.s3_upload import PIECE_BYTES
from app.storage.turns import LetGo, Locked
from tests.patience import PATIENCE_S


def whole(content: bytes) -> WholeBody:
    """Say what is to be known of a small body."""
    return WholeBody(content, hashlib.sha256(content).hexdigest(), zlib.crc32(content))


async def append(partials: Partials, upload_id: str, *pieces: bytes) -> int:
    async with partials.held(upload_id) as held:
        for piece in pieces:
            await held.write(piece)
        await held.make_durable()
        return held.size


async def test_an_upload_grows_by_what_comes(partials: Partials, upload_id: str) -> None:
    assert (await partials.offset(upload_id), await partials.has_begun(upload_id)) == (0, False)
    assert await append(partials, upload_id, b"abc", b"de") == 5
    assert await append(partials, upload_id, b"fgh") == 8
    assert (await partials.offset(upload_id), await partials.has_begun(upload_id)) == (8, True)
    assert await partials.total_bytes() == 8
    assert await partials.read(upload_id) == whole(b"abcdefgh")


async def test_a_large_upload_is_hashed_as_a_whole(partials: Partials, upload_id: str) -> None:
    content = os.urandom(PIECE_BYTES * 2 + 1)
    third = PIECE_BYTES // 2 + 3
    pieces = [content[at : at + third] for at in range(0, len(content), third)]
    assert await append(partials, upload_id, *pieces) == len(content)
    read = await partials.read(upload_id)
    assert content.startswith(read.head)
    assert replace(read, head=b"") == replace(whole(content), head=b"")


async def test_what_came_before_a_cut_counts(partials: Partials, upload_id: str) -> None:
    with contextlib.suppress(ConnectionError):
        async with partials.held(upload_id) as held:
            await held.write(b"abc")
            held.write_now(b"de")
            raise ConnectionError
    assert await partials.offset(upload_id) == 5


async def test_what_came_before_a_cancelled_request_counts(partials: Partials, upload_id: str) -> None:
    written = asyncio.Event()

    async def request() -> None:
        async with partials.held(upload_id) as held:
            await held.write(b"abcde")
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(request())
    await written.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert await partials.offset(upload_id) == 5


async def test_unproven_bytes_count_when_they_are_proven(partials: Partials, upload_id: str) -> None:
    await append(partials, upload_id, b"abc")
    async with partials.held(upload_id) as held:
        await held.begin_unproven()
        await held.write(b"de" * PIECE_BYTES)
        assert await partials.offset(upload_id) == 3
        await held.prove()
    assert await partials.offset(upload_id) == 3 + 2 * PIECE_BYTES


@pytest.mark.parametrize("is_undone", [False, True])
async def test_unproven_bytes_do_not_count(is_undone: bool, partials: Partials, upload_id: str) -> None:
    await append(partials, upload_id, b"abc")
    async with partials.held(upload_id) as held:
        await held.begin_unproven()
        await held.write(b"de" * PIECE_BYTES)
        if is_undone:
            await held.undo()
    # The next who holds it clears up what this one left.
    assert await append(partials, upload_id, b"f") == 4
    assert await partials.total_bytes() == 4


async def test_too_much_is_cut_off_again(partials: Partials, upload_id: str) -> None:
    await append(partials, upload_id, b"abc")
    async with partials.held(upload_id) as held:
        await held.write(b"de" * PIECE_BYTES)
        await held.cut(3)
    assert await partials.offset(upload_id) == 3
    assert await append(partials, upload_id, b"f") == 4


async def test_a_removed_upload_leaves_nothing(partials: Partials, upload_id: str) -> None:
    await append(partials, upload_id, b"abc")
    assert list(await partials.last_written()) == [upload_id]
    await partials.remove(upload_id)
    await partials.remove(upload_id)
    assert await partials.last_written() == {}
    assert (await partials.offset(upload_id), await partials.total_bytes()) == (0, 0)
    with pytest.raises(FileNotFoundError):
        await partials.read(upload_id)


async def test_a_holder_hears_that_somebody_asks_and_lets_go(partials: Partials, upload_id: str) -> None:
    holds = asyncio.Event()

    async def stalled() -> None:
        async with partials.held(upload_id) as held, held.until_wanted():
            holds.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stalled())
    await holds.wait()
    async with asyncio.timeout(PATIENCE_S):
        assert await append(partials, upload_id, b"abc") == 3
    with pytest.raises(LetGo):
        await task


async def test_of_two_that_wait_the_later_one_gets_it(partials: Partials, upload_id: str) -> None:
    may_end, holds = asyncio.Event(), asyncio.Event()

    async def busy() -> None:
        async with partials.held(upload_id):
            holds.set()
            await may_end.wait()

    task = asyncio.create_task(busy())
    await holds.wait()
    with mock.patch("app.storage.s3_partials.PASSED_OVER_AFTER_S", 60.0):
        first = asyncio.create_task(append(partials, upload_id, b"first"))
        await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            while not await is_asked_for(partials, upload_id):
                await asyncio.sleep(0.01)
        second = asyncio.create_task(append(partials, upload_id, b"second"))
        with pytest.raises(Locked):
            await first
        may_end.set()
        assert await second == 6
    await task


async def is_asked_for(partials: Partials, upload_id: str) -> bool:
    if isinstance(partials, S3Partials):
        turn = await partials._book.turn(upload_id)
        return turn is not None and turn.wanted != ""
    return any(path.name.endswith(".wanted") for path in partials._folder.iterdir())  # type: ignore[attr-defined]


# --- in a store only: there is no lock that a killed process frees


async def test_a_holder_that_does_not_answer_is_passed_over_and_cannot_write_any_more(
    s3_partials: S3Partials, upload_id: str
) -> None:
    async def hang() -> None:
        async with s3_partials.held(upload_id) as hanging:
            await hanging.write(b"from the one who hangs")
            assert await append(s3_partials, upload_id, b"def") == 6
            await hanging.make_durable()

    await append(s3_partials, upload_id, b"abc")
    with mock.patch("app.storage.s3_partials.PASSED_OVER_AFTER_S", 0.2), pytest.raises(LetGo):
        await hang()
    assert await append(s3_partials, upload_id, b"ghi") == 9
    assert await s3_partials.read(upload_id) == whole(b"abcdefghi")


async def test_a_piece_that_is_on_its_way_when_the_turn_is_lost_does_not_count(
    s3_partials: S3Partials, bucket: Bucket, upload_id: str
) -> None:
    is_sending, may_arrive = asyncio.Event(), asyncio.Event()
    put = bucket.put

    async def late_put(key: str, content: bytes) -> None:
        is_sending.set()
        await may_arrive.wait()
        await put(key, content)

    async def late() -> None:
        async with s3_partials.held(upload_id) as held:
            await held.write(b"late" * PIECE_BYTES)

    with mock.patch.object(bucket, "put", late_put):
        task = asyncio.create_task(late())
        await is_sending.wait()
    with mock.patch("app.storage.s3_partials.PASSED_OVER_AFTER_S", 0.2):
        assert await append(s3_partials, upload_id, b"in time") == 7
    may_arrive.set()
    with pytest.raises(LetGo):
        await task
    assert await s3_partials.read(upload_id) == whole(b"in time")
    assert len(await bucket.list(UPLOADS)) == 2
    await s3_partials.remove(upload_id)
    assert await bucket.list(UPLOADS) == []


async def test_many_at_once_write_each_byte_once(bucket: Bucket, database: Database, upload_id: str) -> None:
    """Each as a replica of its own: they share nothing but the store and the records."""

    async def replica(number: int) -> None:
        own = S3Partials(bucket, RecordedPieces(database))
        for _ in range(5):
            with contextlib.suppress(Locked, LetGo):
                async with own.held(upload_id) as held:
                    at = held.size
                    for offset in range(at, at + 3):
                        await held.write(bytes([offset % 256]))
                        await held.make_durable()

    with (
        mock.patch("app.storage.s3_partials.PASSED_OVER_AFTER_S", 0.02),
        mock.patch("app.storage.s3_partials.LOOK_AGAIN_S", 0.01),
    ):
        await asyncio.gather(*(replica(number) for number in range(6)))
    partials = S3Partials(bucket, RecordedPieces(database))
    size = await partials.offset(upload_id)
    assert size > 0
    content = bytes(offset % 256 for offset in range(size))
    assert (await partials.read(upload_id)).sha256 == hashlib.sha256(content).hexdigest()


async def test_slow_bytes_are_sent_before_a_piece_is_full(
    s3_partials: S3Partials, database: Database, upload_id: str
) -> None:
    async with s3_partials.held(upload_id) as held:
        await held.write(bytes(300_000))
        assert await s3_partials.offset(upload_id) == 0
        with mock.patch("app.storage.s3_upload.time.monotonic", return_value=time.monotonic() + 6):
            await held.write(b"x")
        assert await s3_partials.offset(upload_id) == 300_001


@pytest.mark.parametrize("count", [1, 3])
async def test_a_whole_upload_is_handed_over_once(
    count: int, s3_partials: S3Partials, bucket: Bucket, upload_id: str
) -> None:
    content = os.urandom(count * PIECE_BYTES)
    await append(
        s3_partials, upload_id, *(content[at : at + 70_000] for at in range(0, len(content), 70_000))
    )
    await s3_partials.hand_over(upload_id, len(content) + 1)
    assert await bucket.size(original_key(upload_id)) is None
    await asyncio.gather(*(s3_partials.hand_over(upload_id, len(content)) for _ in range(3)))
    await s3_partials.hand_over(upload_id, len(content))
    assert await bucket.read(original_key(upload_id)) == content
    assert await bucket.list(UPLOADS) == []
