"""Replace a screen copy by the renditions of its arrived original, and recover this after a kill."""

import logging

from app.base.errors import AppError, not_found
from app.media.errors import PictureRefused
from app.parties.registry import Parties
from app.parties.scope import PartyScope
from app.photos.changing import is_kept
from app.photos.leases import take_up
from app.photos.originals import ORIGINAL_LOST
from app.photos.showing import complete_photo, end_arrival, end_former_folder
from app.processing.clip_maker import ClipMaker
from app.processing.media_pool import NobodyWaits, PoolBusy
from app.processing.refusals import BusyError, busy_error, refusal_error
from app.processing.rendering import Renderer, select_looks
from app.processing.shared_tasks import Left, SharedTasks
from app.records.arrival import Arrival, select_arrival, select_arrival_by_id, select_arrivals
from app.records.completed import select_photos_with_former_folder
from app.records.photo import Original, Photo, PhotoState, select_photo_anywhere
from app.storage import Partials

logger = logging.getLogger(__name__)

SWEEP_ROWS = 50


class Completer:
    """Completes a photo only once at a time, however many ask for it."""

    def __init__(
        self, parties: Parties, renderer: Renderer, partials: Partials, clips: ClipMaker | None = None
    ) -> None:
        self._parties = parties
        self._site = parties.site
        self._renderer = renderer
        self._clips = clips
        self._partials = partials
        self._tasks: SharedTasks[None] = SharedTasks()
        self._former_folders: set[str] = set()

    async def close(self) -> None:
        """Stop. Unfinished arrivals stay registered, and the next start takes them up."""
        await self._tasks.close()

    async def complete(
        self, photo_id: str, *, is_answered_for: bool = True, left: Left | None = None
    ) -> None:
        """Replace a photo's copy by its arrived original. Does nothing if none has arrived.

        Raises AppError if it is not a picture: then it is forgotten, and the copy stays. Raises AppError if
        too many are waiting, and OSError if the disk is full: then it stays registered. An original that is
        not answered for is also forgotten if all who asked have `left` before its turn.
        """
        await self._tasks.run(
            photo_id, lambda all_left: self._complete(photo_id, None if is_answered_for else all_left), left
        )

    async def _complete(self, photo_id: str, left: Left | None) -> None:
        async with self._site.database.reading() as connection:
            arrival = await select_arrival(connection, photo_id)
        if arrival is None:
            return
        try:
            await self._put_in_place(arrival, left)
        except (AppError, OSError) as error:
            if not await is_kept(self._site, photo_id):
                await self._discard(arrival)
                if isinstance(error, FileNotFoundError):
                    raise not_found() from None
            raise

    async def _put_in_place(self, arrival: Arrival, left: Left | None) -> None:
        photo = await self._photo(arrival.photo_id)
        scope = await self._parties.by_id(photo.party_id)
        if photo.state is not PhotoState.DELETED and photo.original is Original.COMING:
            await self._render(scope, photo, arrival, left)
            photo = await self._photo(arrival.photo_id)
        # From here on only the row counts, even if an earlier process was killed after its commit.
        if photo.sha256 == arrival.sha256:
            await self._site.storage.replace_original(photo.id, arrival.id)
        else:
            await self._discard(arrival)
        await end_arrival(scope, arrival)
        if photo.is_video and self._clips is not None:
            self._clips.ring()

    async def _render(self, scope: PartyScope, photo: Photo, arrival: Arrival, left: Left | None) -> None:
        """Make an arrival's renditions with its copy's edit, even if that edit changes meanwhile."""
        while True:
            is_done = await self._render_as(scope, photo, arrival, left)
            if is_done:
                return
            photo = await self._photo(arrival.photo_id)

    async def _render_as(self, scope: PartyScope, photo: Photo, arrival: Arrival, left: Left | None) -> bool:
        """Render with the photo's edit. False if it has another one by now."""
        storage = self._site.storage
        room = await storage.make_workroom(arrival.id)
        try:
            await self._partials.hand_over(arrival.id, arrival.bytes)
            await storage.keep_original(arrival.id)
            async with storage.local_original(arrival.id) as original:
                rendered = await self._renderer.render(
                    original,
                    room,
                    media_type=arrival.media_type,
                    party_id=photo.party_id,
                    guest_id=photo.guest_id,
                    edit=photo.edit,
                    left=left,
                    looks=await select_looks(scope, photo),
                )
            return await complete_photo(scope, arrival, rendered, room, photo.edit_no)
        except (PictureRefused, FileNotFoundError) as error:
            current = await self._photo(photo.id)
            if current.original is Original.KEPT or current.state is PhotoState.DELETED:
                return True  # another process was faster, or the photo and its bytes were deleted meanwhile
            if isinstance(error, FileNotFoundError):
                if await self._is_registered(arrival):
                    raise
                raise busy_error() from None  # another server's sender left, and took it back
            await self._discard(arrival)
            await end_arrival(scope, arrival, error.code.name)
            raise refusal_error(error.code) from error
        except PoolBusy as busy:
            if isinstance(busy, NobodyWaits) and left is not None:
                await self._discard(arrival)
                await end_arrival(scope, arrival)
            raise BusyError(busy.ahead) from None
        finally:
            await storage.clear_workroom(room)

    async def _is_registered(self, arrival: Arrival) -> bool:
        async with self._site.database.reading() as connection:
            return await select_arrival_by_id(connection, arrival.id) is not None

    async def _discard(self, arrival: Arrival) -> None:
        await self._partials.remove(arrival.id)
        await self._site.storage.remove_original(arrival.id)
        async with self._site.database.reading() as connection:
            photo = await select_photo_anywhere(connection, arrival.photo_id)
        if photo is None or photo.folder != arrival.folder:
            await self._site.storage.discard(arrival.folder)

    async def _photo(self, photo_id: str) -> Photo:
        """Read the photo that an original arrived for. A 404 if it is gone, which means that its party is."""
        async with self._site.database.reading() as connection:
            photo = await select_photo_anywhere(connection, photo_id)
        if photo is None:
            raise not_found()
        return photo

    @property
    def under_way(self) -> set[str]:
        """Return the ids of the photos whose originals are being put in place."""
        return self._tasks.keys

    async def take_up(self, leased_before: str) -> None:
        """Take up what a killed process left: the originals whose leases had ended at that time."""
        async with self._site.database.reading() as connection:
            arrivals = await select_arrivals(connection, leased_before, SWEEP_ROWS)
        taken = await take_up(self._site, [arrival.photo_id for arrival in arrivals], leased_before)
        for arrival in arrivals:
            if arrival.photo_id not in taken:
                continue
            logger.info("taking up the original of photo %s", arrival.photo_id)
            try:
                await self.complete(arrival.photo_id)
            except AppError as error:
                logger.info("original of photo %s: %s", arrival.photo_id, error)
            except FileNotFoundError:
                logger.error("the original of photo %s is missing; its copy stays", arrival.photo_id)
                await self._give_up(arrival)

    async def _give_up(self, arrival: Arrival) -> None:
        """End an arrival whose bytes are missing, and its upload, so that they can be sent again."""
        await self._discard(arrival)
        photo = await self._photo(arrival.photo_id)
        scope = await self._parties.by_id(photo.party_id)
        await end_arrival(scope, arrival, ORIGINAL_LOST if photo.original is Original.COMING else "")

    async def sweep_former_folders(self) -> None:
        """Delete the folders that the last sweep found, too: by now every page knows the new names."""
        async with self._site.database.reading() as connection:
            photos = await select_photos_with_former_folder(connection, SWEEP_ROWS)
        for photo in photos:
            # Nobody may see the version before an edit any more.
            if photo.former_folder in self._former_folders or photo.edit_no:
                await end_former_folder(await self._parties.by_id(photo.party_id), photo)
        self._former_folders = {photo.former_folder for photo in photos}
