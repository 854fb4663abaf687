"""What clients are told: a photo, a tombstone, the party, each as JSON and as an event's bytes."""

import base64
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from app.records.access import Access
from app.records.party import Party
from app.records.party_settings import SETTINGS
from app.records.photo import Photo
from app.records.rendition import StoredRendition
from app.records.setting import Hears
from app.records.showing import Showing
from app.storage import media_url
from app.wire.host_shapes import HostPhoto
from app.wire.shapes import CursorEvent, Gone, Hearts, OnScreen, PartyState
from app.wire.shapes import Photo as ToldPhoto


@dataclass(frozen=True, slots=True)
class Frame:
    """One event, encoded once for all streams. `no` is its change, or None if it has no place in the log.

    `for_guest` is the same event for its sender `guest_id`, with `mine` true. `photo_id` is the photo whose
    last change it tells. `for_members` is for members if they are told more than others, by a guest's id;
    None there is for any of them.
    """

    no: int | None
    for_all: bytes
    guest_id: str | None = None
    for_guest: bytes | None = None
    photo_id: str | None = None
    for_members: Mapping[str | None, bytes] | None = None

    def bytes_for(self, guest_id: str | None, *, as_member: bool = False) -> bytes:
        if as_member and self.for_members is not None:
            return self.for_members.get(guest_id) or self.for_members[None]
        if self.for_guest is not None and guest_id == self.guest_id:
            return self.for_guest
        return self.for_all

    def own_bytes_for(self, guest_id: str | None) -> bytes:
        """Return the bytes for somebody who sees only their own photos: nothing about another's."""
        if self.photo_id is None or (guest_id is not None and guest_id == self.guest_id):
            return self.bytes_for(guest_id)
        return b""


MS_PER_S = 1000
TOLD_TO_ALL = tuple(
    setting.name for setting in SETTINGS if setting.hears is Hears.EVERYONE and not setting.told_as
)
SENDER_TAG_BYTES = 6
MAX_SENDER_TAGS = 4096
REFUSED = "refused"
"""The only reason for hiding a photo that its sender is told."""
PHOTOGRAPHER = "photographer"
"""The only role that is told with a photo."""


def photo_json(photo: Photo, guest_id: str | None, base: str) -> ToldPhoto:
    """Describe a photo as `guest_id` may see it. `base` is the path of its party's addresses."""
    return {
        "id": photo.id,
        "change": photo.change_no,
        "position": photo.position,
        "state": str(photo.state),
        "author": photo.author,
        "caption": photo.caption,
        "tags": list(photo.tags),
        "width": photo.width,
        "height": photo.height,
        "placeholder": photo.placeholder,
        "media": "video" if photo.moves else "card" if photo.is_card else "photo",
        "duration_s": None if photo.duration_ms is None else photo.duration_ms / MS_PER_S,
        "taken_at": photo.taken_at,
        "created_at": photo.created_at,
        "happened_at": photo.happened_at or photo.created_at,
        "original": str(photo.told_original),
        "sender": sender_tag(photo.party_id, photo.guest_id),
        "private": photo.access_own is Access.HOSTS,
        "access": photo.access or "everyone",
        "hearts": photo.hearts,
        "comments": photo.comments,
        "task": photo.task_id,
        "stack": "" if photo.is_apart else photo.stack,
        "stack_rank": photo.stack_rank,
        "favourite": photo.is_favourite,
        "by_photographer": photo.sent_as == PHOTOGRAPHER,
        "mine": guest_id is not None and photo.guest_id == guest_id,
        "faces": [
            {"x": face.x, "y": face.y, "width": face.width, "height": face.height} for face in photo.faces
        ],
        "renditions": [
            {
                "name": rendition.name,
                "url": base + rendition_path(photo, rendition),
                "width": rendition.width,
                "height": rendition.height,
                "type": rendition.type,
            }
            for rendition in photo.renditions
        ],
    }


def host_photo_json(photo: Photo, guest_id: str | None, base: str) -> HostPhoto:
    """Describe a photo to those who decide about it: with its sender, and why it waits or is hidden."""
    return {
        **photo_json(photo, guest_id, base),
        "guest": photo.guest_id,
        "door": photo.door_id,
        "version": photo.version,
        "reason": photo.reason,
        "release_at": photo.release_at or None,
    }


def rendition_path(photo: Photo, rendition: StoredRendition) -> str:
    """Return a rendition's path without the party's base. A waiting photo's is behind a door."""
    if photo.is_waiting:
        return f"/api/photo/{photo.id}/waiting/{rendition.file}"
    return media_url(photo.folder, rendition.file)


@lru_cache(maxsize=MAX_SENDER_TAGS)
def sender_tag(party_id: str, guest_id: str) -> str:
    """Return a tag for a guest that is the same on all their photos of a party and says nothing else.

    It is a keyed hash: party ids are random and are never sent to a client.
    """
    digest = hmac.digest(party_id.encode(), guest_id.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:SENDER_TAG_BYTES]).decode()


def gone_json(photo: Photo, guest_id: str | None = None) -> Gone:
    """Describe what is left of a photo to others. Its sender also gets the host's words about a refusal."""
    gone = Gone(id=photo.id, change=photo.change_no, gone=True)
    if photo.reason == REFUSED and guest_id == photo.guest_id:
        gone["refused"], gone["words"] = True, photo.host_words
    return gone


def change_json(
    photo: Photo, guest_id: str | None, base: str, *, as_member: bool = False
) -> ToldPhoto | Gone:
    """Describe a photo after its last change: the photo, or its tombstone.

    A waiting photo exists only for its sender, and for a member if it is for members.
    """
    is_there = photo.is_shown or (photo.is_waiting and photo.guest_id == guest_id)
    is_there = is_there or (as_member and photo.is_for_members)
    return photo_json(photo, guest_id, base) if is_there else gone_json(photo, guest_id)


def party_json(party: Party, has_video_codec: bool) -> PartyState:
    """Describe the party to everyone: the settings for all, and fields that need more than a setting.

    `videos` says whether guests may send them: the host must allow it, and there must be a codec.
    """
    told = {
        "uploads_open": party.uploads_open,
        "state": str(party.state),
        "message": party.message,
        "videos": party.videos_allowed and has_video_codec,
        "settings_version": party.settings_version,
        "entry_no": party.entry_no,
        "show_no": party.show_no,
        "album_no": party.album_no,
        "logo": party.logo,
        "panic": bool(party.panic_at),
    } | {name: party.setting(name) for name in TOLD_TO_ALL}
    # The settings are a table. The table also describes what is told of them (wire/schema.py).
    return cast(PartyState, told)


def change_frame(photo: Photo, base: str) -> Frame:
    """Encode a photo's last change."""
    if not photo.is_shown:
        gone = event_bytes("gone", gone_json(photo), photo.change_no)
        if photo.is_waiting:
            own = event_bytes("waiting", photo_json(photo, photo.guest_id, base), photo.change_no)
            return Frame(photo.change_no, gone, photo.guest_id, own, photo.id, _for_members(photo, base))
        if photo.reason == REFUSED:
            own = event_bytes("gone", gone_json(photo, photo.guest_id), photo.change_no)
            return Frame(photo.change_no, gone, photo.guest_id, own, photo.id)
        return Frame(photo.change_no, gone, photo.guest_id, gone, photo.id)
    return Frame(
        no=photo.change_no,
        for_all=event_bytes("photo", photo_json(photo, None, base), photo.change_no),
        guest_id=photo.guest_id,
        for_guest=event_bytes("photo", photo_json(photo, photo.guest_id, base), photo.change_no),
        photo_id=photo.id,
    )


def _for_members(photo: Photo, base: str) -> Mapping[str | None, bytes] | None:
    if not photo.is_for_members:
        return None
    return {
        guest_id: event_bytes("photo", photo_json(photo, guest_id, base), photo.change_no)
        for guest_id in (None, photo.guest_id)
    }


def party_frame(party: Party, has_video_codec: bool) -> Frame:
    """Encode the party's state. It has no id: every stream begins with it, so it needs no replay."""
    return Frame(None, event_bytes("party", party_json(party, has_video_codec)))


def reset_frame(cursor: int) -> Frame:
    """Tell a client whose cursor cannot be replayed to fetch everything again and go on from `cursor`."""
    return Frame(None, event_bytes("reset", CursorEvent(cursor=cursor)))


def ping_frame(cursor: int) -> Frame:
    """A heartbeat that a page can see, unlike a comment. With it the page notices a silent connection."""
    return Frame(None, event_bytes("ping", CursorEvent(cursor=cursor)))


def hearts_frame(photo: Photo) -> Frame:
    """Tell how many hearts a photo has. It has no place in the log."""
    told = event_bytes("hearts", Hearts(id=photo.id, hearts=photo.hearts))
    return Frame(None, told, photo.guest_id, told, photo.id)


def on_screen_frame(showing: Showing) -> Frame:
    """Tell only a photo's sender that a screen shows it. It has no place in the log."""
    told = OnScreen(id=showing.photo_id, screen=showing.screen_name, number=showing.screen_number)
    return Frame(None, b"", showing.guest_id, event_bytes("on_screen", told), showing.photo_id)


def turn_of(party_id: str, showing: Showing) -> str:
    """Return whose turn a showing took. Each of a photographer's photos has a turn of its own."""
    if showing.sent_as == PHOTOGRAPHER:
        return showing.photo_id
    return sender_tag(party_id, showing.guest_id)


def event_bytes(event: str, data: Mapping[str, object], event_id: int | None = None) -> bytes:
    """Encode a Server-Sent Event (WHATWG HTML 9.2). JSON escapes every line break, so data is one line."""
    head = f"event: {event}\n" if event_id is None else f"id: {event_id}\nevent: {event}\n"
    return f"{head}data: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


def join(
    frames: Iterable[Frame], guest_id: str | None, *, only_own: bool = False, as_member: bool = False
) -> bytes:
    """Return what `guest_id` may read of `frames`, in one piece. With `only_own` it may be empty."""
    if only_own:
        return b"".join([frame.own_bytes_for(guest_id) for frame in frames])
    return b"".join([frame.bytes_for(guest_id, as_member=as_member) for frame in frames])
