"""The clips' queue: by turns, never twice at once, taken over from the dead, given up in the end."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from app.base.clock import now_iso
from app.base.ids import new_id
from app.intake.registration import register_photo
from app.media.edit import NO_EDIT, Edit
from app.media.errors import PictureRefused, Refusal
from app.media.rendered import MadeClip, Rendered, Rendition
from app.parties.registry import Parties
from app.parties.scope import PartyScope
from app.photos.changing import delete_photo, hide_photo
from app.photos.clip_rows import MAX_ATTEMPTS, hold_on, put_back, take_clip_job
from app.photos.showing import publish_photo
from app.processing.clip_maker import ClipMaker
from app.processing.clip_process import ClipProcess
from app.records.change import select_changes
from app.records.photo import Clip, Photo, PhotoState, select_photo
from app.storage import new_folder
from tests.feed.scene import a_scene
from tests.jobs.odd_pool import until
from tests.patience import PATIENCE_S
from tests.photo_rows import LONG_AGO, a_photo, stage

ANN, BEN = "a" * 32, "b" * 32
POSTER = Rendition("wall", "wall.jpg", 320, 240, "image/jpeg")
RENDERED = Rendered(320, 240, "AAAA", None, (POSTER,), duration_ms=None)
MADE = MadeClip(Rendition("clip", "clip.mp4", 320, 240, "video/mp4"), 1500)


@dataclass(slots=True)
class Party:
    scope: PartyScope
    parties: Parties
    folder: Path

    def write(self, sql: str) -> None:
        with closing(sqlite3.connect(self.folder / "db.sqlite3")) as records:
            records.execute(sql)
            records.commit()

    async def photo(self, photo_id: str) -> Photo:
        async with self.scope.database.reading() as connection:
            found = await select_photo(connection, self.scope.party_id, photo_id)
        assert found is not None
        return found

    async def kinds(self) -> list[str]:
        async with self.scope.database.reading() as connection:
            changes = await select_changes(connection, self.scope.party_id, None, 100)
        return [str(change.kind) for change in reversed(changes)]

    async def shown_video(self, guest_id: str = BEN) -> Photo:
        """Let a guest's video be shown as its poster, so that its clip is waited for."""
        photo = a_photo(self.scope.party_id, guest_id=guest_id, media_type="video/mp4", bytes=5)
        photo = replace(photo, sha256=photo.id)
        await stage(self.scope, photo.id, b"video")
        await self.scope.storage.keep_original(photo.id)
        await register_photo(self.scope, photo)
        room = await self.scope.storage.make_workroom(photo.id)
        (room / "wall.jpg").write_bytes(b"poster")
        return await publish_photo(self.scope, photo, RENDERED, room)


class Workshop:
    """In the place of a process: makes a clip when it is let, and remembers for whom."""

    def __init__(self, outcome: Callable[[], MadeClip] = lambda: MADE) -> None:
        self.begun: list[str] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self._outcome = outcome

    async def make(self, original: Path, out_dir: Path, edit: Edit) -> MadeClip:
        assert edit == NO_EDIT
        self.begun.append(original.name)
        await self.may_go_on.wait()
        (out_dir / "clip.mp4").write_bytes(b"clip")
        return self._outcome()


@pytest.fixture
async def party(tmp_path: Path) -> AsyncIterator[Party]:
    async with a_scene(tmp_path) as scene:
        assert scene.parties is not None
        yield Party(scene.scope, scene.parties, tmp_path)


@pytest.fixture
async def makers(party: Party) -> AsyncIterator[Callable[[Workshop], ClipMaker]]:
    """Make clip makers that are closed at the end."""
    made: list[ClipMaker] = []

    def make(workshop: Workshop) -> ClipMaker:
        made.append(ClipMaker(party.parties, cast(ClipProcess, workshop)))
        return made[-1]

    yield make
    for maker in made:
        await maker.close()


def no_clip(code: Refusal) -> Callable[[], MadeClip]:
    def refuse() -> MadeClip:
        raise PictureRefused(code)

    return refuse


async def until_clip(party: Party, photo: Photo, clip: Clip) -> Photo:
    async with asyncio.timeout(PATIENCE_S):
        while (current := await party.photo(photo.id)).clip is not clip:
            await asyncio.sleep(0.01)
    return current


async def test_a_clip_joins_its_poster_by_one_change(
    party: Party, makers: Callable[[Workshop], ClipMaker]
) -> None:
    photo = await party.shown_video()
    assert (photo.clip, photo.duration_ms) == (Clip.COMING, None)
    await makers(Workshop()).start()
    with_clip = await until_clip(party, photo, Clip.MADE)
    assert [entry.file for entry in with_clip.renditions] == ["wall.jpg", "clip.mp4"]
    assert (with_clip.position, with_clip.folder) == (photo.position, photo.folder)
    assert with_clip.duration_ms == 1500
    assert await party.kinds() == ["shown", "clip_made"]
    public = party.folder / "public" / photo.folder[:2] / photo.folder[2:]
    assert sorted(file.name for file in public.iterdir()) == ["clip.mp4", "wall.jpg"]
    await until(lambda: list((party.folder / "private" / "staging").iterdir()) == [])


async def test_guests_take_turns(party: Party, makers: Callable[[Workshop], ClipMaker]) -> None:
    of_ben = [await party.shown_video(BEN) for _ in range(3)]
    of_ann = [await party.shown_video(ANN) for _ in range(2)]
    workshop = Workshop()
    await makers(workshop).start()
    await until_clip(party, of_ben[2], Clip.MADE)
    expected = [of_ben[0], of_ann[0], of_ben[1], of_ann[1], of_ben[2]]
    assert workshop.begun == [photo.id for photo in expected]


async def test_a_bell_is_heard_at_once(
    party: Party, makers: Callable[[Workshop], ClipMaker], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the bell makes it look again.
    monkeypatch.setattr("app.processing.clip_maker.LOOK_EVERY_S", 10 * PATIENCE_S)
    maker = makers(Workshop())
    await maker.start()
    photo = await party.shown_video()
    maker.ring()
    await until_clip(party, photo, Clip.MADE)


async def test_two_processes_make_a_clip_once(party: Party, makers: Callable[[Workshop], ClipMaker]) -> None:
    videos = [await party.shown_video() for _ in range(6)]
    workshops = [Workshop(), Workshop()]
    await asyncio.gather(*(makers(workshop).start() for workshop in workshops))
    for photo in videos:
        await until_clip(party, photo, Clip.MADE)
    assert sorted(workshops[0].begun + workshops[1].begun) == sorted(photo.id for photo in videos)
    assert (await party.kinds()).count("clip_made") == len(videos)


async def test_what_cannot_be_made_is_given_up_at_once_and_stays_a_photo(
    party: Party, makers: Callable[[Workshop], ClipMaker]
) -> None:
    photo = await party.shown_video()
    workshop = Workshop(no_clip(Refusal.VIDEO_TOO_HEAVY))
    await makers(workshop).start()
    failed = await until_clip(party, photo, Clip.FAILED)
    assert (failed.state, failed.moves) == (PhotoState.SHOWN, False)
    assert [entry.file for entry in failed.renditions] == ["wall.jpg"]
    assert await party.kinds() == ["shown", "clip_failed"]
    assert await take_clip_job(party.scope.site) is None
    assert len(workshop.begun) == 1


async def test_a_full_disk_is_no_fault_of_the_video(
    party: Party, makers: Callable[[Workshop], ClipMaker]
) -> None:
    def full() -> MadeClip:
        raise OSError(28, "No space left on device")

    photo = await party.shown_video()
    maker = makers(Workshop(full))
    told: list[str] = []
    maker.on_clip = lambda outcome, _: told.append(outcome)
    await maker.start()
    await until(lambda: told == ["put_back"])
    await maker.close()
    assert (await party.photo(photo.id)).clip is Clip.COMING
    party.write(f"update clips set held_until = '{LONG_AGO}'")
    job = await take_clip_job(party.scope.site)
    assert job is not None
    assert job.attempts == 1, "that one did not count"


async def test_it_is_told_what_became_of_each_clip(
    party: Party, makers: Callable[[Workshop], ClipMaker]
) -> None:
    def refused_once() -> MadeClip:
        if len(workshop.begun) == 1:
            raise PictureRefused(Refusal.VIDEO_TOO_HEAVY)
        return MADE

    broken, whole = await party.shown_video(), await party.shown_video()
    workshop = Workshop(refused_once)
    maker = makers(workshop)
    told: list[tuple[str, float]] = []
    maker.on_clip = lambda outcome, took_s: told.append((outcome, took_s))
    await maker.start()
    await until_clip(party, broken, Clip.FAILED)
    await until_clip(party, whole, Clip.MADE)
    await until(lambda: [outcome for outcome, _ in told] == ["VIDEO_TOO_HEAVY", "made"])
    assert all(0 < took_s < PATIENCE_S for _, took_s in told)


async def test_it_knows_how_many_clips_are_still_to_be_made(
    party: Party, makers: Callable[[Workshop], ClipMaker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.processing.clip_maker.SAY_SO_EVERY_S", 0.02)
    for _ in range(2):
        await party.shown_video()
    workshop = Workshop()
    workshop.may_go_on.clear()
    maker = makers(workshop)
    await maker.start()
    await until(lambda: maker.waiting == 2)
    await party.shown_video()
    await until(lambda: maker.waiting == 3)  # while the first is being made
    workshop.may_go_on.set()
    await until(lambda: maker.waiting == 0)


async def test_a_job_is_held_as_long_as_its_holder_says_so(party: Party) -> None:
    await party.shown_video()
    job = await take_clip_job(party.scope.site)
    assert job is not None
    assert await take_clip_job(party.scope.site) is None, "somebody is at it"
    assert await hold_on(party.scope, job)
    party.write(f"update clips set held_until = '{LONG_AGO}'")
    other = await take_clip_job(party.scope.site)
    assert other is not None
    assert (other.photo_id, other.attempts) == (job.photo_id, 2)
    assert not await hold_on(party.scope, job), "believed dead, and it is not ours any more"


async def test_a_video_that_kills_every_server_is_not_tried_for_ever(
    party: Party, makers: Callable[[Workshop], ClipMaker]
) -> None:
    photo = await party.shown_video()
    for _ in range(MAX_ATTEMPTS):
        assert await take_clip_job(party.scope.site) is not None
        party.write(f"update clips set held_until = '{LONG_AGO}'")  # as the kill of its holder leaves it
    workshop = Workshop()
    await makers(workshop).start()
    await until_clip(party, photo, Clip.FAILED)
    assert workshop.begun == []


async def test_an_orderly_end_gives_the_clip_back(
    party: Party, makers: Callable[[Workshop], ClipMaker]
) -> None:
    photo = await party.shown_video()
    workshop = Workshop()
    workshop.may_go_on.clear()
    maker = makers(workshop)
    await maker.start()
    await until(lambda: len(workshop.begun) == 1)
    await maker.close()
    job = await take_clip_job(party.scope.site)
    assert job is not None
    assert (job.photo_id, job.attempts) == (photo.id, 1)
    await put_back(party.scope, job)
    assert list((party.folder / "private" / "staging").iterdir()) == []


@pytest.mark.parametrize("verb", ["hide", "delete"])
async def test_what_is_taken_down_gets_no_clip(
    verb: str, party: Party, makers: Callable[[Workshop], ClipMaker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.processing.clip_maker.SAY_SO_EVERY_S", 0.02)
    photo, after = await party.shown_video(), await party.shown_video()
    workshop = Workshop()
    workshop.may_go_on.clear()
    await makers(workshop).start()
    await until(lambda: len(workshop.begun) == 1)
    await (hide_photo if verb == "hide" else delete_photo)(party.scope, photo.id, "host")
    # Noticed while it is being made: the next one begins.
    await until(lambda: len(workshop.begun) == 2)
    workshop.may_go_on.set()
    await until_clip(party, after, Clip.MADE)
    assert (await party.photo(photo.id)).clip is Clip.NONE
    assert not (party.folder / "public" / photo.folder[:2] / photo.folder[2:]).exists()
    assert "clip_made" not in (await party.kinds())[:3]


async def test_a_takedown_at_the_last_moment_takes_the_clip_along(party: Party) -> None:
    """The clip is made, and moves in between the takedown's files and its row."""
    photo = await party.shown_video()
    job = await take_clip_job(party.scope.site)
    assert job is not None
    await hide_photo(party.scope, photo.id, "host")
    room = await party.scope.storage.make_workroom(photo.id)
    (room / "clip.mp4").write_bytes(b"clip")
    assert not await party.scope.storage.add_public(room / "clip.mp4", photo.folder)
    from_before = replace(photo, folder=photo.folder)
    assert not (party.folder / "public" / from_before.folder[:2] / from_before.folder[2:]).exists()


async def test_an_original_that_has_not_taken_its_place_is_waited_for(party: Party) -> None:
    photo = await party.shown_video()
    party.write(
        "insert into arrivals (photo_id, id, sha256, media_type, bytes, folder, created_at) "
        f"values ('{photo.id}', '{new_id()}', 'x', 'video/mp4', 5, '{new_folder()}', '{now_iso()}')"
    )
    assert await take_clip_job(party.scope.site) is None
    party.write("delete from arrivals")
    assert await take_clip_job(party.scope.site) is not None
