"""The shapes of comments as JSON."""

from typing import Annotated, Literal, NotRequired, TypedDict

from app.records.comment import CommentState
from app.wire.schema import Says, values_of
from app.wire.shapes import Id, Moment


class Comment(TypedDict):
    """A comment under a photo. While it is `waiting`, only its writer and the hosts see it.

    `by_host` says that a host or helper wrote it, because anybody may use any name.
    """

    id: Id
    photo: Id
    author: str
    text: str
    state: Annotated[str, Says(enum=values_of(CommentState))]
    created_at: Moment
    edited: bool
    mine: bool
    by_host: bool


class Comments(TypedDict):
    """The comments of a photo, oldest first. `may_decide`: the asker may hide them and bring them back."""

    comments: list[Comment]
    may_decide: bool


class OneComment(TypedDict):
    comment: Comment


class HostComment(Comment):
    """A comment as those who decide see it: its writer, why it waits, and what guests say against it."""

    guest: Id
    reason: str
    reports: dict[str, int]


class ChangedComment(TypedDict):
    """A comment after the change."""

    id: Id
    author: str
    text: str
    state: Annotated[str, Says(enum=values_of(CommentState))]


class OneHostComment(TypedDict):
    comment: HostComment


class NewComment(TypedDict):
    """The writer makes the id `key`. The same key means the same comment, so it is safe to send again."""

    text: Annotated[str, Says(maxLength=500)]
    author: NotRequired[str]
    key: NotRequired[Id]


class CommentText(TypedDict):
    text: Annotated[str, Says(maxLength=500)]


class CommentDecision(TypedDict):
    do: Literal["show", "hide"]


class ReportedComment(TypedDict):
    """`is_down`: the comment is not shown any more."""

    is_down: bool
