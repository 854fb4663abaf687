"""ID tokens of an OpenID Connect provider, checked by joserfc. Loaded at the first sign-in through one."""

import base64
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

logger = logging.getLogger(__name__)

# Signed with a provider's private key. Never `none`, and no algorithm that our own secret could sign.
ALGORITHMS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
LEEWAY_S = 60
"""How far the two clocks may differ."""
MAX_TOKEN = 16 * 1024


class IdTokens:
    def has_key_of(self, token: str, keys: Mapping[str, object]) -> bool:
        """Tell whether these keys have the one that a token names. A token that names none needs no other."""
        try:
            head = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
            kid = head.get("kid")
        except (ValueError, AttributeError):
            return True
        known = keys.get("keys")
        return kid is None or any(
            isinstance(one, dict) and one.get("kid") == kid
            for one in (known if isinstance(known, list) else ())
        )

    def claims(
        self, token: str, keys: Mapping[str, object], issuer: str, client_id: str, nonce: str
    ) -> Mapping[str, Any] | None:
        """Return a token's claims if this issuer made it for this client, now, and with this nonce."""
        if len(token) > MAX_TOKEN:
            return None
        try:
            key_set = KeySet.import_key_set(cast(KeySetSerialization, dict(keys)))
            claims = jwt.decode(token, key_set, algorithms=list(ALGORITHMS)).claims
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_S,
                iss={"essential": True, "value": issuer},
                aud={"essential": True, "value": client_id},
                exp={"essential": True},
                iat={"essential": True},
                sub={"essential": True},
                nonce={"essential": True},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            logger.warning("an ID token was refused: %r", error)
            return None
        audiences, party = claims["aud"], claims.get("azp")
        # Core 3.1.3.7, 4 and 5: a token for several clients says which one it was given to.
        is_ours = (
            party == client_id
            if party is not None
            else not isinstance(audiences, list) or len(audiences) == 1
        )
        if not is_ours or not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            logger.warning("an ID token was refused: it is for another client or sign-in")
            return None
        return claims
