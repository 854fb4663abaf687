"""The shapes of notices, as JSON: who is called, and for what."""

from typing import TypedDict


class Notice(TypedDict):
    """How this session is called by one way. `failed` says why the last call did not arrive."""

    address: str
    kinds: list[str]
    quiet_from: str
    quiet_until: str
    failed: str


class Notices(TypedDict):
    """`key` is what a browser subscribes with (VAPID)."""

    key: str
    can_mail: bool
    kinds: list[str]
    ways: dict[str, Notice]


class NoticeTo(TypedDict):
    way: str


class Phone(TypedDict):
    """A browser in which a guest is called: the address that it gave for that, and for what."""

    address: str
    kinds: list[str]


class GuestNotices(TypedDict):
    """`key` is what a browser subscribes with (VAPID)."""

    key: str
    kinds: list[str]
    phones: list[Phone]


class PhoneAddress(TypedDict):
    address: str
