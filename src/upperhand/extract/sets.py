"""The annotated sets: those beside the checkout, and the project's own in benchmarks/corpus."""

from collections.abc import Iterator
from pathlib import Path

SHARED = Path(__file__).parents[4] / "shared" / "corpus"
OWN = Path(__file__).parents[3] / "benchmarks" / "corpus"
SETS = {
    "en": ("party", "crackdown", "supply", "world", "essays", "wire", "filings", "seeds", "phrases-en1", "phrases-en2"),
    "zh": ("chinese", "phrases-zh"),
}
# Sets that are judged together by judges that have seen none of them: cross-fitting costs one fit a fold.
FOLDS = {
    "crackdown": "a", "seeds": "a", "phrases-en1": "a", "party": "a", "world": "a", "newsdesk-en": "a", "retold-en": "a",
    "supply": "b", "filings": "b", "phrases-en2": "b", "wire": "b", "essays": "b", "bureau-en": "b", "retold2-en": "b",
    "retold3-en": "b", "retold4-en": "c", "retold5-en": "d", "retold6-en": "c", "pages-en": "c", "pages2-en": "d", "pages3-en": "a",
    "pages4-en": "b", "pages5-en": "c", "pages6-en": "d", "ordinary-en": "b",
    "pages7-en": "b", "pages8-en": "c", "pages9-en": "d", "pages10-en": "a", "pages11-en": "c", "pages12-en": "d", "pages13-en": "a",
    "pages14-en": "b", "pages15-en": "c", "pages16-en": "a", "pages17-en": "d",
    "plain-en": "b", "plain2-en": "a", "plain3-en": "c", "plain4-en": "d",
    "voices-en": "c", "dispatches-en": "c", "letters-en": "d", "snippets-en": "d",
    "voices-zh": "c", "dispatches-zh": "c", "newsdesk-zh": "c", "snippets-zh": "d", "retold-zh": "d",
    "retold2-zh": "d", "retold3-zh": "c", "pages-zh": "c", "pages2-zh": "d",
    "pages3-zh": "0", "pages4-zh": "1", "pages5-zh": "2", "pages6-zh": "c", "ordinary-zh": "0",
    "pages7-zh": "d", "pages8-zh": "0", "pages9-zh": "1", "pages10-zh": "2", "pages11-zh": "d",
    "pages12-zh": "1", "pages13-zh": "0", "plain-zh": "c", "plain2-zh": "0", "plain3-zh": "d", "plain4-zh": "1", "plain5-zh": "2",
}  # fmt: skip
# Single sentences, and texts odder than a newsroom's.
UNLIKE = ("phrases", "snippets", "letters", "voices", "dispatches")
# Everyday prose and ordinary news of companies, with few facts or none: what is no fact is learned here.
PLAIN = ("plain",)
# Texts of ours that state as few facts for their length as real pages do.
SPARSE = ("pages",)
HELD_OUT = frozenset({"newsroom", "chinese2"})


def learned_from(language: str, folder: Path) -> list[Path]:
    """The files that the judges of a language learn from: those of its sets that are in `folder`, then the project's own."""
    shared = [folder / f"{name}.jsonl" for name in SETS[language]]
    return [*(path for path in shared if path.exists()), *sorted(OWN.glob(f"*-{language}.jsonl"))]


def language_of(path: Path) -> str | None:
    """The language in which the judges learn from a file; None for one that they do not learn from."""
    for language, names in SETS.items():
        if path.stem in names or (path.parent == OWN and path.stem.endswith(f"-{language}")):
            return language
    return None


def all_sets(folder: Path = SHARED) -> Iterator[Path]:
    """Every annotated file that is there, held-out ones among them."""
    yield from sorted(folder.glob("*.jsonl"))
    yield from sorted((folder / "unread").glob("*.jsonl"))
    yield from sorted(OWN.glob("*.jsonl"))


def fold_of(name: str, number: int) -> str:
    """The fold of a set's document: the set's own, or its third of the set, where one hand wrote most of a language."""
    return FOLDS.get(name) or (f"{number % 3}" if name in SETS["zh"] else name)
