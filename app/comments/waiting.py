"""The comments that need a decision: waiting ones, and shown ones that are reported."""

from app.comments.telling import host_comment_json
from app.parties.scope import PartyScope
from app.records.comment import select_comment, select_comments_waiting
from app.records.comment_report import select_comments_reported, select_said_of_comments
from app.records.photo import select_photo
from app.wire import host_shapes
from app.wire.messages import host_photo_json

MOST_WAITING = 100


async def waiting_comments(scope: PartyScope, guest_id: str | None) -> list[host_shapes.WaitingComment]:
    """Return them with their photos. Reported ones come first, because guests can read them now."""
    async with scope.database.reading() as connection:
        reported = [
            await select_comment(connection, scope.party_id, comment_id)
            for comment_id in await select_comments_reported(connection, scope.party_id)
        ]
        waiting = await select_comments_waiting(connection, scope.party_id, MOST_WAITING)
        comments = [one for one in [*reported, *waiting] if one is not None]
        said = await select_said_of_comments(connection, scope.party_id, [one.id for one in comments])
        photos = [await select_photo(connection, scope.party_id, one.photo_id) for one in comments]
    return [
        {
            "comment": host_comment_json(
                comment, guest_id, said[comment.id].reasons if comment.id in said else {}
            ),
            "photo": host_photo_json(photo, guest_id, scope.base),
        }
        for comment, photo in zip(comments, photos, strict=True)
        if photo is not None and photo.is_shown
    ]
