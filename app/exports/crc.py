"""CRC-32 arithmetic that Python's zlib lacks: append zeros without reading them, and find four chosen bytes.

After Mark Adler's crc32_combine in zlib 1.2.12 (multmodp, x2nmodp). Polynomials are reflected: the highest
bit is x to the power of 0.
"""

POLYNOMIAL = 0xEDB88320
ALL = 0xFFFFFFFF
ONE = 1 << 31


def crc32_with_zeros(crc32: int, zeros: int) -> int:
    """Return the CRC-32 of data with `crc32` followed by this many zero bytes."""
    return _product(_power_of_x(8 * zeros), crc32 ^ ALL) ^ ALL


def four_bytes(crc32: int, wanted: int) -> bytes:
    """Return the four bytes that, appended to data with `crc32`, give the CRC-32 `wanted`."""
    register = wanted ^ ALL
    for _ in range(4):
        index = INDEX_OF[register >> 24]
        register = ((register ^ TABLE[index]) << 8 | index) & ALL
    return (register ^ crc32 ^ ALL).to_bytes(4, "little")


def _entry(index: int) -> int:
    for _ in range(8):
        index = index >> 1 ^ POLYNOMIAL if index & 1 else index >> 1
    return index


TABLE = [_entry(index) for index in range(256)]
INDEX_OF = {entry >> 24: index for index, entry in enumerate(TABLE)}


def _product(a: int, b: int) -> int:
    product, bit = 0, ONE
    while bit:
        if a & bit:
            product ^= b
        b = b >> 1 ^ POLYNOMIAL if b & 1 else b >> 1
        bit >>= 1
    return product


def _power_of_x(exponent: int) -> int:
    power, square = ONE, ONE >> 1
    while exponent:
        if exponent & 1:
            power = _product(power, square)
        square = _product(square, square)
        exponent >>= 1
    return power
