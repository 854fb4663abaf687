"""Guests who want a mail when the album is ready. Nothing is sent to an address before it is confirmed."""

from dataclasses import dataclass

from app.db import Connection, Row

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class GuestMail:
    """`confirmed_at` is empty until the link in the first mail was used."""

    party_id: str
    guest_id: str
    address: str
    language: str
    token_hash: str
    created_at: str
    confirmed_at: str = ""
    called_at: str = ""
    failures: int = 0


@dataclass(frozen=True, slots=True)
class DueMail:
    """A confirmed address of a party whose album is ready."""

    mail: GuestMail
    title: str
    slug: str
    can_take: bool


COLUMNS = "party_id, guest_id, address, language, token_hash, created_at, confirmed_at, called_at, failures"
OF_ALL = ", ".join(f"m.{column.strip()}" for column in COLUMNS.split(","))


async def upsert_guest_mail(connection: Connection, one: GuestMail) -> None:
    """Write an address that is not confirmed yet, in place of the guest's former one."""
    await connection.execute(
        """
        insert into guest_mails (party_id, guest_id, address, language, token_hash, created_at)
        values (:party_id, :guest_id, :address, :language, :token_hash, :created_at)
        on conflict (party_id, guest_id) do update set address = excluded.address,
            language = excluded.language, token_hash = excluded.token_hash,
            created_at = excluded.created_at, confirmed_at = '', called_at = '', failures = 0
        """,
        {
            "party_id": one.party_id,
            "guest_id": one.guest_id,
            "address": one.address,
            "language": one.language,
            "token_hash": one.token_hash,
            "created_at": one.created_at,
        },
    )


async def select_guest_mail(connection: Connection, party_id: str, guest_id: str) -> GuestMail | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from guest_mails where party_id = :party_id and guest_id = :guest_id",
        {"party_id": party_id, "guest_id": guest_id},
    )
    return _of(row) if row else None


async def select_guest_mail_by_token(
    connection: Connection, party_id: str, token_hash: str
) -> GuestMail | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from guest_mails where party_id = :party_id and token_hash = :token_hash",
        {"party_id": party_id, "token_hash": token_hash},
    )
    return _of(row) if row else None


async def update_guest_mail_confirmed(connection: Connection, one: GuestMail, at: str) -> None:
    await connection.execute(
        """
        update guest_mails set confirmed_at = :at
        where party_id = :party_id and guest_id = :guest_id and token_hash = :token_hash and confirmed_at = ''
        """,
        {"at": at, "party_id": one.party_id, "guest_id": one.guest_id, "token_hash": one.token_hash},
    )


async def select_guest_mails_due(connection: Connection, called_before: str) -> list[DueMail]:
    """Return the confirmed addresses of parties that are over, with all photos there for everybody to see."""
    rows = await connection.fetch_all(
        f"""
        select {OF_ALL}, p.title, p.slug, p.album_for from guest_mails m
        join parties p on p.id = m.party_id and p.deleted_at = '' and p.archived = 0
        where m.confirmed_at <> '' and m.called_at < :called_before
            and p.ended = 1 and p.gallery_for = 'everyone' and p.erased_at = ''
        order by m.called_at limit :limit
        """,
        {"called_before": called_before, "limit": AT_ONCE},
    )
    return [DueMail(_of(row), row["title"], row["slug"], row["album_for"] == "everyone") for row in rows]


async def claim_guest_mail(connection: Connection, one: GuestMail, at: str) -> bool:
    """Note that the mail is being sent; False if another server does that, or it is no longer wanted."""
    return bool(
        await connection.execute(
            """
            update guest_mails set called_at = :at where party_id = :party_id and guest_id = :guest_id
                and token_hash = :token_hash and called_at = :called_at
            """,
            {
                "at": at,
                "party_id": one.party_id,
                "guest_id": one.guest_id,
                "token_hash": one.token_hash,
                "called_at": one.called_at,
            },
        )
    )


async def update_guest_mail_failed(connection: Connection, one: GuestMail) -> None:
    await connection.execute(
        """
        update guest_mails set failures = failures + 1
        where party_id = :party_id and guest_id = :guest_id and token_hash = :token_hash
        """,
        {"party_id": one.party_id, "guest_id": one.guest_id, "token_hash": one.token_hash},
    )


async def delete_guest_mail(connection: Connection, party_id: str, guest_id: str) -> bool:
    return bool(
        await connection.execute(
            "delete from guest_mails where party_id = :party_id and guest_id = :guest_id",
            {"party_id": party_id, "guest_id": guest_id},
        )
    )


async def delete_guest_mails_unconfirmed(connection: Connection, asked_before: str) -> None:
    await connection.execute(
        "delete from guest_mails where confirmed_at = '' and created_at < :before", {"before": asked_before}
    )


def _of(row: Row) -> GuestMail:
    return GuestMail(*(row[column.strip()] for column in COLUMNS.split(",")))
