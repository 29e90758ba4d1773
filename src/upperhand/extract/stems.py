"""The stems of English words."""

_STEMS: dict[str, str] = {}


def stem(word: str) -> str:
    """A word without its commonest endings, and a number as its shape."""
    known = _STEMS.get(word)
    if known is None:
        known = _STEMS[word] = _stem(word)
        if len(_STEMS) > 100_000:
            _STEMS.clear()
    return known


def _stem(word: str) -> str:
    if word[0].isdigit():
        return "#" * min(len(word), 5)
    for ending in ("'s", "ies", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word
