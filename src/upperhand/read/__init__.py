"""Reading: bytes to documents with one coordinate. What each format needs is imported when its first file comes."""

from upperhand.callable_room import make_callable
from upperhand.read.documents import read, read_source
from upperhand.read.options import ReadOptions, Source
from upperhand.read.sources import find

__all__ = ["ReadOptions", "Source", "find", "read", "read_source"]

make_callable(__name__)
