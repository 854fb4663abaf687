"""Decisions about comments: show, hide, put away with a banned guest, give back."""

import logging

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.comments.writing import note_change
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.waiting import Reason, wait_of_text
from app.records.change import CLOCK, ChangeKind
from app.records.comment import (
    Comment,
    CommentState,
    select_comment,
    select_comments_to_ban,
    select_comments_waiting_because,
    update_comment_state,
)
from app.records.comment_report import update_comment_reports_settled
from app.records.guest import Standing, select_guest_entry
from app.records.party import select_party

logger = logging.getLogger(__name__)

AT_ONCE = 50


@carried_through
async def show_comment(scope: PartyScope, comment_id: str, actor: str) -> Comment:
    """Show a waiting or hidden comment, or keep a reported one. This settles its reports."""
    async with scope.database.transaction() as connection:
        comment = await _find(connection, scope.party_id, comment_id)
        guest = await select_guest_entry(connection, scope.party_id, comment.guest_id)
        if guest.standing == Standing.BANNED:
            raise AppError(409, "GUEST_BANNED", N_("This guest is banned. Undo that first."))
        settled = await update_comment_reports_settled(connection, comment_id, now_iso())
        if comment.is_shown and not settled:
            return comment
        await update_comment_state(connection, comment_id, CommentState.SHOWN)
        changed = await note_change(connection, comment, ChangeKind.COMMENT_SHOWN, actor)
        after = await select_comment(connection, scope.party_id, comment_id)
    assert after is not None
    scope.hub.ring(changed)
    return after


@carried_through
async def hide_comment(scope: PartyScope, comment_id: str, actor: str) -> Comment:
    """Hide a comment, or refuse a waiting one. Its writer no longer sees it."""
    return await _put(
        scope, comment_id, CommentState.HIDDEN, ChangeKind.COMMENT_HIDDEN, Reason.REFUSED, actor
    )


@carried_through
async def let_comment_wait(scope: PartyScope, comment_id: str, reason: Reason, actor: str) -> Comment:
    """Let a comment wait for a decision. A banned guest's comment waits without one."""
    return await _put(scope, comment_id, CommentState.WAITING, ChangeKind.COMMENT_WAITS, reason, actor)


async def _put(
    scope: PartyScope, comment_id: str, state: CommentState, kind: ChangeKind, reason: Reason, actor: str
) -> Comment:
    async with scope.database.transaction() as connection:
        comment = await _find(connection, scope.party_id, comment_id)
        if (comment.state, comment.reason) == (state, reason):
            return comment
        await update_comment_state(connection, comment_id, state, reason)
        if state is CommentState.HIDDEN:
            await update_comment_reports_settled(connection, comment_id, now_iso())
        changed = await note_change(connection, comment, kind, actor)
        after = await select_comment(connection, scope.party_id, comment_id)
    assert after is not None
    scope.hub.ring(changed)
    return after


async def put_comments_away(scope: PartyScope, guest_id: str, actor: str) -> None:
    """Put away all comments of a banned guest: they wait, and nobody is asked to decide."""
    while True:
        async with scope.database.reading() as connection:
            found = await select_comments_to_ban(connection, AT_ONCE, scope.party_id, guest_id)
        for comment in found:
            await put_comment_away(scope, comment, actor)
        if len(found) < AT_ONCE:
            return


async def put_comment_away(scope: PartyScope, comment: Comment, actor: str) -> None:
    """Put one comment away. No error if it is gone by now."""
    try:
        await let_comment_wait(scope, comment.id, Reason.BANNED, actor)
    except AppError as error:
        logger.info("comment %s of a banned guest: %s", comment.id, error)


async def give_comments_back(scope: PartyScope, guest_id: str, actor: str) -> None:
    """Show the comments that were shown before a ban. The rest waits as new comments would."""
    while True:
        async with scope.database.reading() as connection:
            away = await select_comments_waiting_because(
                connection, scope.party_id, Reason.BANNED, AT_ONCE, guest_id
            )
        for comment in away:
            try:
                if comment.was_shown or not await _would_wait(scope, comment):
                    await show_comment(scope, comment.id, actor)
                else:
                    await let_comment_wait(scope, comment.id, Reason.APPROVAL, actor)
            except AppError as error:
                logger.info("comment %s of a guest who is back: %s", comment.id, error)
                return
        if len(away) < AT_ONCE:
            return


async def show_comments_of_panic(scope: PartyScope, actor: str) -> None:
    """Show the comments that waited only because of the panic button."""
    while True:
        async with scope.database.reading() as connection:
            held = await select_comments_waiting_because(connection, scope.party_id, Reason.PANIC, AT_ONCE)
        shown = 0
        for comment in held:
            try:
                await show_comment(scope, comment.id, actor)
                shown += 1
            except AppError as error:
                logger.info("comment %s was decided about meanwhile: %s", comment.id, error)
        if not shown:
            return


async def release_comment(scope: PartyScope, comment: Comment) -> None:
    """Show a comment whose waiting time is over, unless it was changed since it was read."""
    async with scope.database.reading() as connection:
        current = await select_comment(connection, scope.party_id, comment.id)
    if current is not None and current.release_at == comment.release_at:
        await show_comment(scope, comment.id, CLOCK)


async def _would_wait(scope: PartyScope, comment: Comment) -> bool:
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
        guest = await select_guest_entry(connection, scope.party_id, comment.guest_id)
    if party is None:
        raise not_found()
    return wait_of_text(party, guest, comment.sent_as, comment.author, comment.text) is not None


async def _find(connection: Connection, party_id: str, comment_id: str) -> Comment:
    comment = await select_comment(connection, party_id, comment_id)
    if comment is None:
        raise not_found()
    return comment
