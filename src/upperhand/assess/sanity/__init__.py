"""Figures and calendars that cannot be right: each check is a function whose docstring is what users read.

`check_document(document, claims=()) -> tuple[Finding, ...]` reads the whole text, not only the claims; findings carry
the
claims whose words they concern. `CHECKS` names all checks; limits, levels and examples stand in `data/sanity.toml`.
"""

from upperhand.assess.sanity.run import CHECKS, check_claims, check_document, check_documents, explain

__all__ = ["CHECKS", "check_claims", "check_document", "check_documents", "explain"]
