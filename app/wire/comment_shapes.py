"""The shapes of comments as JSON."""

from typing import Annotated, Literal, NotRequired, TypedDict

from app.records.comment import CommentState
from app.wire.schema import Says, values_of
from app.wire.shapes import Id, Moment


class Comment(TypedDict):
    """A comment under a photo. One that is `waiting` is seen by its writer and the hosts alone.

    `by_host` tells that a host or helper wrote it: anybody may call themselves as they like.
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
    """The comments of a photo, the oldest first. `may_decide`: the asker hides them and brings them back."""

    comments: list[Comment]
    may_decide: bool


class OneComment(TypedDict):
    comment: Comment


class HostComment(Comment):
    """A comment as those who decide see it: whose it is, why it waits, and what guests say against it."""

    guest: Id
    reason: str
    reports: dict[str, int]


class ChangedComment(TypedDict):
    """A comment as it is now, whatever the change made of it."""

    id: Id
    author: str
    text: str
    state: Annotated[str, Says(enum=values_of(CommentState))]


class OneHostComment(TypedDict):
    comment: HostComment


class NewComment(TypedDict):
    """`key` is an id that the writer makes: a request that is sent again is the same comment."""

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
