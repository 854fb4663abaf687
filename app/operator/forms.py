"""What an operator sends about parties, checked."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, bad_request
from app.base.fields import mapping, text_of
from app.base.plain_text import clean_line
from app.records.party_settings import BY_NAME, MAX_TITLE

MB_PER_GB = 1024


@dataclass(frozen=True, slots=True)
class NewParty:
    slug: str
    title: str


def new_party_form(fields: object) -> NewParty:
    values = mapping(fields)
    slug = (text_of(values, "slug") or "").strip()
    title = clean_line(text_of(values, "title") or "", MAX_TITLE)
    return NewParty(slug, title or slug)


def quota_form(fields: object) -> Mapping[str, int]:
    """Read both quotas; an empty field means no limit."""
    values = mapping(fields)
    photos = _number(text_of(values, "photos") or "0")
    gb = _number(text_of(values, "gb") or "0")
    # Rounded up: a limit of less than a megabyte must not become "no limit".
    quotas = {"quota_photos": math.ceil(photos), "quota_mb": math.ceil(gb * MB_PER_GB)}
    if photos != quotas["quota_photos"] or any(
        not 0 <= n <= BY_NAME[name].most for name, n in quotas.items()
    ):
        raise bad_request(N_("That is no quota: take up to 10,000,000 photos and up to 97,000 GB."))
    return quotas


def _number(written: str) -> float:
    try:
        number = float(written.strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise bad_request(N_("That is no quota: take up to 10,000,000 photos and up to 97,000 GB."))
    return number
