"""extract: documents to claims with verbatim evidence."""

from upperhand.extract.engine import Extractor, extract

__all__ = ["Extractor", "extract"]
