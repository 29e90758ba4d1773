"""`align` for many pairs of names at once, in arrays. What stands rarely in names is left to `align`: see `Aligned`."""

from typing import NamedTuple

import numpy as np
from rapidfuzz.distance import OSA, LCSseq, Levenshtein
from rapidfuzz.process import cpdist

from upperhand.resolve import align
from upperhand.resolve.arrays import Array
from upperhand.resolve.words import Kind
from upperhand.resolve.wordtable import WordColumns

HOW = (
    "", "same", "particle", "initial", "place", "name table", "consonants", "sound", "spelling",
    "short form", "reading", "characters",
)  # fmt: skip
NUMBER_OF = {how: number for number, how in enumerate(HOW)}
_SAME, _PARTICLE, _INITIAL = NUMBER_OF["same"], NUMBER_OF["particle"], NUMBER_OF["initial"]
_LONGEST_RUN = 6


class Aligned(NamedTuple):
    """Pairs of names by rows, `left` and `right` the numbers of their words; what `align` says of each.

    The k-th words that were matched: `i` and `j` (places; -1 beyond the last), how alike and by what.
    Rows that are `rare` (equal words in one name, words run together, abbreviations) are not worked out.
    """

    left: Array
    right: Array
    i: Array
    j: Array
    alike: Array
    how: Array
    free_left: Array
    free_right: Array
    rare: Array


def align_all(
    words: WordColumns, left: Array, right: Array, left_letters: Array, right_letters: Array, is_person: Array
) -> Aligned:
    """Lay the words of many pairs of names side by side."""
    pairs, width = left.shape
    found = Aligned(
        left, right,
        np.full((pairs, width), -1), np.full((pairs, width), -1),
        np.zeros((pairs, width)), np.zeros((pairs, width), np.int8),
        left > 0, right > 0, np.zeros(pairs, bool),
    )  # fmt: skip
    matched = _equal(words, found)
    found.rare[:] |= _run_together(words, found, left, right, found.free_left, found.free_right)
    found.rare[:] |= _run_together(words, found, right, left, found.free_right, found.free_left)
    _most_alike(words, found, matched)
    found.rare[:] |= _spare_parts(words, found, left_letters, right_letters, is_person)
    return found


def _equal(words: WordColumns, found: Aligned) -> Array:
    """Match equal words; how many there are in each pair. A name that has a word twice is left to `align`."""
    same = words.text[found.left][:, :, None] == words.text[found.right][:, None, :]
    same &= found.free_left[:, :, None] & found.free_right[:, None, :]
    found.rare[:] |= (same.sum(axis=1) > 1).any(axis=1) | (same.sum(axis=2) > 1).any(axis=1)
    row, i, j = np.nonzero(same & ~found.rare[:, None, None])
    is_matched = np.zeros(found.left.shape, np.intp)
    is_matched[row, i] = 1
    place = (np.cumsum(is_matched, axis=1) - 1)[row, i]
    found.i[row, place], found.j[row, place] = i, j
    found.alike[row, place], found.how[row, place] = 1.0, _SAME
    found.free_left[row, i], found.free_right[row, j] = False, False
    return np.asarray(is_matched.sum(axis=1))


def _run_together(
    words: WordColumns, found: Aligned, many: Array, one: Array, free_many: Array, free_one: Array
) -> Array:
    """Whether several neighbours on one side may be one word of the other."""
    may_be = (free_many.sum(axis=1) > 1) & free_one.any(axis=1) & ~found.rare
    lengths, targets = words.length[many], words.length[one]
    rows: list[Array] = []
    joined: list[str] = []
    aims: list[str] = []
    texts = words.texts
    for size in range(2, min(_LONGEST_RUN, many.shape[1]) + 1):
        for start in range(many.shape[1] - size + 1):
            place = slice(start, start + size)
            total = lengths[:, place].sum(axis=1)[:, None]
            fits = free_one & (np.abs(total - targets) <= align.RUN_MAY_LACK * np.maximum(total, targets))
            row, j = np.nonzero(fits & (may_be & free_many[:, place].all(axis=1))[:, None])
            rows.append(row)
            joined += ["".join([texts[w] for w in run]) for run in many[row, place].tolist()]
            joined += ["".join([texts[w] for w in run[::-1]]) for run in many[row, place].tolist()]
            aims += 2 * [texts[w] for w in one[row, j].tolist()]
            rows.append(row)
    is_run = np.zeros(len(many), bool)
    if joined:
        row = np.concatenate(rows)
        is_run[row[align.are_run_together(joined, aims)]] = True
    return is_run


def _most_alike(words: WordColumns, found: Aligned, matched: Array) -> None:
    """Match the most alike words that are left, then the most alike of the others, and so on."""
    row, i, j = np.nonzero(found.free_left[:, :, None] & found.free_right[:, None, :] & ~found.rare[:, None, None])
    alike, how = likenesses(words, found.left[row, i], found.right[row, j])
    chosen = np.flatnonzero(alike >= align.ALIKE)
    row, i, j, alike, how = row[chosen], i[chosen], j[chosen], alike[chosen], how[chosen]
    order = np.lexsort((j, i, np.abs(i - j), -alike, row))
    while len(order):
        row, i, j, alike, how = row[order], i[order], j[order], alike[order], how[order]
        first = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
        r, fi, fj, place = row[first], i[first], j[first], matched[row[first]]
        found.i[r, place], found.j[r, place], found.alike[r, place], found.how[r, place] = (
            fi,
            fj,
            alike[first],
            how[first],
        )
        found.free_left[r, fi], found.free_right[r, fj] = False, False
        matched[r] += 1
        order = np.flatnonzero(found.free_left[row, i] & found.free_right[row, j])


def likenesses(words: WordColumns, a: Array, b: Array) -> tuple[Array, Array]:
    """`align.likeness` of many pairs of words, both Chinese or none, given by number; by what, as numbers of HOW."""
    alike, how = np.zeros(len(a)), np.zeros(len(a), np.int8)
    kinds = words.kind[a], words.kind[b]
    is_open = (kinds[0] != Kind.NUMBER) & (kinds[1] != Kind.NUMBER)
    chinese = is_open & (kinds[0] == Kind.HAN)
    _chinese(words, a, b, np.flatnonzero(chinese), alike, how)
    is_open &= ~chinese
    particle = is_open & ((kinds[0] == Kind.PARTICLE) | (kinds[1] == Kind.PARTICLE))
    same_particle = particle & (words.group[a] == words.group[b])
    alike[same_particle], how[same_particle] = 0.98, _PARTICLE
    is_open &= ~particle
    initial = is_open & ((kinds[0] == Kind.INITIAL) | (kinds[1] == Kind.INITIAL))
    same_initial = initial & (words.first[a] == words.first[b])
    alike[same_initial], how[same_initial] = 0.8, _INITIAL
    is_open &= ~initial
    grouped = words.has_groups[a] & words.has_groups[b]
    for place in np.flatnonzero(is_open & (grouped | words.abjad[a] | words.abjad[b])).tolist():
        left, right = words.words[a[place]], words.words[b[place]]
        if left.abjad or right.abjad or not left.groups.isdisjoint(right.groups):
            alike[place], by = align.likeness(left, right)
            how[place], is_open[place] = NUMBER_OF[by], False
    is_open &= (kinds[0] != Kind.PLACE) | (kinds[1] != Kind.PLACE)
    _spellings(words, a, b, np.flatnonzero(is_open), alike, how)
    return alike, how


def _spellings(words: WordColumns, a: Array, b: Array, places: Array, alike: Array, how: Array) -> None:
    """As `align._spelling`, where the lengths allow of more than ALIKE."""
    a, b = a[places], b[places]
    longest = np.maximum(words.length[a], words.length[b])
    longest_sound = np.maximum(np.maximum(words.sound_length[a], words.sound_length[b]), 1)
    same_bones = (words.bones[a] == words.bones[b]) & (words.bones_length[a] > 1)
    spelled = 1 - np.abs(words.length[a] - words.length[b]) / longest
    spoken = 0.96 * (1 - np.abs(words.sound_length[a] - words.sound_length[b]) / longest_sound)
    kept = np.flatnonzero((spelled >= align.ALIKE) | (spoken >= align.ALIKE) | same_bones)
    places, a, b, longest, longest_sound = places[kept], a[kept], b[kept], longest[kept], longest_sound[kept]
    same_bones = same_bones[kept]
    of_a, of_b = a.tolist(), b.tolist()
    texts, sounds = words.texts, words.sounds
    edits = cpdist([texts[w] for w in of_a], [texts[w] for w in of_b], scorer=OSA.distance, dtype=np.int32)
    heard = cpdist([sounds[w] for w in of_a], [sounds[w] for w in of_b], scorer=Levenshtein.distance, dtype=np.int32)
    spelled, spoken = 1 - edits / longest, 0.96 * (1 - heard / longest_sound)
    by_bones = same_bones & (spoken > 0.5)
    spoken = np.where(by_bones, np.maximum(spoken, 0.86 + 0.01 * np.minimum(words.bones_length[a], 6)), spoken)
    is_spoken = spoken > spelled
    best = np.where(is_spoken, spoken, spelled)
    by = np.where(is_spoken, np.where(by_bones, NUMBER_OF["consonants"], NUMBER_OF["sound"]), NUMBER_OF["spelling"])
    same_sound = (heard == 0) & (longest > 2)
    alike[places] = np.where(same_sound, 0.95, best)
    how[places] = np.where(same_sound, NUMBER_OF["sound"], by)


def _chinese(words: WordColumns, a: Array, b: Array, places: Array, alike: Array, how: Array) -> None:
    """As `align._han`, for two Chinese words."""
    a, b = a[places], b[places]
    texts = words.texts
    common = cpdist(
        [texts[w] for w in a.tolist()], [texts[w] for w in b.tolist()], scorer=LCSseq.similarity, dtype=np.int32
    )
    shorter, longer = np.minimum(words.length[a], words.length[b]), np.maximum(words.length[a], words.length[b])
    is_short = (common == shorter) & (shorter > 1)
    alike[places] = np.where(is_short, 0.75 + 0.2 * shorter / longer, 0.9 * common / longer)
    how[places] = np.where(is_short, NUMBER_OF["short form"], NUMBER_OF["characters"])
    for place in np.flatnonzero(~is_short).tolist():
        if not words.words[a[place]].forms.isdisjoint(words.words[b[place]].forms):
            alike[places[place]], how[places[place]] = 0.9, NUMBER_OF["reading"]


def _spare_parts(
    words: WordColumns, found: Aligned, left_letters: Array, right_letters: Array, is_person: Array
) -> Array:
    """Whether a word that is left over may be short for several words of the other name."""
    left, right = found.free_left.sum(axis=1), found.free_right.sum(axis=1)
    words_left, words_right = (found.left > 0).sum(axis=1), (found.right > 0).sum(axis=1)
    may_be = ((left > 0) & ((right > 0) | (words_left == 1))) | ((right > 0) & (words_right == 1))
    return np.asarray(
        may_be
        & (
            _is_short(words, found.left, found.free_left, right_letters, right, is_person)
            | _is_short(words, found.right, found.free_right, left_letters, left, is_person)
        )
    )


def _is_short(words: WordColumns, own: Array, free: Array, letters: Array, others: Array, is_person: Array) -> Array:
    word = own[np.arange(len(own)), free.argmax(axis=1)]
    text = words.text[word]
    is_letters = ~is_person & ((text == letters[:, 0]) | (text == letters[:, 1]))
    is_initials = np.isin(words.length[word], (2, 3)) & (others >= 2)
    return np.asarray((free.sum(axis=1) == 1) & (words.kind[word] == Kind.WORD) & (is_letters | is_initials))
