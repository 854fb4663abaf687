"""The shapes of signing in by a passkey, and of making one."""

from typing import NotRequired, TypedDict


class PasskeyOptions(TypedDict):
    """What `navigator.credentials` is to be asked with (WebAuthn’s JSON)."""

    options: dict[str, object]


class GoTo(TypedDict):
    """The page that comes next."""

    to: str


class UsedPasskey(TypedDict):
    """What `navigator.credentials.get()` returned, as WebAuthn’s JSON."""

    credential: dict[str, object]


class MadePasskey(TypedDict):
    """What `navigator.credentials.create()` returned, and what its person calls it."""

    credential: dict[str, object]
    name: NotRequired[str]


class OwnPassword(TypedDict):
    password: str
