"""Check a new photo against the party's settings, in the transaction that takes it."""

from dataclasses import replace

from app.base.errors import N_, AppError
from app.db import Connection
from app.records.guest import GuestEntry, Standing
from app.records.kept import select_kept_of_party, select_kept_photos
from app.records.party import Party
from app.records.photo import Photo

MB = 1024 * 1024


def with_name_as_asked(party: Party, photo: Photo) -> Photo:
    """Return the photo with its sender's name as the party wants it. Raises if a needed name is missing."""
    if party.names_asked == "no":
        return replace(photo, author="")
    refuse_nameless(party, photo.author)
    return photo


def refuse_nameless(party: Party, author: str) -> None:
    if party.names_asked == "always" and not author:
        raise AppError(403, "NAME_NEEDED", N_("Please say who your photos are from, then try again."))


def refuse_banned(party: Party, guest: GuestEntry) -> None:
    if guest.standing == Standing.BANNED and party.banned_photos == "refused":
        raise AppError(403, "NOT_FROM_YOU", N_("The hosts take no photos from this phone."))


async def refuse_when_full(
    connection: Connection, party: Party, guest_id: str, more_bytes: int, *, is_limited: bool = True
) -> None:
    """Raise if a limited guest has sent as many photos as allowed, or if the party is full."""
    if is_limited and party.photos_per_guest:
        kept = await select_kept_photos(connection, party.id, guest_id)
        if kept >= party.photos_per_guest:
            raise guest_limit(party)
    if party.quota_photos or party.quota_mb:
        photos, size = await select_kept_of_party(connection, party.id)
        refuse_over_party_quota(party, photos, size + more_bytes)


def guest_limit(party: Party) -> AppError:
    return AppError(
        403,
        "GUEST_LIMIT",
        N_("Each guest can have %(count)s photos here. Delete one to send another."),
        {"count": party.photos_per_guest},
    )


def refuse_over_party_quota(party: Party, photos: int, size: int) -> None:
    """Raise if one more photo, or `size` bytes in all, is over what the operator allows the party."""
    if (party.quota_photos and photos >= party.quota_photos) or (
        party.quota_mb and size > party.quota_mb * MB
    ):
        raise AppError(
            403, "PARTY_FULL", N_("This party has all the photos it has room for. Please tell the host.")
        )
