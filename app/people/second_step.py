"""Between password and second factor: a form field proves that the password was right a moment ago."""

from app.base.clock import now
from app.base.signing import CookieSigner
from app.records.account import Account

STEP_LIFE_S = 300
HASH_END = 22


def sign_step(signer: CookieSigner, where: str, account: Account) -> str:
    """Return the proof, for one place to sign in at. A changed password makes it worthless."""
    ends_at = int(now().timestamp()) + STEP_LIFE_S
    return signer.sign(f"{where}|{account.id}|{ends_at}|{account.password_hash[-HASH_END:]}")


def account_in_step(signer: CookieSigner, where: str, step: str) -> tuple[str, str]:
    """Return the account's id and the end of its password's hash; both empty if the proof is not valid."""
    told, account_id, ends_at, hash_end = [*(signer.read_text(step) or "").split("|", 3), "", "", "", ""][:4]
    if told != where or not ends_at.isdecimal() or int(ends_at) < now().timestamp():
        return "", ""
    return account_id, hash_end


def is_of(account: Account, hash_end: str) -> bool:
    return bool(hash_end) and account.password_hash.endswith(hash_end)
