"""What clients are told: one line of JSON an event, and to each guest what is theirs."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.records.party import Party
from app.records.photo import Clip, Photo, PhotoState
from app.records.rendition import StoredRendition
from app.wire.messages import (
    change_frame,
    change_json,
    event_bytes,
    party_frame,
    photo_json,
    ping_frame,
    reset_frame,
)

BEN, ANN = "b" * 32, "a" * 32
FOLDER = "cd" + "1" * 30


def photo(state: PhotoState = PhotoState.SHOWN, **words: str) -> Photo:
    return Photo(
        id="0" * 32,
        party_id="p",
        guest_id=BEN,
        upload_key="the key",
        author=words.get("author", "Ben"),
        caption=words.get("caption", "Cake"),
        state=state,
        change_no=7,
        position=3,
        version=2,
        sha256="hash",
        media_type="image/heic",
        bytes=123,
        width=4000,
        height=3000,
        placeholder="AAAA",
        taken_at="2024-06-01T12:00:00.000Z",
        created_at="2024-06-01T12:00:05.000Z",
        folder=FOLDER,
        renditions=(StoredRendition("wall", "wall.jpg", 2048, 1536, "image/jpeg"),),
    )


def parse(block: bytes) -> tuple[dict[str, str], Any]:
    lines = block.decode().removesuffix("\n\n").split("\n")
    fields = dict(line.split(": ", 1) for line in lines)
    assert len(fields) == len(lines)
    return fields, json.loads(fields["data"])


def test_a_photo_is_described_in_full_and_without_what_is_private() -> None:
    described = photo_json(photo(), ANN, "")
    expected = {
        "id": "0" * 32,
        "change": 7,
        "state": "shown",
        "author": "Ben",
        "caption": "Cake",
        "width": 4000,
        "height": 3000,
        "placeholder": "AAAA",
        "media": "photo",
        "duration_s": None,
        "taken_at": "2024-06-01T12:00:00.000Z",
        "created_at": "2024-06-01T12:00:05.000Z",
        "mine": False,
        "renditions": [
            {
                "name": "wall",
                "url": f"/media/cd/{'1' * 30}/wall.jpg",
                "width": 2048,
                "height": 1536,
                "type": "image/jpeg",
            }
        ],
    }
    assert expected.items() <= described.items()
    for private in (BEN, "the key", "hash", "image/heic", '"p"'):
        assert private not in json.dumps(described)


NOBODYS = [state for state in PhotoState if state not in (PhotoState.SHOWN, PhotoState.WAITING)]


@pytest.mark.parametrize("state", NOBODYS)
def test_a_photo_that_is_not_shown_is_a_tombstone_without_a_word_of_it(state: PhotoState) -> None:
    assert change_json(photo(state), BEN, "") == {"id": "0" * 32, "change": 7, "gone": True}
    fields, data = parse(change_frame(photo(state), "").bytes_for(BEN))
    assert (fields["event"], fields["id"], data["gone"]) == ("gone", "7", True)


@pytest.mark.parametrize("guest", [ANN, None])
def test_a_photo_that_waits_is_a_tombstone_to_everybody_but_its_sender(guest: str | None) -> None:
    waiting = photo(PhotoState.WAITING)
    assert change_json(waiting, guest, "") == {"id": "0" * 32, "change": 7, "gone": True}
    fields, data = parse(change_frame(waiting, "").bytes_for(guest))
    assert (fields["event"], data) == ("gone", {"id": "0" * 32, "change": 7, "gone": True})


def test_the_sender_of_a_photo_that_waits_is_told_so_and_has_no_public_address_of_it() -> None:
    waiting = photo(PhotoState.WAITING)
    fields, data = parse(change_frame(waiting, "/p/lena").bytes_for(BEN))
    assert (fields["event"], data["state"], data["mine"]) == ("waiting", "waiting", True)
    assert data == change_json(waiting, BEN, "/p/lena")
    assert [one["url"] for one in data["renditions"]] == [f"/p/lena/api/photo/{'0' * 32}/waiting/wall.jpg"]
    assert waiting.folder not in json.dumps(data)


def test_only_its_sender_is_told_that_a_photo_is_theirs() -> None:
    frame = change_frame(photo(), "")
    told = {guest: parse(frame.bytes_for(guest))[1]["mine"] for guest in (BEN, ANN, None)}
    assert told == {BEN: True, ANN: False, None: False}


def test_a_frame_for_all_is_the_same_bytes_for_all() -> None:
    frame = change_frame(photo(), "")
    assert frame.bytes_for(ANN) is frame.bytes_for(None) is frame.for_all


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_whatever_the_words_are_an_event_is_one_line_that_gives_them_back(text: str) -> None:
    block = event_bytes("photo", {"caption": text}, 1)
    assert block.count(b"\n") == 4
    assert b"\r" not in block
    assert len(block.decode().splitlines()) == 4, "no other line break either"
    assert parse(block)[1] == {"caption": text}


def test_the_party_the_heartbeat_and_the_reset_have_no_place_in_the_log() -> None:
    party = Party("p", "party", "Lena & Tom", False, "Back\nsoon", True, 9)
    for frame in (party_frame(party, True), ping_frame(9), reset_frame(9)):
        fields, _ = parse(frame.for_all)
        assert frame.no is None
        assert "id" not in fields


def test_the_party_tells_neither_its_password_nor_its_id() -> None:
    party = Party("p", "party", "Lena & Tom", False, "Back soon", True, 9)
    assert parse(party_frame(party, True).for_all)[1] == {
        "uploads_open": False,
        "state": "break",
        "message": "Back soon",
        "panic": False,
        "tags_on_wall": True,
        "tag_codes": False,
        "deletes_at": "",
        "gallery_for": "everyone",
        "greetings_allowed": False,
        "title": "Lena & Tom",
        "accent": "clay",
        "ground": "paper",
        "videos": True,
        "settings_version": 0,
        "entry_no": 0,
        "show_no": 0,
        "album_no": 0,
        "logo": "",
        "hearts_allowed": True,
        "comments_allowed": False,
        "sharing_allowed": False,
        "task_game": False,
        "names_asked": "optional",
        "photos_per_guest": 0,
        "downloads_for": "everyone",
        "privacy_note": "",
        "consent": "",
    }


@pytest.mark.parametrize("is_allowed", [True, False])
@pytest.mark.parametrize("has_codec", [True, False])
def test_videos_may_be_sent_where_the_host_allows_it_and_the_machine_can(
    is_allowed: bool, has_codec: bool
) -> None:
    party = Party("p", "party", "Lena & Tom", True, "", is_allowed, 9)
    assert parse(party_frame(party, has_codec).for_all)[1]["videos"] is (is_allowed and has_codec)


@pytest.mark.parametrize(
    ("media_type", "clip", "media"),
    [
        ("image/heic", Clip.NONE, "photo"),
        ("video/quicktime", Clip.COMING, "video"),
        ("video/mp4", Clip.MADE, "video"),
        ("video/mp4", Clip.FAILED, "photo"),
    ],
)
def test_a_video_is_told_as_one_unless_its_clip_could_not_be_made(
    media_type: str, clip: Clip, media: str
) -> None:
    described = photo_json(replace(photo(), media_type=media_type, clip=clip, duration_ms=12_340), BEN, "")
    assert (described["media"], described["duration_s"]) == (media, 12.34)


@pytest.mark.parametrize("frame", [ping_frame(9), reset_frame(9)])
def test_the_heartbeat_and_the_reset_carry_the_cursor(frame: Any) -> None:
    assert parse(frame.for_all)[1] == {"cursor": 9}
