"""Deeds that meet in any order: what was refused is never shown, and what was allowed is not lost."""

import asyncio
import logging
import random
from collections.abc import Awaitable

import pytest

from app.base.clock import now_iso
from app.base.errors import AppError
from app.moderation.deciding import approve_photo, release_photo
from app.moderation.panic import end_panic, panic
from app.moderation.pictures import decide_version
from app.moderation.releasing import Releaser
from app.parties.settings import change_settings
from app.photos.changing import settle_files
from app.photos.editing import decide_words
from app.photos.restricting import end_private, make_private
from app.photos.waiting import Reason
from app.records.change import CLOCK
from app.records.photo import Original, Photo, PhotoState
from tests.moderation.mortal import Gate, gated
from tests.moderation.test_decisions import Desk, assert_files_are_as_the_row_says
from tests.moderation.test_table import DEEDS, TURNED, numbers_waiting, time_is_up, time_passes
from tests.patience import PATIENCE_S
from tests.photo_rows import with_arrival
from tests.running import jpeg

logger = logging.getLogger(__name__)

ROUNDS = 40
MEET = ("approve", "refuse", "stop", "time", "hide", "edit", "picture", "ban", "delete", "original")
NO = ("refuse", "hide", "ban", "delete")


async def with_original_on_its_way(desk: Desk, original: bytes | None = None) -> Photo:
    """Return a held photo whose screen copy is there, and whose original has arrived."""
    await change_settings(desk.scope, {"showing": "held"}, None)
    limits, processor = desk.services.upload_limits, desk.services.processor
    photo, _ = await with_arrival(desk.scope, processor, limits, original or jpeg(640, 480), jpeg(320, 240))
    return await desk.now(photo)


async def act(desk: Desk, photo: Photo, name: str, wait: int) -> str | None:
    """Do it a few turns of the loop later; None if it came too late."""
    for _ in range(wait):
        await asyncio.sleep(0)
    try:
        if name == "original":
            await desk.services.processor.complete(photo.id)
        else:
            await DEEDS[name](desk, photo)
    except AppError as error:
        if error.status in (404, 409):
            return None
        raise
    return name


async def test_no_order_shows_what_was_refused_or_loses_what_was_allowed(seeds: range, desk: Desk) -> None:
    for seed in seeds:
        await meet(seed, desk)


async def meet(seed: int, desk: Desk) -> None:
    """Let some deeds about one photo meet, and look at what they leave."""
    chance = random.Random(seed)
    photo = await with_original_on_its_way(desk)
    names = chance.sample(MEET, k=chance.randrange(2, 6))
    waits = [chance.choice((0, 1, 5, 30)) for _ in names]
    outcomes = await asyncio.gather(*map(lambda name, wait: act(desk, photo, name, wait), names, waits))
    done = {name for name in outcomes if name}
    logger.warning("seed %s: %s after %s turns, of which %s came in time", seed, names, waits, sorted(done))
    # The next looks of the timers, and the original if nothing has put it in its place.
    if "time" in done:
        await time_passes(desk, photo)
    await Releaser(desk.services.parties, desk.services.processor).look()
    await act(desk, photo, "original", 0)
    now = await desk.now(photo)
    await assert_files_are_as_the_row_says(desk, now, {photo.folder})
    if done & set(NO):
        assert not now.is_shown, (names, done, now.state, now.reason)
    elif "approve" in done or ("time" in done and "stop" not in done):
        assert now.is_shown, (names, done, now.state, now.reason)
    if now.state is not PhotoState.DELETED:
        assert now.original is Original.KEPT, "its original is safe, whatever was decided"
    if "edit" in done and now.state is PhotoState.SHOWN:
        assert now.caption == "New words" or any(await numbers_waiting(desk, photo)), "or they wait"
    if "picture" in done and now.state is PhotoState.SHOWN:
        assert now.edit == TURNED or await numbers_waiting(desk, photo), "it is shown, or it waits"


@pytest.mark.parametrize("shows_all", [True, False])
async def test_new_words_and_new_pictures_wait_for_the_calm(shows_all: bool, desk: Desk) -> None:
    photo = await desk.a_photo("at_once")
    await change_settings(desk.scope, {"showing": "held"}, None)
    for name in ("edit", "picture"):
        await DEEDS[name](desk, photo)
    await panic(desk.scope, [], "host")
    await time_passes(desk, photo)
    now = await desk.now(photo)
    assert (now.caption, now.edit) == (photo.caption, photo.edit)
    await end_panic(desk.scope, "host", shows_all=shows_all)
    await Releaser(desk.services.parties, desk.services.processor).look()
    now = await desk.now(photo)
    is_new = (now.caption, now.edit) == ("New words", TURNED)
    assert is_new == shows_all, "or somebody looks first"


async def test_time_that_meets_the_panic_button_shows_nothing(desk: Desk) -> None:
    photo = await desk.a_photo("at_once")
    await change_settings(desk.scope, {"showing": "held"}, None)
    for name in ("edit", "picture"):
        await DEEDS[name](desk, photo)
    words_no, picture_no = await numbers_waiting(desk, photo)
    await panic(desk.scope, [], "host")
    processor = desk.services.processor
    with pytest.raises(AppError):
        await decide_words(desk.scope, photo.id, words_no, CLOCK, is_yes=True)
    with pytest.raises(AppError):
        await decide_version(desk.scope, processor, photo.id, picture_no, CLOCK, is_yes=True)
    assert await desk.now(photo) == photo
    await decide_words(desk.scope, photo.id, words_no, "host", is_yes=True)
    assert (await desk.now(photo)).caption == "New words", "somebody may"


async def test_after_a_stop_no_time_shows_it(desk: Desk) -> None:
    photo = await with_original_on_its_way(desk)
    await DEEDS["stop"](desk, photo)
    await time_passes(desk, photo)
    assert (await desk.now(photo)).is_waiting


async def test_a_decision_that_is_late_leaves_a_shown_photo_its_files(desk: Desk) -> None:
    photo = await desk.a_photo("held")
    release, take_back = Gate("release"), Gate("take_back")
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        late = group.create_task(
            refused(approve_photo(gated(desk.scope, release, take_back), photo.id, photo.version, "Ada"))
        )
        await release.reached.wait()
        await DEEDS["edit"](desk, photo)
        release.opened.set()
        # It was about words that are old by now: it puts back the files that it has just made public.
        await take_back.reached.wait()
        shown = await approve_photo(desk.scope, photo.id, (await desk.now(photo)).version, "Ben")
        take_back.opened.set()
    assert late.result() == "ALREADY_DECIDED"
    await assert_files_are_as_the_row_says(desk, shown, {photo.folder})


@pytest.mark.parametrize("way", ["approve", "public"])
async def test_a_photo_that_is_just_shown_keeps_its_files_if_a_late_decision_puts_them_back(
    way: str, desk: Desk
) -> None:
    photo = await desk.a_photo("held")
    if way == "public":
        await make_private(desk.scope, photo.id, photo.guest_id)
        await change_settings(desk.scope, {"showing": "at_once"}, None)
    photo = await desk.now(photo)
    write = Gate("transaction")
    slow = gated(desk.scope, write)
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        if way == "approve":
            deed = group.create_task(approve_photo(slow, photo.id, photo.version, "Ada"))
        else:
            deed = group.create_task(end_private(slow, photo.id, photo.guest_id))
        await write.reached.wait()
        # What a late decision does that has made the files public, too.
        await settle_files(desk.scope.site, photo.folder)
        write.opened.set()
    assert deed.result().is_shown
    await assert_files_are_as_the_row_says(desk, deed.result(), {photo.folder})


@pytest.mark.parametrize("name", ["edit", "picture", "original"])
async def test_the_hosts_see_a_held_photo_for_the_whole_time_as_it_will_be_shown(
    name: str, desk: Desk
) -> None:
    photo = await with_original_on_its_way(desk, jpeg(640, 480, (10, 20, 200)))
    await time_is_up(desk, photo)
    if name == "original":
        await desk.services.processor.complete(photo.id)
    else:
        await DEEDS[name](desk, photo)
    await Releaser(desk.services.parties, desk.services.processor).look()
    now = await desk.now(photo)
    assert (now.is_waiting, now.release_at > now_iso()) == (True, True)
    await time_passes(desk, photo)
    assert (await desk.now(photo)).is_shown


async def test_what_is_held_waits_for_a_yes_once_the_hosts_want_to_look_first(desk: Desk) -> None:
    shown, held = await desk.a_photo("at_once"), await desk.a_photo("held")
    for name in ("edit", "picture"):
        await DEEDS[name](desk, shown)
    words_no, picture_no = await numbers_waiting(desk, shown)
    await change_settings(desk.scope, {"showing": "approved"}, None)
    for photo in (held, shown):
        await time_passes(desk, photo)
    # So does what the clock had read before.
    assert await refused(release_photo(desk.scope, held)) == "ALREADY_DECIDED"
    assert (
        await refused(decide_words(desk.scope, shown.id, words_no, CLOCK, is_yes=True)) == "ALREADY_DECIDED"
    )
    by_clock = decide_version(desk.scope, desk.services.processor, shown.id, picture_no, CLOCK, is_yes=True)
    assert await refused(by_clock) == "ALREADY_DECIDED"
    assert await desk.now(shown) == shown
    now = await desk.now(held)
    assert (now.is_waiting, now.reason) == (True, Reason.APPROVAL)
    await DEEDS["approve"](desk, now)
    assert (await desk.now(held)).is_shown


async def test_an_original_that_looks_like_its_copy_lets_nobody_wait_longer(desk: Desk) -> None:
    photo = await with_original_on_its_way(desk)
    await desk.services.processor.complete(photo.id)
    assert (await desk.now(photo)).release_at == photo.release_at
    await time_passes(desk, photo)
    assert (await desk.now(photo)).is_shown


async def test_another_original_of_a_photo_that_is_shown_is_held_as_a_new_photo_is(desk: Desk) -> None:
    photo = await with_original_on_its_way(desk, jpeg(640, 480, (10, 20, 200)))
    await time_passes(desk, photo)
    assert (await desk.now(photo)).is_shown
    await desk.services.processor.complete(photo.id)
    now = await desk.now(photo)
    assert (now.is_waiting, now.reason, now.release_at > now_iso()) == (True, Reason.ORIGINAL, True)
    await assert_files_are_as_the_row_says(desk, now, {photo.folder})
    await time_passes(desk, photo)
    now = await desk.now(photo)
    assert (now.is_shown, now.original) == (True, Original.KEPT)


async def refused(deed: Awaitable[object]) -> str:
    try:
        await deed
    except AppError as error:
        return error.code
    return ""
