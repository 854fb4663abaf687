"""The forms that begin an export."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.albums.query import MAX_QUERY, read_query
from app.base.errors import N_, bad_request, not_found
from app.base.fields import is_text, mapping, text_of
from app.base.ids import is_id
from app.records.export import Kind
from app.records.export_choice import MOST_CHOSEN

FOLDERS = ("", "guest", "hour", "chapter")
HOST_STATES = ("shown", "kept")
MB = 1_000_000
LEAST_PART_MB, MOST_PART_MB = 10, 1_000_000


@dataclass(frozen=True, slots=True)
class ExportForm:
    """`taken` is "own" or "album" for a guest, one of HOST_STATES for a host. `most_bytes` 0 is one ZIP."""

    taken: str
    folders: str
    most_bytes: int
    guest_id: str = ""
    photo_ids: tuple[str, ...] = ()
    kind: Kind = Kind.ZIP
    originals: bool = False
    """For an album: add the originals, too."""
    credits: bool = False
    """For originals: write names, captions, party and time into the copies."""
    chapter_id: str = ""
    collection_id: str = ""
    query: str = ""


def host_export_form(fields: object) -> ExportForm:
    """Read `{"taken": "shown", "folders": "guest", "part_mb": 4000, "guest": "…", "photos": ["…"]}`."""
    values = mapping(fields)
    taken, guest_id = text_of(values, "taken") or "shown", text_of(values, "guest") or ""
    photo_ids = values.get("photos", [])
    if taken not in HOST_STATES or (guest_id and not is_id(guest_id)):
        raise bad_request(N_("Say which photos you would like to take home."))
    if not isinstance(photo_ids, list) or not all(map(is_text, photo_ids)) or len(photo_ids) > MOST_CHOSEN:
        raise bad_request(N_("That is too many at once."))
    if "photos" in values and not photo_ids:
        raise bad_request(N_("Say which photos you would like to take home."))
    chapter_id, collection_id = text_of(values, "chapter") or "", text_of(values, "collection") or ""
    query = text_of(values, "query") or ""
    is_narrowed = bool(guest_id or photo_ids or chapter_id or collection_id or query)
    if not all(is_id(each) for each in (chapter_id, collection_id) if each):
        raise not_found()
    if len(query) > MAX_QUERY or ("query" in values and not read_query(query)):
        raise bad_request(N_("Say which photos you would like to take home."))
    folders = text_of(values, "folders") or ""
    kind, originals = text_of(values, "kind") or Kind.ZIP, values.get("originals", False)
    credits = values.get("credits", False)
    if kind not in tuple(Kind) or not isinstance(originals, bool) or not isinstance(credits, bool):
        raise bad_request(N_("Say which photos you would like to take home."))
    if kind == Kind.ALBUM and taken != "shown":
        raise bad_request(N_("The album as a folder has the photos that are shown."))
    if kind == Kind.BOOK and (taken != "shown" or is_narrowed):
        raise bad_request(N_("The book has the photos that are shown: leave some out on its own page."))
    return ExportForm(
        taken,
        _folders(folders),
        _most_bytes(values.get("part_mb")),
        guest_id,
        tuple(photo_ids),
        Kind(kind),
        originals,
        credits and kind == Kind.ZIP,
        chapter_id,
        collection_id,
        query,
    )


def guest_arg(args: Mapping[str, str]) -> str:
    """Read the guest whose photos are wanted. Empty for everybody's."""
    guest_id = args.get("guest", "")
    if guest_id and not is_id(guest_id):
        raise bad_request(N_("Say which photos you would like to take home."))
    return guest_id


def guest_export_form(fields: Mapping[str, str]) -> ExportForm:
    """Read a guest's form: their own photos, or the album."""
    taken = fields.get("taken", "own")
    if taken not in ("own", "album"):
        raise bad_request(N_("Say which photos you would like to take home."))
    return ExportForm(taken, _folders(fields.get("folders", "")), _most_bytes(fields.get("part_mb")))


def _folders(text: str) -> str:
    if text not in FOLDERS:
        raise bad_request(N_("Photos can be in folders by guest, by hour, by chapter, or in none."))
    return text


def _most_bytes(value: object) -> int:
    if value in (None, "", 0, "0"):
        return 0
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not LEAST_PART_MB <= value <= MOST_PART_MB:
        raise bad_request(N_("A ZIP’s size is between 10 MB and 1,000,000 MB."))
    return value * MB
