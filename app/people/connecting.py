"""Connects accounts with people at the OpenID Connect provider. Only a signed-in person can do that."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError
from app.db import Database
from app.people.provider import Subject
from app.records.account import Account, select_account
from app.records.provider_identity import (
    ProviderIdentity,
    delete_provider_identities,
    insert_provider_identity,
    select_provider_identities,
    select_provider_identity,
    update_provider_identity_used,
)

MAX_IDENTITIES = 5


async def connect(database: Database, account_id: str, subject: Subject) -> None:
    """Let this person of the provider sign in as the account. Raises a 409 if another account has them."""
    at = now_iso()
    async with database.transaction() as connection:
        known = await select_provider_identity(connection, subject.issuer, subject.subject)
        if known is not None and known.account_id != account_id:
            raise AppError(
                409, "CONNECTED_ELSEWHERE", N_("There, you are connected with another account already.")
            )
        own = await select_provider_identities(connection, subject.issuer, account_id)
        if known is not None or await select_account(connection, account_id) is None:
            return
        if len(own) >= MAX_IDENTITIES:
            raise AppError(
                409,
                "TOO_MANY_CONNECTED",
                N_("Many are connected with this account already. Disconnect first."),
            )
        await insert_provider_identity(
            connection, ProviderIdentity(subject.issuer, subject.subject, account_id, subject.name, at, "")
        )


async def account_of(database: Database, subject: Subject) -> Account:
    """Return the account of a person of the provider; raise a 403 for a person who is not connected.

    Never match by mail address or name: a person who can choose these there could choose who they are here.
    """
    async with database.transaction() as connection:
        known = await select_provider_identity(connection, subject.issuer, subject.subject)
        account = await select_account(connection, known.account_id) if known is not None else None
        if account is None:
            raise AppError(
                403,
                "NOT_CONNECTED",
                N_(
                    "No account here is connected with you there. "
                    "Sign in with your password, and connect it under “Your account”."
                ),
            )
        await update_provider_identity_used(connection, subject.issuer, subject.subject, now_iso())
    return account


async def disconnect(database: Database, account_id: str) -> None:
    async with database.transaction() as connection:
        await delete_provider_identities(connection, account_id)
