"""Whether a photo that was frozen in an export may still go out."""

from app.records.export import Taken
from app.records.photo import PhotoState

STATES_SENT = {
    Taken.ALBUM: (PhotoState.SHOWN,),
    # A panic lets photos wait for a while, but the hosts still see them.
    Taken.SHOWN: (PhotoState.SHOWN, PhotoState.WAITING),
    Taken.KEPT: (PhotoState.SHOWN, PhotoState.WAITING, PhotoState.HIDDEN),
    Taken.OWN: (PhotoState.SHOWN, PhotoState.WAITING, PhotoState.HIDDEN),
}


def may_go(taken: Taken, state: PhotoState, *, is_private: bool) -> bool:
    # Its guest made it private meanwhile: then it waits, but not because of a panic.
    if is_private and taken in (Taken.SHOWN, Taken.ALBUM):
        return False
    return state in STATES_SENT[taken]
