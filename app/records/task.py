"""Photo tasks: what the hosts ask guests to photograph, and who did."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Task:
    """From `closed_at` on nobody can pick the task; before, it is empty. `photos` counts the shown ones."""

    id: str
    party_id: str
    text: str
    created_at: str
    closed_at: str = ""
    photos: int = 0

    @property
    def is_open(self) -> bool:
        return not self.closed_at


@dataclass(frozen=True, slots=True)
class Solver:
    """A guest, by the name on their newest photo, and the number of different tasks they have photos for."""

    name: str
    tasks: int


async def select_tasks(connection: Connection, party_id: str) -> list[Task]:
    """Return all tasks, oldest first, each with its number of shown photos."""
    rows = await connection.fetch_all(
        """
        select id, party_id, text, created_at, closed_at, (
            select count(*) from photos where photos.party_id = tasks.party_id
                and photos.task_id = tasks.id and photos.task_id <> '' and photos.state = 'shown'
        ) as photos
        from tasks where party_id = :party_id order by created_at, id
        """,
        {"party_id": party_id},
    )
    return [Task(**dict(row)) for row in rows]


async def select_open_task_id(connection: Connection, party_id: str, task_id: str) -> str:
    """Return the id of a task that guests can pick; empty if it is none."""
    row = await connection.fetch_one(
        "select id from tasks where party_id = :party_id and id = :id and closed_at = ''",
        {"party_id": party_id, "id": task_id},
    )
    return str(row["id"]) if row else ""


async def insert_task(connection: Connection, task: Task) -> None:
    await connection.execute(
        """
        insert into tasks (id, party_id, text, created_at) values (:id, :party_id, :text, :created_at)
        """,
        {"id": task.id, "party_id": task.party_id, "text": task.text, "created_at": task.created_at},
    )


async def update_task_closed(connection: Connection, party_id: str, task_id: str, at: str) -> None:
    await connection.execute(
        "update tasks set closed_at = :at where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": task_id, "at": at},
    )


async def delete_task(connection: Connection, party_id: str, task_id: str) -> None:
    """Delete a task without photos."""
    await connection.execute(
        """
        delete from tasks where party_id = :party_id and id = :id
            and not exists (select 1 from photos where photos.party_id = :party_id and task_id = :id)
        """,
        {"party_id": party_id, "id": task_id},
    )


async def update_party_tasks(connection: Connection, party_id: str) -> None:
    """Count again how many tasks can be picked."""
    await connection.execute(
        """
        update parties set tasks = (
            select count(*) from tasks where tasks.party_id = parties.id and tasks.closed_at = ''
        ) where id = :party_id
        """,
        {"party_id": party_id},
    )


async def select_solvers(connection: Connection, party_id: str, limit: int) -> list[Solver]:
    """Return the guests with shown photos for the most tasks; guests without a name are left out."""
    rows = await connection.fetch_all(
        """
        select guests.name, count(distinct photos.task_id) as tasks
        from photos join guests on guests.id = photos.guest_id and guests.party_id = photos.party_id
        where photos.party_id = :party_id and photos.task_id <> '' and photos.state = 'shown'
            and guests.name <> '' and guests.standing <> 'banned'
        group by guests.id, guests.name order by 2 desc, guests.name limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [Solver(row["name"], int(row["tasks"])) for row in rows]
