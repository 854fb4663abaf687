"""The text of a notice in the reader's language: how many of what, but no names and no content."""

from contextvars import copy_context
from dataclasses import dataclass

from app.base.i18n import gettext, ngettext, use_language
from app.notices.news import GuestKind, Kind

PAGES = {Kind.WAITING: "/admin/waiting", Kind.COMMENTS: "/admin/waiting"}
HOSTS_PAGE = "/admin"


@dataclass(frozen=True, slots=True)
class Notice:
    """A newer notice replaces one of the same `topic`. `path` is the page to open."""

    title: str
    body: str
    topic: str
    path: str


def notice_of(kind: Kind, count: int, party_title: str, base: str, language: str) -> Notice:
    body = copy_context().run(_in_language, language, kind, count)
    return Notice(party_title, body, kind, base + PAGES.get(kind, HOSTS_PAGE))


def guest_notice_of(
    kind: GuestKind, count: int, party_title: str, base: str, language: str, path: str
) -> Notice:
    body = copy_context().run(_to_guest, language, kind, count)
    return Notice(party_title, body, kind, base + path)


def trial_notice(party_title: str, base: str, language: str) -> Notice:
    body = copy_context().run(_trial_words, language)
    return Notice(party_title, body, "trial", f"{base}/admin")


def _in_language(language: str, kind: Kind, count: int) -> str:
    use_language(language)
    match kind:
        case Kind.REPORTED:
            words = ngettext("A guest reported a photo.", "%(count)s photos are reported.", count)
        case Kind.WAITING:
            words = ngettext("1 photo waits for you.", "%(count)s photos wait for you.", count)
        case Kind.COMMENTS:
            words = ngettext("1 comment waits for you.", "%(count)s comments wait for you.", count)
        case Kind.SCREEN:
            words = ngettext("A screen went dark.", "%(count)s screens went dark.", count)
        case Kind.DISK:
            words = gettext("The disk is nearly full. Soon no more photos can come in.")
        case Kind.GUESSED:
            words = gettext("Somebody is guessing the code: %(count)s wrong ones in ten minutes.")
        case Kind.ERASING:
            words = ngettext(
                "Within a day everything of this party is deleted for good.",
                "In %(count)s days everything of this party is deleted for good.",
                count,
            )
        case Kind.MADE:
            words = gettext("Your download is ready.")
    return words % {"count": count} if "%(" in words else words


def _to_guest(language: str, kind: GuestKind, count: int) -> str:
    use_language(language)
    match kind:
        case GuestKind.ON_SCREEN:
            words = ngettext(
                "Your photo is on the big screen.", "%(count)s of your photos were on the big screen.", count
            )
        case GuestKind.ALBUM:
            words = gettext("The album is ready: all photos of the party.")
    return words % {"count": count} if "%(" in words else words


def _trial_words(language: str) -> str:
    use_language(language)
    return gettext("This is how you are called when something needs you.")
