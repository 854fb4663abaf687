"""Files in the data folder: whole under their final names, gone when taken down, nothing left over."""

import asyncio
import contextlib
import hashlib
import os
import stat
import threading
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.ids import new_id
from app.storage import FolderStorage, media_url, new_folder
from app.storage.partial import PartialFolder
from app.storage.partial_file import PartialFile
from app.storage.staging import HEAD_BYTES, WRITE_BYTES
from tests.patience import PATIENCE_S

PHOTO = "ab" + "0" * 30
PUBLIC = "cd" + "1" * 30


@pytest.fixture
def storage(tmp_path: Path) -> FolderStorage:
    made = FolderStorage(tmp_path)
    made.open()
    return made


def files_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def keep(storage: FolderStorage, *pieces: bytes) -> str:
    """Bring `pieces` in as an original; return its sha256."""
    async with storage.stage(PHOTO) as staged:
        for piece in pieces:
            await staged.write(piece)
        await staged.finish()
        staged.hand_over()
    await storage.keep_original(PHOTO)
    return staged.sha256


async def publish(storage: FolderStorage, text: str = "picture") -> Path:
    room = await storage.make_workroom(PHOTO)
    (room / "wall.jpg").write_text(text)
    (room / "thumb.jpg").write_text(text)
    await storage.publish(room, PUBLIC)
    return room


# --- a body on its way in


@pytest.mark.parametrize(
    "sizes",
    [
        [],
        [0],
        [1],
        [WRITE_BYTES],
        [WRITE_BYTES - 1, 2],
        [WRITE_BYTES * 2 + 7],
        [HEAD_BYTES - 1, 1, 1],
        [65536] * 33,
        [1] * 600,
    ],
    ids=str,
)
async def test_what_is_staged_is_counted_and_hashed_right(sizes: list[int], storage: FolderStorage) -> None:
    pieces = [os.urandom(size) for size in sizes]
    whole = b"".join(pieces)
    async with storage.stage(PHOTO) as staged:
        for piece in pieces:
            await staged.write(piece)
        await staged.finish()
        assert staged.path.read_bytes() == whole
        assert staged.sha256 == hashlib.sha256(whole).hexdigest()
        assert (staged.bytes, staged.head) == (len(whole), whole[:HEAD_BYTES])


async def test_a_body_that_is_not_handed_over_is_removed(storage: FolderStorage, tmp_path: Path) -> None:
    with contextlib.suppress(KeyError):
        async with storage.stage(PHOTO) as staged:
            await staged.write(b"x" * (WRITE_BYTES + 1))
            raise KeyError
    assert files_below(tmp_path) == []


async def test_a_body_is_read_by_nobody_else(storage: FolderStorage) -> None:
    async with storage.stage(PHOTO) as staged:
        assert stat.S_IMODE(staged.path.parent.stat().st_mode) == 0o700


async def test_a_write_that_is_cancelled_ends_before_its_file_is_closed(
    storage: FolderStorage, tmp_path: Path
) -> None:
    """Else its thread would write to whatever has the same descriptor next: another guest's photo."""
    is_writing, may_write = threading.Event(), threading.Event()
    written: list[bool] = []
    write = os.write

    def slow_write(descriptor: int, data: bytes) -> int:
        is_writing.set()
        assert may_write.wait(PATIENCE_S)
        written.append(Path(f"/proc/self/fd/{descriptor}").readlink() == staged.path)
        return write(descriptor, data)

    staged = storage.stage(PHOTO)

    async def send() -> None:
        async with staged:
            await staged.write(b"x" * WRITE_BYTES)

    with mock.patch.object(os, "write", slow_write):
        sending = asyncio.create_task(send())
        await asyncio.to_thread(is_writing.wait, PATIENCE_S)
        sending.cancel()
        for _ in range(20):
            await asyncio.sleep(0)
        may_write.set()
        await asyncio.gather(sending, return_exceptions=True)
    assert written == [True]
    assert files_below(tmp_path) == []


async def test_a_full_disk_is_heard_of_and_leaves_nothing(storage: FolderStorage, tmp_path: Path) -> None:
    async with storage.stage(PHOTO) as staged:
        full = mock.patch.object(os, "write", side_effect=OSError(28, "No space left on device"))
        with full, pytest.raises(OSError, match="No space left"):
            await staged.write(b"x" * WRITE_BYTES)
    assert files_below(tmp_path) == []


# --- originals


async def test_an_original_is_kept_byte_for_byte_and_private(storage: FolderStorage, tmp_path: Path) -> None:
    sha256 = await keep(storage, b"the bytes", b" as sent")
    assert files_below(tmp_path) == [f"private/originals/ab/{PHOTO}"]
    assert hashlib.sha256(storage.original(PHOTO).read_bytes()).hexdigest() == sha256
    for folder in ("private", "private/originals", "private/originals/ab", "private/staging"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700


async def test_keeping_an_original_again_changes_nothing(storage: FolderStorage) -> None:
    await keep(storage, b"once")
    await storage.keep_original(PHOTO)
    assert storage.original(PHOTO).read_bytes() == b"once"


async def test_an_original_that_never_came_is_missed(storage: FolderStorage) -> None:
    with pytest.raises(FileNotFoundError):
        await storage.keep_original(PHOTO)


async def test_an_original_is_removed_wherever_it_is_and_twice(
    storage: FolderStorage, tmp_path: Path
) -> None:
    await keep(storage, b"kept")
    async with storage.stage(PHOTO) as staged:
        await staged.finish()
        staged.hand_over()
    await storage.remove_original(PHOTO)
    await storage.remove_original(PHOTO)
    assert files_below(tmp_path) == []


# --- renditions


async def test_published_renditions_are_readable_by_nginx_and_their_room_is_gone(
    storage: FolderStorage, tmp_path: Path
) -> None:
    room = await publish(storage)
    assert not room.exists()
    assert files_below(tmp_path) == [
        f"public/cd/{'1' * 30}/thumb.jpg",
        f"public/cd/{'1' * 30}/wall.jpg",
    ]
    for path in (tmp_path / "public").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o755 if path.is_dir() else 0o644)


async def test_publishing_again_keeps_what_is_there(storage: FolderStorage) -> None:
    await publish(storage, "first")
    room = await publish(storage, "second")
    public = storage.public_file(media_url(PUBLIC, "wall.jpg").removeprefix("/media/"))
    assert public is not None
    assert public.read_text() == "first"
    await storage.clear_workroom(room)
    assert not room.exists()


async def test_a_withdrawn_folder_answers_nothing_and_comes_back_when_reinstated(
    storage: FolderStorage,
) -> None:
    key = media_url(PUBLIC, "wall.jpg").removeprefix("/media/")
    await publish(storage)
    await storage.withdraw(PUBLIC)
    assert storage.public_file(key) is None
    assert await storage.withdrawn_folders() == [PUBLIC]
    await storage.reinstate(PUBLIC)
    assert storage.public_file(key) is not None
    assert await storage.withdrawn_folders() == []


@pytest.mark.parametrize("is_withdrawn", [False, True])
async def test_a_discarded_folder_is_gone_for_good(
    is_withdrawn: bool, storage: FolderStorage, tmp_path: Path
) -> None:
    await publish(storage)
    if is_withdrawn:
        await storage.withdraw(PUBLIC)
    await storage.discard(PUBLIC)
    await storage.reinstate(PUBLIC)
    assert files_below(tmp_path) == []


@pytest.mark.parametrize("folder", ["", PUBLIC])
async def test_taking_down_what_was_never_published_is_fine(
    folder: str, storage: FolderStorage, tmp_path: Path
) -> None:
    await storage.withdraw(folder)
    await storage.reinstate(folder)
    await storage.discard(folder)
    assert (tmp_path / "public").is_dir()
    assert await storage.withdrawn_folders() == []


async def test_two_that_take_down_the_same_photo_do_not_disturb_each_other(
    storage: FolderStorage, tmp_path: Path
) -> None:
    for _ in range(50):
        await publish(storage)
        await asyncio.gather(*(storage.withdraw(PUBLIC) for _ in range(4)))
        await asyncio.gather(*(storage.reinstate(PUBLIC) for _ in range(4)))
        await asyncio.gather(*(storage.discard(PUBLIC) for _ in range(2)))
        assert files_below(tmp_path) == []


# --- addresses


def test_a_public_folder_is_never_named_twice() -> None:
    assert len({new_folder() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "cd",
        f"cd/{'1' * 30}",
        f"cd/{'1' * 30}/",
        f"/cd/{'1' * 30}/wall.jpg",
        f"cd/{'1' * 30}/wall.jpg/",
        f"cd/{'1' * 30}/wall.jpg\n",
        f"cd/{'1' * 30}/wall",
        f"cd/{'1' * 30}/.jpg",
        f"cd/{'1' * 30}/WALL.JPG",
        f"CD/{'1' * 30}/wall.jpg",
        f"cd/{'1' * 30}/../{'1' * 30}/wall.jpg",
        f"../public/cd/{'1' * 30}/wall.jpg",
        "../private/secret.key",
        f"../private/originals/{PHOTO[:2]}/{PHOTO}",
        f"cd/{'1' * 30}/wall.jpg\x00",
        f"cd\\{'1' * 30}\\wall.jpg",
    ],
)
async def test_a_file_is_found_under_its_own_name_only(key: str, storage: FolderStorage) -> None:
    await publish(storage)
    assert storage.public_file(f"cd/{'1' * 30}/wall.jpg") is not None
    assert storage.public_file(key) is None


@given(st.text(max_size=60))
def test_no_made_up_name_finds_anything(key: str) -> None:
    assert FolderStorage(Path("/")).public_file(key) is None


async def test_a_folder_under_a_files_name_is_no_file(storage: FolderStorage, tmp_path: Path) -> None:
    (tmp_path / "public" / "cd" / ("1" * 30) / "wall.jpg").mkdir(parents=True)
    assert storage.public_file(f"cd/{'1' * 30}/wall.jpg") is None


# --- clean-up


async def test_only_what_is_old_in_staging_and_held_by_nobody_is_stale(
    storage: FolderStorage, tmp_path: Path
) -> None:
    staging = tmp_path / "private" / "staging"
    left = staging / "left room"
    left.mkdir()
    (left / "wall.jpg").touch()
    for name in ("old", "young"):
        (staging / name).touch()
    for old in (staging / "old", left):
        os.utime(old, (1, 1))
    stale = await storage.stale_staging()
    assert sorted(stale) == sorted([staging / "old", left])
    for path in stale:
        await storage.remove_stale(path)
        await storage.remove_stale(path)
    assert [path.name for path in staging.iterdir()] == ["young"]


async def test_nothing_under_way_is_stale_however_the_clock_jumped(
    storage: FolderStorage, tmp_path: Path
) -> None:
    staging = tmp_path / "private" / "staging"
    room = await storage.make_workroom(PHOTO)
    async with storage.stage(PHOTO) as staged:
        await staged.write(b"content")
        await staged.finish()
        for path in staging.iterdir():
            os.utime(path, (1, 1))
        assert await storage.stale_staging() == []
        hold = staged.hand_over()
    os.utime(staged.path, (1, 1))
    assert await storage.stale_staging() == [], "its row is still to be written"
    hold.end()
    assert await storage.stale_staging() == [staged.path]
    await storage.clear_workroom(room)
    assert not room.exists()


def test_opening_takes_away_what_others_may_do_with_private_things(tmp_path: Path) -> None:
    private = tmp_path / "private"
    (private / "originals").mkdir(parents=True)
    for name in ("secret.key", "partywall.sqlite3"):
        (private / name).touch()
    public = tmp_path / "public"
    public.mkdir()
    for path in (private, *private.iterdir(), public):
        path.chmod(0o777 if path.is_dir() else 0o666)
    FolderStorage(tmp_path).open()
    assert {path.stat().st_mode & 0o777 for path in (private, private / "originals")} == {0o700}
    assert {(private / name).stat().st_mode & 0o777 for name in ("secret.key", "partywall.sqlite3")} == {
        0o600
    }
    assert public.stat().st_mode & 0o777 == 0o777, "nginx reads it"


def test_opening_an_open_folder_changes_nothing(storage: FolderStorage, tmp_path: Path) -> None:
    (tmp_path / "public" / "kept").touch()
    storage.open()
    assert (tmp_path / "public" / "kept").exists()
    assert storage.free_bytes() > 0
    assert storage.original(new_id()).parent.parent == tmp_path / "private" / "originals"


async def test_a_request_that_comes_too_late_leaves_the_handed_over_file_whole(tmp_path: Path) -> None:
    """It has locked the upload's file, which became an original before it looked how much of it counts."""
    partials = PartialFolder(tmp_path)
    partials.open()
    (tmp_path / "private" / "staging").mkdir()
    async with partials.held("upload") as held:
        await held.write(b"all of a photo")
        await held.make_durable()
    undo = PartialFile.undo

    async def be_overtaken(file: PartialFile) -> None:
        await partials.hand_over("upload", len(b"all of a photo"))
        await undo(file)

    with mock.patch.object(PartialFile, "undo", be_overtaken):
        async with partials.held("upload"):
            pass
    assert (tmp_path / "private" / "staging" / "upload").read_bytes() == b"all of a photo"
