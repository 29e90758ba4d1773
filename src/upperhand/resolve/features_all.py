"""`features` for many pairs of names at once, in arrays; tested against it value by value."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cpdist

from upperhand.resolve import features
from upperhand.resolve.align_all import NUMBER_OF, Aligned, align_all
from upperhand.resolve.arrays import Array
from upperhand.resolve.names import Name
from upperhand.resolve.words import Kind
from upperhand.resolve.wordtable import WIDEST, NameRows, WordColumns, tables

_NARROW = 4
_BY_SOUND = [number for how, number in NUMBER_OF.items() if how in features.BY_SOUND]
_FUZZY = [number for how, number in NUMBER_OF.items() if how in features.FUZZY]
_PLACE = {feature.__name__: place for place, feature in enumerate(features.FEATURES)}


def name_features(left: Sequence[Name], right: Sequence[Name], pairs: Array, is_person: Array) -> Array:
    """The features of pairs of names (rows of `pairs`: the numbers of a left and a right one), a row for each."""
    words, lefts, rights = tables(left, right)
    values = np.zeros((len(pairs), len(features.FEATURES)))
    scripts = lefts.script[pairs[:, 0]], rights.script[pairs[:, 1]]
    is_ordinary = (scripts[0] >= 0) & (scripts[0] == scripts[1])
    most = np.maximum(lefts.counts[pairs[:, 0]], rights.counts[pairs[:, 1]])
    rare = [np.flatnonzero(~is_ordinary)]
    for width, chosen in ((_NARROW, most <= _NARROW), (WIDEST, most > _NARROW)):
        rows = np.flatnonzero(is_ordinary & chosen)
        if len(rows):
            values[rows], is_rare = _compared(words, lefts, rights, pairs[rows], is_person[rows], width)
            rare.append(rows[is_rare])
    for row in np.concatenate(rare).tolist():
        a, b = pairs[row].tolist()
        values[row] = features.features(features.compare_names(left[a], right[b], bool(is_person[row])))
    return values


def _compared(
    words: WordColumns, lefts: NameRows, rights: NameRows, pairs: Array, is_person: Array, width: int
) -> tuple[Array, Array]:
    a, b = pairs.T
    found = align_all(
        words, lefts.rows[a, :width], rights.rows[b, :width], lefts.letters[a], rights.letters[b], is_person
    )
    compared = _Compared(words, found, lefts, rights, a, b, is_person)
    columns = compared.columns()
    return np.stack([columns[feature.__name__] for feature in features.FEATURES], axis=1), found.rare


class _Compared:
    """The arrays that several features share: see `features.Comparison`."""

    def __init__(
        self,
        words: WordColumns,
        found: Aligned,
        lefts: NameRows,
        rights: NameRows,
        a: Array,
        b: Array,
        is_person: Array,
    ) -> None:
        self.words, self.found, self.lefts, self.rights, self.a, self.b = words, found, lefts, rights, a, b
        self.is_person = is_person
        row = np.arange(len(a))[:, None]
        self.is_matched = found.i >= 0
        self.mine, self.theirs = found.left[row, found.i], found.right[row, found.j]
        self.weights = (
            np.where(self.is_matched, words.weight[self.mine], 0.0),
            np.where(self.is_matched, words.weight[self.theirs], 0.0),
        )
        self.matched = self.is_matched.sum(axis=1)
        self.is_fuzzy = self.is_matched & np.isin(found.how, _FUZZY)

    def columns(self) -> dict[str, Array]:
        """Each feature by its name."""
        return {**self._covered(), **self._spare(), **self._spelled(), **self._whole()}

    def _covered(self) -> dict[str, Array]:
        alike, (mine, theirs) = self.found.alike, self.weights
        left, right = _summed(alike * mine), _summed(alike * theirs)
        weights = self.lefts.weight[self.a], self.rights.weight[self.b]
        shares = left / weights[0], right / weights[1]
        extra = 1 - np.minimum(*shares)
        return {
            "words_in_common": (left + right) / (weights[0] + weights[1]),
            "better_covered": np.maximum(*shares),
            "telling_words": np.minimum(1.0, (left + right) / 8),
            "rarest_word": (alike * np.minimum(mine, theirs)).max(axis=1),
            "extra_share": extra,
            "person_extra_words": np.where(self.is_person, extra, 0.0),
            "unlikeness": np.minimum(1.0, _summed(np.where(self.is_matched, (1 - alike) * mine, 0.0))),
        }

    def _spare(self) -> dict[str, Array]:
        free = self.found.free_left, self.found.free_right
        numbers = self.found.left, self.found.right
        weights = [np.where(f, self.words.weight[n], 0.0) for f, n in zip(free, numbers, strict=True)]
        telling = [_summed(np.where(self.words.is_telling[n], w, 0.0)) for n, w in zip(numbers, weights, strict=True)]
        different = np.minimum(np.minimum(*telling), 1.5)
        number = [(f & (self.words.kind[n] == Kind.NUMBER)).any(axis=1) for f, n in zip(free, numbers, strict=True)]
        place = [(f & self.words.is_place[n]).any(axis=1) for f, n in zip(free, numbers, strict=True)]
        rarest = [w.max(axis=1) for w in weights]
        is_spare = [f.any(axis=1) for f in free]
        row = np.arange(len(self.a))
        last = self.lefts.counts[self.a] - 1, self.rights.counts[self.b] - 1
        ends = [np.minimum(weights[0][row, i], weights[1][row, j]) for i, j in ((0 * row, 0 * row), last)]
        return {
            "different_words": different,
            "person_different_words": np.where(self.is_person, different, 0.0),
            "different_rare_words": np.minimum(*rarest),
            "first_words_differ": ends[0],
            "last_words_differ": ends[1],
            "extra_rare_word": np.where(is_spare[0] ^ is_spare[1], np.maximum(*rarest), 0.0),
            "extra_words": np.minimum(np.abs(telling[0] - telling[1]), 2.0),
            "numbers_differ": number[0] & number[1],
            "number_missing": number[0] ^ number[1],
            "places_differ": place[0] & place[1],
            "place_missing": place[0] ^ place[1],
        }

    def _spelled(self) -> dict[str, Array]:
        words, found = self.words, self.found
        unlike = np.where(self.is_fuzzy, 1 - found.alike, 0.0)
        known = words.known[self.mine], words.known[self.theirs]
        other_first = words.first[self.mine] != words.first[self.theirs]
        is_initial = found.how == NUMBER_OF["initial"]
        least = np.where(self.is_matched & ~is_initial, found.alike, 1.0).min(axis=1)
        number = np.maximum(self.matched, 1)
        return {
            "least_alike": 1 - least,
            "only_slips": (~self.is_fuzzy | self._slips()).all(axis=1),
            "two_known_words": np.where(known[0] & known[1], unlike, 0.0).max(axis=1),
            "unknown_spelling": np.where(known[0] != known[1], unlike, 0.0).max(axis=1),
            "other_first_letter": (other_first & (found.how == NUMBER_OF["spelling"])).any(axis=1),
            "same_by_sound": np.isin(found.how, _BY_SOUND).sum(axis=1) / number,
            "initials": is_initial.sum(axis=1) / number,
        }

    def _slips(self) -> Array:
        """Which words that are alike differ by one letter, and are long."""
        row, place = np.nonzero(self.is_fuzzy)
        mine, theirs = self.mine[row, place], self.theirs[row, place]
        texts = self.words.texts
        edits = cpdist(
            [texts[w] for w in mine.tolist()],
            [texts[w] for w in theirs.tolist()],
            scorer=Levenshtein.distance,
            dtype=np.int32,
        )
        found = np.zeros(self.is_fuzzy.shape, bool)
        found[row, place] = (edits == 1) & (self.words.length[mine] > 4)
        return found

    def _whole(self) -> dict[str, Array]:
        names = [
            (self.lefts.names[a], self.rights.names[b]) for a, b in zip(self.a.tolist(), self.b.tolist(), strict=True)
        ]
        found = self.found
        kinds = self.words.kind[found.left], self.words.kind[found.right]
        named = [((kind == Kind.WORD) | (kind == Kind.HAN)).sum(axis=1) for kind in kinds]
        nothing = np.zeros(len(names))
        with_forms = [(row, *pair) for row, pair in enumerate(names) if pair[0].forms and pair[1].forms]
        same_form, other_form = np.zeros(len(names), bool), np.zeros(len(names), bool)
        for row, left, right in with_forms:
            other_form[row] = left.forms.isdisjoint(right.forms)
            same_form[row] = not other_form[row]
        all_same = (~self.is_matched | (found.how == NUMBER_OF["same"])).all(axis=1)
        return {
            "abbreviation": nothing,
            "other_script": nothing,
            "legal_forms_differ": other_form,
            "legal_form_same": same_form,
            "order_differs": self._order(),
            "one_word": (named[0] < 2) | (named[1] < 2),
            "person": self.is_person,
            "letters_alike": cpdist(
                [a.compact for a, _ in names],
                [b.compact for _, b in names],
                scorer=JaroWinkler.similarity,
                dtype=np.float64,
            ),
            "identical": all_same & ~found.free_left.any(axis=1) & ~found.free_right.any(axis=1),
        }

    def _order(self) -> Array:
        """The share of neighbours among the matched words that stand the other way round in the right name."""
        place_of = np.full(self.found.left.shape, -1)
        row, k = np.nonzero(self.is_matched)
        place_of[row, self.found.i[row, k]] = self.found.j[row, k]
        before, falls = np.full(len(self.a), -1), np.zeros(len(self.a))
        for column in place_of.T:
            falls += (column >= 0) & (before > column)
            before = np.where(column >= 0, column, before)
        explained = self.lefts.is_comma[self.a] | self.rights.is_comma[self.b] | (self.matched < 2)
        return np.where(explained, 0.0, falls / np.maximum(self.matched - 1, 1))


def _summed(values: Array) -> Array:
    """The sum of each row, added up in order as Python does."""
    total = np.zeros(len(values))
    for column in values.T:
        total = total + column
    return total
