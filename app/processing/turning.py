"""Turn a photo by quarters and keep its other edits. Hosts do this with many photos at once."""

from app.media.edit import edit_text, read_edit, turned
from app.photos.picture_editing import Wanted
from app.processing.processor import Processor
from app.records.photo import Photo


async def turn_photo(processor: Processor, photo: Photo, quarters: int, actor: str) -> Photo:
    """Make a version that is turned further clockwise. A 409 if the photo was edited since it was read."""
    edit = turned(read_edit(photo.edit), quarters)
    edited = await processor.edit(photo, Wanted(photo.edit_no, edit_text(edit), actor))
    return edited.photo
