"""A party to try: generated pictures that arrive in the same way as a guest's."""

import argparse
import asyncio
import itertools
import multiprocessing
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from multiprocessing.pool import Pool

from app.base.config import Config
from app.base.fields import MAX_AUTHOR
from app.base.ids import new_id
from app.base.plain_text import clean_line
from app.commands.failed import CommandFailed
from app.commands.serve import run_server
from app.intake.acceptance import accept_photo
from app.photos.forms import MAX_CAPTION, NewPhotoForm
from app.site.assembly import running_services
from app.web.services import Services
from demo.guests import DemoPhoto, demo_photo

PAINTERS = 2


async def demo(config: Config, options: argparse.Namespace) -> int:
    """Fill an empty data folder. With --every go on sending, with --serve also run the server."""
    if options.photos < 1 or (options.every is not None and options.every <= 0):
        raise CommandFailed("--photos and --every take numbers above zero.")

    async def give_party(services: Services) -> None:
        await _give_party(services, options.photos, options.every)

    if options.serve:
        await run_server(config, beside=give_party)
        return 0
    async with running_services(config, config.guest_url()) as (services, made_password):
        if services.parties.default.hub.head > 0 and options.every is None:
            raise CommandFailed(f"{config.data_dir} holds a party already; name an empty PARTYWALL_DATA_DIR.")
        if made_password is not None:
            print(f"Host password: {made_password}")
        await give_party(services)
    print(f"{options.photos} photos are in {config.data_dir}.")
    return 0


async def _give_party(services: Services, count: int, every_s: float | None) -> None:
    """Send `count` photos at once if the party is empty, then one every `every_s` seconds."""
    guests: dict[str, str] = defaultdict(new_id)
    first = services.parties.default.hub.head
    at_once = count if first == 0 else 0
    last = None if every_s is not None else first + at_once
    async for number, photo in _painted(first, last):
        if number >= first + at_once and every_s is not None:
            await asyncio.sleep(every_s)
        await _send(services, guests[photo.guest], photo)


async def _send(services: Services, guest_id: str, photo: DemoPhoto) -> None:
    scope = services.parties.default
    form = NewPhotoForm(
        author=clean_line(photo.guest, MAX_AUTHOR), caption=clean_line(photo.caption, MAX_CAPTION), key=""
    )
    async with scope.storage.stage(new_id()) as staged:
        await staged.write(photo.jpeg)
        await accept_photo(scope, services.processor, staged, guest_id, form)


async def _painted(first: int, last: int | None) -> AsyncIterator[tuple[int, DemoPhoto]]:
    """Yield the pictures from `first` up to `last` (None: for ever). Other processes paint them ahead."""
    numbers = itertools.count(first) if last is None else iter(range(first, last))
    # Leaving the pool's context kills its processes, so the end of a demo does not wait for a picture.
    with multiprocessing.get_context("spawn").Pool(PAINTERS) as painters:
        ahead = deque((number, _paint(painters, number)) for number in itertools.islice(numbers, PAINTERS))
        while ahead:
            number, painting = ahead.popleft()
            photo = await painting
            ahead.extend((after, _paint(painters, after)) for after in itertools.islice(numbers, 1))
            yield number, photo


def _paint(painters: Pool, number: int) -> asyncio.Future[DemoPhoto]:
    loop = asyncio.get_running_loop()
    painting: asyncio.Future[DemoPhoto] = loop.create_future()

    def finish(photo: DemoPhoto) -> None:
        if not painting.done():
            painting.set_result(photo)

    def fail(error: BaseException) -> None:
        if not painting.done():
            painting.set_exception(error)

    painters.apply_async(
        demo_photo,
        (number,),
        callback=lambda photo: loop.call_soon_threadsafe(finish, photo),
        error_callback=lambda error: loop.call_soon_threadsafe(fail, error),
    )
    return painting
