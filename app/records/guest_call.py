"""Guests who want a notice on a phone, and the last news that each was told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.db import Connection

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class GuestCall:
    """`told_no` is the party's last showing (showing.py) that this phone was told."""

    id: str
    party_id: str
    guest_id: str
    address: str
    public_key: str
    auth_secret: str
    language: str
    kinds: tuple[str, ...]
    created_at: str
    called_at: str = ""
    told_no: int = 0
    failures: int = 0


@dataclass(frozen=True, slots=True)
class DueCall:
    """A phone with news: `shown` photos of its guest up to the showing `last_no`, else the album."""

    call: GuestCall
    title: str
    slug: str
    can_take: bool
    shown: int
    last_no: int


COLUMNS = """id, party_id, guest_id, address, public_key, auth_secret, language, kinds, created_at, called_at,
    told_no, failures"""
OF_ALL = ", ".join(f"n.{column.strip()}" for column in COLUMNS.split(","))


async def upsert_guest_call(connection: Connection, one: GuestCall) -> None:
    """Write which phone wants notices, and for what. Photos shown on a screen until now are no news to it."""
    await connection.execute(
        """
        insert into guest_calls (id, party_id, guest_id, address, public_key, auth_secret, language, kinds,
            created_at, told_no)
        select :id, :party_id, :guest_id, :address, :public_key, :auth_secret, :language, :kinds, :created_at,
            shown_no from parties where parties.id = :party_id
        on conflict (party_id, guest_id, address) do update set
            public_key = excluded.public_key, auth_secret = excluded.auth_secret,
            language = excluded.language, kinds = excluded.kinds, failures = 0
        """,
        {
            "id": one.id,
            "party_id": one.party_id,
            "guest_id": one.guest_id,
            "address": one.address,
            "public_key": one.public_key,
            "auth_secret": one.auth_secret,
            "language": one.language,
            "kinds": " ".join(one.kinds),
            "created_at": one.created_at,
        },
    )


async def select_guest_calls(connection: Connection, party_id: str, guest_id: str) -> list[GuestCall]:
    """Return the phones on which a guest wants notices, oldest first."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from guest_calls where party_id = :party_id and guest_id = :guest_id
        order by created_at, id
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )
    return [_call(row) for row in rows]


async def select_guest_calls_due(connection: Connection, called_before: str) -> list[DueCall]:
    """Return the phones with news whose last notice was before `called_before`.

    A party without a new showing costs no query for its guests' photos. Photos that were taken down are left
    out.
    """
    rows = await connection.fetch_all(
        f"""
        select * from (
            select {OF_ALL}, p.title, p.slug, p.album_for,
                case when p.shown_no > n.told_no and n.kinds like '%on_screen%' then (
                    select count(*) from photos f join showings s on s.photo_id = f.id
                    where f.party_id = n.party_id and f.guest_id = n.guest_id and f.state = 'shown'
                        and s.no > n.told_no) else 0 end as shown,
                p.shown_no as last_no,
                case when p.ended = 1 and p.gallery_for = 'everyone' and p.erased_at = '' and n.album_told = 0
                    and n.kinds like '%album%' then 1 else 0 end as album
            from guest_calls n join parties p on p.id = n.party_id and p.deleted_at = '' and p.archived = 0
            where n.called_at < :called_before
        ) as news where shown > 0 or album > 0 order by called_at limit :limit
        """,
        {"called_before": called_before, "limit": AT_ONCE},
    )
    return [_due(row) for row in rows]


async def claim_guest_call(connection: Connection, one: GuestCall, at: str) -> bool:
    """Note that a notice begins; False if another server has begun it, or it is no longer wanted."""
    return bool(
        await connection.execute(
            "update guest_calls set called_at = :at where id = :id and called_at = :called_at",
            {"at": at, "id": one.id, "called_at": one.called_at},
        )
    )


async def update_guest_call_told(
    connection: Connection, call_id: str, told_no: int, *, is_album: bool
) -> None:
    told = ", album_told = 1" if is_album else ""
    await connection.execute(
        f"update guest_calls set told_no = :told_no, failures = 0{told} where id = :id",
        {"told_no": told_no, "id": call_id},
    )


async def update_guest_call_failed(connection: Connection, call_id: str) -> None:
    await connection.execute("update guest_calls set failures = failures + 1 where id = :id", {"id": call_id})


async def delete_guest_call(connection: Connection, party_id: str, guest_id: str, address: str) -> bool:
    return bool(
        await connection.execute(
            """
            delete from guest_calls
            where party_id = :party_id and guest_id = :guest_id and address = :address
            """,
            {"party_id": party_id, "guest_id": guest_id, "address": address},
        )
    )


async def delete_guest_call_by_id(connection: Connection, call_id: str) -> None:
    await connection.execute("delete from guest_calls where id = :id", {"id": call_id})


def _due(row: Mapping[str, Any]) -> DueCall:
    values = dict(row)
    values.pop("album")
    shown, last_no, album_for = values.pop("shown"), values.pop("last_no"), values.pop("album_for")
    title, slug = values.pop("title"), values.pop("slug")
    return DueCall(_call(values), title, slug, album_for == "everyone", shown, last_no)


def _call(row: Mapping[str, Any]) -> GuestCall:
    values = dict(row)
    kinds = tuple(values.pop("kinds").split())
    return GuestCall(kinds=kinds, **values)
