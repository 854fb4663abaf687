"""The photos of a folder's page, with the same markup as _photo.html writes for the gallery.

So the page shows and prints everything without its script. The script adds the viewer and the search.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from markupsafe import escape

from app.base.i18n import gettext
from app.base.told import told_day
from app.records.comment import Comment
from app.records.photo import Photo
from app.records.rendition import StoredRendition

S_PER_MINUTE = 60
MS_PER_S = 1000


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A rendition, and its path in the folder."""

    rendition: StoredRendition
    path: str


def photo_item(
    number: int, photo: Photo, files: Sequence[PictureFile], comments: Sequence[Comment] = ()
) -> str:
    """Return the element of a photo. `data-photo` has the facts for the viewer."""
    by_name = {file.rendition.name: file for file in files}
    thumb = by_name.get("thumb") or files[0]
    large = by_name.get("clip") or by_name.get("wall") or files[0]
    is_video = photo.moves and "clip" in by_name
    caption = "" if photo.is_card else photo.caption
    told = {
        "id": str(number),
        "author": photo.author,
        "caption": photo.caption,
        "tags": list(photo.tags),
        "said": [f"{one.author}: {one.text}" if one.author else one.text for one in comments],
        "width": photo.width,
        "height": photo.height,
        "media": "video" if is_video else "card" if photo.is_card else "photo",
        "created_at": photo.happened_at or photo.created_at,
        "renditions": [
            {
                "name": file.rendition.name,
                "url": quote(file.path),
                "width": file.rendition.width,
                "height": file.rendition.height,
                "type": file.rendition.type,
            }
            for file in files
        ],
    }
    size = thumb.rendition
    return (
        f'<li class="photo" data-id="{number}" data-photo="{escape(json.dumps(told, ensure_ascii=False))}">'
        f'<a class="photo__link" href="{quote(large.path)}">'
        f'<img class="photo__picture" decoding="async" loading="lazy" alt="{escape(_description(photo))}"'
        f' width="{size.width}" height="{size.height}" src="{quote(thumb.path)}">'
        f"{_video_mark(photo) if is_video else ''}"
        '<span class="photo__words" aria-hidden="true">'
        f'<span class="photo__author" dir="auto">{escape(photo.author)}</span>'
        f'<span class="photo__caption" dir="auto">{escape(caption)}</span></span></a></li>\n'
    )


def chapter_begin(title: str, number: int, at: datetime, chapters: int) -> str:
    """Return the opening of a chapter. A single chapter has no heading."""
    if chapters == 1 and not title:
        return '<section class="folder__chapter"><ul class="grid">\n'
    return (
        f'<section class="folder__chapter" id="chapter-{number + 1}"><h2 class="folder__heading">'
        f'<span dir="auto">{escape(title or told_day(at))}</span></h2><ul class="grid">\n'
    )


def chapter_end() -> str:
    return "</ul></section>\n"


def _video_mark(photo: Photo) -> str:
    seconds = max(1, round((photo.duration_ms or 0) / MS_PER_S))
    return (
        '<span class="video-mark" aria-hidden="true"><svg class="icon"><use href="#play"></use></svg>'
        f"<span>{seconds // S_PER_MINUTE}:{seconds % S_PER_MINUTE:02}</span></span>"
    )


def _description(photo: Photo) -> str:
    words = {"name": photo.author, "caption": photo.caption}
    if photo.moves:
        if photo.author and photo.caption:
            return gettext("Video by {name}: {caption}").format(**words)
        if photo.author:
            return gettext("Video by {name}").format(**words)
        return gettext("Video: {caption}").format(**words) if photo.caption else gettext("Video")
    if photo.author and photo.caption:
        return gettext("Photo by {name}: {caption}").format(**words)
    if photo.author:
        return gettext("Photo by {name}").format(**words)
    return gettext("Photo: {caption}").format(**words) if photo.caption else gettext("Photo")
