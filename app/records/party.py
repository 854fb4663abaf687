"""A party: one occasion with its settings, its state, and the head of its change log."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from app.db import Connection, Row
from app.records.party_settings import SETTINGS
from app.records.setting import Kind, Value


class PartyState(StrEnum):
    """Photos come in, photos come in again later (a break), or the party is over."""

    OPEN = "open"
    BREAK = "break"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Look:
    """Names of an accent and a ground; static/css/looks.css has their colours."""

    accent: str
    ground: str


@dataclass(frozen=True, slots=True)
class Party:
    """`head` is the number of the newest change.

    The settings among its fields are described in party_settings.py.
    """

    id: str
    slug: str
    title: str
    uploads_open: bool
    closed_message: str
    videos_allowed: bool
    head: int
    ended: bool = False
    ended_message: str = ""
    accent: str = "clay"
    ground: str = "paper"
    opens_at: str = ""
    closes_at: str = ""
    time_zone: str = "UTC"
    held_on: str = ""
    names_asked: str = "optional"
    languages: str = "all"
    photos_per_guest: int = 0
    downloads_for: str = "everyone"
    privacy_note: str = ""
    consent: str = ""
    gallery_for: str = "everyone"
    album_for: str = "hosts"
    reveal_at: str = ""
    deletes_at: str = ""
    showing: str = "at_once"
    greetings_allowed: bool = False
    hearts_allowed: bool = True
    comments_allowed: bool = False
    task_game: bool = False
    sharing_allowed: bool = False
    hold_seconds: int = 15
    reports_needed: int = 3
    in_it_hides: bool = False
    banned_photos: str = "kept"
    tags_on_wall: bool = True
    tag_codes: bool = False
    unwanted_words: str = ""
    nudity_check: bool = False
    nudity_percent: int = 60
    nudity_unable: str = "wait"
    quota_photos: int = 0
    quota_mb: int = 0
    archived: bool = False
    entry_code: str = ""
    entry_round: int = 0
    """A guest who was let in in an earlier round must enter the code again."""
    logo: str = ""
    """The id of the private photo that is its logo (photos/logo.py); empty for none."""
    panic_at: str = ""
    """Since when everything is held back; empty if nothing is."""
    show_no: int = 0
    """The change that last steered the screens (screens/steering.py)."""
    album_no: int = 0
    """The change that last changed a chapter (albums/)."""
    hearts_no: int = 0
    """How many times its photos got or lost a heart (heart.py)."""
    tasks: int = 0
    """How many photo tasks can be picked (task.py)."""
    shown_no: int = 0
    """How many of its photos were on a screen (showing.py)."""
    erased_at: str = ""
    """Since when everything of it is deleted (parties/erasing.py); empty if it is not."""
    erased_no: int = 0
    """The last change that deleted everything. A client that knows no later change starts afresh."""
    is_erasing: bool = False
    setting_versions: str = "{}"
    """The change that last changed each setting, by its name, as JSON."""

    @property
    def door(self) -> tuple[str, str, int, bool, str]:
        """Everything that decides who gets in and who sees all. When it changes, everybody is asked again."""
        return self.gallery_for, self.entry_code, self.entry_round, self.archived, self.erased_at

    @property
    def look(self) -> Look:
        return Look(self.accent, self.ground)

    @property
    def versions(self) -> dict[str, int]:
        return cast(dict[str, int], json.loads(self.setting_versions))

    @property
    def settings_version(self) -> int:
        """The newest change of any setting. It rises with each change."""
        return max(self.versions.values(), default=0)

    @property
    def entry_no(self) -> int:
        """The change that last changed the code to get in."""
        return self.versions.get("entry_code", 0)

    def setting(self, name: str) -> Value:
        """Return a setting's value by its name in the table (party_settings.py)."""
        return cast(Value, getattr(self, name))

    @property
    def state(self) -> PartyState:
        if self.ended:
            return PartyState.ENDED
        return PartyState.OPEN if self.uploads_open else PartyState.BREAK

    @property
    def message(self) -> str:
        """The host's words for the party's current state."""
        return self.ended_message if self.ended else self.closed_message


HEADS_AT_ONCE = 500
OF_A_LIVING_PARTY = "party_id in (select id from parties where deleted_at = '')"
"""The parties that the process's jobs look at. Work on a party being deleted ends with its rows."""
OF_A_CALM_PARTY = "party_id in (select id from parties where deleted_at = '' and panic_at = '')"
"""The parties where photos may show themselves in time. After the panic button none do."""
SETTING_COLUMNS = tuple(setting.name for setting in SETTINGS)
COLUMNS = ", ".join(
    (
        "id",
        "slug",
        "head",
        "uploads_open",
        "ended",
        "entry_round",
        "show_no",
        "album_no",
        "shown_no",
        "logo",
        "hearts_no",
        "tasks",
        "panic_at",
        "erased_at",
        "erased_no",
        "is_erasing",
        "setting_versions",
        *SETTING_COLUMNS,
    )
)
SWITCHES = frozenset(setting.name for setting in SETTINGS if setting.kind is Kind.SWITCH)


async def select_party(connection: Connection, party_id: str) -> Party | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from parties where id = :id and deleted_at = ''", {"id": party_id}
    )
    return party_of(row) if row else None


async def select_party_by_slug(connection: Connection, slug: str) -> Party | None:
    row = await connection.fetch_one(f"select {COLUMNS} from parties where slug = :slug", {"slug": slug})
    return party_of(row) if row else None


async def select_head(connection: Connection, party_id: str) -> int:
    """Return the number of the party's newest change."""
    row = await connection.fetch_one("select head from parties where id = :id", {"id": party_id})
    return int(row["head"]) if row else 0


@dataclass(frozen=True, slots=True)
class PartiesMark:
    """Differs after any change to any party: heads only rise, and each party has its own creation time."""

    count: int
    heads: int
    newest: str


async def select_parties_mark(connection: Connection) -> PartiesMark:
    row = await connection.fetch_one(
        """
        select count(*) as number, cast(coalesce(sum(head), 0) as bigint) as heads,
            coalesce(max(created_at), '') as newest
        from parties
        """
    )
    assert row is not None
    return PartiesMark(row["number"], row["heads"], row["newest"])


async def select_heads(connection: Connection, party_ids: Sequence[str], of_parties: int) -> dict[str, int]:
    """Return the heads of those of the parties that are not deleted.

    `of_parties` is the number of all parties: to read most of them, it is cheaper to ask for all.
    """
    if 2 * len(party_ids) > of_parties:
        rows = await connection.fetch_all("select id, head from parties where deleted_at = ''")
        everyone = {row["id"]: row["head"] for row in rows}
        return {party_id: everyone[party_id] for party_id in party_ids if party_id in everyone}
    heads: dict[str, int] = {}
    for start in range(0, len(party_ids), HEADS_AT_ONCE):
        asked = {f"id{no}": party_id for no, party_id in enumerate(party_ids[start : start + HEADS_AT_ONCE])}
        places = ", ".join(f":{name}" for name in asked)
        rows = await connection.fetch_all(
            f"select id, head from parties where deleted_at = '' and id in ({places})", asked
        )
        heads |= {row["id"]: row["head"] for row in rows}
    return heads


async def insert_party(connection: Connection, party_id: str, slug: str, title: str, created_at: str) -> None:
    await connection.execute(
        "insert into parties (id, slug, title, created_at) values (:id, :slug, :title, :created_at)",
        {"id": party_id, "slug": slug, "title": title, "created_at": created_at},
    )


async def update_party_title(connection: Connection, party_id: str, title: str) -> None:
    await connection.execute(
        "update parties set title = :title where id = :id", {"id": party_id, "title": title}
    )


async def update_party_state(connection: Connection, party_id: str, state: PartyState) -> None:
    await connection.execute(
        "update parties set uploads_open = :open, ended = :ended where id = :id",
        {"id": party_id, "open": int(state is PartyState.OPEN), "ended": int(state is PartyState.ENDED)},
    )


async def update_party_setting(
    connection: Connection, party: Party, name: str, value: Value, change_no: int
) -> None:
    """Write one setting of the table, and the change that did it."""
    assert name in SETTING_COLUMNS, name
    await connection.execute(
        f"update parties set {name} = :value, setting_versions = :versions where id = :id",
        {
            "id": party.id,
            "value": int(value) if isinstance(value, bool) else value,
            "versions": json.dumps(party.versions | {name: change_no}),
        },
    )


async def update_party_panic(connection: Connection, party_id: str, at: str) -> None:
    """Write since when everything is held back; empty ends it."""
    await connection.execute("update parties set panic_at = :at where id = :id", {"id": party_id, "at": at})


async def update_party_logo(connection: Connection, party_id: str, photo_id: str) -> None:
    await connection.execute(
        "update parties set logo = :photo_id where id = :id", {"id": party_id, "photo_id": photo_id}
    )


async def update_party_guessed(connection: Connection, party_id: str, at: str, guesses: int) -> None:
    """Write that `guesses` wrong codes for the party had been tried at that time."""
    await connection.execute(
        "update parties set guessed_at = :at, guesses = :guesses where id = :id",
        {"id": party_id, "at": at, "guesses": guesses},
    )


async def update_party_entry_round(connection: Connection, party_id: str) -> None:
    """Make everybody enter the entry code again."""
    await connection.execute(
        "update parties set entry_round = entry_round + 1 where id = :id", {"id": party_id}
    )


def party_of(row: Row) -> Party:
    values = dict(row)
    for name in ("uploads_open", "ended", "is_erasing", *SWITCHES):
        values[name] = bool(values[name])
    return Party(**values)
