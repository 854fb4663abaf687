"""The shapes of notices, as JSON: who gets them and for what, and the requests that set this."""

from typing import Any, Literal, TypedDict


class Notice(TypedDict):
    """How this session gets notices in one way. `failed` says why the last one did not arrive."""

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
    """A browser in which a guest gets notices: the address that it gave for them, and what for."""

    address: str
    kinds: list[str]


class GuestNotices(TypedDict):
    """`key` is what a browser subscribes with (VAPID)."""

    key: str
    kinds: list[str]
    phones: list[Phone]


class PhoneAddress(TypedDict):
    address: str


class NewNotice(TypedDict, total=False):
    """Either `mail`, or a browser’s `push` subscription; what for, and between which times of day not."""

    mail: str
    push: dict[str, Any]
    kinds: list[str]
    quiet_from: str
    quiet_until: str


class NoticeWay(TypedDict):
    way: Literal["push", "mail"]


class NewGuestNotice(TypedDict):
    """A browser’s `push` subscription, and what for: `on_screen`, `album`."""

    push: dict[str, Any]
    kinds: list[str]


class PhoneToForget(TypedDict):
    address: str
