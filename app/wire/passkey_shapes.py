"""The shapes for signing in with a passkey, and for making one."""

from typing import NotRequired, TypedDict


class PasskeyOptions(TypedDict):
    """The options for `navigator.credentials` (WebAuthn’s JSON)."""

    options: dict[str, object]


class GoTo(TypedDict):
    """The next page."""

    to: str


class UsedPasskey(TypedDict):
    """What `navigator.credentials.get()` returned, as WebAuthn’s JSON."""

    credential: dict[str, object]


class MadePasskey(TypedDict):
    """What `navigator.credentials.create()` returned, and the person’s name for it."""

    credential: dict[str, object]
    name: NotRequired[str]


class OwnPassword(TypedDict):
    password: str
