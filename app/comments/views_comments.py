"""Comments over HTTP: read, written, changed and taken back, reported, and decided about."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.base.ids import is_id
from app.comments.deciding import hide_comment, show_comment
from app.comments.forms import changed_text_form, comment_decision_form, comment_form
from app.comments.telling import comment_json, host_comment_json, sees_comment
from app.comments.writing import (
    MOST_ON_PHOTO,
    Writer,
    change_comment,
    delete_comment,
    delete_own_comment,
    refuse_off,
    write_comment,
)
from app.moderation.forms import why_form
from app.moderation.reporting import Reporter, report_comment
from app.people.may import Verb, may
from app.records.comment import Comment, select_comment, select_comments
from app.records.comment_report import select_said_of_comments
from app.records.photo import Photo, select_photo
from app.web.described import answers
from app.web.found import found_photo
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import (
    current_actor,
    current_party,
    guest_id,
    requires,
    sees,
    sender_of,
    writing_guest_id,
)
from app.web.limits import COMMENT, READ, REPORT_PHOTO, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import asked, comment_shapes

blueprint = Blueprint("comments", __name__, url_prefix="/api")


@blueprint.get("/photo/<photo_id>/comments")
@answers(comment_shapes.Comments, refuses=("COMMENTS_OFF",))
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def listed(photo_id: str) -> ResponseReturnValue:
    """List a photo’s comments, the oldest first. Those who decide also get waiting and hidden ones."""
    await _seen_photo(photo_id)
    refuse_off(await current_party())
    own_id, may_decide = guest_id(), may(await current_actor(), Verb.HIDE)
    async with party_scope().database.reading() as connection:
        found = await select_comments(connection, photo_id, MOST_ON_PHOTO)
    told = [one for one in found if sees_comment(one, own_id, may_decide=may_decide)]
    return private_json(
        comment_shapes.Comments(comments=[comment_json(one, own_id) for one in told], may_decide=may_decide)
    )


@blueprint.post("/photo/<photo_id>/comments")
@answers(
    comment_shapes.OneComment,
    status=201,
    asks=comment_shapes.NewComment,
    refuses=("COMMENTS_OFF", "TOO_MANY_COMMENTS", "NAME_NEEDED", "NOT_FROM_YOU", "COOKIE_INVALID"),
)
@limited(COMMENT)
@requires(Verb.COMMENT)
async def write(photo_id: str) -> ResponseReturnValue:
    """Write under a photo: `{"text": "…"}`. It is `waiting` where photos of this guest would wait."""
    await _seen_photo(photo_id)
    form, own_id = comment_form(await json_body()), writing_guest_id()
    actor, sender = await current_actor(), await sender_of(own_id)
    who = Writer(own_id, sender.sent_as, actor.name)
    comment = await write_comment(party_scope(), photo_id, who, form)
    return jsonify(comment_shapes.OneComment(comment=comment_json(comment, own_id))), 201


@blueprint.put("/comments/<comment_id>")
@answers(
    comment_shapes.OneComment,
    asks=comment_shapes.CommentText,
    refuses=("COMMENTS_OFF", "NOT_YOURS", "NOT_FROM_YOU", "COOKIE_INVALID"),
)
@limited(COMMENT)
@requires(Verb.COMMENT)
async def change(comment_id: str) -> ResponseReturnValue:
    """Change an own comment: `{"text": "…"}`."""
    await _seen_comment(comment_id)
    text, own_id = changed_text_form(await json_body()), writing_guest_id()
    comment = await change_comment(party_scope(), comment_id, own_id, text)
    return jsonify(comment_shapes.OneComment(comment=comment_json(comment, own_id)))


@blueprint.delete("/comments/<comment_id>")
@answers(None, 204, refuses=("NOT_YOURS", "COOKIE_INVALID"))
@limited(WRITE)
@requires(Verb.COMMENT)
@works_on_full_disk
async def delete(comment_id: str) -> ResponseReturnValue:
    """Take an own comment back; hosts and helpers delete anybody’s for good."""
    comment, actor = await _seen_comment(comment_id), await current_actor()
    if actor.guest_id != comment.guest_id and may(actor, Verb.HIDE):
        await delete_comment(party_scope(), comment_id, actor.signature)
    else:
        await delete_own_comment(party_scope(), comment_id, writing_guest_id())
    return "", 204


@blueprint.post("/comments/<comment_id>/report")
@answers(comment_shapes.ReportedComment, asks=asked.Report, refuses=("COOKIE_INVALID",))
@limited(REPORT_PHOTO)
@requires(Verb.SEE_SHOWN)
@works_on_full_disk
async def report(comment_id: str) -> ResponseReturnValue:
    """Say something against a comment, to the hosts alone: `{"reason": "other"}`."""
    await _seen_comment(comment_id)
    why, own_id = why_form(await json_body()), writing_guest_id()
    reporter = Reporter(own_id, (await sender_of(own_id)).network)
    comment = await report_comment(party_scope(), comment_id, why, reporter)
    return jsonify(comment_shapes.ReportedComment(is_down=not comment.is_shown))


@blueprint.post("/admin/comments/<comment_id>")
@answers(comment_shapes.OneHostComment, asks=comment_shapes.CommentDecision, refuses=("GUEST_BANNED",))
@limited(WRITE)
@requires(Verb.HIDE)
@works_on_full_disk
async def decide(comment_id: str) -> ResponseReturnValue:
    """Show a comment that waits, was hidden or is reported, or hide one: `{"do": "show"}` or `hide`."""
    if not is_id(comment_id):
        raise not_found()
    what, actor, scope = comment_decision_form(await json_body()), await current_actor(), party_scope()
    do = show_comment if what == "show" else hide_comment
    comment = await do(scope, comment_id, actor.signature)
    async with scope.database.reading() as connection:
        said = await select_said_of_comments(connection, scope.party_id, [comment_id])
    reports = said[comment_id].reasons if comment_id in said else {}
    return jsonify(comment_shapes.OneHostComment(comment=host_comment_json(comment, guest_id(), reports)))


async def _seen_photo(photo_id: str) -> Photo:
    """Return a shown photo that the asker sees, or raise a 404."""
    photo = await found_photo(photo_id)
    if not photo.is_shown or not await sees(photo):
        raise not_found()
    return photo


async def _seen_comment(comment_id: str) -> Comment:
    """Return a comment that the asker sees. Its own state and its photo's state decide that."""
    scope, comment, photo = party_scope(), None, None
    if is_id(comment_id):
        async with scope.database.reading() as connection:
            comment = await select_comment(connection, scope.party_id, comment_id)
            if comment is not None:
                photo = await select_photo(connection, scope.party_id, comment.photo_id)
    if comment is None or photo is None or not await sees(photo):
        raise not_found()
    if not sees_comment(comment, guest_id(), may_decide=may(await current_actor(), Verb.HIDE)):
        raise not_found()
    return comment
