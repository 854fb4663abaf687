"""Passkeys of accounts (WebAuthn level 2): made, used to sign in, named and removed.

Every passkey must verify its person (a finger, a face, a PIN), so it is two factors by itself. The device
alone finds it, so nobody types a name.
"""

import asyncio
import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.db import Database
from app.people.challenges import Purpose, make_challenge, use_challenge
from app.people.relying_party import Made, RelyingParty, Whose
from app.records.account import Account, select_account
from app.records.passkey import (
    Passkey,
    delete_passkey,
    insert_passkey,
    select_passkey,
    select_passkeys,
    update_passkey_name,
    update_passkey_used,
)

if TYPE_CHECKING:
    from app.people.webauthn_checks import WebAuthn

MAX_PASSKEYS = 20
MAX_KEY_BYTES = 1024
"""A public key of 4,096 bits has 550 bytes. Larger keys would only make signing in slow."""
CHALLENGE_BYTES = 32
MAX_ID = 1400
"""A credential's id has up to 1,023 bytes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options for the browser, and the token by which it is recognised."""

    options: Mapping[str, object]
    token: str


async def begin_passkey(database: Database, party: RelyingParty, account: Account, place: str) -> Asked:
    """Ask the browser to make a passkey for an account."""
    async with database.reading() as connection:
        known = await select_passkeys(connection, account.id)
    if len(known) >= MAX_PASSKEYS:
        raise _too_many()
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    whose = Whose(account.id.encode(), account.name)
    kept = [_bytes(one.credential_id) for one in known]
    options = (await _webauthn()).new_options(party, whose, kept, challenge)
    token = await make_challenge(database, Purpose("new passkey", place, account.id), _text(challenge))
    return Asked(options, token)


async def add_passkey(
    database: Database,
    party: RelyingParty,
    account_id: str,
    place: str,
    token: str,
    credential: Mapping[str, object],
    name: str,
) -> None:
    """Keep a passkey that the browser made on request; raise a 401 for anything else."""
    challenge = await use_challenge(database, Purpose("new passkey", place, account_id), token)
    made = (await _webauthn()).made(party, _bytes(challenge), credential)
    if made is None or len(made.public_key) > MAX_KEY_BYTES:
        raise _refused()
    passkey = Passkey(
        id=new_id(),
        credential_id=_text(made.id),
        account_id=account_id,
        name=name,
        public_key=_text(made.public_key),
        sign_count=made.sign_count,
        rp_id=party.id,
        created_at=now_iso(),
        last_used_at="",
    )
    async with database.transaction() as connection:
        if len(await select_passkeys(connection, account_id)) >= MAX_PASSKEYS:
            raise _too_many()
        if await select_passkey(connection, passkey.credential_id) is not None:
            raise _refused()
        await insert_passkey(connection, passkey)


async def ask_for_passkey(database: Database, party: RelyingParty, place: str) -> Asked:
    """Ask the browser for any of its passkeys for this host name."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = (await _webauthn()).options(party, challenge)
    token = await make_challenge(database, Purpose("passkey", place), _text(challenge))
    return Asked(options, token)


async def account_of_passkey(
    database: Database, party: RelyingParty, place: str, token: str, credential: Mapping[str, object]
) -> Account:
    """Return the account whose passkey signed the challenge; raise a 401 if there is none."""
    challenge = await use_challenge(database, Purpose("passkey", place), token)
    async with database.reading() as connection:
        known = await select_passkey(connection, str(credential.get("id", ""))[:MAX_ID])
    if known is None or known.rp_id != party.id:
        raise _refused()
    key = Made(_bytes(known.credential_id), _bytes(known.public_key), known.sign_count)
    used = (await _webauthn()).used(party, _bytes(challenge), credential, key)
    if used is None:
        raise _refused()
    async with database.transaction() as connection:
        account = await select_account(connection, known.account_id)
        current = await select_passkey(connection, known.credential_id)
        if account is None or current != known:
            raise _refused()  # removed, or used elsewhere, in these milliseconds
        await update_passkey_used(connection, known.id, used.sign_count, now_iso())
    return account


async def name_passkey(database: Database, account_id: str, passkey_id: str, name: str) -> None:
    async with database.transaction() as connection:
        if not await update_passkey_name(connection, account_id, passkey_id, name):
            raise not_found()


async def remove_passkey(database: Database, account_id: str, passkey_id: str) -> None:
    async with database.transaction() as connection:
        if not await delete_passkey(connection, account_id, passkey_id):
            raise not_found()


async def _webauthn() -> "WebAuthn":
    """Return the library's part. The first caller loads it in a thread, beside the loop."""
    module = await asyncio.to_thread(import_module, "app.people.webauthn_checks")
    return cast("WebAuthn", module.WebAuthn())


def _refused() -> AppError:
    return AppError(401, "PASSKEY_REFUSED", N_("That passkey is not known here. Please use your password."))


def _too_many() -> AppError:
    return AppError(409, "TOO_MANY_PASSKEYS", N_("You have many passkeys already. Remove one of them first."))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
