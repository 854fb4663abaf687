"""The roles that a session can have in a party, and the scopes that a program's token can have."""

from dataclasses import dataclass
from enum import StrEnum

from app.records.change import HOST


class Role(StrEnum):
    """Ordered from the most rights to the fewest. A guest has no role."""

    OWNER = "owner"
    HOST = "host"
    HELPER = "helper"
    PHOTOGRAPHER = "photographer"
    VIEWER = "viewer"


def name_in(signature: str) -> tuple[str, str]:
    """Return the log's sort of actor (such as `host`) and the name; empty for others."""
    sort, separator, name = signature.partition(":")
    return (sort, name) if separator else ("", "")


def sends_without_limits(sent_as: str) -> bool:
    """Tell whether photos sent in this role have no limit of number, total size or turn."""
    return sent_as == Role.PHOTOGRAPHER


class Scope(StrEnum):
    READ_PHOTOS = "photos:read"
    WRITE_PHOTOS = "photos:write"
    MODERATE = "moderate"
    WRITE_ALBUM = "album:write"
    WRITE_PARTY = "party:write"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who a request is from.

    It is exactly one of these. A person has a `role`, through the session `session_id`. A program has
    `scopes`, through the token `token_id`. An operator is at the page of all parties. A guest is none of
    these. `account_id` is empty for a session that an invitation made. `expires_at` is when the session or
    token ends. `guest_id` is the guest of the same browser, if any, so that somebody with a role keeps their
    own photos.
    """

    guest_id: str | None = None
    role: Role | None = None
    scopes: frozenset[Scope] | None = None
    session_id: str = ""
    token_id: str = ""
    expires_at: str = ""
    account_id: str = ""
    is_operator: bool = False
    name: str = ""

    @property
    def is_pass(self) -> bool:
        return self.role is not None and not self.account_id

    @property
    def is_guest(self) -> bool:
        return self.role is None and self.scopes is None and not self.is_operator

    @property
    def signature(self) -> str:
        """Return the log's name for the actor: `host:Mia`, `helper:Ada`, a guest's id."""
        if self.is_host:
            return f"{HOST}:{self.name}" if self.name else HOST
        if self.scopes is not None:
            return f"program:{self.name}"
        return f"{self.role}:{self.name}" if self.role is not None else self.guest_id or ""

    def signature_on(self, guest_id: str) -> str:
        """Do the same for a photo of `guest_id`: guests act on their own photos as guests."""
        return guest_id if self.guest_id == guest_id and not self.is_host else self.signature

    @property
    def is_host(self) -> bool:
        """Tell whether this is a host or the owner."""
        return self.role in (Role.OWNER, Role.HOST)
