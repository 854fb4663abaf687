"""Exports that are made in the background: which server makes which, and its progress."""

from dataclasses import fields

from app.db import Connection
from app.records.export import MOST_TRIES, Export, export_of

COLUMNS = ", ".join(field.name for field in fields(Export))


async def select_jobs(connection: Connection, now: str, limit: int) -> list[Export]:
    """Return exports of all parties that no server is making, oldest first."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from exports
        where ready_at = '' and wanted <> '' and leased_until < :now and expires_at > :now
            and tries < {MOST_TRIES}
        order by created_at limit :limit
        """,
        {"now": now, "limit": limit},
    )
    return [export_of(row) for row in rows]


async def update_job_begun(connection: Connection, export_id: str, now: str, until: str) -> bool:
    """Take a job; False if another server has it."""
    count = await connection.execute(
        """
        update exports set leased_until = :until, tries = tries + 1, done = 0
        where id = :id and ready_at = '' and leased_until < :now and expires_at > :now
        """,
        {"id": export_id, "now": now, "until": until},
    )
    return count > 0


async def update_job_done(connection: Connection, export_id: str, done: int, now: str, until: str) -> bool:
    """Write a job's progress and renew it; False if the export was ended meanwhile."""
    count = await connection.execute(
        "update exports set done = :done, leased_until = :until where id = :id and expires_at > :now",
        {"id": export_id, "done": done, "now": now, "until": until},
    )
    return count > 0


async def update_job_let_go(connection: Connection, export_id: str) -> None:
    """Release a job, not as a failure: another server, or this one after a restart, begins it again."""
    await connection.execute(
        "update exports set leased_until = '', tries = tries - 1 where id = :id and ready_at = ''",
        {"id": export_id},
    )


async def delete_job_rows(connection: Connection, export_id: str) -> None:
    """Delete what an interrupted job has written."""
    for table in ("export_pieces", "export_files", "export_parts", "book_photos"):
        await connection.execute(f"delete from {table} where export_id = :id", {"id": export_id})
