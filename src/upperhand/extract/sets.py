"""The annotated sets that the judges learn from, by language, and where they lie.

`voices-*` are ours, with plainly fictional names, under benchmarks/corpus; the others lie in the folder that is given.
"""

from pathlib import Path

OWN = Path(__file__).parents[3] / "benchmarks" / "corpus"

SETS = {
    "en": ("party", "crackdown", "supply", "world", "essays", "wire", "filings", "seeds", "phrases-en1", "phrases-en2", "voices-en"),
    "zh": ("chinese", "phrases-zh", "voices-zh"),
}
LEARNED_FROM = {name: language for language, names in SETS.items() for name in names}


def file_of(name: str, folder: Path) -> Path:
    """The file of a set: our own, or that of the folder."""
    own = OWN / f"{name}.jsonl"
    return own if own.exists() else folder / f"{name}.jsonl"
