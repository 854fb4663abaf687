"""Values of passkeys: their host name, their owner, and what a browser made or signed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The host name, and the origins of its pages."""

    id: str
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whose:
    id: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """`sign_count` is 0 for a passkey that does not count."""

    id: bytes
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Used:
    sign_count: int
