"""The shapes of answers to guests and screens, as JSON: photos, the party, listings, events, errors."""

from typing import Annotated, Literal, NotRequired, TypedDict

from app.records.party import PartyState as State
from app.records.photo import Original, PhotoState
from app.wire.schema import Says, values_of

Id = Annotated[str, Says(pattern="^[0-9a-f]{32}$")]
"""128 random bits: no id can be guessed from another."""
Moment = Annotated[str, Says(format="date-time")]
"""UTC, in ISO 8601."""
Url = Annotated[str, Says(format="uri-reference")]


class Rendition(TypedDict):
    """A file that shows a photo. `url` is a path on this server, which names these bytes for ever."""

    name: Annotated[str, Says(examples=["wall", "thumb", "clip"])]
    url: Url
    width: int
    height: int
    type: Annotated[str, Says(examples=["image/jpeg"])]


class Face(TypedDict):
    """Where a head is in a photo: a box in fractions of the upright picture’s width and height."""

    x: float
    y: float
    width: float
    height: float


class Photo(TypedDict):
    """A photo, video or its poster.

    `change` is the number of its last change, which only rises. `position` is its place in the order in
    which photos came. `placeholder` is a ThumbHash in base64. `sender` is a tag that is the same for all
    photos of one guest in this party and says nothing else. `happened_at` is when it was taken if that is
    plausible, else when it was sent. `original` is `coming` while a screen copy is shown in its place,
    and `copy` if it will not come. Photos of one `stack` are a guest’s that look alike, taken within
    seconds: of those that somebody sees, the one with the highest `stack_rank` lies on top. A `private`
    photo is on no big screen, by its sender’s wish. `access` says who sees it: everyone, also by a share
    link; guests of the party; its sender and members; its sender and hosts. `faces` were found in it, so
    that a screen that crops it keeps them in view.
    """

    id: Id
    change: int
    position: int
    state: Annotated[str, Says(enum=values_of(PhotoState))]
    author: str
    caption: str
    tags: list[str]
    width: int
    height: int
    placeholder: str
    media: Annotated[str, Says(enum=["photo", "video", "card"])]
    duration_s: float | None
    taken_at: Annotated[str | None, Says(examples=["2026-06-13T21:04:11"])]
    created_at: Moment
    happened_at: Moment
    original: Annotated[str, Says(enum=values_of(Original))]
    sender: str
    private: bool
    access: Annotated[str, Says(enum=["everyone", "guests", "members", "hosts"])]
    hearts: int
    comments: int
    task: Annotated[str, Says(pattern="^([0-9a-f]{32})?$")]
    stack: Annotated[str, Says(pattern="^([0-9a-f]{32})?$")]
    stack_rank: int
    favourite: bool
    by_photographer: bool
    mine: bool
    faces: list[Face]
    renditions: list[Rendition]


class Gone(TypedDict):
    """What is left of a hidden or deleted photo. Its sender also gets the hosts’ reason for a refusal."""

    id: Id
    change: int
    gone: Literal[True]
    refused: NotRequired[Literal[True]]
    words: NotRequired[str]


class PartyState(TypedDict):
    """The party for everybody, with the settings that everybody may know.

    `settings_version`, `entry_no`, `show_no` and `album_no` rise when settings change, the code to get in
    changes, the screens are steered, or chapters change. `logo` is the id of the picture at `/logo`, empty if
    there is none.
    """

    uploads_open: bool
    state: Annotated[str, Says(enum=values_of(State))]
    message: str
    videos: bool
    settings_version: int
    entry_no: int
    show_no: int
    album_no: int
    logo: str
    panic: bool


class Page(TypedDict):
    """A page of photos. `cursor` is the next `since`, also for the stream; `before` is the next page’s."""

    photos: list[Photo | Gone]
    cursor: int
    more: bool
    before: NotRequired[int | None]


class Listing(Page):
    """A page of photos, and the party as it was just before."""

    party: PartyState


class OnePhoto(TypedDict):
    photo: Photo


class EditedPhoto(TypedDict):
    """`words_wait`: nobody else sees the new words until the hosts approve them."""

    photo: Photo
    words_wait: bool


class Place(TypedDict):
    """How many photos come before the asking guest’s oldest one; null if none of theirs waits."""

    ahead: int | None


Guest = TypedDict(
    "Guest", {"guest": Id, "name": str | None, "pass": NotRequired[str], "role": NotRequired[str]}
)
"""The asking guest, with their role if they are signed in.

`pass` is for a browser that keeps no cookies. It sends it as the header `Partywall-Guest`.
"""


class Reported(TypedDict):
    """`is_down`: the photo is not shown any more."""

    is_down: bool


class OnScreen(TypedDict):
    """The sender’s own photo is on a big screen now: the photo’s id, and the screen’s name and number."""

    id: Id
    screen: str
    number: int


class Hearts(TypedDict):
    """How many hearts a photo has now."""

    id: Id
    hearts: int


class Turn(TypedDict):
    """When an own photo comes on a big screen, or when and where it did. `in_s` is null if unknown."""

    id: Id
    shown_at: Moment | None
    screen: str
    number: int
    next: bool
    in_s: int | None


class Turns(TypedDict):
    screens: int
    turns: list[Turn]


class CursorEvent(TypedDict):
    """`ping`: the stream is alive. `reset`: no replay is possible; list everything again and go on here."""

    cursor: int


class ErrorBody(TypedDict):
    code: str
    message: str
    ahead: NotRequired[int | None]
    caption: NotRequired[str]
    request: NotRequired[str]


class Error(TypedDict):
    """A refusal. `message` is for a person, in the language of `Accept-Language`."""

    error: ErrorBody


class Alive(TypedDict):
    """`address` and `scheme` are what the server sees of its visitor, behind any proxies."""

    alive: Literal[True]
    address: str | None
    scheme: str


class Ready(TypedDict):
    ready: bool
    records: Annotated[str, Says(enum=["ok", "away"])]
    storage: Annotated[str, Says(enum=["ok", "full", "away"])]
    workers: Annotated[str, Says(enum=["ok", "away"])]
    redis: Annotated[str, Says(enum=["ok", "away", "unused"])]


class Icon(TypedDict):
    src: Url
    sizes: str
    type: str
    purpose: str


class Manifest(TypedDict):
    """A web app manifest."""

    id: str
    name: str
    short_name: str
    start_url: Url
    scope: Url
    display: str
    lang: str
    dir: str
    background_color: str
    theme_color: str
    icons: list[Icon]
