"""Guests' reports about photos and comments, and their automatic effects."""

from dataclasses import dataclass
from enum import StrEnum

from app.base.clock import now_iso
from app.base.errors import not_found
from app.comments.deciding import let_comment_wait
from app.parties.scope import PartyScope, carried_through
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.comment import Comment, select_comment
from app.records.comment_report import insert_comment_report, select_said_of_comments
from app.records.party import Party, select_party
from app.records.photo import Photo, select_photo
from app.records.report import Report, Said, insert_report, select_said, update_reports_settled

LEAST_NETWORKS = 2
"""Cookies are free, so all guests of one address together count as one report."""


class Why(StrEnum):
    IN_IT = "in_it"
    """I am in it and don't want that."""
    NOT_FOR_ALL = "not_for_all"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reporter:
    guest_id: str
    network: str


@carried_through
async def report_photo(scope: PartyScope, photo_id: str, why: Why, who: Reporter) -> Photo:
    """Record a guest's report about a shown photo. After enough reports the photo waits for a decision."""
    async with scope.database.transaction() as connection:
        party = await select_party(connection, scope.party_id)
        photo = await select_photo(connection, scope.party_id, photo_id)
        if party is None or photo is None or not photo.is_shown:
            raise not_found()
        report = Report(scope.party_id, photo_id, who.guest_id, who.network, why, now_iso())
        is_new = await insert_report(connection, report)
        if is_new:
            # The log names nobody, so that nobody can find out who reported a photo.
            await insert_change(
                connection, scope.party_id, ChangeKind.REPORTED, CLOCK, now_iso(), photo_id, why
            )
        said = (await select_said(connection, scope.party_id, [photo_id])).get(photo_id)
    scope.hub.ring()
    if is_new and said is not None and is_enough(party, said):
        return await take_from_show(scope, photo_id, CLOCK, Reason.REPORTED)
    return photo


def is_enough(party: Party, said: Said) -> bool:
    """Tell whether these reports take a photo down until somebody decides."""
    if party.in_it_hides and said.reasons.get(Why.IN_IT):
        return True
    needed = party.reports_needed
    return 0 < needed <= said.guests and said.networks >= LEAST_NETWORKS


@carried_through
async def report_comment(scope: PartyScope, comment_id: str, why: Why, who: Reporter) -> Comment:
    """Record a guest's report about a shown comment. The same number as for photos takes it down."""
    async with scope.database.transaction() as connection:
        party = await select_party(connection, scope.party_id)
        comment = await select_comment(connection, scope.party_id, comment_id)
        if party is None or comment is None or not comment.is_shown:
            raise not_found()
        is_new = await insert_comment_report(connection, comment, who.guest_id, who.network, why, now_iso())
        if is_new:
            await insert_change(
                connection,
                scope.party_id,
                ChangeKind.COMMENT_REPORTED,
                CLOCK,
                now_iso(),
                comment.photo_id,
                comment_id,
            )
        said = (await select_said_of_comments(connection, scope.party_id, [comment_id])).get(comment_id)
    scope.hub.ring()
    if is_new and said is not None and is_enough(party, said):
        return await let_comment_wait(scope, comment_id, Reason.REPORTED, CLOCK)
    return comment


@carried_through
async def settle_reports(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Note that somebody has checked a photo and keeps it: its reports no longer count."""
    async with scope.database.transaction() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None:
            raise not_found()
        if await update_reports_settled(connection, scope.party_id, photo_id, now_iso()):
            await insert_change(connection, scope.party_id, ChangeKind.KEPT, actor, now_iso(), photo_id)
    scope.hub.ring()
    return photo
