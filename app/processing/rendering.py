"""Choose the pool: photos and posters each have their own, so that neither waits for the other."""

from pathlib import Path

from app.media.edit import read_edit
from app.media.looks.seen import Look
from app.media.rendered import Rendered
from app.media.sniff import MediaType
from app.parties.scope import PartyScope
from app.photos.waiting import is_looked_at
from app.processing.media_pool import MediaPool, PoolClosed
from app.processing.shared_tasks import Left
from app.records.party import select_party
from app.records.photo import Photo


class Renderer:
    """`posters` is None if this machine cannot open videos."""

    def __init__(self, pictures: MediaPool, posters: MediaPool | None) -> None:
        self._pictures = pictures
        self._posters = posters

    async def render(
        self,
        original: Path,
        out_dir: Path,
        *,
        media_type: str,
        party_id: str,
        guest_id: str,
        edit: str = "",
        left: Left | None = None,
        looks: frozenset[Look] = frozenset(),
    ) -> Rendered:
        """Render a photo, or a video's poster, with an edit. Raises what `MediaPool.render` raises.

        A video that came while there was a codec waits until there is one again.
        """
        pool = self._posters if MediaType(media_type).is_video else self._pictures
        if pool is None:
            raise PoolClosed
        return await pool.render(
            original,
            out_dir,
            party_id=party_id,
            guest_id=guest_id,
            edit=read_edit(edit),
            left=left,
            looks=looks,
        )


async def select_looks(scope: PartyScope, photo: Photo) -> frozenset[Look]:
    """Return what a worker must look for in a photo, by its party's settings now."""
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
    is_asked = party is not None and is_looked_at(party, photo)
    return frozenset({Look.NUDITY}) if is_asked else frozenset()
