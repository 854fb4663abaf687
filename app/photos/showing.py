"""Show a photo or let it wait: a new one, a hidden one, or an original in place of its screen copy."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.base.clock import now_iso
from app.base.errors import not_found
from app.db import Connection
from app.media.pictures.likeness import looks_like
from app.media.rendered import Rendered
from app.parties.scope import PartyScope
from app.photos.clip_rows import ask_for_clip
from app.photos.originals import write_original_refused
from app.photos.rendered_row import keep_first_version, with_rendered
from app.photos.stacking import keep_facts
from app.photos.waiting import Reason, Wait, is_seen_naked, kept_private, select_wait
from app.records.arrival import Arrival, delete_arrival
from app.records.change import ChangeKind, insert_change
from app.records.completed import update_photo_completed, update_photo_former_folder_gone
from app.records.device_clock import on_its_clock
from app.records.guest import Standing, select_guest_entry
from app.records.party import select_party
from app.records.photo import Clip, Original, Photo, PhotoState, select_photo
from app.records.photo_state import update_photo_folder, update_photo_shown, update_photo_waiting
from app.records.upload import UploadState, update_upload_gone
from app.storage import new_folder


async def publish_photo(scope: PartyScope, photo: Photo, rendered: Rendered, room: Path) -> Photo:
    """Show a processed photo, or let it wait: first its files, then row and change, then the bell."""
    coming = _Coming(photo, PhotoState.PROCESSING, ChangeKind.SHOWN, photo.guest_id, select_wait)
    return await _put_in_place(scope, coming, rendered, room)


async def restore_photo(scope: PartyScope, photo: Photo, rendered: Rendered, room: Path, actor: str) -> Photo:
    """Show a hidden photo again, under new public names."""
    return await _bring_back(scope, photo, rendered, room, ChangeKind.RESTORED, actor, _at_once)


async def let_wait_again(
    scope: PartyScope, photo: Photo, rendered: Rendered, room: Path, actor: str
) -> Photo:
    """Let a hidden photo wait for a decision once more."""
    return await _bring_back(scope, photo, rendered, room, ChangeKind.WAITS, actor, _for_another_look)


async def _bring_back(
    scope: PartyScope,
    photo: Photo,
    rendered: Rendered,
    room: Path,
    kind: ChangeKind,
    actor: str,
    how: "HowItShows",
) -> Photo:
    folder = new_folder()
    async with scope.database.transaction() as connection:
        # Write the folder's name first: if the process is killed after publishing, the folder has an owner.
        await update_photo_folder(connection, photo.id, folder)
    await scope.storage.discard(photo.folder)
    coming = _Coming(replace(photo, folder=folder), PhotoState.HIDDEN, kind, actor, how)
    return await _put_in_place(scope, coming, rendered, room)


HowItShows = Callable[[Connection, Photo], Awaitable[Wait | None]]


async def _at_once(connection: Connection, photo: Photo) -> Wait | None:
    """Show a photo whatever the party's rules, but not a banned guest's."""
    guest = await select_guest_entry(connection, photo.party_id, photo.guest_id)
    return Wait(Reason.BANNED) if guest.standing == Standing.BANNED else None


async def _for_another_look(_: Connection, __: Photo) -> Wait | None:
    return Wait(Reason.AGAIN)


@dataclass(frozen=True, slots=True)
class _Coming:
    """A photo to show or to let wait, if it is still as `expected`. `how` says which of the two."""

    photo: Photo
    expected: PhotoState
    kind: ChangeKind
    actor: str
    how: HowItShows


async def _put_in_place(scope: PartyScope, coming: _Coming, rendered: Rendered, room: Path) -> Photo:
    photo, ready = coming.photo, with_rendered(coming.photo, rendered)
    async with scope.database.reading() as connection:
        waits = await _wait_of(connection, coming, ready) is not None
    await place_files(scope, room, photo.folder, waits=waits)
    while True:
        async with scope.database.transaction() as connection:
            current, is_decided = await select_photo(connection, scope.party_id, photo.id), True
            # Another process may have finished this photo, or somebody deleted it. Or its original has just
            # come, and these renditions are of the copy.
            if (
                current is not None
                and (current.state, current.folder) == (coming.expected, photo.folder)
                and current.sha256 == photo.sha256
                and current.edit == photo.edit
            ):
                # Take the row as it is now, as its guest may have changed it, and add what was seen just now.
                wait = await _wait_of(connection, coming, with_rendered(current, rendered))
                is_decided = (wait is not None) == waits
                if is_decided:
                    timed = await on_its_clock(connection, ready, rendered.facts.camera)
                    await _write(connection, timed, coming, wait)
                    await keep_facts(connection, timed, rendered.facts)
            after = await select_photo(connection, scope.party_id, photo.id)
        if is_decided:
            break
        # A setting was switched meanwhile. Move the files before a row says where they are.
        waits = not waits
        await move_files(scope, photo.folder, waits=waits)
    if after is not None and not after.is_gone:
        scope.hub.ring(after)
    if after is None or after.folder != photo.folder:
        await scope.storage.discard(photo.folder)
    if after is None or after.is_gone:
        raise not_found()
    return after


async def _wait_of(connection: Connection, coming: _Coming, photo: Photo) -> Wait | None:
    """Return how the photo waits. Its guest may have made it private since it came."""
    return kept_private(photo, await coming.how(connection, photo))


async def _write(connection: Connection, ready: Photo, coming: _Coming, wait: Wait | None) -> None:
    if wait is None:
        no = await insert_change(connection, ready.party_id, coming.kind, coming.actor, now_iso(), ready.id)
        await update_photo_shown(connection, ready, no, now_iso())
    else:
        no = await insert_change(
            connection, ready.party_id, ChangeKind.WAITS, coming.actor, now_iso(), ready.id, wait.reason
        )
        waiting = replace(ready, reason=wait.reason, release_at=wait.release_at)
        await update_photo_waiting(connection, waiting, no)
    await keep_first_version(connection, ready, no)
    if ready.is_video:
        await ask_for_clip(connection, ready)


async def place_files(scope: PartyScope, room: Path, folder: str, *, waits: bool) -> None:
    """Move the renditions in `room` to the place of shown photos, or of waiting ones."""
    if waits:
        # A killed process may have made them public while no photo had to wait.
        await scope.storage.take_back(folder)
        await scope.storage.keep_waiting(room, folder)
    else:
        await scope.storage.publish(room, folder)


async def move_files(scope: PartyScope, folder: str, *, waits: bool) -> None:
    if waits:
        await scope.storage.take_back(folder)
    else:
        await scope.storage.release(folder)


async def complete_photo(
    scope: PartyScope, arrival: Arrival, rendered: Rendered, room: Path, edit_no: int
) -> bool:
    """Replace a screen copy by its original: first its files, then one change, then the bell.

    False if the picture was edited since the renditions were made, by its version `edit_no`.

    Its place, words and sender stay, and so does its state: waiting, hidden or deleted. An original that does
    not look like its copy waits as a new photo does, though the copy was shown. So does one that the model
    sees as naked if the copy was not. `Completer` finishes the arrival.
    """
    async with scope.database.reading() as connection:
        waits = await _waits_with(connection, scope, arrival, rendered) is not None
    await place_files(scope, room, arrival.folder, waits=waits)
    while True:
        async with scope.database.transaction() as connection:
            before = await select_photo(connection, scope.party_id, arrival.photo_id)
            wait = await _waits_with(connection, scope, arrival, rendered)
            is_decided = (wait is not None) == waits
            is_awaited = before is not None and before.original is Original.COMING
            if is_decided and is_awaited and before is not None and before.edit_no == edit_no:
                await _write_completed(connection, before, arrival, rendered, wait)
            after = await select_photo(connection, scope.party_id, arrival.photo_id)
        if is_decided:
            break
        waits = not waits
        await move_files(scope, arrival.folder, waits=waits)
    scope.hub.ring(after)
    if after is None or after.folder != arrival.folder:
        await scope.storage.discard(arrival.folder)
    elif after.is_waiting and before is not None and before.folder != arrival.folder:
        # Only its sender and the hosts know the copy's names, or these names were public a moment ago.
        await scope.storage.discard(before.folder)
    return not (is_awaited and after is not None and after.edit_no != edit_no)


async def _waits_with(
    connection: Connection, scope: PartyScope, arrival: Arrival, rendered: Rendered
) -> Wait | None:
    """Return how a photo waits with its original. None if it is to be shown."""
    party = await select_party(connection, scope.party_id)
    photo = await select_photo(connection, scope.party_id, arrival.photo_id)
    if party is None or photo is None or photo.is_gone:
        return None
    better = with_rendered(photo, rendered)
    is_alike = looks_like(photo.placeholder, rendered.placeholder)
    if photo.is_waiting:
        as_new = await select_wait(connection, better) if photo.release_at and not is_alike else None
        return as_new or Wait(Reason(photo.reason), photo.release_at)
    if is_seen_naked(party, better):
        # It looks like its copy, which was checked by the model and perhaps approved by a host.
        is_known = is_alike and (better.nudity is None or is_seen_naked(party, photo))
        if not is_known:
            return Wait(Reason.NUDITY)
    if is_alike:
        return None
    wait = await select_wait(connection, photo)
    return Wait(Reason.ORIGINAL, wait.release_at) if wait is not None else None


async def _write_completed(
    connection: Connection, photo: Photo, arrival: Arrival, rendered: Rendered, wait: Wait | None
) -> None:
    """Write the original into the row. `wait` is how the photo waits with it, None if it is shown."""
    if photo.state is PhotoState.DELETED:
        return
    arrived = replace(
        photo,
        sha256=arrival.sha256,
        copy_sha256=photo.sha256,
        crc32=arrival.crc32,
        media_type=arrival.media_type,
        bytes=arrival.bytes,
    )
    better = await on_its_clock(connection, with_rendered(arrived, rendered), rendered.facts.camera)
    if photo.is_gone:
        await keep_facts(connection, better, rendered.facts)
        hidden = replace(better, folder=photo.folder, renditions=photo.renditions, clip=Clip.NONE)
        await update_photo_completed(connection, hidden, None)
        return
    no = await insert_change(
        connection, photo.party_id, ChangeKind.COMPLETED, photo.guest_id, now_iso(), photo.id
    )
    former = photo.folder if wait is None else ""
    completed = replace(better, folder=arrival.folder, former_folder=former)
    await update_photo_completed(connection, completed, no)
    await keep_facts(connection, completed, rendered.facts)
    if wait is not None and (wait.reason, wait.release_at) != (photo.reason, photo.release_at):
        no = await insert_change(
            connection, photo.party_id, ChangeKind.WAITS, photo.guest_id, now_iso(), photo.id, wait.reason
        )
        waiting = replace(completed, reason=wait.reason, release_at=wait.release_at)
        await update_photo_waiting(connection, waiting, no)
    if completed.is_video:
        await ask_for_clip(connection, completed)


async def end_arrival(scope: PartyScope, arrival: Arrival, refusal: str = "") -> None:
    """Forget an arrival whose bytes are in place or removed.

    `refusal` is what its upload then answers, and why its photo stays a copy.
    """
    told = None
    async with scope.database.transaction() as connection:
        await delete_arrival(connection, arrival.id)
        if refusal:
            await update_upload_gone(connection, arrival.id, UploadState.TAKEN, refusal)
            told = await write_original_refused(connection, scope, arrival.photo_id, refusal)
    if told is not None:
        scope.hub.ring(told)


async def end_former_folder(scope: PartyScope, photo: Photo) -> None:
    """Delete the renditions of the screen copy after others have replaced them."""
    await scope.storage.discard(photo.former_folder)
    async with scope.database.transaction() as connection:
        await update_photo_former_folder_gone(connection, photo.id, photo.former_folder)
