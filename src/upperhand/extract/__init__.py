"""extract: documents to claims with verbatim evidence."""

from upperhand.callable_room import make_callable
from upperhand.extract.engine import Extractor, extract
from upperhand.extract.explain import Explanation

__all__ = ["Explanation", "Extractor", "extract"]

make_callable(__name__)
