"""Make, open, count and revoke share links. The address is computed from the link's id and stored nowhere."""

import hashlib
import hmac
from datetime import timedelta

from app.albums.changing_chapters import decide_chapters
from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, bad_request, not_found
from app.base.ids import new_id
from app.base.signing import SAFE_LETTERS, token_hash
from app.parties.scope import PartyScope
from app.people.may import may_see_by_link
from app.records.collection import select_collection
from app.records.share_link import (
    LinkKind,
    ShareLink,
    delete_share_link,
    delete_share_links_ended,
    insert_share_link,
    select_share_link,
    select_share_link_by_token,
    select_share_links,
    update_share_link_opened,
)
from app.records.shared_photos import select_photo_by_link
from app.sharing.forms import LinkForm

MAX_LINKS = 200
MAX_OWN_LINKS = 10
"""Of one guest."""
TOKEN_LETTERS = 20
"""About 99 bits: short enough to type, and impossible to guess."""


def token_of(scope: PartyScope, link_id: str) -> str:
    """Return the token of a link's address. Nobody can make it from the records without the server's key."""
    number = int.from_bytes(hashlib.sha256(scope.cookies.shares.pseudonym(link_id).encode()).digest())
    letters = ""
    while len(letters) < TOKEN_LETTERS:
        number, letter = divmod(number, len(SAFE_LETTERS))
        letters += SAFE_LETTERS[letter]
    return letters


def path_token(scope: PartyScope, link: ShareLink) -> str:
    """Return the token to show to the link's maker. Empty if the server's key has changed."""
    token = token_of(scope, link.id)
    return token if hmac.compare_digest(token_hash(token), link.token_hash) else ""


async def make_link(scope: PartyScope, form: LinkForm, made_by: str, guest_id: str = "") -> ShareLink:
    """Make a link. With `guest_id` it is that guest's, and shows only their photos.

    Raises a 400 for photos that cannot be shared, and a 409 if there are too many links.
    """
    link_id, at = new_id(), now_iso()
    link = ShareLink(
        id=link_id,
        party_id=scope.party_id,
        token_hash=token_hash(token_of(scope, link_id)),
        kind=form.kind,
        title=form.title,
        guest_id=guest_id,
        code_hash=_code_hash(scope, link_id, form.code) if form.code else "",
        originals=form.originals,
        sites=" ".join(form.sites),
        opened=0,
        opened_at="",
        made_by=made_by,
        created_at=at,
        expires_at=to_iso(now() + timedelta(days=form.days)) if form.days else "",
        target_id=form.part_id,
        may_add=form.may_add,
    )
    if form.kind is LinkKind.CHAPTER:
        # A computed chapter may change tomorrow, so a shared chapter is stored as decided.
        await decide_chapters(scope, form.part_id, made_by)
    async with scope.database.transaction() as connection:
        await delete_share_links_ended(connection, scope.party_id, at)
        most = MAX_OWN_LINKS if guest_id else MAX_LINKS
        if len(await select_share_links(connection, scope.party_id, guest_id, at, most)) >= most:
            raise AppError(
                409, "TOO_MANY_LINKS", N_("There are very many shared links. Please end some of them first.")
            )
        if form.kind is LinkKind.COLLECTION:
            collection = await select_collection(connection, scope.party_id, form.part_id)
            if collection is None:
                raise not_found()
            if form.may_add and collection.is_search:
                raise bad_request(N_("This collection fills itself, so nobody can add photos to it."))
        await insert_share_link(connection, link, form.photo_ids)
        if form.photo_ids:
            found = [await select_photo_by_link(connection, link, one) for one in form.photo_ids]
            if not all(photo is not None and may_see_by_link(photo) for photo in found):
                raise AppError(400, "BAD_REQUEST", N_("Only photos that everyone may see can be shared."))
    return link


async def link_of(scope: PartyScope, token: str) -> ShareLink | None:
    """Return the link of an address. None if it never existed, has ended or was revoked."""
    if len(token) != TOKEN_LETTERS:
        return None
    async with scope.database.reading() as connection:
        return await select_share_link_by_token(connection, scope.party_id, token_hash(token), now_iso())


def opens_link(scope: PartyScope, link: ShareLink, code: str) -> bool:
    """Tell whether `code` is the link's code. Case and outer blanks do not matter."""
    return hmac.compare_digest(_code_hash(scope, link.id, code), link.code_hash)


def sign_pass(scope: PartyScope, link: ShareLink) -> str:
    """Return the cookie for a browser that has entered the link's code."""
    return scope.cookies.shares.sign(f"{link.id}.{link.code_hash}")


def has_pass(scope: PartyScope, link: ShareLink, cookie: str) -> bool:
    """Tell whether a browser has already entered the code."""
    if not link.code_hash:
        return True
    return scope.cookies.shares.read_text(cookie) == f"{link.id}.{link.code_hash}"


def sign_guest(scope: PartyScope, link: ShareLink, guest_id: str) -> str:
    """Return the cookie of somebody who sends photos by the link."""
    return scope.cookies.shares.sign(f"{link.id}.guest.{guest_id}")


def guest_of(scope: PartyScope, link: ShareLink, cookie: str) -> str | None:
    """Return who sends by the link. None for a browser that has not sent yet."""
    link_id, _, guest_id = (scope.cookies.shares.read_text(cookie) or "").partition(".guest.")
    return guest_id if guest_id and link_id == link.id else None


async def note_opened(scope: PartyScope, link: ShareLink) -> None:
    """Count one more browser that has opened the link."""
    async with scope.database.transaction() as connection:
        await update_share_link_opened(connection, scope.party_id, link.id, now_iso())


async def revoke_link(scope: PartyScope, link_id: str, guest_id: str | None = None) -> None:
    """End a link: from the next request on its address leads nowhere. With `guest_id`, only one of theirs."""
    async with scope.database.transaction() as connection:
        link = await select_share_link(connection, scope.party_id, link_id, now_iso())
        if link is None or (guest_id is not None and link.guest_id != guest_id):
            raise not_found()
        await delete_share_link(connection, scope.party_id, link_id)


def _code_hash(scope: PartyScope, link_id: str, code: str) -> str:
    # Keyed, and with the link's id: a plain hash of so few letters could be cracked in a copy of the records.
    return scope.cookies.shares.pseudonym(f"{link_id}.{code.strip().casefold()}")
