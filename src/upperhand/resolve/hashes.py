"""Hashes that are the same in every process and on every machine."""

import zlib
from hashlib import blake2b


def hash48(text: str) -> int:
    """What stands for a key in an index."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()[2:], "little")


def hash32(text: str) -> int:
    """A short hash for close-spelling keys: what it finds is looked at again."""
    return zlib.crc32(text.encode())
