"""From a registered photo to a shown one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from app.base.errors import AppError, not_found, video_not_supported
from app.media.errors import PictureRefused
from app.media.facts import Facts
from app.media.looks.seen import Look
from app.media.rendered import Rendered
from app.parties.registry import Parties
from app.people.roles import sends_without_limits
from app.photos.changing import drop_photo, is_kept
from app.photos.picture_editing import (
    EditedPicture,
    Wanted,
    find_to_edit,
    is_made,
    let_version_wait,
    put_version,
)
from app.photos.showing import let_wait_again, publish_photo, restore_photo
from app.processing.clip_maker import ClipMaker
from app.processing.completion import Completer
from app.processing.media_pool import PoolBusy, PoolClosed
from app.processing.newcomers import NewcomerPlaces
from app.processing.refusals import BusyError, busy_error, refusal_error
from app.processing.rendering import Renderer, select_looks
from app.processing.shared_tasks import Left, SharedTasks
from app.records.photo import Photo
from app.storage import Partials

MAX_WAITING_NEWCOMERS = 200
"""Half of the pictures that may wait. 200 guests who send their first photo at once have one each."""


class Processor:
    """Processes a photo only once at a time, however many ask for it."""

    def __init__(
        self,
        parties: Parties,
        renderer: Renderer,
        partials: Partials,
        clips: ClipMaker | None = None,
        newcomers: NewcomerPlaces | None = None,
    ) -> None:
        self._parties = parties
        self._site = parties.site
        self._renderer = renderer
        self._clips = clips
        self._partials = partials
        self.newcomers = newcomers or NewcomerPlaces(MAX_WAITING_NEWCOMERS)
        self.completer = Completer(parties, renderer, partials, clips)
        self._tasks: SharedTasks[Photo] = SharedTasks()

    @property
    def under_way(self) -> set[str]:
        """Return the ids of the photos that are in work or wait here for their turn."""
        return self._tasks.keys | self.completer.under_way

    async def close(self) -> None:
        """Stop. Unfinished photos stay registered, and the next start or another server takes them up."""
        await self._tasks.close()
        await self.completer.close()

    async def process(self, photo: Photo, *, is_answered_for: bool = True, left: Left | None = None) -> Photo:
        """Make a registered photo's renditions and show it.

        Raises AppError if it is not a picture: then the photo is forgotten. Raises AppError, too, if too many
        are waiting or the disk is full: then it stays registered and is taken up later. But if it is not yet
        answered for, it is forgotten in these cases, too. The same happens if all who asked have `left`
        before its turn: they still have the photo and send it again. A photo answered for goes on without
        them.
        """
        return await self._tasks.run(
            photo.id, lambda all_left: self._process(photo, None if is_answered_for else all_left), left
        )

    async def complete(
        self, photo_id: str, *, is_answered_for: bool = True, left: Left | None = None
    ) -> None:
        """Replace a screen copy by its arrived original (see `Completer.complete`)."""
        await self.completer.complete(photo_id, is_answered_for=is_answered_for, left=left)

    async def restore(self, photo: Photo, actor: str) -> Photo:
        """Make a hidden photo's renditions again and show it, even if the caller is cancelled."""
        return await self._site.carry_through(self._restore(photo, actor))

    async def _restore(self, photo: Photo, actor: str) -> Photo:
        scope = await self._parties.by_id(photo.party_id)
        async with self._rendered_again(photo, actor) as (room, rendered):
            restored = await restore_photo(scope, photo, rendered, room, actor)
        self._ring_for_clip(restored)
        return restored

    async def let_wait_again(self, photo: Photo, actor: str) -> Photo:
        """Make a hidden photo's renditions again and let it wait, even if the caller is cancelled."""
        return await self._site.carry_through(self._let_wait_again(photo, actor))

    async def _let_wait_again(self, photo: Photo, actor: str) -> Photo:
        scope = await self._parties.by_id(photo.party_id)
        async with self._rendered_again(photo, actor) as (room, rendered):
            waiting = await let_wait_again(scope, photo, rendered, room, actor)
        self._ring_for_clip(waiting)
        return waiting

    async def edit(self, photo: Photo, wanted: Wanted) -> EditedPicture:
        """Make a new version of a photo that is shown or waits, even if the caller is cancelled.

        A guest's version of a shown photo waits if a new photo of theirs would. Raises AppError: a 409 if
        somebody has edited it since the version `wanted.base`.
        """
        return await self._site.carry_through(self._edit(photo, wanted))

    async def _edit(self, photo: Photo, wanted: Wanted) -> EditedPicture:
        scope = await self._parties.by_id(photo.party_id)
        while True:
            photo = await find_to_edit(scope, photo.id, wanted)
            if is_made(photo, wanted):
                return EditedPicture(photo)
            is_guests = wanted.actor == photo.guest_id and wanted.decided_no is None
            if is_guests and await let_version_wait(scope, photo, wanted):
                return EditedPicture(photo, waits=True)
            looks = await select_looks(scope, photo) if is_guests else frozenset()
            async with self._rendered_again(photo, wanted.actor, wanted.edit, looks) as (room, rendered):
                if is_guests and await let_version_wait(scope, photo, wanted, rendered):
                    return EditedPicture(photo, waits=True)
                edited = await put_version(scope, photo, wanted, rendered, room)
            if edited is not None:
                self._ring_for_clip(edited)
                return EditedPicture(edited)

    async def make_picture(self, photo: Photo, file: str, actor: str, edit: str | None = None) -> bytes:
        """Return one rendition of a photo, by default with its edit. Nothing is kept."""
        async with self._rendered_again(photo, actor, edit) as (room, _):
            return await asyncio.to_thread((room / file).read_bytes)

    async def look_again(self, photo: Photo, actor: str) -> Facts:
        """Read the facts in a photo's original. The renditions made on the way are dropped.

        Raises AppError if it cannot be read: a 503 if others wait now, anything else for good.
        """
        async with self._rendered_again(photo, actor) as (_, rendered):
            return rendered.facts

    @asynccontextmanager
    async def _rendered_again(
        self,
        photo: Photo,
        actor: str,
        edit: str | None = None,
        looks: frozenset[Look] = frozenset(),
    ) -> AsyncIterator[tuple[Path, Rendered]]:
        """Hold a room with newly made renditions of a photo. A deleted photo has no original to make them of.

        `edit` replaces the photo's own edit.
        """
        if photo.is_video and not self._site.has_video_codec:
            raise video_not_supported()
        room = await self._site.storage.make_workroom(photo.id)
        try:
            async with self._site.storage.local_original(photo.id) as original:
                rendered = await self._renderer.render(
                    original,
                    room,
                    media_type=photo.media_type,
                    party_id=photo.party_id,
                    guest_id=actor,
                    edit=photo.edit if edit is None else edit,
                    looks=looks,
                )
            yield room, rendered
        except FileNotFoundError:
            raise not_found() from None
        except PictureRefused as refused:
            raise refusal_error(refused.code) from refused
        except PoolBusy as busy:
            raise BusyError(busy.ahead) from None
        finally:
            await asyncio.shield(self._site.storage.clear_workroom(room))

    async def _process(self, photo: Photo, left: Left | None) -> Photo:
        """Do the work. `left` is given for a photo that is not answered for."""
        try:
            return await self._render_and_show(photo, left)
        except (AppError, OSError) as error:
            if not await is_kept(self._site, photo.id):
                # Another process deleted it, perhaps with its party, before its files were here.
                await self._site.storage.discard(photo.folder)
                await self._site.storage.remove_original(photo.id)
                if isinstance(error, FileNotFoundError):
                    raise not_found() from None
            raise

    async def _render_and_show(self, photo: Photo, left: Left | None) -> Photo:
        storage = self._site.storage
        scope = await self._parties.by_id(photo.party_id)
        # The bytes of an upload are still among the partial uploads.
        await self._partials.hand_over(photo.id, photo.bytes)
        await storage.keep_original(photo.id)
        room = await storage.make_workroom(photo.id)
        try:
            async with (
                self.newcomers.place(scope, photo.guest_id),
                storage.local_original(photo.id) as original,
            ):
                rendered = await self._renderer.render(
                    original,
                    room,
                    media_type=photo.media_type,
                    party_id=photo.party_id,
                    guest_id=_whose_turn(photo),
                    edit=photo.edit,
                    left=left,
                    looks=await select_looks(scope, photo),
                )
            shown = await publish_photo(scope, photo, rendered, room)
            self._ring_for_clip(shown)
            return shown
        except PoolClosed:
            raise busy_error() from None
        except PictureRefused as refused:
            await drop_photo(scope, photo, refused.code.name)
            raise refusal_error(refused.code) from refused
        except (PoolBusy, OSError) as error:
            if left is not None:
                # The guest is told or has left. They still have the photo and may send it again.
                await drop_photo(scope, photo)
            if isinstance(error, PoolBusy):
                raise BusyError(error.ahead) from None
            raise
        finally:
            await asyncio.shield(storage.clear_workroom(room))

    def _ring_for_clip(self, photo: Photo) -> None:
        if photo.is_video and self._clips is not None:
            self._clips.ring()


def _whose_turn(photo: Photo) -> str:
    """Return whose turn a photo takes: a photographer's photos do not wait for each other."""
    return photo.id if sends_without_limits(photo.sent_as) else photo.guest_id
