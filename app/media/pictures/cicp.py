"""A colour space as four code points (CICP, ITU-T H.273), as in `nclx` boxes, PNG's `cICP`, and films."""

from dataclasses import dataclass

PQ = 16
HLG = 18
HDR_TRANSFERS = (PQ, HLG)

BT709 = 1
UNSPECIFIED = 2
BT2020 = 9
DISPLAY_P3 = 12


@dataclass(frozen=True, slots=True)
class Cicp:
    """Code points of H.273: colour primaries, transfer characteristics, matrix coefficients; the range."""

    primaries: int
    transfer: int
    matrix: int
    is_full_range: bool

    @property
    def is_hdr(self) -> bool:
        return self.transfer in HDR_TRANSFERS
