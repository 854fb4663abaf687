"""The host clears unfinished uploads that nobody goes on with."""

from datetime import timedelta

from app.base.clock import now, to_iso
from app.intake.uploads import end_upload
from app.parties.scope import PartyScope, carried_through
from app.records.upload_share import select_receiving_ids
from app.storage import Partials

LEFT_AFTER = timedelta(minutes=10)
"""A phone that sends again within this time goes on; what came of older ones is cleared."""
PAGE = 5_000


@carried_through
async def clear_unfinished(scope: PartyScope, partials: Partials) -> int:
    """End the party's uploads of which nothing has come for a while; return how many those were."""
    written = await partials.last_written()
    left_before = now() - LEFT_AFTER
    async with scope.database.reading() as connection:
        ids = await select_receiving_ids(connection, scope.party_id, to_iso(left_before), PAGE)
    cleared = 0
    for upload_id in ids:
        is_left = written.get(upload_id, 0.0) < left_before.timestamp()
        # The clock may have jumped while bytes come in.
        if is_left and not await partials.is_held(upload_id):
            cleared += await end_upload(scope, partials, upload_id)
    return cleared
