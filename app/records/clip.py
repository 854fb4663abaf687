"""Clips that are still to be made: which is next, and which process makes one."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row
from app.records.photo import Photo
from app.records.rendition import renditions_json


@dataclass(frozen=True, slots=True)
class ClipJob:
    """`holder` makes it now. After `held_until` (ISO 8601 UTC) it is presumed dead."""

    photo_id: str
    party_id: str
    guest_id: str
    created_at: str
    attempts: int = 0
    holder: str = ""
    held_until: str = ""


COLUMNS = "photo_id, party_id, guest_id, created_at, attempts, holder, held_until"


async def insert_clip_job(connection: Connection, job: ClipJob) -> None:
    """Ask for a photo's clip. A job that exists already begins again."""
    await connection.execute(
        f"""
        insert into clips ({COLUMNS})
        values (:photo_id, :party_id, :guest_id, :created_at, :attempts, :holder, :held_until)
        on conflict (photo_id) do update set created_at = excluded.created_at, attempts = 0, holder = '',
            held_until = ''
        """,
        asdict(job),
    )


async def select_next_clip_job(connection: Connection, now: str) -> ClipJob | None:
    """Return the next clip to make. Parties take turns, and so do the guests of a party.

    A photo whose original is not in its place yet is left for a moment later.
    """
    row = await connection.fetch_one(
        """
        select clips.photo_id, clips.party_id, clips.guest_id, clips.created_at, clips.attempts, clips.holder,
            clips.held_until
        from clips join guests on guests.party_id = clips.party_id and guests.id = clips.guest_id
        join parties on parties.id = clips.party_id
        where clips.held_until < :now and parties.deleted_at = ''
            and not exists (select 1 from arrivals where arrivals.photo_id = clips.photo_id)
        order by parties.clip_turn_at, guests.clip_turn_at, clips.created_at
        limit 1
        """,
        {"now": now},
    )
    return _job(row) if row else None


async def select_clip_jobs_waiting(connection: Connection, party_id: str) -> int:
    row = await connection.fetch_one(
        "select count(*) as number from clips where party_id = :party_id", {"party_id": party_id}
    )
    return int(row["number"]) if row else 0


async def select_all_clip_jobs_waiting(connection: Connection) -> int:
    row = await connection.fetch_one("select count(*) as number from clips")
    return int(row["number"]) if row else 0


async def update_clip_job_held(connection: Connection, job: ClipJob, now: str) -> bool:
    """Take a job for `job`'s holder; False if another process has just taken it."""
    count = await connection.execute(
        """
        update clips set attempts = :attempts, holder = :holder, held_until = :held_until
        where photo_id = :photo_id and held_until < :now
        """,
        {
            "photo_id": job.photo_id,
            "attempts": job.attempts,
            "holder": job.holder,
            "held_until": job.held_until,
            "now": now,
        },
    )
    if count:
        await connection.execute(
            "update guests set clip_turn_at = :now where party_id = :party_id and id = :id",
            {"party_id": job.party_id, "id": job.guest_id, "now": now},
        )
        await connection.execute(
            "update parties set clip_turn_at = :now where id = :id", {"id": job.party_id, "now": now}
        )
    return count > 0


async def update_clip_job_again(connection: Connection, job: ClipJob) -> bool:
    """Write `attempts` and `held_until` for its holder; False if it is no longer theirs."""
    count = await connection.execute(
        """
        update clips set attempts = :attempts, held_until = :held_until
        where photo_id = :photo_id and holder = :holder
        """,
        {
            "photo_id": job.photo_id,
            "holder": job.holder,
            "attempts": job.attempts,
            "held_until": job.held_until,
        },
    )
    return count > 0


async def update_clip_jobs_free(connection: Connection) -> None:
    await connection.execute("update clips set held_until = ''")


async def delete_clip_job(connection: Connection, photo_id: str, holder: str | None = None) -> bool:
    """Delete a job, or with `holder` only one that is still theirs; False if there was none."""
    count = await connection.execute(
        "delete from clips where photo_id = :photo_id and (:is_anyones = 1 or holder = :holder)",
        {"photo_id": photo_id, "is_anyones": int(holder is None), "holder": holder or ""},
    )
    return count > 0


def _job(row: Row) -> ClipJob:
    return ClipJob(**row)


async def update_photo_clip(connection: Connection, photo: Photo, change_no: int) -> None:
    """Write the state of a video's clip."""
    await connection.execute(
        """
        update photos set change_no = :no, version = version + 1, clip = :clip, duration_ms = :duration_ms,
            renditions = :renditions
        where id = :id
        """,
        {
            "id": photo.id,
            "no": change_no,
            "clip": photo.clip,
            "duration_ms": photo.duration_ms,
            "renditions": renditions_json(photo.renditions),
        },
    )
