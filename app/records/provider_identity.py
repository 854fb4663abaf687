"""The person at an OpenID Connect provider that an account belongs to."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class ProviderIdentity:
    """`name` is the provider's name for the person. Only issuer and subject identify them."""

    issuer: str
    subject: str
    account_id: str
    name: str
    created_at: str
    last_used_at: str


COLUMNS = "issuer, subject, account_id, name, created_at, last_used_at"


async def insert_provider_identity(connection: Connection, identity: ProviderIdentity) -> None:
    await connection.execute(
        f"""
        insert into provider_identities ({COLUMNS})
        values (:issuer, :subject, :account_id, :name, :created_at, :last_used_at)
        """,
        asdict(identity),
    )


async def select_provider_identity(
    connection: Connection, issuer: str, subject: str
) -> ProviderIdentity | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from provider_identities where issuer = :issuer and subject = :subject",
        {"issuer": issuer, "subject": subject},
    )
    return _identity_of(row) if row else None


async def select_provider_identities(
    connection: Connection, issuer: str, account_id: str
) -> list[ProviderIdentity]:
    """Return an account's people at a provider."""
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from provider_identities where issuer = :issuer and account_id = :account_id
        order by created_at, subject
        """,
        {"issuer": issuer, "account_id": account_id},
    )
    return [_identity_of(row) for row in rows]


async def update_provider_identity_used(connection: Connection, issuer: str, subject: str, at: str) -> None:
    await connection.execute(
        "update provider_identities set last_used_at = :at where issuer = :issuer and subject = :subject",
        {"issuer": issuer, "subject": subject, "at": at},
    )


async def delete_provider_identities(connection: Connection, account_id: str) -> None:
    await connection.execute("delete from provider_identities where account_id = :id", {"id": account_id})


def _identity_of(row: Row) -> ProviderIdentity:
    return ProviderIdentity(**dict(row))
