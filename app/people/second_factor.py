"""The second factor of an account: codes by time (TOTP, RFC 6238), and recovery codes for a lost phone."""

import hmac
import secrets

import pyotp

from app.base.clock import now, now_iso
from app.base.errors import N_, AppError
from app.base.signing import SAFE_LETTERS, token_hash
from app.db import Connection, Database
from app.records.second_factor import (
    SecondFactor,
    delete_recovery_code,
    delete_second_factor,
    insert_recovery_codes,
    insert_second_factor,
    select_second_factor,
    update_second_factor_confirmed,
    update_second_factor_step,
)

ISSUER = "Partywall"
STEP_S = 30
DRIFT_STEPS = 1
"""A phone's clock may be one step wrong, and typing takes time."""
RECOVERY_CODES = 10
RECOVERY_LETTERS = 12


async def has_second_factor(database: Database, account_id: str) -> bool:
    async with database.reading() as connection:
        factor = await select_second_factor(connection, account_id)
    return factor is not None and bool(factor.confirmed_at)


async def begin_second_factor(database: Database, account_id: str) -> str:
    """Make a secret; it counts once it is confirmed. Return it. Raises a 409 if one counts already."""
    secret = pyotp.random_base32()
    async with database.transaction() as connection:
        factor = await select_second_factor(connection, account_id)
        if factor is not None and factor.confirmed_at:
            raise AppError(409, "SECOND_FACTOR_THERE", N_("Your second step is set up already."))
        await delete_second_factor(connection, account_id)
        await insert_second_factor(connection, account_id, secret)
    return secret


def address_of(secret: str, name: str) -> str:
    """Return the QR code's content for an authenticator."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER)


async def confirm_second_factor(database: Database, account_id: str, code: str) -> list[str]:
    """Let the secret count after a first right code; return the recovery codes, which are stored nowhere."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    async with database.transaction() as connection:
        factor = await select_second_factor(connection, account_id)
        if factor is None or factor.confirmed_at or not await _take_code(connection, factor, code):
            raise wrong_second_factor()
        await update_second_factor_confirmed(connection, account_id, now_iso())
        await insert_recovery_codes(connection, account_id, [token_hash(_plain(one)) for one in codes])
    return codes


async def end_second_factor(database: Database, account_id: str) -> None:
    async with database.transaction() as connection:
        await delete_second_factor(connection, account_id)


async def check_second_factor(database: Database, account_id: str, code: str) -> None:
    """Accept a code by time or a recovery code, each only once; raise a 401 for any other."""
    async with database.transaction() as connection:
        factor = await select_second_factor(connection, account_id)
        if factor is None or not factor.confirmed_at:
            return
        if await _take_code(connection, factor, code):
            return
        if not await delete_recovery_code(connection, account_id, token_hash(_plain(code))):
            raise wrong_second_factor()


async def _take_code(connection: Connection, factor: SecondFactor, code: str) -> bool:
    written = _plain(code)
    totp, current = pyotp.TOTP(factor.secret), int(now().timestamp()) // STEP_S
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), written.encode()):
            # Somebody who read it over a shoulder cannot use it again (RFC 6238, 5.2).
            return await update_second_factor_step(connection, factor.account_id, step)
    return False


def wrong_second_factor() -> AppError:
    return AppError(
        401, "WRONG_SECOND_FACTOR", N_("That code is not right, or was used. Please try the next.")
    )


def _recovery_code() -> str:
    letters = "".join(secrets.choice(SAFE_LETTERS) for _ in range(RECOVERY_LETTERS))
    return "-".join(letters[start : start + 4] for start in range(0, RECOVERY_LETTERS, 4))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.casefold() if letter.isalnum())
