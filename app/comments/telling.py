"""How comments are told, and who sees which."""

from collections.abc import Mapping

from app.people.roles import Role
from app.records.comment import Comment, CommentState
from app.wire import comment_shapes

_HOSTS = (Role.OWNER, Role.HOST, Role.HELPER)


def sees_comment(comment: Comment, guest_id: str | None, *, may_decide: bool) -> bool:
    """Tell whether somebody who sees the photo sees this comment."""
    if comment.is_shown or may_decide:
        return True
    return comment.state is CommentState.WAITING and guest_id == comment.guest_id


def comment_json(comment: Comment, guest_id: str | None) -> comment_shapes.Comment:
    return {
        "id": comment.id,
        "photo": comment.photo_id,
        "author": comment.author,
        "text": comment.text,
        "state": str(comment.state),
        "created_at": comment.created_at,
        "edited": bool(comment.edited_at),
        "mine": guest_id is not None and guest_id == comment.guest_id,
        "by_host": comment.sent_as in _HOSTS,
    }


def host_comment_json(
    comment: Comment, guest_id: str | None, reports: Mapping[str, int]
) -> comment_shapes.HostComment:
    return {
        **comment_json(comment, guest_id),
        "guest": comment.guest_id,
        "reason": comment.reason,
        "reports": dict(reports),
    }
