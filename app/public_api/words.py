"""The texts in the description of the API."""

from collections.abc import Mapping

from app.people.roles import Scope

VERSION = "1.0.0"
"""The contract's own version. Additions raise its second number, breaking changes its first."""

ABOUT = """
    The HTTP API of a party. The party of the server itself is at `/`, every other one under `/p/<slug>/`.

    **What may be added without notice.** Routes, optional fields of requests, fields of answers, kinds of
    changes and events, error codes. Pass over what you do not know.

    **What does not change under this major version.** The meaning of a route, a field or an error code; a
    field that is always there; the status of an error code; that an id names the same thing for ever;
    that a photo whose sending was answered is on the disk; that the same `key` is the same photo.

    **Who asks.** A program sends `Authorization: Bearer <token>`; a host makes tokens on the host’s page,
    each with scopes and an end. Browsers have cookies. A request that changes something is refused when
    another website’s page sends it, unless it carries a token.

    **Following a party.** List with `GET /api/photos?since=0`, page by page while `more` is true. Then
    open `GET /api/events?since=<cursor>`; each event’s `id` is the next cursor. Without a stream, ask
    `GET /api/photos?since=<cursor>` again: an unchanged party costs a 304.

    **Errors** are JSON with a `code` that never changes (`x-codes` lists all). `Retry-After` says when to
    come back. Limits count by guest and by network address and are told with each operation (`x-limit`).
    """

TAGS: Mapping[str, str] = {
    "photos": "Photos: listed, read, edited, deleted; and the hosts’ view of all of them.",
    "intake": "Sending: in one request, or resumable by tus 1.0.0.",
    "feed": "What happens, as Server-Sent Events.",
    "people": "Guests, invitations and passes.",
    "moderation": "What waits, decisions, reports, the panic button.",
    "screens": "Big screens: their reports, and steering them.",
    "parties": "The settings of a party.",
    "operator": "The server’s operator: signing in.",
    "comments": "What people write under photos.",
    "albums": "The album: what a photo knows, its tags, search, collections.",
    "desk": "The party as a whole.",
    "exports": "The night to take home.",
    "sharing": "Share links: a part of the album for whoever has the address.",
    "notices": "Who is called when something needs somebody.",
    "own_data": "What a guest may take along.",
    "public_api": "This description.",
    "site": "The server itself.",
    "web": "Files of the pages.",
    "pages": "Pages for people. They are no contract: their forms and words change.",
}

SCOPES: Mapping[Scope, str] = {
    Scope.READ_PHOTOS: "see the photos on the wall",
    Scope.WRITE_PHOTOS: "send photos, and change what was sent with this token",
    Scope.MODERATE: "see all photos and the log, decide about photos, steer screens, call a break",
    Scope.WRITE_ALBUM: "make collections of photos and fill them",
    Scope.WRITE_PARTY: "change the settings, end the party",
    Scope.EXPORT: "take the originals",
}
