"""What only a store can get wrong: several requests where a folder has one rename."""

import asyncio
import errno
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from unittest import mock

import pytest
from obstore.exceptions import GenericError

from app.storage import StoreAway
from app.storage.bucket import Bucket, Entry
from app.storage.s3 import WITHDRAWN, S3Storage
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT
from tests.storage.test_contract import PUBLIC, is_public, publish


class Gate:
    """Stops whoever deletes, until it is let through."""

    def __init__(self, bucket: Bucket) -> None:
        self.delete_now = bucket.delete
        self.is_reached = asyncio.Event()
        self.is_open = asyncio.Event()

    async def delete(self, keys: Iterable[str]) -> None:
        named = list(keys)
        self.is_reached.set()
        await self.is_open.wait()
        await self.delete_now(named)


async def test_a_copy_is_left_however_two_takedowns_meet(bucket: Bucket, tmp_path: Path) -> None:
    """The one puts back while the other takes down, and the other fails after it."""
    storage = S3Storage(tmp_path, bucket, None)
    await storage.open()
    await publish(storage)
    await storage.withdraw(PUBLIC)
    first, second = Gate(bucket), Gate(bucket)
    with mock.patch.object(bucket, "delete", first.delete):
        putting_back = asyncio.create_task(storage.reinstate(PUBLIC))
        await first.is_reached.wait()
    with mock.patch.object(bucket, "delete", second.delete):
        taking_down = asyncio.create_task(storage.withdraw(PUBLIC))
        await second.is_reached.wait()
    for gate, task in ((first, putting_back), (second, taking_down)):
        gate.is_open.set()
        await task
    assert not await is_public(storage)
    await storage.reinstate(PUBLIC)
    assert await is_public(storage)
    assert await bucket.list(WITHDRAWN) == []


async def test_a_takedown_that_came_too_late_for_a_copy_deletes_nothing(
    bucket: Bucket, tmp_path: Path
) -> None:
    """Another one takes the files before it can copy them, and puts them back before it deletes."""
    storage = S3Storage(tmp_path, bucket, None)
    await storage.open()
    await publish(storage)
    gate = Gate(bucket)
    listed = bucket.list

    async def list_and_be_overtaken(prefix: str) -> list[Entry]:
        found = await listed(prefix)
        with mock.patch.object(bucket, "list", listed), mock.patch.object(bucket, "delete", gate.delete_now):
            await storage.withdraw(PUBLIC)
        return found

    with (
        mock.patch.object(bucket, "list", list_and_be_overtaken),
        mock.patch.object(bucket, "delete", gate.delete),
    ):
        late = asyncio.create_task(storage.withdraw(PUBLIC))
        await gate.is_reached.wait()
    await storage.reinstate(PUBLIC)
    assert await is_public(storage)
    gate.is_open.set()
    await late
    assert await is_public(storage)


async def test_nothing_is_taken_from_the_public_before_its_copy_is_there(
    bucket: Bucket, tmp_path: Path
) -> None:
    storage = S3Storage(tmp_path, bucket, None)
    await storage.open()
    await publish(storage)

    async def fail(source: str, target: str) -> None:
        raise OSError("the store went away")

    with mock.patch.object(bucket, "copy", fail):
        for step in (storage.withdraw, storage.reinstate):
            try:
                await step(PUBLIC)
            except OSError:
                continue
    assert await is_public(storage)


@pytest.mark.parametrize(
    ("said", "is_full"),
    [
        ("in 31.5ms - Server returned non-2xx status code: 507 Insufficient Storage: <html>", True),
        ("in 31.5ms - Server returned non-2xx status code: 400: <Error><Code>QuotaExceeded</Code>", True),
        ("in 507.982399ms, after 3 retries - HTTP error: error sending request", False),
        ("in 31.5ms - Server returned non-2xx status code: 503: <Error><Code>SlowDown</Code>", False),
    ],
)
async def test_a_full_store_is_known_by_what_it_answers_and_by_no_other_number(
    said: str, is_full: bool, bucket: Bucket
) -> None:
    fault = GenericError(f"Generic S3 error: Error performing PUT http://127.0.0.1:9000/party/a {said}")
    store = mock.Mock(put_async=mock.AsyncMock(side_effect=fault))
    with mock.patch.object(bucket, "_store", store), pytest.raises(OSError, match="store") as caught:
        await bucket.put("a", b"content")
    assert (caught.value.errno == errno.ENOSPC) == is_full
    assert isinstance(caught.value, StoreAway) != is_full


def test_the_stores_client_is_not_loaded_where_files_lie_in_a_folder() -> None:
    code = "import sys, app.__main__; sys.exit('obstore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, timeout=PATIENCE_S).returncode == 0
