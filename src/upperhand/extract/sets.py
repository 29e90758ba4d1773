"""The annotated sets that the judges learn from, by language."""

SETS = {
    "en": ("party", "crackdown", "supply", "world", "essays", "wire", "filings", "seeds", "phrases-en1", "phrases-en2"),
    "zh": ("chinese", "phrases-zh"),
}
LEARNED_FROM = {name: language for language, names in SETS.items() for name in names}
