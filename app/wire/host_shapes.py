"""The shapes of answers to members of the party and to programs, as JSON."""

from typing import Annotated, Literal, TypedDict

from app.records.change import ChangeKind
from app.records.guest import Standing
from app.records.photo import PhotoState
from app.wire.comment_shapes import ChangedComment, HostComment
from app.wire.edit_shapes import Edit
from app.wire.schema import Says, values_of
from app.wire.shapes import Id, Moment, PartyState, Photo, Url


class HostPhoto(Photo):
    """A photo as those who decide about it see it.

    A decision is about a `version`. `reason` says why it waits or is hidden, `release_at` when it shows
    itself.
    """

    guest: Id
    door: str
    version: int
    reason: str
    release_at: Moment | None


class OneHostPhoto(TypedDict):
    photo: HostPhoto


class HostPhotos(TypedDict):
    photos: list[HostPhoto]
    more: bool
    before: int | None


class ChangedPhotos(TypedDict):
    """`missed` counts those that could not be changed, mostly because somebody else was faster."""

    photos: list[HostPhoto]
    missed: int


class PhotosOnWalls(TypedDict):
    screens: int
    photos: list[HostPhoto]


class TakenPhotos(TypedDict):
    """The photos that were taken down at once. Everything else that comes waits from now on."""

    photos: list[HostPhoto]


class WaitingPhoto(HostPhoto):
    """`shown_before` counts the guest’s shown photos; `reports` counts the guests’ reports by reason.

    `nudity` is the result of the check for nakedness, from 0 to 1; null if it did not look.
    """

    shown_before: int
    reports: dict[str, int]
    nudity: float | None


class Unchecked(TypedDict):
    """The check for nakedness does not run: why not, and how many of the newest photos it missed.

    `why` is empty if all is well, or if the party wants no check. `then` says what those photos do.
    """

    why: Literal["", "missing", "slow"]
    then: Literal["wait", "pass"]
    count: int


class WaitingWords(TypedDict):
    """New words of a shown photo. `no` is the change that brought them."""

    photo: HostPhoto
    author: str
    caption: str
    no: int


class QueueState(TypedDict):
    """How many photos wait, and since when the first of photos, words, pictures and comments has waited."""

    count: int
    oldest_at: Moment | None


class WaitingVersion(TypedDict):
    """A new version of a shown photo. `url` is its picture."""

    photo: HostPhoto
    no: int
    edit: Edit
    url: Url


class WaitingComment(TypedDict):
    """A comment that waits, or a shown one whose reports by guests wait for a decision."""

    comment: HostComment
    photo: HostPhoto


class Waiting(QueueState):
    photos: list[WaitingPhoto]
    reported: list[WaitingPhoto]
    words: list[WaitingWords]
    pictures: list[WaitingVersion]
    comments: list[WaitingComment]
    more: bool
    panic: bool
    unchecked: Unchecked


class Decided(QueueState):
    """`missed` counts those that somebody else has decided meanwhile; `more`: others of them still wait."""

    photos: list[HostPhoto]
    missed: int
    more: bool


class Caught(TypedDict):
    photo: Id
    author: str
    caption: str
    word: str


class TriedWords(TypedDict):
    """Which of the newest photos a list of words would have made wait."""

    tried: int
    caught: list[Caught]
    count: int


class ShownAgain(TypedDict):
    """How many photos are shown again."""

    shown: int


class SenderChoice(TypedDict):
    guest: Id
    sender: str
    author: str
    count: int


class HourChoice(TypedDict):
    hour: Annotated[str, Says(examples=["2026-06-13T21"])]
    count: int


class DoorChoice(TypedDict):
    door: str
    label: str
    count: int


class Filters(TypedDict):
    senders: list[SenderChoice]
    hours: list[HourChoice]
    doors: list[DoorChoice]


class Words(TypedDict):
    author: str
    caption: str


class Change(TypedDict):
    """What happened, and who did it. `words_before` is what an edit replaced, for those who may restore it.

    `comment` is what it is about, unless that is deleted. The last change of a `collection` can be undone.
    """

    no: int
    kind: Annotated[str, Says(examples=values_of(ChangeKind))]
    photo: Id | None
    photo_state: Annotated[str, Says(enum=["", *values_of(PhotoState)])]
    by_host: bool
    by: str
    by_name: str
    author: str
    detail: str
    at: Moment
    words_before: Words | None
    comment: ChangedComment | None
    collection: Annotated[str, Says(pattern="^([0-9a-f]{32})?$")]
    undoable: bool


class Changes(TypedDict):
    changes: list[Change]
    more: bool
    before: int | None


class KnownGuest(TypedDict):
    guest: Id
    sender: str
    name: str
    standing: Annotated[str, Says(enum=values_of(Standing))]
    paused_until: Moment | None
    photos: int
    refused: int
    reported: int
    first_at: Moment
    last_at: Moment
    door: str


class KnownGuests(TypedDict):
    guests: list[KnownGuest]
    more: bool


class ChangedGuest(TypedDict):
    guest: Id


class SettingValues(TypedDict):
    """Every setting that a host may change."""


class Settings(TypedDict):
    """`version` is the version that a change is based on."""

    version: int
    settings: SettingValues


class VideosState(PartyState):
    """`allowed` is the host’s choice; `video_codec` says whether this machine can play videos at all."""

    allowed: bool
    video_codec: bool


class Share(TypedDict):
    guest: Id
    name: str | None
    photos: int
    bytes: int
    unfinished: int
    unfinished_bytes: int


class Shares(TypedDict):
    guests: list[Share]


class EndedUploads(TypedDict):
    cleared: int


class Pass(TypedDict):
    """A device that an invitation has given a role to. Its `id` opens nothing."""

    id: str
    name: str | None
    device: str | None
    created_at: Moment
    last_seen_at: Moment


class Invitation(TypedDict):
    id: Id
    role: str
    created_at: Moment
    expires_at: Moment
    passes: list[Pass]


class People(TypedDict):
    invitations: list[Invitation]


class MadeInvitation(TypedDict):
    """`url` is in this answer only. `qr` is a picture of it, as a data URL."""

    invitation: Invitation
    url: str
    qr: str


class SignedIn(TypedDict):
    host: bool


class Nothing(TypedDict):
    """An empty object."""
