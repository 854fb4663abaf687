"""Deeds that meet in any order: what was refused is never shown, and what was allowed is not lost."""

import asyncio
import logging
import random

import pytest

from app.base.errors import AppError
from app.moderation.panic import end_panic, panic
from app.moderation.pictures import decide_version
from app.moderation.releasing import Releaser
from app.parties.settings import change_settings
from app.photos.editing import decide_words
from app.records.change import CLOCK
from app.records.photo import Original, Photo, PhotoState
from tests.moderation.test_decisions import Desk, assert_files_are_as_the_row_says
from tests.moderation.test_table import DEEDS, TURNED, numbers_waiting, time_passes
from tests.photo_rows import with_arrival
from tests.running import jpeg

logger = logging.getLogger(__name__)

ROUNDS = 40
MEET = ("approve", "refuse", "stop", "time", "hide", "edit", "picture", "ban", "delete", "original")
NO = ("refuse", "hide", "ban", "delete")


async def with_original_on_its_way(desk: Desk) -> Photo:
    """Return a held photo whose screen copy is there, and whose original has arrived."""
    await change_settings(desk.scope, {"showing": "held"}, None)
    limits, processor = desk.services.upload_limits, desk.services.processor
    photo, _ = await with_arrival(desk.scope, processor, limits, jpeg(640, 480), jpeg(320, 240))
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
        assert now.caption == "New words"
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
