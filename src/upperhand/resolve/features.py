"""Explained features of a pair of names: each a function whose docstring is what a user reads beside its value."""

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import JaroWinkler, Levenshtein

from upperhand.resolve.align import Pair, align
from upperhand.resolve.names import Name
from upperhand.resolve.words import Kind, Word

_jaro = JaroWinkler.similarity
_distance = Levenshtein.distance
BY_SOUND = frozenset(("sound", "consonants", "particle", "name table", "reading"))
FUZZY = frozenset(("sound", "spelling", "consonants", "characters"))


class Comparison(NamedTuple):
    """Two names, their words side by side, the words left over, and the sums that features are made of."""

    left: Name
    right: Name
    pairs: list[Pair]
    fuzzy: list[Pair]
    spare_left: list[Word]
    spare_right: list[Word]
    left_weight: float
    right_weight: float
    left_covered: float
    right_covered: float
    left_telling: float
    right_telling: float
    rarest: float
    least_alike: float
    unlike: float
    is_person: bool


def compare_names(left: Name, right: Name, is_person: bool = False) -> Comparison:
    """The words of both names laid side by side and weighed."""
    pairs, left_over, right_over = align(left, right, is_person)
    a, b = left.words, right.words
    left_covered = right_covered = rarest = unlike = 0.0
    least, fuzzy = 1.0, []
    for pair in pairs:
        mine, theirs, alike, how = pair
        weight, other = a[mine[0]].weight, b[theirs[0]].weight
        rarest = max(rarest, alike * (weight if weight < other else other))
        left_covered += alike * (weight if len(mine) == 1 else sum([a[i].weight for i in mine]))
        right_covered += alike * (other if len(theirs) == 1 else sum([b[j].weight for j in theirs]))
        if alike < 1.0:
            unlike += (1 - alike) * weight
            if how in FUZZY:
                fuzzy.append(pair)
            if alike < least and how != "initial":
                least = alike
    spare_left, spare_right = [a[i] for i in left_over], [b[j] for j in right_over]
    return Comparison(
        left, right, pairs, fuzzy, spare_left, spare_right, left.weight or 1e-9, right.weight or 1e-9,
        left_covered, right_covered, _telling(spare_left), _telling(spare_right), rarest, least, unlike, is_person,
    )  # fmt: skip


def words_in_common(c: Comparison) -> float:
    """How much of both names, by the weight of their words, stands in the other."""
    return (c.left_covered + c.right_covered) / (c.left_weight + c.right_weight)


def better_covered(c: Comparison) -> float:
    """How much of the better covered name stands in the other: 1 where one name holds the other."""
    return max(c.left_covered / c.left_weight, c.right_covered / c.right_weight)


def telling_words(c: Comparison) -> float:
    """How rare the words in common are: many rare words make a chance match unlikely."""
    return min(1.0, (c.left_covered + c.right_covered) / 8)


def rarest_word(c: Comparison) -> float:
    """The weight of the rarest word that both names have."""
    return c.rarest


def different_words(c: Comparison) -> float:
    """Both names have a telling word that the other lacks."""
    return min(c.left_telling, c.right_telling, 1.5)


def different_rare_words(c: Comparison) -> float:
    """Both names have words left over, and these are rare: not just another generic word."""
    if not c.spare_left or not c.spare_right:
        return 0.0
    return min(max([w.weight for w in c.spare_left]), max([w.weight for w in c.spare_right]))


def first_words_differ(c: Comparison) -> float:
    """Both names begin with a telling word that the other lacks: how rare these are."""
    return _both_left_over(c, 0)


def last_words_differ(c: Comparison) -> float:
    """Both names end with a telling word that the other lacks: how rare these are."""
    return _both_left_over(c, -1)


def extra_rare_word(c: Comparison) -> float:
    """Only one of the names has words left over: how rare the rarest of them is."""
    if bool(c.spare_left) == bool(c.spare_right):
        return 0.0
    return max([w.weight for w in c.spare_left or c.spare_right])


def extra_words(c: Comparison) -> float:
    """One name has telling words beyond the other."""
    return min(abs(c.left_telling - c.right_telling), 2.0)


def extra_share(c: Comparison) -> float:
    """How much of the longer name the other lacks."""
    return 1 - min(c.left_covered / c.left_weight, c.right_covered / c.right_weight)


def least_alike(c: Comparison) -> float:
    """How unlike the least alike pair of matched words is."""
    return 1 - c.least_alike


def unlikeness(c: Comparison) -> float:
    """The unlikeness of all matched words together, by weight."""
    return min(1.0, c.unlike)


def only_slips(c: Comparison) -> float:
    """Where words differ, they differ by one letter, and are long enough for that to be a slip."""
    if not c.fuzzy:
        return 1.0
    return float(all(_edits(c, p) == 1 and len(c.left.words[p.left[0]].text) > 4 for p in c.fuzzy))


def two_known_words(c: Comparison) -> float:
    """Two words are alike, but both are common names in their own right (Castro and Castillo)."""
    if not c.fuzzy:
        return 0.0
    a, b = c.left.words, c.right.words
    both = [1 - p.alike for p in c.fuzzy if a[p.left[0]].known and b[p.right[0]].known]
    return max(both) if both else 0.0


def unknown_spelling(c: Comparison) -> float:
    """Two words are alike, and one of them is no common name: rather a misspelling of the other."""
    if not c.fuzzy:
        return 0.0
    a, b = c.left.words, c.right.words
    one = [1 - p.alike for p in c.fuzzy if a[p.left[0]].known != b[p.right[0]].known]
    return max(one) if one else 0.0


def other_first_letter(c: Comparison) -> float:
    """Two matched words begin with different letters."""
    if not c.fuzzy:
        return 0.0
    a, b = c.left.words, c.right.words
    return float(any(p.how == "spelling" and a[p.left[0]].text[0] != b[p.right[0]].text[0] for p in c.fuzzy))


def same_by_sound(c: Comparison) -> float:
    """The share of matched words that are one name in two transliterations, or stand together in the name tables."""
    return sum([p.how in BY_SOUND for p in c.pairs]) / (len(c.pairs) or 1)


def initials(c: Comparison) -> float:
    """The share of matched words of which one side gives only the first letter."""
    return sum([p.how == "initial" for p in c.pairs]) / (len(c.pairs) or 1)


def abbreviation(c: Comparison) -> float:
    """One name is made of the first letters of the other."""
    return float(len(c.pairs) == 1 and c.pairs[0].how == "abbreviation")


def numbers_differ(c: Comparison) -> float:
    """Both names have a number that the other lacks: Bureau 1 and Bureau 2."""
    if not c.spare_left or not c.spare_right:
        return 0.0
    return float(_has(c.spare_left, Kind.NUMBER) and _has(c.spare_right, Kind.NUMBER))


def number_missing(c: Comparison) -> float:
    """One name has a number and the other has none in its place."""
    if not c.spare_left and not c.spare_right:
        return 0.0
    return float(_has(c.spare_left, Kind.NUMBER) != _has(c.spare_right, Kind.NUMBER))


def places_differ(c: Comparison) -> float:
    """Both names have a place that the other lacks: Bank of China (Hong Kong) and Bank of China (Singapore)."""
    if not c.spare_left or not c.spare_right:
        return 0.0
    return float(_has_place(c.spare_left) and _has_place(c.spare_right))


def place_missing(c: Comparison) -> float:
    """One name has a place that the other lacks."""
    if not c.spare_left and not c.spare_right:
        return 0.0
    return float(_has_place(c.spare_left) != _has_place(c.spare_right))


def legal_forms_differ(c: Comparison) -> float:
    """Both names have a legal form, and not the same."""
    return float(bool(c.left.forms) and bool(c.right.forms) and c.left.forms.isdisjoint(c.right.forms))


def legal_form_same(c: Comparison) -> float:
    """Both names have the same legal form."""
    return float(not c.left.forms.isdisjoint(c.right.forms))


def order_differs(c: Comparison) -> float:
    """The words stand in another order, and no comma explains it."""
    if c.left.is_comma or c.right.is_comma or len(c.pairs) < 2:
        return 0.0
    order = [right[0] for _, right in sorted([(p.left, p.right) for p in c.pairs])]
    return sum([x > y for x, y in pairwise(order)]) / (len(order) - 1)


def one_word(c: Comparison) -> float:
    """One of the names has a single telling word."""
    return float(_has_one_word(c.left) or _has_one_word(c.right))


def person(c: Comparison) -> float:
    """The names are people's."""
    return float(c.is_person)


def person_different_words(c: Comparison) -> float:
    """People's names that both have a word the other lacks: another given name, another family name."""
    return different_words(c) if c.is_person else 0.0


def person_extra_words(c: Comparison) -> float:
    """One of two people's names has further words: a patronymic, a second given name."""
    return extra_share(c) if c.is_person else 0.0


def other_script(c: Comparison) -> float:
    """One name is in Chinese characters and the other is not."""
    return float(c.left.is_han != c.right.is_han)


def letters_alike(c: Comparison) -> float:
    """How alike the names are letter by letter, run together (Jaro-Winkler)."""
    return float(_jaro(c.left.compact, c.right.compact))


def identical(c: Comparison) -> float:
    """Every word of both names is the same."""
    return float(not c.spare_left and not c.spare_right and all(p.how == "same" for p in c.pairs))


FEATURES: tuple[Callable[[Comparison], float], ...] = (
    words_in_common,
    better_covered,
    telling_words,
    rarest_word,
    different_words,
    different_rare_words,
    extra_words,
    extra_share,
    least_alike,
    unlikeness,
    only_slips,
    two_known_words,
    unknown_spelling,
    other_first_letter,
    same_by_sound,
    initials,
    abbreviation,
    numbers_differ,
    number_missing,
    places_differ,
    place_missing,
    legal_forms_differ,
    legal_form_same,
    order_differs,
    one_word,
    person,
    person_different_words,
    person_extra_words,
    other_script,
    letters_alike,
    identical,
    first_words_differ,
    last_words_differ,
    extra_rare_word,
)


def features(c: Comparison) -> list[float]:
    """The values of all features, in the order of FEATURES."""
    return [feature(c) for feature in FEATURES]


def _has(words: list[Word], kind: Kind) -> bool:
    return bool(words) and kind in [w.kind for w in words]


def _has_place(words: list[Word]) -> bool:
    return any(w.is_place for w in words)


def _both_left_over(c: Comparison, place: int) -> float:
    if not c.spare_left or not c.spare_right or not c.left.words or not c.right.words:
        return 0.0
    left, right = c.left.words[place], c.right.words[place]
    if c.spare_left[place] is not left or c.spare_right[place] is not right:
        return 0.0
    return left.weight if left.weight < right.weight else right.weight


def _telling(words: list[Word]) -> float:
    return sum([w.weight for w in words if w.kind is not Kind.TITLE and w.kind is not Kind.PARTICLE]) if words else 0.0


def _has_one_word(name: Name) -> bool:
    kinds = [w.kind for w in name.words]
    return kinds.count(Kind.WORD) + kinds.count(Kind.HAN) < 2


def _edits(c: Comparison, pair: Pair) -> int:
    return int(_distance(c.left.words[pair.left[0]].text, c.right.words[pair.right[0]].text))
