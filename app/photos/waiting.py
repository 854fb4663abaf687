"""The one rule that decides whether a photo waits before it is shown, and why."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError
from app.db import Connection
from app.photos.unwanted import entries_of, unwanted_in
from app.records.access import FOR_MEMBERS, Access
from app.records.change import CLOCK
from app.records.guest import GuestEntry, Standing, select_guest_entry
from app.records.party import Party, select_party
from app.records.photo import Photo


class Reason(StrEnum):
    """Why a photo waits or is hidden."""

    APPROVAL = "approval"
    """The party shows only what somebody has approved."""
    HELD = "held"
    """It shows itself after a while."""
    STOPPED = "stopped"
    """It was held, and somebody wants another look."""
    QUIET = "quiet"
    """Its guest's photos wait."""
    WORDS = "words"
    """Its name or caption has a word that the party does not want."""
    NUDITY = "nudity"
    """A model takes it for naked, or could not look at it, and the party lets such photos wait."""
    BANNED = "banned"
    PANIC = "panic"
    REPORTED = "reported"
    AGAIN = "again"
    """A decision was undone."""
    ORIGINAL = "original"
    """Its original does not look like the screen copy that was approved."""
    REFUSED = "refused"
    PRIVATE = "private"
    """Its guest keeps it private, and it has no other reason to wait."""
    MEMBERS = FOR_MEMBERS
    """It is for members alone, and has no other reason to wait."""
    HOSTS = "hosts"
    """A host keeps it for the hosts alone, and it has no other reason to wait."""


KEPT_REASONS = (Reason.PRIVATE, Reason.MEMBERS, Reason.HOSTS)
"""A photo with one of these waits for nobody's decision."""


@dataclass(frozen=True, slots=True)
class Wait:
    """`release_at` is when the photo is shown by itself. Empty if it waits for approval."""

    reason: Reason
    release_at: str = ""


def wait_of(party: Party, guest: GuestEntry, photo: Photo) -> Wait | None:
    """Return how long and why a new photo waits. None if it is shown at once."""
    wait = wait_by_words(party, guest, photo)
    if (wait is None or wait.release_at) and is_seen_naked(party, photo):
        wait = Wait(Reason.NUDITY)
    return kept_private(photo, wait)


def is_looked_at(party: Party, photo: Photo) -> bool:
    """Tell whether the party lets a model look at this photo. Photos of roles are not checked."""
    return party.nudity_check and not photo.sent_as


def is_seen_naked(party: Party, photo: Photo) -> bool:
    """Tell whether a photo waits because of the model, which saw nakedness or could not look."""
    if not is_looked_at(party, photo):
        return False
    if photo.nudity is None:
        return party.nudity_unable == "wait"
    return photo.nudity * 100 >= party.nudity_percent


def kept_private(photo: Photo, wait: Wait | None) -> Wait | None:
    """Return `wait`. For a private photo, return a wait without an end.

    Another reason is kept, so that it still holds when the photo is no longer private.
    """
    if photo.is_private and (wait is None or wait.release_at):
        return Wait(reason_kept(photo))
    return wait


def reason_kept(photo: Photo) -> Reason:
    """Return why a photo waits that is kept from guests and has no other reason."""
    if photo.access is Access.MEMBERS:
        return Reason.MEMBERS
    return Reason.PRIVATE if photo.access_own is Access.HOSTS else Reason.HOSTS


def wait_by_words(party: Party, guest: GuestEntry, photo: Photo) -> Wait | None:
    """Do the same for new words, without the check of the picture."""
    return wait_of_text(party, guest, photo.sent_as, photo.author, photo.caption)


def wait_of_text(party: Party, guest: GuestEntry, sent_as: str, *texts: str) -> Wait | None:
    """Return how a text of a guest, or of somebody in a role, waits, whatever it is about."""
    if party.panic_at:
        return Wait(Reason.PANIC)
    if guest.standing == Standing.BANNED:
        return Wait(Reason.BANNED)
    if guest.standing == Standing.QUIET or guest.paused_until > now_iso():
        return Wait(Reason.QUIET)
    if sent_as:
        return None
    if has_unwanted_words(party, *texts):
        return Wait(Reason.WORDS)
    if guest.standing == Standing.TRUSTED:
        return None
    if party.showing == "approved":
        return Wait(Reason.APPROVAL)
    if party.showing == "held":
        return Wait(Reason.HELD, to_iso(now() + timedelta(seconds=party.hold_seconds)))
    return None


def has_unwanted_words(party: Party, *texts: str) -> bool:
    if not party.unwanted_words:
        return False
    entries = entries_of(party.unwanted_words)
    return any(unwanted_in(text, entries) for text in texts)


async def select_wait(connection: Connection, photo: Photo) -> Wait | None:
    """Return how a photo waits, by the current records of its party and guest."""
    party = await select_party(connection, photo.party_id)
    guest = await select_guest_entry(connection, photo.party_id, photo.guest_id)
    return wait_of(party, guest, photo) if party is not None else None


async def refuse_time_in_panic(connection: Connection, party_id: str, actor: str) -> None:
    """Raise a 409 if a release by time would follow the panic button, however close the two are."""
    party = await select_party(connection, party_id) if actor == CLOCK else None
    if party is not None and party.panic_at:
        raise AppError(409, "ALREADY_DECIDED", N_("Somebody else was faster. Here is how it is now."))


async def select_wait_of_words(connection: Connection, photo: Photo) -> Wait | None:
    """Return how new words of a photo wait. Its picture is unchanged."""
    party = await select_party(connection, photo.party_id)
    guest = await select_guest_entry(connection, photo.party_id, photo.guest_id)
    return kept_private(photo, wait_by_words(party, guest, photo)) if party is not None else None
