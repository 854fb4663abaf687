"""Decisions that meet, and decisions that are cut short: files and rows always agree, and a no stays a no."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import pytest

from app.base.config import load
from app.base.errors import AppError
from app.intake.upload_sweep import UploadSweeper
from app.moderation.deciding import approve_photo, release_photo, stop_photo
from app.moderation.releasing import Releaser
from app.moderation.standing import set_standing
from app.parties.scope import PartyScope
from app.parties.settings import change_settings
from app.photos.changing import delete_photo, hide_photo, refuse_photo
from app.photos.editing import edit_photo
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason
from app.processing import orphans
from app.processing.orphans import OrphanSweep
from app.processing.recovery import Recovery
from app.records.guest import Standing, select_guest_entry
from app.records.photo import Photo, PhotoState, select_photo
from app.site.assembly import running_services
from app.web.services import Services
from tests.moderation.mortal import Killed, Steps, mortal
from tests.photo_rows import registered
from tests.records import place
from tests.running import jpeg

logger = logging.getLogger(__name__)

MOST_STEPS = 60
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Desk:
    services: Services
    scope: PartyScope

    async def a_photo(self, showing: str) -> Photo:
        await change_settings(self.scope, {"showing": showing}, None)
        return await self.services.processor.process(await registered(self.scope, jpeg(64, 48)))

    async def now(self, photo: Photo) -> Photo:
        async with self.scope.database.reading() as connection:
            found = await select_photo(connection, self.scope.party_id, photo.id)
        assert found is not None
        return found

    async def clean_up(self) -> None:
        """Do what a server does that finds what a killed one has left."""
        with mock.patch.object(orphans, "RENDITIONS_UNNAMED_S", -1.0):
            await Recovery(
                self.services.parties, self.services.processor, self.services.processor._partials
            ).clean_up()
            for shard in range(256):
                await OrphanSweep(self.scope.site).sweep_shard(f"{shard:02x}")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    config = load(
        {
            "PARTYWALL_DATA_DIR": str(tmp_path),
            "PARTYWALL_DATABASE_URL": place.address_of(tmp_path),
            "PARTYWALL_MEDIA_WORKERS": "1",
            # A busy machine is no slow file.
            "PARTYWALL_DECODE_TIMEOUT_S": "120",
            "PARTYWALL_ADMIN_PASSWORD": "a-password-for-the-party",
        }
    )
    async with AsyncExitStack() as stack:
        with (
            mock.patch.object(Recovery, "start"),
            mock.patch.object(UploadSweeper, "start"),
            mock.patch.object(Releaser, "start"),
        ):
            parts, _ = await stack.enter_async_context(running_services(config, "http://127.0.0.1"))
        yield Desk(parts, parts.parties.default)


async def places_of(scope: PartyScope, folder: str) -> tuple[bool, bool]:
    """Tell whether a folder has public files, and whether it has files that wait."""
    key = f"{folder[:2]}/{folder[2:]}/wall.jpg"
    is_public = await scope.storage.open_public(key) is not None
    return is_public, await scope.storage.open_waiting(folder, "wall.jpg") is not None


async def assert_files_are_as_the_row_says(desk: Desk, photo: Photo, folders: set[str]) -> None:
    now = await desk.now(photo)
    for folder in folders | set(now.folders):
        public, waiting = await places_of(desk.scope, folder)
        is_its_own = folder == now.folder
        # The copy’s own files stay a moment longer, for pages that have not heard of the better ones.
        is_public = is_its_own or folder == now.former_folder
        assert public == (is_public and now.is_shown), (now.state, "public", folder)
        assert waiting == (is_its_own and now.is_waiting), (now.state, "waiting", folder)


Deed = Callable[[PartyScope, Photo], Awaitable[object]]
FROM_WAITING: dict[str, Deed] = {
    "approve": lambda scope, photo: approve_photo(scope, photo.id, photo.version, "host"),
    "release": release_photo,
    "refuse": lambda scope, photo: refuse_photo(scope, photo.id, photo.version, "host"),
    "stop": lambda scope, photo: stop_photo(scope, photo.id, photo.version, "host"),
    "hide": lambda scope, photo: hide_photo(scope, photo.id, "host"),
    "delete": lambda scope, photo: delete_photo(scope, photo.id, photo.guest_id),
    "edit": lambda scope, photo: edit_photo(scope, photo.id, photo.guest_id, None, "New words"),
}
FROM_SHOWN: dict[str, Deed] = {
    "look again": lambda scope, photo: take_from_show(scope, photo.id, "host", Reason.AGAIN),
    "hide": FROM_WAITING["hide"],
    "delete": FROM_WAITING["delete"],
}
CASES = [("held", name) for name in FROM_WAITING] + [("at_once", name) for name in FROM_SHOWN]


@pytest.mark.parametrize(("showing", "name"), CASES)
async def test_a_deed_that_is_cut_short_anywhere_leaves_files_as_the_row_says(
    showing: str, name: str, desk: Desk
) -> None:
    deed = (FROM_WAITING if showing == "held" else FROM_SHOWN)[name]
    for dies_at in range(MOST_STEPS):
        photo = await desk.a_photo(showing)
        steps = Steps(dies_at)
        try:
            await deed(mortal(desk.scope, steps), photo)
        except Killed:
            was_killed = True
        else:
            was_killed = False
        await desk.clean_up()
        await assert_files_are_as_the_row_says(desk, photo, {photo.folder})
        after = await desk.now(photo)
        # Whoever comes next can still decide, either way.
        if after.is_waiting:
            shown = await approve_photo(desk.scope, after.id, after.version, "host")
            await assert_files_are_as_the_row_says(desk, shown, {photo.folder})
        if after.state is not PhotoState.DELETED:
            await delete_photo(desk.scope, photo.id, photo.guest_id)
        await assert_files_are_as_the_row_says(desk, photo, {photo.folder})
        if not was_killed:
            assert dies_at > 2, "it was never cut short"
            return
    raise AssertionError(f"{name} takes more than {MOST_STEPS} steps")


@pytest.mark.parametrize("is_ban", [True, False])
async def test_a_ban_and_its_undo_that_are_cut_short_are_finished_by_the_next_look(
    is_ban: bool, desk: Desk
) -> None:
    other_way = Standing.USUAL if is_ban else Standing.BANNED
    standing = Standing.BANNED if is_ban else Standing.USUAL
    photo = await desk.a_photo("at_once")
    for dies_at in range(MOST_STEPS):
        await set_standing(desk.scope, photo.guest_id, other_way, "host")
        was_killed = False
        try:
            await set_standing(mortal(desk.scope, Steps(dies_at)), photo.guest_id, standing, "host")
        except Killed:
            was_killed = True
        await desk.clean_up()
        await Releaser(desk.services.parties, desk.services.processor).look()
        now = await desk.now(photo)
        async with desk.scope.database.reading() as connection:
            guest = await select_guest_entry(connection, desk.scope.party_id, photo.guest_id)
        is_banned = guest.standing == Standing.BANNED
        assert (now.is_shown, now.reason == Reason.BANNED) == (not is_banned, is_banned)
        await assert_files_are_as_the_row_says(desk, now, {photo.folder})
        if not was_killed:
            assert dies_at > 2, "it was never cut short"
            return
    raise AssertionError(f"it takes more than {MOST_STEPS} steps")


async def test_deeds_that_meet_leave_one_outcome_and_a_no_is_never_shown(seeds: range, desk: Desk) -> None:
    for seed in seeds:
        await deeds_meet(seed, desk)


async def deeds_meet(seed: int, desk: Desk) -> None:
    chance = random.Random(seed)
    photo = await desk.a_photo("held")
    names = chance.choices(list(FROM_WAITING), k=chance.randrange(2, 6))

    async def act(name: str) -> str | None:
        for _ in range(chance.randrange(4)):
            await asyncio.sleep(0)
        try:
            await FROM_WAITING[name](desk.scope, photo)
        except AppError as error:
            if error.status in (404, 409):
                return None
            raise
        return name

    done = [name for name in await asyncio.gather(*map(act, names)) if name]
    logger.warning("seed %s: %s, of which %s came in time", seed, names, done)
    await assert_files_are_as_the_row_says(desk, photo, {photo.folder})
    now = await desk.now(photo)
    decided = [name for name in done if name in ("approve", "release", "refuse", "stop")]
    assert len(decided) <= 1, "one decision counts"
    if "refuse" in done or "hide" in done or "delete" in done:
        assert now.is_gone, (done, now.state)
    if "delete" in done:
        assert now.state is PhotoState.DELETED, (done, now.state)
