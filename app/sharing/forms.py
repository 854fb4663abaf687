"""The forms of share links."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from app.base.errors import N_, AppError, bad_request
from app.base.fields import is_text, mapping, switch_of, text_of
from app.base.ids import is_id
from app.base.plain_text import clean_line
from app.records.share_link import OWN_KINDS, LinkKind

MAX_TITLE = 80
MAX_PHOTOS = 500
MOST_DAYS = 3650
LEAST_CODE, MOST_CODE = 6, 40
MAX_SITES = 10
MAX_SITE = 200
DEFAULT_DAYS = 30
MOST_OWN_DAYS = 365


@dataclass(frozen=True, slots=True)
class LinkForm:
    """`days` 0 means no end. `sites` are origins."""

    kind: LinkKind
    title: str
    photo_ids: tuple[str, ...]
    days: int
    code: str
    originals: bool
    sites: tuple[str, ...]
    part_id: str = ""
    """The chapter or the collection that it shows."""
    may_add: bool = False


def link_form(fields: object) -> LinkForm:
    """Read `{"kind": "photos", "photos": ["…"], "title": "…", "days": 30, "code": "…"}`."""
    values = mapping(fields)
    kind = text_of(values, "kind")
    if kind is None or kind not in tuple(LinkKind):
        raise bad_request(N_("Say what the link is to."))
    code = (text_of(values, "code") or "").strip()
    if code and not LEAST_CODE <= len(code) <= MOST_CODE:
        raise AppError(
            400,
            "BAD_REQUEST",
            N_("A code has %(low)s to %(high)s characters."),
            {"low": LEAST_CODE, "high": MOST_CODE},
        )
    may_add = switch_of(values, "may_add") or False
    if may_add and kind != LinkKind.COLLECTION:
        raise bad_request(N_("People can add photos only to a collection."))
    return LinkForm(
        kind=LinkKind(kind),
        title=clean_line(text_of(values, "title") or "", MAX_TITLE),
        photo_ids=_photo_ids(values.get("photos", []), LinkKind(kind)),
        days=_days(values.get("days", DEFAULT_DAYS)),
        code=code,
        originals=switch_of(values, "originals") or False,
        sites=_sites(values.get("sites", [])),
        part_id=_part_id(text_of(values, "part") or "", LinkKind(kind)),
        may_add=may_add,
    )


def own_link_form(fields: object) -> LinkForm:
    """Read what a guest shares of their own: `{"kind": "photo", "photos": ["…"], "days": 30}`.

    `party` is all that the guest has sent. Each link ends; none is for web sites or takes in photos.
    """
    form = link_form(fields)
    if form.kind not in OWN_KINDS:
        raise bad_request(N_("Guests share photos of their own."))
    if form.sites:
        raise bad_request(N_("Only the hosts put photos into web sites."))
    _days(form.days, least=1, most=MOST_OWN_DAYS)
    return form


def own_link_form_of_page(fields: MultiDict[str, str]) -> LinkForm:
    """Read the same from a page's form: `photo` once for each photo, none for all, and `days`."""
    photo_ids = fields.getlist("photo")
    kinds = {0: LinkKind.PARTY, 1: LinkKind.PHOTO}
    days = fields.get("days", "")
    return own_link_form(
        {
            "kind": str(kinds.get(len(photo_ids), LinkKind.PHOTOS)),
            "photos": photo_ids,
            "days": int(days) if days.isdecimal() and len(days) <= 4 else DEFAULT_DAYS,
            "code": fields.get("code", ""),
            "originals": fields.get("originals", "") == "1",
        }
    )


def typed_code(fields: object) -> str:
    """Read the code that a visitor has typed."""
    return (text_of(mapping(fields), "code") or "")[: 2 * MOST_CODE]


def _photo_ids(value: object, kind: LinkKind) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(is_text(one) and is_id(one) for one in value):
        raise bad_request(N_("Say which photos the link is to."))
    photo_ids = tuple(dict.fromkeys(value))
    if len(photo_ids) > MAX_PHOTOS:
        raise bad_request(N_("That is too many at once."))
    fits = {LinkKind.PHOTO: len(photo_ids) == 1, LinkKind.PHOTOS: bool(photo_ids)}
    if not fits.get(kind, not photo_ids):
        raise bad_request(N_("Say which photos the link is to."))
    return photo_ids


def _part_id(part_id: str, kind: LinkKind) -> str:
    """Read the chapter or the collection. These two kinds need it, and no other may have it."""
    if (kind in (LinkKind.CHAPTER, LinkKind.COLLECTION)) != (is_id(part_id) if part_id else False):
        raise bad_request(N_("Say which chapter or collection the link is to."))
    return part_id


def _days(value: object, least: int = 0, most: int = MOST_DAYS) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise AppError(
            400,
            "BAD_REQUEST",
            N_("“%(name)s” must be a whole number from %(low)s to %(high)s."),
            {"name": "days", "low": least, "high": most},
        )
    return value


def _sites(value: object) -> tuple[str, ...]:
    """Read the web sites that may embed a link. Their origins go unchanged into a header."""
    if not isinstance(value, list) or not all(map(is_text, value)) or len(value) > MAX_SITES:
        raise _not_a_site()
    return tuple(dict.fromkeys(_origin(site.strip()) for site in value if site.strip()))


def _origin(site: str) -> str:
    try:
        parts = urlsplit(site if "://" in site else f"https://{site}")
        host = (parts.hostname or "").encode("idna").decode() if len(site) <= MAX_SITE else ""
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        raise _not_a_site() from None
    # Refuse all that could end or widen a directive of the header: blanks, semicolons, asterisks.
    is_name = host != "" and all(letter.isascii() and (letter.isalnum() or letter in "-.") for letter in host)
    if not is_name or parts.scheme not in ("http", "https") or parts.username or parts.path not in ("", "/"):
        raise _not_a_site()
    return f"{parts.scheme}://{host}{port}"


def _not_a_site() -> AppError:
    return bad_request(N_("Name web sites as https://www.example.org, ten at most."))
