"""The host clears abandoned uploads."""

from datetime import timedelta

from app.base.clock import now, to_iso
from app.intake.uploads import end_upload
from app.parties.scope import PartyScope, carried_through
from app.records.upload_share import select_receiving_ids
from app.storage import Partials

LEFT_AFTER = timedelta(minutes=10)
"""A phone that sends again within this time can resume. Older uploads are cleared."""
PAGE = 5_000


@carried_through
async def clear_unfinished(scope: PartyScope, partials: Partials) -> int:
    """End the party's uploads that have received nothing for LEFT_AFTER. Return how many those were."""
    written = await partials.last_written()
    left_before = now() - LEFT_AFTER
    async with scope.database.reading() as connection:
        ids = await select_receiving_ids(connection, scope.party_id, to_iso(left_before), PAGE)
    cleared = 0
    for upload_id in ids:
        is_left = written.get(upload_id, 0.0) < left_before.timestamp()
        # The clock may have jumped while bytes arrive.
        if is_left and not await partials.is_held(upload_id):
            cleared += await end_upload(scope, partials, upload_id)
    return cleared
