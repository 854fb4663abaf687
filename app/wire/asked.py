"""The shapes of requests: JSON bodies and query strings. The forms check their values more closely."""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from app.records.guest import Standing
from app.records.photo import PhotoState
from app.wire.schema import Says, values_of
from app.wire.shapes import Id

Count = Annotated[int, Says(minimum=0)]


class PageQuery(TypedDict, total=False):
    """`since` lists what changed after a cursor; `before` lists backwards, empty for the first page."""

    since: Count
    before: Annotated[str, Says(pattern="^[0-9]{0,15}$")]
    limit: Annotated[int, Says(minimum=1, maximum=100, default=50)]


class MembersQuery(TypedDict, total=False):
    """`members=1` adds the photos that only members see, if a member asks."""

    members: Literal["1"]


class ListingQuery(PageQuery, MembersQuery, total=False):
    """`mine=1` lists the asking guest’s own photos, `members=1` adds those that only members see."""

    mine: Literal["1"]


class HostPhotosQuery(PageQuery, total=False):
    state: Annotated[str, Says(enum=values_of(PhotoState))]
    guest: Id
    hour: Annotated[str, Says(examples=["2026-06-13T21"])]
    door: str


class StretchQuery(MembersQuery, total=False):
    """Photos of the album from the spot (`at`, `no`) up to, but without, the spot (`end_at`, `end_no`)."""

    at: str
    no: Count
    end_at: str
    end_no: Count


class NewChapter(TypedDict):
    """A chapter that begins with a photo. `no` is the change that the chapters were read with."""

    photo: Id
    no: int
    title: NotRequired[str]


class ChangedChapter(TypedDict):
    """Another `title`, or another `photo` for the chapter’s beginning."""

    no: int
    title: NotRequired[str]
    photo: NotRequired[Id]


class ChapterQuery(TypedDict):
    no: Count


class ExportsQuery(TypedDict, total=False):
    guest: str


class PictureQuery(TypedDict, total=False):
    large: Literal["1"]


class StreamQuery(MembersQuery, total=False):
    """`since` is a listing’s cursor. The header `Last-Event-ID` counts first."""

    since: Count


class NewPhoto(TypedDict):
    """A multipart form.

    The sender makes the `key`. The same key means the same photo, so it is safe to send again after a lost
    answer. With `screen_copy=1` the original follows under the same key. `edit` is how the guest has put the
    picture right, as JSON as for `PUT /api/photo/<photo_id>/edit`; uploads by tus take it in their metadata.
    """

    file: Annotated[str, Says(format="binary")]
    author: NotRequired[str]
    caption: NotRequired[str]
    key: NotRequired[Annotated[str, Says(maxLength=100)]]
    consent: NotRequired[Literal["1"]]
    screen_copy: NotRequired[Literal["1"]]
    edit: NotRequired[Annotated[str, Says(maxLength=1000)]]


class Name(TypedDict, total=False):
    """An empty name takes the name away."""

    name: str


class PhotoWords(TypedDict, total=False):
    """New words for a photo, and who sees it. At least one of these is required.

    `access` sets who sees it, for a guest’s own photo or, by a host, for any. The stricter one of the two
    counts. `caption_was` is the caption that the new one was made of. If it is another one by now, nothing
    changes.
    """

    author: str
    caption: str
    caption_was: str
    access: Annotated[str, Says(enum=["everyone", "guests", "members", "hosts"])]


class Report(TypedDict):
    reason: Literal["in_it", "not_for_all", "other"]


class Password(TypedDict, total=False):
    """A password, a `name` if there are several members, and the second factor’s `code` for a `step`."""

    password: str
    name: str
    code: str
    step: str


class NewPartyState(TypedDict, total=False):
    """`state` sets the party’s state. `open` sets the first or the second state, as true or false."""

    state: Literal["open", "break", "ended"]
    open: bool
    message: str


class Identity(TypedDict):
    title: str
    accent: str
    ground: str


class Videos(TypedDict):
    allowed: bool


class NewSettings(TypedDict):
    """New values by their settings’ names, all or none, with the version that was read."""

    version: int
    settings: Annotated[dict[str, Any], Says(minProperties=1)]


class NewInvitation(TypedDict):
    role: Literal["host", "helper", "photographer", "viewer"]
    hours: Annotated[int, Says(minimum=1, maximum=14 * 24)]


class Several(TypedDict):
    do: Literal["hide", "restore", "delete", "turn_left", "turn_right"]
    photos: Annotated[list[Id], Says(minItems=1, maxItems=20)]


class PhotoVersion(TypedDict):
    id: Id
    version: int


class Decision(TypedDict):
    """A decision about `photos`, or about all that wait of one `guest` or are `older_than_s` seconds old."""

    do: Literal["approve", "refuse", "stop", "again"]
    photos: NotRequired[Annotated[list[PhotoVersion], Says(minItems=1, maxItems=100)]]
    guest: NotRequired[Id]
    older_than_s: NotRequired[Annotated[int, Says(minimum=0, maximum=24 * 3600)]]
    words: NotRequired[str]


class WordsDecision(TypedDict):
    do: Literal["approve", "refuse"]
    photo: Id
    no: int


class WordList(TypedDict, total=False):
    words: str


class Panic(TypedDict, total=False):
    """Ids of photos that somebody sees now, besides those the screens report. Unknown ids are skipped."""

    photos: list[Any]


class Calm(TypedDict):
    shows_all: bool


class NewStanding(TypedDict, total=False):
    """One of the two."""

    standing: Annotated[str, Says(enum=values_of(Standing))]
    pause_minutes: Annotated[int, Says(minimum=1, maximum=24 * 60)]


class ScreenReport(TypedDict, total=False):
    """A screen’s report about itself. `after` is the last order it carried out, `heard` the newest `show_no`.

    `line` lists the positions of the next photos, with a turn of `turn_ms` each. `past` lists what it showed
    while it was alone, each with how many seconds ago.
    """

    shows: str
    next: str
    waiting: int
    dropped: int
    failed: int
    memory_mb: int
    clock_ms: int
    width: int
    height: int
    ratio: float
    browser: str
    layout: str
    state: str
    beside: Annotated[list[Id], Says(maxItems=64)]
    after: int | None
    heard: int
    seen: int
    behind: int
    wait_s: int
    line: list[int]
    turn_ms: int
    covered: bool
    short: bool
    cleared: int
    past: list[tuple[Id, int]]
    room: dict[str, Any] | None


class WallShows(TypedDict):
    screen: Id
    photo: NotRequired[str]
    beside: NotRequired[list[Id]]
    heard: NotRequired[int]
    cleared: NotRequired[int]
    covered: NotRequired[bool]
    room: NotRequired[dict[str, Any]]


class Steer(TypedDict, total=False):
    """Either `set` new values of the state, or `do` one step. An empty `screen` is all of them."""

    screen: str
    set: dict[str, Any]
    do: Literal["next", "back", "show", "flash", "reload", "leave"]
    photo: str


class NewOrder(TypedDict):
    """The ids of all slides in their new order, and the `no` that they were read with."""

    order: list[Id]
    no: int


class VersionQuery(TypedDict):
    version: Count


class NewLogo(TypedDict):
    """A picture that this host has sent as a private photo; empty for no logo."""

    photo: str


NewSlide = TypedDict(
    "NewSlide",
    {
        "kind": Annotated[str, Says(enum=["text", "code", "countdown", "number", "picture", "task"])],
        "version": int,
        "title": str,
        "words": str,
        "at": str,
        "from": str,
        "until": str,
        "every": int,
        "seconds": int,
        "is_on": bool,
        "photo": str,
    },
    total=False,
)
"""A slide. `version` is the version that the change is based on."""
