"""The forms of notices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.base.errors import N_, AppError, bad_request
from app.base.fields import mapping, text_of
from app.base.mail_address import is_mail_address
from app.notices.news import GuestKind, Kind
from app.notices.push_services import NotAPushService, PushServices
from app.notices.web_push import BadSubscription, Target

WAYS = ("push", "mail")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


@dataclass(frozen=True, slots=True)
class NoticeForm:
    """Where to call, for what, and the quiet hours. Both times are empty for none."""

    way: str
    target: Target
    kinds: tuple[Kind, ...]
    quiet_from: str
    quiet_until: str


def notice_form(fields: object, services: PushServices) -> NoticeForm:
    """Read `{"mail": …}` or `{"push": <the browser's PushSubscription>}`, with `kinds` and quiet hours."""
    values = mapping(fields)
    mail = text_of(values, "mail")
    if (mail is None) == (values.get("push") is None):
        raise bad_request(N_("Say where to: a mail address, or this browser."))
    target = _push_target(mapping(values["push"]), services) if mail is None else _mail_target(mail)
    quiet_from, quiet_until = _time(values, "quiet_from"), _time(values, "quiet_until")
    if bool(quiet_from) != bool(quiet_until):
        raise bad_request(N_("Quiet hours have a beginning and an end."))
    kinds = tuple(Kind(kind) for kind in _kinds(values, Kind))
    return NoticeForm("push" if mail is None else "mail", target, kinds, quiet_from, quiet_until)


@dataclass(frozen=True, slots=True)
class GuestNoticeForm:
    target: Target
    kinds: tuple[GuestKind, ...]


def guest_notice_form(fields: object, services: PushServices) -> GuestNoticeForm:
    """Read `{"push": <the browser's PushSubscription>, "kinds": […]}`."""
    values = mapping(fields)
    target = _push_target(mapping(values.get("push")), services)
    return GuestNoticeForm(target, tuple(GuestKind(kind) for kind in _kinds(values, GuestKind)))


def guest_mail_form(fields: Mapping[str, str]) -> str:
    """Read the mail address of a guest's own form."""
    return _mail_target(fields.get("mail", "")).address


def address_form(fields: object) -> str:
    """Read the address of a browser that must not be called any more."""
    address = text_of(mapping(fields), "address")
    if not address:
        raise bad_request(N_("Say where to: a mail address, or this browser."))
    return address


def way_form(fields: object) -> str:
    way = text_of(mapping(fields), "way")
    if way not in WAYS:
        raise bad_request(N_("Say where to: a mail address, or this browser."))
    return str(way)


def _mail_target(address: str) -> Target:
    address = address.strip()
    if not is_mail_address(address):
        raise bad_request(N_("That is no mail address."))
    return Target(address, "", "")


def _push_target(push: Mapping[str, object], services: PushServices) -> Target:
    keys = mapping(push.get("keys"))
    target = Target(
        text_of(push, "endpoint") or "", text_of(keys, "p256dh") or "", text_of(keys, "auth") or ""
    )
    try:
        services.checked(target.address)
        target.checked()
    except NotAPushService:
        raise AppError(
            400, "NO_PUSH_SERVICE", N_("Messages can’t be sent to this browser’s service from here.")
        ) from None
    except BadSubscription:
        raise bad_request(N_("This browser’s keys can’t be read.")) from None
    return target


def _kinds(values: Mapping[str, object], known: type[StrEnum]) -> list[str]:
    kinds = values.get("kinds")
    if not isinstance(kinds, list) or not kinds or not all(kind in set(known) for kind in kinds):
        raise bad_request(N_("Say what you want to be called for."))
    return [kind for kind in known if kind in kinds]


def _time(values: Mapping[str, object], name: str) -> str:
    time = text_of(values, name) or ""
    if time and not _TIME.fullmatch(time):
        raise bad_request(N_("A time of day is written like 23:00."))
    return time
