"""An OpenID Connect provider: the authorisation code flow with PKCE, state and nonce (Core 1.0).

joserfc checks the token's signature and claims; everything else is checked here. Not done: signing out at
the provider, and its userinfo endpoint, which has nothing that we need.
"""

import asyncio
import base64
import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlencode, urlsplit

from app.base.errors import N_, AppError
from app.people.provider_http import ProviderAway, ProviderRefused, get_json, is_safe, post_form

if TYPE_CHECKING:
    from app.people.id_tokens import IdTokens

logger = logging.getLogger(__name__)

KEPT_S = 3600.0
"""How long the provider's description and keys are believed before they are fetched again."""
KEYS_AGAIN_S = 30.0
"""A token with an unknown key makes us fetch the keys again, but not more often than this."""
MAX_SUBJECT = 255
MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Client:
    """What the operator has registered at the provider. `issuer` is its name, letter by letter."""

    issuer: str
    id: str
    secret: str | None
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """What identifies one sign-in. It stays here; only digests or names of it go out."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the provider names."""

    issuer: str
    subject: str
    name: str


def new_attempt() -> Attempt:
    return Attempt(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))


class Provider:
    def __init__(self, client: Client) -> None:
        self.client = client
        self.name = urlsplit(client.issuer).hostname or client.issuer
        self._described: Mapping[str, object] = {}
        self._described_at = -KEPT_S
        self._keys: Mapping[str, object] = {}
        self._keys_at = -KEPT_S

    async def address(self, attempt: Attempt) -> str:
        """Return the address to send the browser to; raise a 502 if the provider is away or a wrong one."""
        described = await self._description()
        asked = {
            "response_type": "code",
            "client_id": self.client.id,
            "redirect_uri": self.client.redirect_uri,
            "scope": "openid profile",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": _s256(attempt.verifier),
            "code_challenge_method": "S256",
        }
        endpoint = str(described["authorization_endpoint"])
        return endpoint + ("&" if "?" in endpoint else "?") + urlencode(asked)

    async def subject(self, attempt: Attempt, told: Mapping[str, str]) -> Subject:
        """Return who came back, from the parameters of the address that they came back to.

        Raises a 401 if the provider did not sign them in or its answer is not valid, and a 502 if it is away.
        """
        if not hmac.compare_digest(told.get("state", "").encode(), attempt.state.encode()):
            raise not_signed_in()
        # RFC 9207: the browser may have been led to another provider, and this is its answer.
        if told.get("iss", self.client.issuer) != self.client.issuer:
            raise not_signed_in()
        code = told.get("code", "")
        if not code:
            logger.info("the provider signed nobody in: %.80r", told.get("error", ""))
            raise not_signed_in()
        described = await self._description()
        try:
            answer = await post_form(
                str(described["token_endpoint"]), *self._exchange(described, code, attempt)
            )
        except ProviderAway as error:
            raise _away(error) from None
        except ProviderRefused as error:
            logger.warning("the provider did not take the code: %s", error)
            raise not_signed_in() from None
        claims = await self._claims(str(answer.get("id_token", "")), described, attempt)
        subject, name = claims.get("sub"), claims.get("name") or claims.get("preferred_username")
        if not isinstance(subject, str) or not 0 < len(subject) <= MAX_SUBJECT:
            raise not_signed_in()
        return Subject(self.client.issuer, subject, name[:MAX_NAME] if isinstance(name, str) else "")

    def _exchange(
        self, described: Mapping[str, object], code: str, attempt: Attempt
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Return the fields and headers that ask for the tokens, with the secret in the provider's way."""
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.client.redirect_uri,
            "code_verifier": attempt.verifier,
        }
        if self.client.secret is None:
            return fields | {"client_id": self.client.id}, {}
        ways = described.get("token_endpoint_auth_methods_supported")
        if isinstance(ways, list) and "client_secret_basic" not in ways and "client_secret_post" in ways:
            return fields | {"client_id": self.client.id, "client_secret": self.client.secret}, {}
        # RFC 6749, 2.3.1: both are form-encoded first.
        pair = f"{quote(self.client.id, safe='')}:{quote(self.client.secret, safe='')}"
        return fields, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}

    async def _claims(
        self, token: str, described: Mapping[str, object], attempt: Attempt
    ) -> Mapping[str, object]:
        checks = await _id_tokens()
        keys = await self._jwks(described, KEPT_S)
        if not checks.has_key_of(token, keys):
            keys = await self._jwks(described, KEYS_AGAIN_S)
        claims = checks.claims(token, keys, self.client.issuer, self.client.id, attempt.nonce)
        if claims is None:
            raise not_signed_in()
        return claims

    async def _description(self) -> Mapping[str, object]:
        if time.monotonic() - self._described_at < KEPT_S:
            return self._described
        try:
            told = await get_json(f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration")
        except ProviderAway as error:
            raise _away(error) from None
        if told.get("issuer") != self.client.issuer:
            raise _away("it says that it is another")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if not all(is_safe(told.get(name)) for name in needed):
            raise _away("it names an endpoint that is not on HTTPS")
        self._described, self._described_at = told, time.monotonic()
        return told

    async def _jwks(self, described: Mapping[str, object], kept_s: float) -> Mapping[str, object]:
        if time.monotonic() - self._keys_at >= kept_s:
            try:
                self._keys = await get_json(str(described["jwks_uri"]))
            except ProviderAway as error:
                raise _away(error) from None
            self._keys_at = time.monotonic()
        return self._keys


async def _id_tokens() -> "IdTokens":
    """Return the library's part. The first caller loads it in a thread, beside the loop."""
    module = await asyncio.to_thread(import_module, "app.people.id_tokens")
    return cast("IdTokens", module.IdTokens())


def not_signed_in() -> AppError:
    return AppError(
        401, "PROVIDER_REFUSED", N_("You were not signed in there. Please try again, or use your password.")
    )


def _away(why: object) -> AppError:
    logger.warning("the OpenID Connect provider cannot be used: %s", why)
    return AppError(
        502, "PROVIDER_AWAY", N_("Signing in there doesn’t work right now. Please use your password.")
    )


def _s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
