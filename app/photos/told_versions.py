"""Versions of a photo, as JSON."""

from typing import cast

from app.media.edit import edit_json, read_edit
from app.people.roles import name_in
from app.records.change import HOST
from app.records.photo import Photo
from app.records.version import Version
from app.wire import edit_shapes


def edit_shape(text: str) -> edit_shapes.Edit:
    """Return a stored edit as JSON shape."""
    return cast(edit_shapes.Edit, edit_json(read_edit(text)))


def first_version_json(photo: Photo) -> edit_shapes.Version:
    """Describe a photo as it came, which is its version 0."""
    return {
        "no": 0,
        "edit": {},
        "by": "guest",
        "by_name": photo.author,
        "at": photo.created_at,
        "waits": False,
    }


def version_json(version: Version) -> edit_shapes.Version:
    sort, name = name_in(version.actor)
    return {
        "no": version.no,
        "edit": edit_shape(version.edit),
        "by": sort or (HOST if version.actor == HOST else "guest"),
        "by_name": name,
        "at": version.at,
        "waits": version.waits,
    }
