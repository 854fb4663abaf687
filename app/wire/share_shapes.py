"""The shapes of share links, as JSON: what is asked, what hosts have shared, and what a link shows."""

from typing import Annotated, Required, TypedDict

from app.records.share_link import LinkKind
from app.wire.schema import Says, values_of
from app.wire.shapes import Gone, Id, Moment, Photo, Url


class ShareLink(TypedDict):
    """A link to a part of the album. `photos` is how many it shows now, `opened` by how many browsers it was
    opened; `part` is the chapter or the collection that it is to.

    `url` is empty after the server was given another key; the link goes on all the same.
    """

    id: Id
    kind: Annotated[str, Says(enum=values_of(LinkKind))]
    title: str
    part: Id | None
    photos: int
    url: Url
    has_code: bool
    originals: bool
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


class SharedPage(TypedDict):
    """Photos that a link shows. `cursor` is the next `since`; `before` the next page’s, null at the end.

    The addresses of their files are the link’s own, and end with it. `stamp` is another one when photos have
    come into the chapter or the collection that the link is to, or gone out, or are in another order.
    """

    photos: list[Photo | Gone]
    cursor: int
    more: bool
    before: int | None
    stamp: str


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
    """As oEmbed has it: `url` is a link’s address."""

    url: Required[str]
    maxwidth: int
    maxheight: int
    format: str


class NewShareLink(TypedDict, total=False):
    """`photos` where the kind is `photo` or `photos`, and `part` where it is `chapter` or `collection`.

    After so many `days` it ends, never with 0. `code` is asked of whoever opens it; `sites` are web sites
    that may embed it.
    """

    kind: Required[Annotated[str, Says(enum=values_of(LinkKind))]]
    title: str
    photos: list[Id]
    part: Id
    days: Annotated[int, Says(minimum=0, maximum=3650, default=30)]
    code: str
    originals: bool
    sites: list[str]
