"""The shapes of answers to screens and to those who steer them, as JSON."""

from typing import Annotated, Literal, NotRequired, TypedDict

from app.wire.schema import Says
from app.wire.shapes import Id, Moment, Photo
from app.wire.slides import NumbersJson, SlideJson


class ShowState(TypedDict):
    """How a screen should show the party. Times are given as the seconds that are left."""

    paused: bool
    layout: str
    minutes: int
    dark: bool
    brightness: int
    sound: bool
    zoom: bool
    message: str
    message_alone: bool
    message_s: float | None
    code_s: float
    pins: list[Id]


class Order(TypedDict):
    """A step that a screen should take once. `photo` is the photo to show, or empty."""

    no: int
    do: Annotated[str, Says(enum=["next", "back", "show", "flash", "reload", "leave"])]
    photo: str


class Unshown(TypedDict):
    """Photos that no screen has shown, each with how many seconds ago it came."""

    photos: list[tuple[Id, int]]
    more: bool


class Steering(TypedDict):
    """The answer to a screen’s report.

    `showings` are what the party’s screens have shown: number, photo, whose turn it took, where the log was.
    In a rush a screen shows its `share`: which part, of how many.
    """

    number: int
    name: str
    every_s: float
    prompt: bool
    no: int
    now: Moment
    state: ShowState
    slides: int
    numbers: NumbersJson | None
    shown_no: int
    showings: list[tuple[int, Id, str, int]]
    share: tuple[int, int]
    unshown: Unshown | None
    orders: list[Order]


class OldSteering(TypedDict):
    """The answer to a wall for old televisions. `slides` rises when slides change."""

    state: ShowState
    slides: int
    numbers: NumbersJson | None


class ShownSlides(TypedDict):
    """The slides that are on. `no` is the number that the answer to a report calls `slides`."""

    no: int
    now: Moment
    slides: list[SlideJson]
    numbers: NumbersJson | None


class Slides(TypedDict):
    no: int
    most: int
    slides: list[SlideJson]


class OneSlide(TypedDict):
    slide: SlideJson


class RoomSaid(TypedDict):
    """How a screen is set up in its room: distances in m, `drift` in px, contrast, words, code in percent."""

    turn: int
    has_edges: bool
    contrast: float
    words: float
    code: float
    drift: float
    dark_from: str
    dark_until: str
    is_dark: bool
    row_m: float
    read_m: float
    scan_m: float


class Screen(TypedDict):
    """A screen, with its last report unless it is `away`. `own` names what it does unlike the others."""

    id: Id
    number: int
    name: str
    by_host: bool
    own: list[str]
    seen_at: Moment
    health: Literal["green", "late", "away"]
    age_s: NotRequired[float]
    shows: NotRequired[Photo | None]
    next: NotRequired[Photo | None]
    waiting: NotRequired[int]
    behind: NotRequired[int]
    wait_s: NotRequired[int]
    dropped: NotRequired[int]
    failed: NotRequired[int]
    memory_mb: NotRequired[int]
    clock_ms: NotRequired[int]
    width: NotRequired[int]
    height: NotRequired[int]
    ratio: NotRequired[float]
    browser: NotRequired[str]
    layout: NotRequired[str]
    room: NotRequired[RoomSaid]


class Screens(TypedDict):
    state: ShowState
    screens: list[Screen]


class Steered(TypedDict):
    no: int


class NamedScreen(TypedDict):
    name: str


class NotCleared(TypedDict):
    """A screen that has not confirmed that the photo is gone from it, and how long ago it last reported."""

    name: str
    number: int
    age_s: float


class Cleared(TypedDict):
    """How many of the screens have removed a photo that was taken down."""

    screens: int
    gone: int
    missing: list[NotCleared]
