"""Which pool renders what: photos and posters each have their own, so that neither waits for the other."""

from pathlib import Path

from app.media.edit import read_edit
from app.media.rendered import Rendered
from app.media.sniff import MediaType
from app.processing.media_pool import MediaPool, PoolClosed
from app.processing.shared_tasks import Left


class Renderer:
    """`posters` is None where videos cannot be opened."""

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
    ) -> Rendered:
        """Render a photo, or a video's poster, as `edit` says; raises what `MediaPool.render` does.

        A video that came while there was a codec waits for the day when there is one again.
        """
        pool = self._posters if MediaType(media_type).is_video else self._pictures
        if pool is None:
            raise PoolClosed
        return await pool.render(
            original, out_dir, party_id=party_id, guest_id=guest_id, edit=read_edit(edit), left=left
        )
