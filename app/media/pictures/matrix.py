"""Find the YUV matrix of a frame's colours, even if the frame does not name it."""

from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace

# FFmpeg's numbers (ISO/IEC 23091-2, matrix coefficients).
_MATRICES = {
    1: Colorspace.ITU709,
    4: Colorspace.FCC,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    7: Colorspace.SMPTE240M,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
_HD_HEIGHT = 720


def matrix_of(frame: VideoFrame) -> Colorspace:
    """Return the frame's matrix. Without one, as players do: HD's for a large frame, else television's."""
    told = _MATRICES.get(frame.colorspace)
    if told is not None:
        return told
    return Colorspace.ITU709 if min(frame.width, frame.height) >= _HD_HEIGHT else Colorspace.ITU601
