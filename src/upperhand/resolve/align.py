"""The words of two names laid side by side: which stands for which, how alike, and what is left over."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein
from rapidfuzz.distance.LCSseq import similarity as common_subsequence
from rapidfuzz.process import cpdist

from upperhand.resolve.arrays import Array
from upperhand.resolve.names import Name
from upperhand.resolve.syllables import syllables
from upperhand.resolve.words import OTHER_VOWELS, Kind, Word, is_within

ALIKE = 0.62
_RUN_TOGETHER = 0.84
RUN_MAY_LACK = 0.135  # of the letters: the share from which 0.97 of likeness is less than that
_damerau = OSA.distance
_levenshtein = Levenshtein.distance
_jaro = JaroWinkler.similarity


class Pair(NamedTuple):
    """Words `left` and `right` (positions; several where words were run together), how alike they are, and by what."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    alike: float
    how: str


class Alignment(NamedTuple):
    """All pairs, and the positions left over on each side."""

    pairs: list[Pair]
    left: list[int]
    right: list[int]


def align(left: Name, right: Name, is_person: bool = False) -> Alignment:
    """Equal words first, then words run together, then the most alike; each word is used once."""
    a, b = left.words, right.words
    pairs: list[Pair] = []
    free_a, free_b = _equal(a, b, pairs)
    if free_a and free_b:
        free_a, free_b = _run_together(a, b, free_a, free_b, pairs)
    if free_a and free_b:
        free_a, free_b = _most_alike(a, b, free_a, free_b, pairs)
    if (free_a and (free_b or len(a) == 1)) or (free_b and len(b) == 1):
        _spare_parts(left, right, free_a, free_b, pairs, is_person)
    return Alignment(pairs, free_a, free_b)


def _equal(a: tuple[Word, ...], b: tuple[Word, ...], pairs: list[Pair]) -> tuple[list[int], list[int]]:
    texts: list[str | None] = [w.text for w in b]
    free_a: list[int] = []
    for i, w in enumerate(a):
        if w.text in texts:
            j = texts.index(w.text)
            texts[j] = None
            pairs.append(Pair((i,), (j,), 1.0, "same"))
        else:
            free_a.append(i)
    return free_a, [j for j, text in enumerate(texts) if text is not None]


def _run_together(
    a: tuple[Word, ...], b: tuple[Word, ...], free_a: list[int], free_b: list[int], pairs: list[Pair]
) -> tuple[list[int], list[int]]:
    """`Van der Bilt` and `Vanderbilt`: a run of neighbours on one side that makes up one word of the other."""
    if len(free_a) > 1:
        free_a, free_b = _joined(a, b, free_a, free_b, pairs, False)
    if len(free_b) > 1 and free_a:
        free_b, free_a = _joined(b, a, free_b, free_a, pairs, True)
    return free_a, free_b


def _joined(
    many: tuple[Word, ...],
    one: tuple[Word, ...],
    free_many: list[int],
    free_one: list[int],
    pairs: list[Pair],
    is_swapped: bool,
) -> tuple[list[int], list[int]]:
    shortest = _shortest_run(many, free_many)
    for j in list(free_one):
        if not one[j].forms and shortest > len(one[j].text) + 2:
            continue
        best = _best_run(many, free_many, one[j])
        if best:
            run, alike = best
            pairs.append(
                Pair((j,), run, alike, "run together") if is_swapped else Pair(run, (j,), alike, "run together")
            )
            free_many = [i for i in free_many if i not in run]
            free_one = [k for k in free_one if k != j]
    return free_many, free_one


def _best_run(many: tuple[Word, ...], free: list[int], target: Word) -> tuple[tuple[int, ...], float] | None:
    best: tuple[tuple[int, ...], float] | None = None
    parts = {i: _spelled(many[i], target) for i in free}
    lengths = {len(form) for form in target.forms} | {len(target.text)}
    least, most = min(lengths) - 2, max(lengths) + 2
    for start in range(len(free) - 1):
        length = len(parts[free[start]])
        for end in range(start + 1, min(len(free), start + 6)):
            length += len(parts[free[end]])
            if length > most or free[end] - free[end - 1] != 1:
                break
            if length >= least:
                best = _better_run(best, free[start : end + 1], parts, target)
    return best


def _shortest_run(many: tuple[Word, ...], free: list[int]) -> int:
    """How long two neighbours are together at least: most words are too short for any. 0 where that is not known."""
    lengths = [len(many[i].text) for i in free]
    if any(many[i].kind is Kind.HAN for i in free):
        return 0
    return min([before + after for before, after in pairwise(lengths)])


def _better_run(
    best: tuple[tuple[int, ...], float] | None, run: list[int], parts: dict[int, str], target: Word
) -> tuple[tuple[int, ...], float] | None:
    words = [parts[i] for i in run]
    alike = max(_joined_alike("".join(words), target), _joined_alike("".join(words[::-1]), target))
    return (tuple(run), alike) if alike > (best[1] if best else _RUN_TOGETHER) else best


def _spelled(part: Word, target: Word) -> str:
    """A Chinese word is run together with others as it is read, where the other side is Latin."""
    return "".join(syllables(part.text)) if part.kind is Kind.HAN and target.kind is not Kind.HAN else part.text


def _joined_alike(joined: str, target: Word) -> float:
    if joined == target.text or joined in target.forms:
        return 0.97
    if abs(len(joined) - len(target.text)) > 2 or len(joined) < 5:
        return 0.0
    return 0.97 * (1 - float(_damerau(joined, target.text)) / max(len(joined), len(target.text)))


def are_run_together(joined: Sequence[str], texts: Sequence[str]) -> Array:
    """Which of these words, joined, are alike enough to the word beside them, as `_joined_alike` has it."""
    edits = cpdist(joined, texts, scorer=OSA.distance, dtype=np.int32)
    a, b = np.array([len(one) for one in joined]), np.array([len(one) for one in texts])
    alike = 0.97 * (1 - edits / np.maximum(a, b))
    return np.asarray((edits == 0) | ((np.abs(a - b) <= 2) & (a >= 5) & (alike > _RUN_TOGETHER)))


def _most_alike(
    a: tuple[Word, ...], b: tuple[Word, ...], free_a: list[int], free_b: list[int], pairs: list[Pair]
) -> tuple[list[int], list[int]]:
    found = []
    for i in free_a:
        for j in free_b:
            if _too_unlike(a[i], b[j]):
                continue
            alike, how = likeness(a[i], b[j])
            if alike >= ALIKE:
                found.append((-alike, abs(i - j), i, j, how))
    found.sort()
    used_a: set[int] = set()
    used_b: set[int] = set()
    for negative, _, i, j, how in found:
        if i not in used_a and j not in used_b:
            used_a.add(i)
            used_b.add(j)
            pairs.append(Pair((i,), (j,), -negative, how))
    return [i for i in free_a if i not in used_a], [j for j in free_b if j not in used_b]


def _too_unlike(a: Word, b: Word) -> bool:
    """Whether two words of letters are told apart by their lengths alone."""
    if a.kind is not Kind.WORD or b.kind is not Kind.WORD or a.groups or a.abjad or b.abjad or a.bones == b.bones:
        return False
    return _shorter_by(a.text, b.text) and _shorter_by(a.sound, b.sound)


def _shorter_by(a: str, b: str) -> bool:
    short, long = (len(a), len(b)) if len(a) < len(b) else (len(b), len(a))
    return short < ALIKE * long


def likeness(a: Word, b: Word) -> tuple[float, str]:
    """How alike two words are, in [0, 1], and by what: the tables decide before spelling distance does."""
    if a.text == b.text:
        return 1.0, "same"
    if a.kind is Kind.NUMBER or b.kind is Kind.NUMBER:
        return 0.0, ""
    if a.kind is Kind.HAN or b.kind is Kind.HAN:
        return _han(a, b)
    if a.kind is Kind.PARTICLE or b.kind is Kind.PARTICLE:
        return (0.98, "particle") if a.groups & b.groups and a.kind is b.kind else (0.0, "")
    if a.kind is Kind.INITIAL or b.kind is Kind.INITIAL:
        return (0.8, "initial") if a.text[0] == b.text[0] else (0.0, "")
    if a.groups and not a.groups.isdisjoint(b.groups):
        return (
            (0.95, "place") if a.kind is Kind.PLACE else (0.94 if _jaro(a.text, b.text) > 0.7 else 0.88, "name table")
        )
    if a.kind is Kind.PLACE and b.kind is Kind.PLACE:
        return 0.0, ""  # Hunan is no misspelled Hainan
    return _spelling(a, b)


def _spelling(a: Word, b: Word) -> tuple[float, str]:
    longest = max(len(a.text), len(b.text))
    if (a.abjad or b.abjad) and a.bones and b.bones:
        return _unvowelled(a, b)
    if a.sound == b.sound and longest > 2:
        return 0.95, "sound"
    spelled = 1 - _damerau(a.text, b.text) / longest
    spoken = 0.96 * (1 - _levenshtein(a.sound, b.sound) / max(len(a.sound), len(b.sound), 1))
    if a.bones == b.bones and len(a.bones) > 1 and spoken > 0.5:
        spoken = max(spoken, 0.86 + 0.01 * min(len(a.bones), 6))
        return (spoken, "consonants") if spoken > spelled else (spelled, "spelling")
    return (spoken, "sound") if spoken > spelled else (spelled, "spelling")


def _unvowelled(a: Word, b: Word) -> tuple[float, str]:
    """Arabic and Hebrew leave short vowels out, and write long u and i like v and y."""
    bones_a, bones_b = a.bones.replace("v", "").replace("h", ""), b.bones.replace("v", "").replace("h", "")
    if a.bones == b.bones:
        is_alike = is_within(a.sound, b.sound) or is_within(b.sound, a.sound)
        return (0.93 if is_alike else 0.93 - OTHER_VOWELS), "consonants"
    if bones_a == bones_b and bones_a:
        return 0.9, "consonants"
    return 0.9 * (1 - _levenshtein(bones_a, bones_b) / max(len(bones_a), len(bones_b), 2)), "consonants"


def _han(a: Word, b: Word) -> tuple[float, str]:
    if a.kind is b.kind:
        shorter, longer = sorted((a.text, b.text), key=len)
        common = common_subsequence(shorter, longer)
        if common == len(shorter) and len(shorter) > 1:
            return 0.75 + 0.2 * len(shorter) / len(longer), "short form"
        if a.forms & b.forms:
            return 0.9, "reading"
        return 0.9 * common / len(longer), "characters"
    chinese, other = (a, b) if a.kind is Kind.HAN else (b, a)
    if other.text in chinese.forms:
        return 0.96, "reading"
    if len(other.text) < 4 or not chinese.forms:
        return 0.0, ""
    best = max(1 - _levenshtein(other.text, form) / max(len(form), len(other.text)) for form in chinese.forms)
    return 0.9 * best, "reading"


def _spare_parts(
    left: Name, right: Name, free_a: list[int], free_b: list[int], pairs: list[Pair], is_person: bool
) -> None:
    """An abbreviation on one side for several words of the other: CNOOC, `JC` for Jean-Claude."""
    for own, other, mine, theirs, is_swapped in (
        (left, right, free_a, free_b, False),
        (right, left, free_b, free_a, True),
    ):
        if len(mine) != 1 or own.words[mine[0]].kind is not Kind.WORD:
            continue
        text = own.words[mine[0]].text
        if text in other.letters and not is_person:
            pairs.clear()
            run, how = tuple(range(len(other.words))), "abbreviation"
        elif (
            len(text) in (2, 3)
            and len(theirs) >= 2
            and text == "".join(other.words[j].text[0] for j in theirs[: len(text)])
        ):
            run, how = tuple(theirs[: len(text)]), "initial"
        else:
            continue
        pairs.append(Pair(run, (mine[0],), 0.8, how) if is_swapped else Pair((mine[0],), run, 0.8, how))
        mine.clear()
        theirs[:] = [j for j in theirs if j not in run]
        return
