"""Words as features of a name in a text: those of the name itself, and those that stand beside it."""

import re
from functools import lru_cache

_WORD = re.compile(r"[a-z][a-z'-]*|\d+|[^\s\w]|[\u4e00-\u9fff]")
_REACH, BETWEEN, MOST = 24, 80, 14  # characters beside a name, characters and words between two


@lru_cache(4096)
def words(text: str) -> tuple[str, ...]:
    """The words, numbers, signs and Chinese characters of a folded text, in order."""
    return tuple(_WORD.findall(text))


@lru_cache(4096)
def named(name: str, language: str) -> tuple[str, tuple[str, ...]]:
    """With what a name ends, and its features."""
    own = words(name.lower())
    head = "".join(own[-2:]) if language == "zh" else (own or ("",))[-1]
    return head, (f"h:{head}", *(f"n:{word}" for word in own[-6:]))


def opening(folded: str, start: int, end: int) -> tuple[str, ...]:
    """The words with which a stretch of a text begins."""
    return words(folded[start : min(start + _REACH, end)])


def beside(folded: str, name: tuple[int, int], within: tuple[int, int], lever: str, nearest: int) -> list[str]:
    """Features of what stands before and after a name in a stretch of a text; the `nearest` words before it also with the lever."""
    before = words(folded[max(within[0], name[0] - _REACH) : name[0]])[-3:]
    after = words(folded[name[1] : min(within[1], name[1] + _REACH)])[:3]
    found = [f"p{at}:{word}" for at, word in enumerate(reversed(before))]
    found += [f"f{at}:{word}" for at, word in enumerate(after)]
    found += [f"P:{''.join(before[-2:])}", f"F:{' '.join(after[:2])}"]
    return [*found, *(f"f:{lever}:{word}" for word in after[:2]), *(f"p:{lever}:{word}" for word in before[-nearest:])]


def between(folded: str, name: tuple[int, int], other: tuple[int, int]) -> tuple[str, int, tuple[str, ...]]:
    """On which side of the other the name stands (l or r), how many characters are between (below 0 where they overlap), and the words
    there, `far` for too many."""
    left, right = sorted([name, other])
    gap = right[0] - left[1]
    told = words(folded[left[1] : right[0]])[:MOST] if 0 <= gap <= BETWEEN else ("far",)
    return ("l" if left[0] == name[0] else "r"), gap, told
