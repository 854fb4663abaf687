"""What everybody counts on from the storage, in a folder and in a store: one set of tests for both."""

import asyncio
import contextlib
import hashlib
import os
from pathlib import Path

import pytest

from app.storage import Storage, media_url
from app.storage.contract import PastTheEnd, Span, StoredObject
from app.storage.folder import FolderStorage
from app.storage.staging import WRITE_BYTES

PHOTO = "ab" + "0" * 30
OTHER = "ab" + "1" * 30
PUBLIC = "cd" + "1" * 30
WALL = media_url(PUBLIC, "wall.jpg").removeprefix("/media/")
THUMB = media_url(PUBLIC, "thumb.jpg").removeprefix("/media/")


async def keep(storage: Storage, photo_id: str, content: bytes) -> str:
    """Bring an original in; return its sha256."""
    async with storage.stage(photo_id) as staged:
        await staged.write(content)
        await staged.finish()
        staged.hand_over()
    await storage.keep_original(photo_id)
    return staged.sha256


async def original(storage: Storage, photo_id: str) -> bytes:
    async with storage.local_original(photo_id) as path:
        return path.read_bytes()


async def publish(storage: Storage, text: bytes = b"picture") -> None:
    room = await storage.make_workroom(PHOTO)
    for name in ("wall.jpg", "thumb.jpg"):
        (room / name).write_bytes(text)
    await storage.publish(room, PUBLIC)
    await storage.clear_workroom(room)


async def read(found: object) -> bytes:
    if isinstance(found, StoredObject):
        return b"".join([piece async for piece in found.pieces])
    assert isinstance(found, Path)
    return found.read_bytes()


async def is_public(storage: Storage) -> bool:
    answers = [await storage.open_public(key) is not None for key in (WALL, THUMB)]
    assert len(set(answers)) == 1, "half of a photo is public"
    return answers[0]


async def test_an_original_is_kept_as_it_came(storage: Storage) -> None:
    content = os.urandom(WRITE_BYTES * 2 + 7)
    assert await keep(storage, PHOTO, content) == hashlib.sha256(content).hexdigest()
    assert await original(storage, PHOTO) == content
    # Once more: what was worked on the first time was brought in a moment before.
    assert await original(storage, PHOTO) == content
    assert await read(await storage.open_original(PHOTO)) == content


async def test_keeping_twice_is_keeping_once(storage: Storage) -> None:
    await keep(storage, PHOTO, b"content")
    await storage.keep_original(PHOTO)
    assert await original(storage, PHOTO) == b"content"


async def test_a_removed_original_is_not_there(storage: Storage) -> None:
    await keep(storage, PHOTO, b"content")
    await storage.remove_original(PHOTO)
    await storage.remove_original(PHOTO)
    with pytest.raises(FileNotFoundError):
        await original(storage, PHOTO)


async def test_work_on_an_original_leaves_nothing_behind(storage: Storage) -> None:
    await keep(storage, PHOTO, b"content")
    with contextlib.suppress(KeyError):
        async with storage.local_original(PHOTO):
            raise KeyError
    assert await storage.stale_staging(older_than_s=-60.0) == []


async def test_two_can_work_on_an_original_at_once(storage: Storage) -> None:
    await keep(storage, PHOTO, b"content")
    async with storage.local_original(PHOTO) as first, storage.local_original(PHOTO) as second:
        assert (first.read_bytes(), second.read_bytes()) == (b"content", b"content")


async def test_an_arrived_original_takes_the_copys_place(storage: Storage) -> None:
    await keep(storage, PHOTO, b"copy")
    await keep(storage, OTHER, b"original")
    await storage.replace_original(PHOTO, OTHER)
    await storage.replace_original(PHOTO, OTHER)
    assert await original(storage, PHOTO) == b"original"
    with pytest.raises(FileNotFoundError):
        await original(storage, OTHER)


async def test_what_arrived_nowhere_cannot_replace_what_is_nowhere(storage: Storage) -> None:
    with pytest.raises(FileNotFoundError):
        await storage.replace_original(PHOTO, OTHER)


async def test_renditions_are_public_when_publishing_returns(storage: Storage) -> None:
    assert not await is_public(storage)
    await publish(storage, b"picture")
    assert await read(await storage.open_public(WALL)) == b"picture"
    assert await read(await storage.open_public(THUMB)) == b"picture"


async def test_publishing_twice_is_publishing_once(storage: Storage) -> None:
    await publish(storage)
    await publish(storage)
    assert await is_public(storage)


async def test_a_span_is_that_part_of_the_file(storage: Storage) -> None:
    await publish(storage, b"0123456789")
    found = await storage.open_public(WALL, Span(2, 5))
    if isinstance(found, StoredObject):
        assert (found.start, found.end, found.size) == (2, 5, 10)
        assert await read(found) == b"234"
        rest = await storage.open_public(WALL, Span(7, None))
        assert await read(rest) == b"789"
        last = await storage.open_public(WALL, Span(-4, None))
        assert await read(last) == b"6789"
        with pytest.raises(PastTheEnd):
            await storage.open_public(WALL, Span(10, None))


async def test_a_withdrawn_folder_is_gone_until_it_is_reinstated(storage: Storage) -> None:
    await publish(storage)
    await storage.withdraw(PUBLIC)
    assert not await is_public(storage)
    await storage.reinstate(PUBLIC)
    assert await read(await storage.open_public(WALL)) == b"picture"


@pytest.mark.parametrize("is_withdrawn", [False, True])
async def test_a_discarded_folder_is_gone_for_good(is_withdrawn: bool, storage: Storage) -> None:
    await publish(storage)
    if is_withdrawn:
        await storage.withdraw(PUBLIC)
    await storage.discard(PUBLIC)
    await storage.reinstate(PUBLIC)
    assert not await is_public(storage)
    assert await storage.public_folders_in("cd") == {}


@pytest.mark.parametrize("folder", ["", PUBLIC])
async def test_taking_down_what_was_never_published_is_fine(folder: str, storage: Storage) -> None:
    await storage.withdraw(folder)
    await storage.reinstate(folder)
    await storage.discard(folder)
    assert not await is_public(storage)


async def test_takedowns_that_meet_and_all_fail_lose_nothing(storage: Storage) -> None:
    """Each withdraws, and puts back because its row could not be written."""

    async def take_down_and_fail() -> None:
        await storage.withdraw(PUBLIC)
        await storage.reinstate(PUBLIC)

    await publish(storage)
    for _ in range(10):
        await asyncio.gather(*(take_down_and_fail() for _ in range(4)))
        # A folder's rename may have met the others' half way; whoever looks last finds it.
        await storage.reinstate(PUBLIC)
        assert await is_public(storage)


async def test_takedowns_that_meet_take_down(storage: Storage) -> None:
    async def take_down() -> None:
        await storage.withdraw(PUBLIC)
        await storage.discard(PUBLIC)

    await publish(storage)
    await asyncio.gather(*(take_down() for _ in range(4)))
    await storage.reinstate(PUBLIC)
    assert not await is_public(storage)


@pytest.mark.parametrize(
    "key",
    ["", "cd", f"cd/{'1' * 30}", f"../private/originals/{PHOTO[:2]}/{PHOTO}", f"{WALL}/", f"{WALL}\x00"],
)
async def test_a_file_is_found_under_its_own_name_only(key: str, storage: Storage) -> None:
    await publish(storage)
    assert await storage.open_public(key) is None


async def test_every_file_is_listed_in_its_part(storage: Storage) -> None:
    await publish(storage)
    await keep(storage, PHOTO, b"content")
    assert list(await storage.originals_in("ab")) == [PHOTO]
    assert list(await storage.public_folders_in("cd")) == [PUBLIC]
    assert await storage.originals_in("00") == {}
    assert await storage.public_folders_in("00") == {}


async def keep_waiting(storage: Storage) -> None:
    room = await storage.make_workroom(PHOTO)
    for name in ("wall.jpg", "thumb.jpg"):
        (room / name).write_bytes(b"picture")
    await storage.keep_waiting(room, PUBLIC)
    await storage.clear_workroom(room)


async def is_waiting(storage: Storage) -> bool:
    return await storage.open_waiting(PUBLIC, "wall.jpg") is not None


async def test_renditions_that_wait_have_no_public_address(storage: Storage) -> None:
    await keep_waiting(storage)
    assert not await is_public(storage)
    assert await read(await storage.open_waiting(PUBLIC, "wall.jpg")) == b"picture"
    assert list(await storage.waiting_folders_in("cd")) == [PUBLIC]


async def test_waiting_renditions_are_public_once_they_are_released(storage: Storage) -> None:
    await keep_waiting(storage)
    for _ in range(2):
        await storage.release(PUBLIC)
        assert await is_public(storage)
        assert not await is_waiting(storage)


async def test_what_is_taken_back_waits_again(storage: Storage) -> None:
    await publish(storage)
    for _ in range(2):
        await storage.take_back(PUBLIC)
        assert not await is_public(storage)
        assert await is_waiting(storage)


async def test_renditions_made_twice_end_in_one_place(storage: Storage) -> None:
    """A killed process may have moved its renditions already when another makes the same again."""
    await publish(storage)
    await keep_waiting(storage)
    await storage.release(PUBLIC)
    assert await is_public(storage)
    assert not await is_waiting(storage)


async def test_discarding_ends_what_waits(storage: Storage) -> None:
    await keep_waiting(storage)
    await storage.discard(PUBLIC)
    assert not await is_waiting(storage)


@pytest.mark.parametrize("file", ["../wall.jpg", "wall.jpg/..", "", "WALL.JPG", "other.jpg"])
async def test_only_a_renditions_own_name_is_looked_up_among_those_that_wait(
    file: str, storage: Storage
) -> None:
    await keep_waiting(storage)
    assert await storage.open_waiting(PUBLIC, file) is None


async def test_one_more_rendition_joins_those_that_wait(storage: Storage) -> None:
    await keep_waiting(storage)
    room = await storage.make_workroom(OTHER)
    (room / "clip.mp4").write_bytes(b"clip")
    assert await storage.add_waiting(room / "clip.mp4", PUBLIC)
    assert await read(await storage.open_waiting(PUBLIC, "clip.mp4")) == b"clip"
    await storage.clear_workroom(room)


async def test_what_is_withdrawn_can_wait_without_being_public_in_between(storage: Storage) -> None:
    await publish(storage)
    await storage.withdraw(PUBLIC)
    await storage.take_back(PUBLIC)
    assert not await is_public(storage)
    assert await is_waiting(storage)
    await storage.reinstate(PUBLIC)
    assert not await is_public(storage)


async def test_a_backup_has_what_waits(storage: Storage, tmp_path: Path) -> None:
    await keep_waiting(storage)
    (tmp_path / "copy").mkdir()
    await storage.copy_to(tmp_path / "copy")
    copy = FolderStorage(tmp_path / "copy")
    copy.open()
    assert await read(await copy.open_waiting(PUBLIC, "wall.jpg")) == b"picture"
    assert await copy.open_public(WALL) is None
