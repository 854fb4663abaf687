"""Who may do what in a party: one table, and `may()`, the only function that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from app.people.roles import Actor, Role, Scope
from app.records.access import FOR_MEMBERS, Access
from app.records.party import Party, PartyState
from app.records.photo import Photo, PhotoState


class Verb(StrEnum):
    SEE_SHOWN = "see shown photos"
    SEND = "send"
    EDIT = "edit words or picture"
    DELETE = "delete for good"
    KEEP_PRIVATE = "keep from the screens"
    REACT = "hearts"
    COMMENT = "comments"
    CURATE = "tags, chapters"
    COLLECT = "collections"
    SEE_KEPT = "see photos for members"
    RESTRICT = "say who sees a photo"
    SEE_ALL = "see hidden photos, the log and reports"
    HIDE = "hide"
    RESTORE = "restore"
    APPROVE = "approve or refuse"
    PANIC = "panic"
    PAUSE_UPLOADS = "pause uploads"
    STEER_SCREENS = "steer screens"
    BAN = "ban"
    TAKE_ORIGINALS = "take originals and exports"
    TAKE_ALBUM = "take the originals of all shown photos"
    CHANGE_SETTINGS = "settings"
    END_PARTY = "end the party or open it again"
    INVITE = "invitations"
    MAKE_TOKENS = "tokens"
    SHARE = "share links of the whole party"
    CHANGE_ROLES = "members' roles"
    DELETE_PARTY = "delete the party"
    RUN_PARTIES = "make parties, quotas, server health"


@dataclass(frozen=True, slots=True)
class _Row:
    """`roles` may do it. Guests may if `guests` is true, and so may a token with the scope."""

    roles: frozenset[Role]
    guests: bool = False
    scope: Scope | None = None


_OWNER = frozenset({Role.OWNER})
_HOSTS = _OWNER | {Role.HOST}
_HELPERS = _HOSTS | {Role.HELPER}
_SENDERS = _HELPERS | {Role.PHOTOGRAPHER}
_MEMBERS = _SENDERS | {Role.VIEWER}

_MODERATE = _Row(_HELPERS, scope=Scope.MODERATE)
_GOVERN = _Row(_HOSTS)

TABLE: Mapping[Verb, _Row] = {
    Verb.SEE_SHOWN: _Row(_MEMBERS, guests=True, scope=Scope.READ_PHOTOS),
    Verb.SEND: _Row(_SENDERS, guests=True, scope=Scope.WRITE_PHOTOS),
    # For other people's photos; everybody may do this with their own.
    Verb.EDIT: _Row(_HOSTS),
    Verb.DELETE: _Row(_HOSTS),
    # A photo's owner decides whether others see it; nobody else does.
    Verb.KEEP_PRIVATE: _Row(frozenset()),
    # Its owner says it of their own; the stricter one counts (records/access.py).
    Verb.RESTRICT: _Row(_HOSTS),
    Verb.SEE_KEPT: _Row(_MEMBERS),
    Verb.REACT: _Row(_MEMBERS, guests=True),
    Verb.COMMENT: _Row(_MEMBERS, guests=True, scope=Scope.WRITE_PHOTOS),
    Verb.CURATE: _Row(_HOSTS),
    Verb.COLLECT: _Row(_HOSTS, scope=Scope.WRITE_ALBUM),
    Verb.SEE_ALL: _MODERATE,
    Verb.HIDE: _MODERATE,
    Verb.RESTORE: _MODERATE,
    Verb.APPROVE: _MODERATE,
    Verb.PANIC: _MODERATE,
    Verb.PAUSE_UPLOADS: _MODERATE,
    Verb.STEER_SCREENS: _MODERATE,
    Verb.BAN: _MODERATE,
    Verb.TAKE_ORIGINALS: _Row(_HOSTS, scope=Scope.EXPORT),
    # As far as the party allows it: see `may`.
    Verb.TAKE_ALBUM: _Row(_MEMBERS, guests=True),
    Verb.CHANGE_SETTINGS: _Row(_HOSTS, scope=Scope.WRITE_PARTY),
    Verb.END_PARTY: _Row(_HOSTS, scope=Scope.WRITE_PARTY),
    Verb.INVITE: _GOVERN,
    Verb.MAKE_TOKENS: _GOVERN,
    Verb.SHARE: _GOVERN,
    Verb.CHANGE_ROLES: _Row(_OWNER),
    Verb.DELETE_PARTY: _Row(_OWNER),
    # For no role, only for an operator, who may do nothing else.
    Verb.RUN_PARTIES: _Row(frozenset()),
}

_EVERYBODY = frozenset(verb for verb, row in TABLE.items() if row.guests and row.roles == _MEMBERS)

_OWN = frozenset({Verb.EDIT, Verb.DELETE, Verb.KEEP_PRIVATE, Verb.RESTRICT})
"""What everybody may do with their own photo, even while the party takes none."""


def is_for_everybody(verb: Verb) -> bool:
    """Tell whether anybody may do this, known or not: most requests need no look at a session."""
    return verb in _EVERYBODY


def takes_from(party: Party, sent_as: str) -> bool:
    """Tell whether the party takes photos from a role now. An empty role is a guest's."""
    return may(Actor(role=Role(sent_as) if sent_as else None), Verb.SEND, party)


def may_see(actor: Actor, photo: Photo) -> bool:
    """Tell whether a photo exists for `actor`. One that they may not see is a 404, not a refusal."""
    if photo.is_shown:
        return True
    if photo.is_waiting and actor.guest_id == photo.guest_id:
        return True
    if photo.is_for_members and may(actor, Verb.SEE_KEPT):
        return True
    is_decided_about = photo.state in (PhotoState.WAITING, PhotoState.HIDDEN)
    return is_decided_about and may(actor, Verb.SEE_ALL)


@dataclass(frozen=True, slots=True)
class SeenStates:
    """The states in which somebody sees their own photos, and those of others.

    `sees_kept` tells whether they also see others' waiting photos that are for members.
    """

    own: frozenset[PhotoState]
    others: frozenset[PhotoState]
    sees_kept: bool = False


_ANY_PHOTO = Photo("", "", "", "", "", "", PhotoState.SHOWN, 0, 0, 1, "", "", 0, 0, 0, "", None, "", "", ())


def states_seen(actor: Actor) -> SeenStates:
    """Return what `may_see` answers for each state, for a search in the records."""
    own = actor.guest_id or ""

    def seen_by(guest_id: str) -> frozenset[PhotoState]:
        photos = (replace(_ANY_PHOTO, guest_id=guest_id, state=state) for state in PhotoState)
        return frozenset(photo.state for photo in photos if may_see(actor, photo))

    kept = replace(_ANY_PHOTO, guest_id=f"not {own}", state=PhotoState.WAITING, reason=FOR_MEMBERS)
    return SeenStates(
        own=seen_by(own) if own else frozenset(),
        others=seen_by(f"not {own}"),
        sees_kept=may_see(actor, kept),
    )


def may_see_by_link(photo: Photo) -> bool:
    """Tell whether a share link shows the photo: as long as everybody may see it."""
    return photo.is_shown and photo.access is Access.EVERYONE


def may(actor: Actor, verb: Verb, of: Photo | Party | None = None) -> bool:
    """Tell whether `actor` may do `verb`, to this photo or in this state of the party if one is given.

    Whether the photo is visible at all is not checked here.
    """
    if isinstance(of, Photo) and verb in _OWN and actor.guest_id == of.guest_id:
        return True
    row = TABLE[verb]
    if actor.is_operator:
        return verb is Verb.RUN_PARTIES
    if actor.scopes is not None:
        is_allowed = row.scope in actor.scopes
    elif actor.role is not None:
        is_allowed = actor.role in row.roles
    else:
        is_allowed = row.guests
    if is_allowed and verb is Verb.SEND and isinstance(of, Party):
        return of.uploads_open or (actor.role is not None and of.state is not PartyState.ENDED)
    if is_allowed and verb is Verb.TAKE_ALBUM and isinstance(of, Party):
        if actor.role in _HOSTS or of.album_for == "everyone":
            return True
        return of.album_for == "members" and actor.role is not None
    return is_allowed
