"""The shapes of share links, as JSON: requests, what hosts have shared, and what a link shows."""

from typing import Annotated, Required, TypedDict

from app.records.share_link import OWN_KINDS, LinkKind
from app.wire.schema import Says, values_of
from app.wire.shapes import Gone, Id, Moment, Photo, Url


class ShareLink(TypedDict):
    """A link to a part of the album. `photos` is how many it shows now, `opened` how many browsers have
    opened it; `part` is the chapter or the collection that it shows.

    `url` is empty after the server was given another key, but the link goes on working.
    """

    id: Id
    kind: Annotated[str, Says(enum=values_of(LinkKind))]
    title: str
    part: Id | None
    photos: int
    url: Url
    has_code: bool
    originals: bool
    may_add: bool
    sites: list[str]
    opened: int
    opened_at: Moment | None
    by_guest: bool
    created_at: Moment
    expires_at: Moment | None


class ShareLinks(TypedDict):
    links: list[ShareLink]
    most: int


class OneShareLink(TypedDict):
    link: ShareLink


class NewOwnLink(TypedDict, total=False):
    """What a guest shares. `photos` are for the kinds `photo` and `photos`; `party` is all that they sent.

    `days` is how long it lives, 30 by default.
    """

    kind: Required[Annotated[str, Says(enum=[str(kind) for kind in OWN_KINDS])]]
    title: str
    photos: list[Id]
    days: Annotated[int, Says(minimum=1, maximum=365, default=30)]
    code: str
    originals: bool


class SharedPage(TypedDict):
    """Photos that a link shows. `cursor` is the next `since`; `before` the next page’s, null at the end.

    The addresses of their files belong to the link, and end with it. `stamp` changes when the link’s chapter
    or collection gets photos, loses some, or has them in another order.
    """

    photos: list[Photo | Gone]
    cursor: int
    more: bool
    before: int | None
    stamp: str


class Added(TypedDict):
    """A photo that was put into a link’s collection. While it `waits`, the hosts look at it first."""

    id: Id
    waits: bool


class SharedEmbed(TypedDict):
    """An oEmbed answer of the type `rich` (https://oembed.com)."""

    version: str
    type: str
    title: str
    provider_name: str
    provider_url: str
    width: int
    height: int
    html: str


class EmbedQuery(TypedDict, total=False):
    """As in oEmbed: `url` is a link’s address."""

    url: Required[str]
    maxwidth: int
    maxheight: int
    format: str


class NewShareLink(TypedDict, total=False):
    """`photos` for the kinds `photo` or `photos`, and `part` for `chapter` or `collection`.

    It ends after so many `days`, and with 0 never. `code` must be entered by anybody who opens it. `sites`
    are web sites that may embed it. With `may_add` whoever opens it may put photos into its collection, which
    must be one that is filled by hand.
    """

    kind: Required[Annotated[str, Says(enum=values_of(LinkKind))]]
    title: str
    photos: list[Id]
    part: Id
    days: Annotated[int, Says(minimum=0, maximum=3650, default=30)]
    code: str
    originals: bool
    may_add: bool
    sites: list[str]
