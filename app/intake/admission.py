"""What may be sent now: photos, and videos if the machine and the host accept them, each up to its limit."""

from dataclasses import dataclass

from app.base.errors import not_found, too_large, video_not_supported, video_too_large, videos_off
from app.media.sniff import MediaType, refusal_of, sniff
from app.parties.scope import PartyScope
from app.processing.refusals import BusyError, refusal_error
from app.records.clip import select_clip_jobs_waiting
from app.records.party import select_party

MAX_WAITING_CLIPS = 200
"""Some hours of work. The sender of one more video is asked to try again later."""
BYTES_PER_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SizeLimits:
    max_photo_mb: int
    max_video_mb: int

    def max_bytes(self, has_video_codec: bool) -> int:
        """Return the size limit for a file of yet unknown type."""
        return max(self.max_photo_mb, self.max_video_mb if has_video_codec else 0) * BYTES_PER_MB

    def max_bytes_of(self, media_type: MediaType) -> int:
        return (self.max_video_mb if media_type.is_video else self.max_photo_mb) * BYTES_PER_MB


async def admit_type(scope: PartyScope, head: bytes) -> MediaType:
    """Return the type of a file with these first bytes. Raises if this type is not accepted, or not now."""
    media_type = sniff(head)
    if media_type is None:
        raise refusal_error(refusal_of(head))
    if not media_type.is_video:
        return media_type
    if not scope.has_video_codec:
        raise video_not_supported()
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
        waiting = await select_clip_jobs_waiting(connection, scope.party_id)
    if party is None:
        raise not_found()
    if not party.videos_allowed:
        raise videos_off()
    if waiting >= MAX_WAITING_CLIPS:
        raise BusyError(waiting)
    return media_type


async def admit(scope: PartyScope, limits: SizeLimits, head: bytes, size: int) -> MediaType:
    """Do the same, and raise, too, if `size` bytes are too large for this type."""
    admitted = await admit_type(scope, head)
    if size > limits.max_bytes_of(admitted):
        raise (video_too_large(limits.max_video_mb) if admitted.is_video else too_large(limits.max_photo_mb))
    return admitted
