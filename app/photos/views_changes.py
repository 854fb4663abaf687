"""The host's API for the log: who did what, and a way to bring back words that an edit replaced."""

from quart import Blueprint, jsonify, request
from quart.typing import ResponseReturnValue

from app.people.may import Verb, may
from app.people.roles import Actor, name_in
from app.photos.editing import undo_edit
from app.photos.forms import change_no_arg, page_args
from app.records.change import CLOCK, HOST, OPERATOR, Change, select_changes
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.identity import current_actor, guest_id, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import asked, comment_shapes, host_shapes
from app.wire.messages import host_photo_json

blueprint = Blueprint("host_changes", __name__, url_prefix="/api/admin")


@blueprint.get("/changes")
@answers(host_shapes.Changes, query=asked.PageQuery)
@limited(READ)
@requires(Verb.SEE_ALL)
async def changes() -> ResponseReturnValue:
    """List who did what, newest first, backwards from `before`.

    For those who may bring them back, an edit has the words that it replaced (`words_before`).
    """
    args, actor = page_args(request.args), await current_actor()
    can_undo_edits = may(actor, Verb.EDIT)
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_changes(connection, scope.party_id, args.before, args.limit + 1)
    page, more = found[: args.limit], len(found) > args.limit
    told: host_shapes.Changes = {
        "changes": [_change_json(change, actor, can_undo_edits) for change in page],
        "more": more,
        "before": page[-1].no if more else None,
    }
    return private_json(told)


@blueprint.post("/changes/<no>/undo")
@answers(host_shapes.OneHostPhoto, refuses=("WORDS_CHANGED",))
@limited(WRITE)
@requires(Verb.EDIT)
@works_on_full_disk
async def undo(no: str) -> ResponseReturnValue:
    """Bring back the words that an edit has replaced. A 409 if they were changed again since."""
    edited = await undo_edit(party_scope(), change_no_arg(no), (await current_actor()).signature)
    return jsonify(host_shapes.OneHostPhoto(photo=host_photo_json(edited, guest_id(), party_scope().base)))


def _change_json(change: Change, actor: Actor, with_words: bool) -> host_shapes.Change:
    words: host_shapes.Words | None = None
    if with_words and change.author_before is not None:
        words = {"author": change.author_before, "caption": change.caption_before or ""}
    sort, name = name_in(change.actor)
    return {
        "no": change.no,
        "kind": str(change.kind),
        "photo": change.photo_id,
        "photo_state": change.photo_state,
        "by_host": HOST in (change.actor, sort),
        "by": sort or (change.actor if change.actor in (HOST, CLOCK, OPERATOR) else "guest"),
        # The page says "you" if the reader did it.
        "by_name": "" if change.actor == actor.signature else name,
        "author": change.author,
        "detail": change.detail,
        "at": change.at,
        "words_before": words,
        "comment": _comment_json(change),
        "collection": change.collection_id,
        "undoable": change.has_collection_before,
    }


def _comment_json(change: Change) -> comment_shapes.ChangedComment | None:
    if change.comment_text is None:
        return None
    return {
        "id": change.detail,
        "author": change.comment_author or "",
        "text": change.comment_text,
        "state": change.comment_state or "",
    }
