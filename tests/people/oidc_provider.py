"""An OpenID Connect provider on loopback that is honest until a test has it lie in one way.

It checks what a provider must check: the client and its secret, the exact address to go back to, each code
once, and PKCE (RFC 7636).
"""

import hashlib
import json
import secrets
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "partywall wall", "a/secret+with:signs"


@dataclass
class OidcProvider:
    """`who` is signed in there; `lie` names what is wrong next; `asked` is what it was asked for."""

    port: int = 0
    who: str = "ada-at-the-provider"
    name: str = "Ada Lovelace"
    lie: str = ""
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    _other_key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def described(self) -> dict[str, object]:
        return {
            "issuer": "https://elsewhere.example" if self.lie == "issuer" else self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": "http://elsewhere.example/token"
            if self.lie == "plain"
            else f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorized(self, asked: dict[str, str]) -> str:
        """Return the address that the browser goes back to; whoever asks is `who`."""
        assert asked["response_type"] == "code", asked
        assert asked["client_id"] == CLIENT_ID, asked
        assert asked["code_challenge_method"] == "S256", asked
        assert "openid" in asked["scope"].split(), asked
        told = {"state": asked["state"], "iss": self.issuer}
        if self.lie == "denied":
            return f"{asked['redirect_uri']}?{urlencode(told | {'error': 'access_denied'})}"
        if self.lie == "state":
            told["state"] = "another"
        if self.lie == "mix-up":
            told["iss"] = "https://elsewhere.example"
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode(told | {'code': code})}"

    def tokens(self, fields: dict[str, str], authorization: str) -> dict[str, object] | None:
        """Return the tokens for a code; None where anything is not as it was."""
        pair = b64decode(authorization.removeprefix("Basic ")).decode()
        if [unquote(part) for part in pair.split(":")] != [CLIENT_ID, CLIENT_SECRET]:
            return None
        asked = self.codes.pop(fields["code"], None)
        if asked is None or fields["redirect_uri"] != asked["redirect_uri"]:
            return None
        digest = hashlib.sha256(fields["code_verifier"].encode()).digest()
        if urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return None
        return {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}

    def _id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": self.issuer,
            "sub": self.who,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "name": self.name,
        }
        lies: dict[str, dict[str, object]] = {
            "nonce": {"nonce": "another"},
            "audience": {"aud": "another-client"},
            "audiences": {"aud": [CLIENT_ID, "another-client"]},
            "party": {"azp": "another-client"},
            "token-issuer": {"iss": "https://elsewhere.example"},
            "expired": {"iat": now - 4000, "exp": now - 3700},
            "nobody": {"sub": ""},
            "number": {"sub": 5},
        }
        claims |= lies.get(self.lie, {})
        if self.lie == "no-nonce":
            del claims["nonce"]
        if self.lie == "none":
            head = urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
            return f"{head}.{urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b'=').decode()}."
        if self.lie == "own-secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET), ["HS256"])
        if self.lie == "nonsense":
            return "a.b.c"
        key = self._other_key if self.lie == "signature" else self.key
        return jwt.encode({"alg": "RS256", "kid": str(key.kid)}, claims, key)


def _handler(provider: OidcProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if provider.lie == "broken":
                self.send_error(503)
            elif parts.path == "/realm/.well-known/openid-configuration":
                self._json(provider.described())
            elif parts.path == "/realm/jwks":
                self._json({"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/realm/authorize":
                self.send_response(303)
                self.send_header("Location", provider.authorized(_fields(parts.query)))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            tokens = provider.tokens(_fields(sent), self.headers.get("Authorization", ""))
            self._json(tokens or {"error": "invalid_grant"}, 200 if tokens else 400)

        def _json(self, told: dict[str, object], status: int = 200) -> None:
            content = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def _fields(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def oidc_provider() -> Iterator[OidcProvider]:
    provider = OidcProvider()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
