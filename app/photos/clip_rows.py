"""The jobs of making clips: asked for, leased, and at the end put on the photo or given up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app.base.clock import now, now_iso, to_iso
from app.base.ids import new_id
from app.db import Connection
from app.media.rendered import MadeClip
from app.parties.scope import PartyScope, Site, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.clip import (
    ClipJob,
    delete_clip_job,
    insert_clip_job,
    select_next_clip_job,
    update_clip_job_again,
    update_clip_job_held,
    update_clip_jobs_free,
    update_photo_clip,
)
from app.records.photo import Clip, Photo, select_photo
from app.records.rendition import StoredRendition

HOLD = timedelta(seconds=10)
"""A worker that has not renewed its lease for this long is presumed dead."""
MAX_ATTEMPTS = 3
"""How often a clip is begun. If the worker died twice over it, the clip may be the cause."""


async def ask_for_clip(connection: Connection, photo: Photo) -> None:
    """Let a video's clip be made, in the transaction that shows its poster."""
    await insert_clip_job(connection, ClipJob(photo.id, photo.party_id, photo.guest_id, now_iso()))


async def take_clip_job(site: Site) -> ClipJob | None:
    """Lease the next clip job for HOLD. None if there is nothing to do.

    If its `attempts` are over MAX_ATTEMPTS, the caller must give it up.
    """
    while True:
        async with site.database.transaction() as connection:
            at = now()
            found = await select_next_clip_job(connection, to_iso(at))
            if found is None:
                return None
            job = replace(found, attempts=found.attempts + 1, holder=new_id(), held_until=to_iso(at + HOLD))
            if not await update_clip_job_held(connection, job, to_iso(at)):
                continue
        return job


async def edit_of_video(scope: PartyScope, job: ClipJob) -> str:
    """Return the video's current edit."""
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, job.photo_id)
    return photo.edit if photo is not None else ""


async def free_clip_jobs(site: Site) -> None:
    """End all leases on clips, at a start that knows that all holders are gone."""
    async with site.database.transaction() as connection:
        await update_clip_jobs_free(connection)


async def hold_on(scope: PartyScope, job: ClipJob) -> bool:
    """Renew the lease on a job. False if the photo is gone or somebody else holds the job."""
    async with scope.database.transaction() as connection:
        return await update_clip_job_again(connection, replace(job, held_until=to_iso(now() + HOLD)))


async def put_back(scope: PartyScope, job: ClipJob, for_now: timedelta = timedelta()) -> None:
    """Let the job wait again as if it had not been begun. For a job that is not itself at fault."""
    waiting = replace(job, attempts=job.attempts - 1, held_until=to_iso(now() + for_now) if for_now else "")
    async with scope.database.transaction() as connection:
        await update_clip_job_again(connection, waiting)


@carried_through
async def add_clip(scope: PartyScope, job: ClipJob, made: MadeClip, room: Path, edit: str = "") -> bool:
    """Put a clip beside its poster: first the file, then one change, then the bell.

    False if the photo was taken down or edited meanwhile, or if somebody else has made the clip.
    """
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, job.photo_id)
    if photo is None or photo.is_gone or photo.edit != edit:
        return False
    add = scope.storage.add_waiting if photo.is_waiting else scope.storage.add_public
    # A takedown takes the whole folder: either there is no folder to move into, or the clip goes with it.
    if not await add(room / made.clip.file, photo.folder):
        return False
    rendition = StoredRendition(
        made.clip.name, made.clip.file, made.clip.width, made.clip.height, made.clip.type
    )

    def with_clip(current: Photo) -> Photo:
        return replace(
            current,
            clip=Clip.MADE,
            duration_ms=made.whole_ms or current.duration_ms,
            renditions=(*current.renditions, rendition),
        )

    is_added = await _end(scope, job, photo, ChangeKind.CLIP_MADE, with_clip)
    if not is_added:
        # On S3 a folder is a key prefix, so the photo may have left it before the clip came.
        await _settle(scope, job.photo_id, photo.folder)
    return is_added


async def _settle(scope: PartyScope, photo_id: str, folder: str) -> None:
    """Move a folder's files to where the files of its photo are. Delete a folder that its photo has left."""
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or photo.is_gone or folder not in photo.folders:
        await scope.storage.discard(folder)
    elif photo.is_waiting:
        await scope.storage.take_back(folder)
    else:
        await scope.storage.release(folder)


async def fail_clip(scope: PartyScope, job: ClipJob, reason: str) -> bool:
    """Give a clip up. The poster stays as a photo."""

    def without_clip(current: Photo) -> Photo:
        return replace(current, clip=Clip.FAILED)

    return await _end(scope, job, None, ChangeKind.CLIP_FAILED, without_clip, reason)


async def _end(
    scope: PartyScope,
    job: ClipJob,
    put_beside: Photo | None,
    kind: ChangeKind,
    change: Callable[[Photo], Photo],
    detail: str = "",
) -> bool:
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, job.photo_id)
        if current is not None and put_beside is not None and _has_moved(put_beside, current):
            return False  # the photo moved to or from waiting: the clip is made again for its new place
        if not await delete_clip_job(connection, job.photo_id, job.holder):
            return False
        if current is None or current.is_gone or (put_beside and put_beside.folder != current.folder):
            return False
        at = now_iso()
        no = await insert_change(connection, scope.party_id, kind, current.guest_id, at, current.id, detail)
        await update_photo_clip(connection, change(current), no)
    scope.hub.ring()
    return True


def _has_moved(before: Photo, now: Photo) -> bool:
    return before.folder == now.folder and before.state is not now.state
