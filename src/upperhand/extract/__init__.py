"""extract: documents to claims with verbatim evidence."""

from upperhand.extract.engine import Extractor, extract
from upperhand.extract.explain import Explanation

__all__ = ["Explanation", "Extractor", "extract"]
