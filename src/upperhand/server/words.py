"""Words for full-text search: Chinese characters stand each for itself, since no space parts the words they make."""

import re

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_EACH = re.compile(f"([{_HAN}])")
_WORD = re.compile(f"[{_HAN}]+|[^\\W_]+")
_LONGEST = 40


def spaced(text: str) -> str:
    """The text with a space about every Chinese character."""
    return _EACH.sub(r" \1 ", text)


def query_of(text: str) -> str:
    """What people type as a full-text query: every word must occur, the last one at least begun; empty if there is none.

    Everything but letters and digits parts words, so that no sign of the query language passes through.
    """
    words = [_phrase(word) for word in _WORD.findall(text)[:_LONGEST]]
    return " AND ".join([*words[:-1], f"{words[-1]}*"]) if words else ""


def _phrase(word: str) -> str:
    return f'"{spaced(word).strip()}"'
