"""Photo tasks: the hosts' page of them, the guests' page, and the list for programs."""

from quart import Blueprint, jsonify, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.albums.task_sets import SET_WORDS, SETS
from app.albums.tasks import MAX_TASK, add_tasks, end_task
from app.base.errors import N_, AppError, bad_request, not_found
from app.base.fields import mapping, text_of
from app.base.i18n import gettext
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.people.may import Verb
from app.records.task import Task, select_solvers, select_tasks
from app.web.described import answers
from app.web.gate import json_body
from app.web.identity import current_actor, current_party, requires, sees_all
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import task_shapes

blueprint = Blueprint("tasks", __name__)

MOST_SOLVERS = 20


@blueprint.get("/tasks")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def page() -> ResponseReturnValue:
    """Show the tasks with their photos' numbers, and, where the host wants a game, who has solved most."""
    party, scope = await current_party(), party_scope()
    async with scope.database.reading() as connection:
        tasks = await select_tasks(connection, scope.party_id)
        solvers = []
        if party.task_game and await sees_all(party):
            solvers = await select_solvers(connection, scope.party_id, MOST_SOLVERS)
    return await render_template(
        "tasks.html",
        party=party,
        tasks=[task for task in tasks if task.is_open or task.photos],
        solvers=solvers,
        shows_numbers=await sees_all(party),
        order="tasks",
    )


@blueprint.get("/admin/tasks")
@limited(READ)
@requires(Verb.CURATE)
async def desk() -> ResponseReturnValue:
    scope = party_scope()
    async with scope.database.reading() as connection:
        tasks = await select_tasks(connection, scope.party_id)
    return await render_template(
        "tasks_desk.html",
        party=await current_party(),
        tasks=[task for task in tasks if task.is_open],
        sets={name: (gettext(SET_WORDS[name]), [gettext(one) for one in SETS[name]]) for name in SETS},
    )


@blueprint.post("/admin/tasks")
@limited(WRITE)
@requires(Verb.CURATE)
async def add_form() -> ResponseReturnValue:
    """Add one task, or a starter set in the language of this page."""
    fields = await request.form
    chosen = fields.get("set", "")
    texts = [gettext(one) for one in SETS[chosen]] if chosen in SETS else [_text(fields.get("text", ""))]
    await add_tasks(party_scope(), texts, (await current_actor()).signature)
    return redirect(url_for("tasks.desk"), 303)


@blueprint.post("/admin/tasks/<task_id>/end")
@limited(WRITE)
@requires(Verb.CURATE)
async def end_form(task_id: str) -> ResponseReturnValue:
    await end_task(party_scope(), _task_arg(task_id), (await current_actor()).signature)
    return redirect(url_for("tasks.desk"), 303)


@blueprint.get("/api/tasks")
@answers(task_shapes.Tasks)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def listed() -> ResponseReturnValue:
    """List the photo tasks, the oldest first; `photos` is null for people who do not see all photos."""
    scope, party = party_scope(), await current_party()
    shows_numbers = await sees_all(party)
    async with scope.database.reading() as connection:
        tasks = await select_tasks(connection, scope.party_id)
    return private_json(task_shapes.Tasks(tasks=[_json(task, shows_numbers) for task in tasks]))


@blueprint.post("/api/admin/tasks")
@answers(task_shapes.Tasks, asks=task_shapes.NewTask, refuses=("TOO_MANY_TASKS",))
@limited(WRITE)
@requires(Verb.CURATE)
async def add() -> ResponseReturnValue:
    """Add a task: `{"text": "…"}`. One that can be picked already stays as it is."""
    text = _text(text_of(mapping(await json_body()), "text") or "")
    await add_tasks(party_scope(), [text], (await current_actor()).signature)
    return await _all()


@blueprint.delete("/api/admin/tasks/<task_id>")
@answers(task_shapes.Tasks)
@limited(WRITE)
@requires(Verb.CURATE)
async def end(task_id: str) -> ResponseReturnValue:
    """End a task: nobody can pick it any more. Photos that were sent for it keep it."""
    await end_task(party_scope(), _task_arg(task_id), (await current_actor()).signature)
    return await _all()


async def _all() -> ResponseReturnValue:
    scope = party_scope()
    async with scope.database.reading() as connection:
        tasks = await select_tasks(connection, scope.party_id)
    return jsonify(task_shapes.Tasks(tasks=[_json(task, True) for task in tasks]))


def _json(task: Task, shows_numbers: bool) -> task_shapes.Task:
    return {
        "id": task.id,
        "text": task.text,
        "open": task.is_open,
        "photos": task.photos if shows_numbers else None,
    }


def _text(typed: str) -> str:
    if len(typed.strip()) > MAX_TASK:
        raise AppError(
            400, "BAD_REQUEST", N_("A photo task has %(count)s characters at most."), {"count": MAX_TASK}
        )
    text = clean_line(typed, MAX_TASK)
    if not text:
        raise bad_request(N_("Write what the photo is to be of."))
    return text


def _task_arg(task_id: str) -> str:
    if not is_id(task_id):
        raise not_found()
    return task_id
