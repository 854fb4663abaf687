"""What a photo's row keeps about its public files, and about the heads in its picture, as JSON."""

import json
from dataclasses import astuple, dataclass

from app.media.rendered import Face


@dataclass(frozen=True, slots=True)
class StoredRendition:
    """A public file in the photo's folder. Sizes in px; `type` is a media type."""

    name: str
    file: str
    width: int
    height: int
    type: str


def renditions_json(renditions: tuple[StoredRendition, ...]) -> str:
    return json.dumps(
        [
            {"name": r.name, "file": r.file, "width": r.width, "height": r.height, "type": r.type}
            for r in renditions
        ]
    )


def faces_json(faces: tuple[Face, ...]) -> str:
    return json.dumps([astuple(face) for face in faces])
