"""Who is called about a party, in which way, and the last news that each was told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.db import Connection, Row

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Subscription:
    """`way` is "push" or "mail". `quiet_from` and `quiet_until` are times such as 23:00, or both empty."""

    id: str
    party_id: str
    session_id: str
    way: str
    address: str
    public_key: str
    auth_secret: str
    language: str
    kinds: tuple[str, ...]
    quiet_from: str
    quiet_until: str
    created_at: str
    called_at: str = ""
    told: Mapping[str, str] | None = None
    failures: int = 0
    failed_because: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A subscription whose session is valid, and what its calls say about the party."""

    subscription: Subscription
    title: str
    slug: str
    time_zone: str
    is_ended: bool
    deletes_at: str
    guessed_at: str
    guesses: int


COLUMNS = """id, party_id, session_id, way, address, public_key, auth_secret, language, kinds, quiet_from,
    quiet_until, created_at, called_at, told, failures, failed_because"""
OF_ALL = ", ".join(f"n.{column.strip()}" for column in COLUMNS.split(","))


async def upsert_subscription(connection: Connection, one: Subscription) -> None:
    """Write who is to be called. It replaces the session's subscription for that way; told news stay told."""
    await connection.execute(
        """
        insert into notice_subscriptions (id, party_id, session_id, way, address, public_key, auth_secret,
            language, kinds, quiet_from, quiet_until, created_at)
        values (:id, :party_id, :session_id, :way, :address, :public_key, :auth_secret, :language, :kinds,
            :quiet_from, :quiet_until, :created_at)
        on conflict (party_id, session_id, way) do update set
            address = excluded.address, public_key = excluded.public_key, auth_secret = excluded.auth_secret,
            language = excluded.language, kinds = excluded.kinds, quiet_from = excluded.quiet_from,
            quiet_until = excluded.quiet_until, failures = 0, failed_because = ''
        """,
        {
            "id": one.id,
            "party_id": one.party_id,
            "session_id": one.session_id,
            "way": one.way,
            "address": one.address,
            "public_key": one.public_key,
            "auth_secret": one.auth_secret,
            "language": one.language,
            "kinds": " ".join(one.kinds),
            "quiet_from": one.quiet_from,
            "quiet_until": one.quiet_until,
            "created_at": one.created_at,
        },
    )


async def select_subscriptions(connection: Connection, party_id: str, session_id: str) -> list[Subscription]:
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from notice_subscriptions
        where party_id = :party_id and session_id = :session_id order by way
        """,
        {"party_id": party_id, "session_id": session_id},
    )
    return [_subscription(row) for row in rows]


async def select_subscription(
    connection: Connection, party_id: str, session_id: str, way: str
) -> Subscription | None:
    found = await select_subscriptions(connection, party_id, session_id)
    return next((one for one in found if one.way == way), None)


async def select_called(connection: Connection, now: str, called_before: str) -> list[Called]:
    """Return those who may be called: they are still signed in, and their last call is that long ago.

    A pass ends with its party, except a host's (see records/session.py).
    """
    rows = await connection.fetch_all(
        f"""
        select {OF_ALL}, p.title, p.slug, p.time_zone, p.ended, p.deletes_at, p.guessed_at, p.guesses
        from notice_subscriptions n
        join parties p on p.id = n.party_id and p.deleted_at = ''
        join sessions s on s.id_hash = n.session_id and s.party_id = n.party_id and s.expires_at > :now
            and (s.invitation_id = '' or s.role = 'host' or p.ended = 0)
        where n.called_at < :called_before order by n.called_at limit :limit
        """,
        {"now": now, "called_before": called_before, "limit": AT_ONCE},
    )
    return [_called(row) for row in rows]


async def claim_call(connection: Connection, one: Subscription, at: str) -> bool:
    """Note that a call begins; False if another server has begun it, or it is no longer wanted."""
    return bool(
        await connection.execute(
            "update notice_subscriptions set called_at = :at where id = :id and called_at = :called_at",
            {"at": at, "id": one.id, "called_at": one.called_at},
        )
    )


async def update_told(connection: Connection, subscription_id: str, told: Mapping[str, str]) -> None:
    await connection.execute(
        """
        update notice_subscriptions set told = :told, failures = 0, failed_because = '' where id = :id
        """,
        {"told": json.dumps(dict(told)), "id": subscription_id},
    )


async def update_call_failed(connection: Connection, subscription_id: str, because: str) -> None:
    await connection.execute(
        """
        update notice_subscriptions set failures = failures + 1, failed_because = :because where id = :id
        """,
        {"because": because, "id": subscription_id},
    )


async def delete_subscription(connection: Connection, party_id: str, session_id: str, way: str) -> bool:
    return bool(
        await connection.execute(
            """
            delete from notice_subscriptions
            where party_id = :party_id and session_id = :session_id and way = :way
            """,
            {"party_id": party_id, "session_id": session_id, "way": way},
        )
    )


async def delete_subscription_by_id(connection: Connection, subscription_id: str) -> None:
    await connection.execute("delete from notice_subscriptions where id = :id", {"id": subscription_id})


async def delete_subscriptions_without_session(connection: Connection, now: str) -> None:
    """Delete the subscriptions whose session has ended or expired."""
    await connection.execute(
        """
        delete from notice_subscriptions where not exists (
            select 1 from sessions s
            where s.id_hash = notice_subscriptions.session_id and s.expires_at > :now)
        """,
        {"now": now},
    )


def _called(row: Row) -> Called:
    values = dict(row)
    title, slug, time_zone = values.pop("title"), values.pop("slug"), values.pop("time_zone")
    is_ended, deletes_at = bool(values.pop("ended")), values.pop("deletes_at")
    guessed_at, guesses = values.pop("guessed_at"), values.pop("guesses")
    subscription = _subscription(values)
    return Called(subscription, title, slug, time_zone, is_ended, deletes_at, guessed_at, guesses)


def _subscription(row: Mapping[str, Any]) -> Subscription:
    values = dict(row)
    kinds, told = tuple(values.pop("kinds").split()), json.loads(values.pop("told"))
    return Subscription(kinds=kinds, told=told, **values)
