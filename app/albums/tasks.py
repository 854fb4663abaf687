"""Hosts write photo tasks and end them. A photo sent for a task keeps it."""

from collections.abc import Sequence

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.parties.scope import PartyScope, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.task import (
    Task,
    delete_task,
    insert_task,
    select_tasks,
    update_party_tasks,
    update_task_closed,
)

MAX_TASK = 120
MOST_TASKS = 60
DETAIL = "tasks"


@carried_through
async def add_tasks(scope: PartyScope, texts: Sequence[str], actor: str) -> None:
    """Append tasks, except those that can be picked already."""
    async with scope.database.transaction() as connection:
        tasks = await select_tasks(connection, scope.party_id)
        known = {task.text.casefold() for task in tasks if task.is_open}
        new = [text for text in dict.fromkeys(texts) if text.casefold() not in known]
        if len(tasks) + len(new) > MOST_TASKS:
            raise AppError(
                409, "TOO_MANY_TASKS", N_("A party can have %(count)s photo tasks."), {"count": MOST_TASKS}
            )
        if not new:
            return
        at = now_iso()
        for no, text in enumerate(new):
            # Keep the order in which they were written, although all are created at once.
            await insert_task(connection, Task(new_id(), scope.party_id, text, f"{at}-{no:02}"))
        await update_party_tasks(connection, scope.party_id)
        await insert_change(connection, scope.party_id, ChangeKind.ALBUM, actor, at, detail=DETAIL)
    scope.hub.ring()


@carried_through
async def end_task(scope: PartyScope, task_id: str, actor: str) -> None:
    """End a task: nobody can pick it any more. It is deleted if no photo was sent for it."""
    async with scope.database.transaction() as connection:
        tasks = await select_tasks(connection, scope.party_id)
        task = next((one for one in tasks if one.id == task_id and one.is_open), None)
        if task is None:
            raise not_found()
        await update_task_closed(connection, scope.party_id, task_id, now_iso())
        await delete_task(connection, scope.party_id, task_id)
        await update_party_tasks(connection, scope.party_id)
        await insert_change(connection, scope.party_id, ChangeKind.ALBUM, actor, now_iso(), detail=DETAIL)
    scope.hub.ring()
