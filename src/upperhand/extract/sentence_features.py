"""What the judges see of a sentence, whichever topic or target they judge: whom it names, how it is built, what it shows."""

import re

from upperhand.extract.reading import Reading, Sentence

_KINDS = ("company", "unknown", "person", "state", "party", "foreign", "sector", "anaphor", "place", "media")
SENTENCE_NAMES = (
    *(f"n_{kind}" for kind in _KINDS),
    "length",
    "index",
    "is_first",
    "is_last",
    "unfinished",
    "question",
    "digits",
    "money",
    "percent",
    "quoted",
    "we",
    "it",
    "unreal",
    "clauses",
    "goes_on",
    "sentences",
)
_WE_WORDS = frozenset(["we", "our", "us"])
_IT_WORDS = frozenset(["it", "its", "he", "his", "she", "her", "they", "their"])
_UNREAL_WORDS = frozenset(
    ["if", "would", "could", "should", "might", "may", "not", "never", "no", "nobody", "nothing", "without", "unless"]
)
# A fact that the sentence before began: "So is …", "The third got …".
_HEAD_GOES_ON = (
    r"\W*(?:(?:the )?(?:first|second|third|fourth|fifth|others?|rest|same|latter|former|next|last)\b"
    r"|another|both|one of|among|also|as (?:is|are|did|does|had|has)"
    r"|likewise|neither|nor|and|two|three|four|five|six|the (?:two|three|four|five) )\b"
)
_WORDS_GO_ON = (
    r"\bso (?:is|are|did|do|does|had|has|have|was|were)\b"
    r"|\b(?:among (?:them|these|those)|as well|too|likewise|the same|the others?|the rest|in turn|each|respectively)\b"
)
_ON_WORDS = frozenset(  # of which one stands wherever _WORDS_GO_ON matches
    ["so", "among", "well", "too", "likewise", "same", "other", "others", "rest", "turn", "each", "respectively"]
)
_BEGINS_ON, _HAS_WORDS = re.compile(_HEAD_GOES_ON), re.compile(_WORDS_GO_ON)
_GOES_ON = re.compile(
    rf"^{_HEAD_GOES_ON}|{_WORDS_GO_ON}"
    r"|其中|同样|亦|也|均|另有|另一|另外|此外|还有|包括|分别|两家|三家|前者|后者|其余|各"
)
_MONEY_WORDS = frozenset(["yuan", "million", "billion", "crore", "rmb", "euro", "euros"])


def _any_of(words: frozenset[str], more: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words))})\b|{more}")


_WE = _any_of(_WE_WORDS, "本公司|我们|本集团|我司")
_IT = _any_of(_IT_WORDS, "其|该|它|他|自己")
_UNREAL = _any_of(_UNREAL_WORDS, "如果|若|可能|不|未|没|无")
_MONEY = _any_of(_MONEY_WORDS, "[$€£¥₹]|[亿万]?元")
_WORDS = re.compile(r"\w+")
_PERCENT = re.compile(r"%|per\s?cent|成(?!立|为|功|员|果|都|长|本)")


def sentence_row(reading: Reading, sentence: Sentence, number: int) -> list[float]:
    """The features of a sentence that all its topics share."""
    words = reading.folded[sentence.start : sentence.end]
    counts = dict.fromkeys(_KINDS, 0)
    for mention in sentence.mentions:
        if mention.kind in counts:
            counts[mention.kind] += 1
    digits, money, percent, we, it, unreal, goes_on = (_shown_plainly if words.isascii() else _shown)(words)
    return [
        *counts.values(),
        len(words),
        number,
        number == 0,
        number == len(reading.sentences) - 1,
        words[-1] not in ".!?。！？”\"'）)」",
        "?" in words or "？" in words,
        digits,
        money,
        percent,
        '"' in words or "“" in words or "「" in words,
        we,
        it,
        unreal,
        len(sentence.clauses),
        goes_on,
        len(reading.sentences),
    ]


def _shown(words: str) -> tuple[int, bool, bool, bool, bool, bool, bool]:
    """How many digits a sentence has, and whether it shows money, a share, us, others, what is not so, and that a fact goes on."""
    found = [pattern.search(words) is not None for pattern in (_MONEY, _PERCENT, _WE, _IT, _UNREAL, _GOES_ON)]
    return sum(map(str.isdigit, words)), *found  # type: ignore[return-value]


def _shown_plainly(words: str) -> tuple[int, bool, bool, bool, bool, bool, bool]:
    """The same for a sentence in ASCII, in one look at its words."""
    own = set(_WORDS.findall(words))
    digits = sum(map(words.count, "0123456789"))
    money = "$" in words or not own.isdisjoint(_MONEY_WORDS)
    percent = "%" in words or ("cent" in words and _PERCENT.search(words) is not None)
    within = not own.isdisjoint(_ON_WORDS) and _HAS_WORDS.search(words) is not None
    return (
        digits,
        money,
        percent,
        not own.isdisjoint(_WE_WORDS),
        not own.isdisjoint(_IT_WORDS),
        not own.isdisjoint(_UNREAL_WORDS),
        within or _BEGINS_ON.match(words) is not None,
    )
