"""Names and groups in English text: runs of capitals by their words, noun phrases by their head."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from upperhand.extract.lexemes import Lexemes, lexemes
from upperhand.extract.mentions import Found

_REST = r"(?:[\w-]|&(?=\w)|\.(?=\w)|['’](?=[A-Z]|s\s(?:Court|Bank|Congress|Government|Procuratorate|Liberation|Republic|Political)))*"
_TOKEN = rf"(?:[A-ZÀ-ÖØ-Þ]{_REST})"
_UPPER = rf"(?:[A-ZÀ-ÖØ-Þ]{_REST}|\d{{1,3}}(?=\s[A-Z]))"
_RUN = re.compile(
    rf"(?<![\w.]){_UPPER}(?:(?:\s{{1,3}}(?:of(?:\sthe)?|for(?:\sthe)?|and|de|la|on)\s{{1,3}}|\s{{1,3}}&\s{{1,3}}|\s{{1,3}}"
    rf"|\.?,\s(?=(?:Inc|Ltd|LLC|Limited|Co\b))|\s?\()(?:{_TOKEN}\)?)(?<=[\w)]))*"
)
_JOINT = re.compile(r"\s+(?:and|of(?:\s+the)?|for(?:\s+the)?|on|de|la)\s+")
_NUMBERS = frozenset(
    ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "first", "second", "third"]
)
_WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_OF_HEADS = frozenset(
    [
        "ministry",
        "commission",
        "administration",
        "bureau",
        "department",
        "council",
        "office",
        "court",
        "committee",
        "house",
        "bank",
        "board",
        "academy",
        "chamber",
        "association",
        "federation",
        "institute",
        "university",
        "school",
        "government",
        "people's",
    ]
)
_OPENS = frozenset(["", ".", "!", "?", ":", '"', "”", "“"])
_SHORT = re.compile(r"\s\((?P<short>[A-ZÀ-ÖØ-Þ][\w&-]*)\)$")
TOKENS = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*")


def runs(text: str, start: int, end: int) -> list[Found]:
    """The capitalised names in one sentence of the raw text, classed by their own words."""
    found: list[Found] = []
    for match in _RUN.finditer(text, start, end):
        for left, right, titled in _pieces(text, match.start(), match.end()):
            kind, sure, skip = _classify(" ".join(text[left:right].split()))
            if kind == "unknown" and titled:
                kind, sure = "person", 1
            if kind == "unknown" and text[left:right].lower() in lexemes("en").common:
                continue
            if kind:
                found.append(_mention(text, left + skip, right, kind, sure))
    return found


def _mention(text: str, start: int, end: int, kind: str, sure: int) -> Found:
    name = " ".join(text[start:end].split())
    country = _nation(name.lower()) if kind in {"state", "foreign", "place", "party"} else ""
    return Found(start, end, name, kind, key_of(name), sure, country=country)


@cache
def _nation(low: str) -> str:
    """The country that one of the words names, or none."""
    nations = lexemes("en").shapes.nations
    return next((nations[word] for word in _WORD.findall(low) if word in nations), "")


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """A run cut at `and`, `of`, `for`, unless they belong to the name of a body, and at titles of people.

    Each piece comes with whether a title stands before it. A short form in brackets at the end (MAZ) is a name of its own.
    """
    opens = text[max(0, start - 3) : start].rstrip()[-1:] in _OPENS
    return [(start + left, start + right, titled) for left, right, titled in _cut(text[start:end], opens)]


@lru_cache(20_000)
def _cut(run: str, opens: bool) -> tuple[tuple[int, int, bool], ...]:
    """The pieces of a run; `opens` says whether it opens its sentence or a quotation."""
    pieces, at, head = [], 0, ""
    short = _SHORT.search(run)
    if short:
        return (*_cut(run[: short.start()], opens), (*short.span("short"), False))
    for joint in _JOINT.finditer(run):
        words = run[at : joint.start()].lower().split()
        head = head or next((word for word in words if word in _OF_HEADS), "")
        if not head:
            pieces.append((at, joint.start()))
            at = joint.end()
    pieces.append((at, len(run)))
    return tuple(part for left, right in pieces for part in _cut_titles(run, left, right, opens))


def _cut_titles(run: str, start: int, end: int, opens: bool) -> list[tuple[int, int, bool]]:
    lexicon = lexemes("en")
    parts, at, titled = [], start, False
    if start:
        opens = run[max(0, start - 3) : start].rstrip()[-1:] in _OPENS
    for word in _WORD.finditer(run, start, end):
        low = word.group().lower()
        edge = low in lexicon.not_name and (word.start() == at or word.end() == end)
        if edge and low in _NUMBERS and word.end() < end and not opens:
            continue  # Seven Bridges Rubber
        if low in lexicon.person_title or edge:
            if word.start() > at:
                parts.append((at, _rstrip(run, at, word.start()), titled))
            at, titled = _lstrip(run, word.end(), end), low in lexicon.person_title
    if at < end:
        parts.append((at, end, titled))
    return [(left, right, after) for left, right, after in parts if right > left]


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return end


def _lstrip(text: str, start: int, end: int) -> int:
    while start < end and not text[start].isalnum():
        start += 1
    return start


def key_of(name: str) -> str:
    """The key of a name: its words without legal form, in lower case."""
    words = [
        word for word in TOKENS.findall(name.lower().replace("’", "'")) if word not in lexemes("en").corporate_suffix
    ]
    return " ".join(word for word in words if word not in {"the", "group", "holdings", "holding"}) or name.lower()


@cache
def _phrases(kind: str) -> frozenset[str]:
    return frozenset(lexemes("en").sets[kind])


@cache
def _classify(name: str) -> tuple[str, int, int]:
    """Kind and sureness of a run of capitals, and how many characters to leave out at its start; kind "" for none."""
    lexicon = lexemes("en")
    words = [word.lower().replace("’", "'") for word in _WORD.findall(name)]
    if not words or all(word in lexicon.not_name or word.isdigit() for word in words):
        return "", 0, 0
    low = " ".join(words)
    if low in lexicon.media:
        return "media", 1, 0
    if words[-1] in lexicon.corporate_suffix and len(words) > 1:
        return "company", 1, 0
    kind = _body(low, words, lexicon)
    if kind:
        return kind, 1, 0
    if low in lexicon.country or low in lexicon.demonym:
        return "place", 1, 0
    if _is_person(words, lexicon):
        return "person", 1, 0
    if len(words) > 1 and words[-1] in lexicon.company_word:
        return "company", 1, 0
    if len(words) == 1 and len(words[0]) < 2:
        return "", 0, 0
    return "unknown", 0, 0


def _body(low: str, words: Sequence[str], lexicon: Lexemes) -> str:
    if low in lexicon.foreign_name:
        return "foreign"
    if any(low == word or low.endswith(" " + word) or low.startswith(word + " ") for word in lexicon.party_word):
        return "party"
    if low in lexicon.state_name:
        return "state"
    if words[-1] in lexicon.state_head or (words[0] in _OF_HEADS and words[0] in lexicon.state_head):
        foreign = words[0] in lexicon.foreign_name or (words[0] in lexicon.demonym and words[0] != "chinese")
        return "foreign" if foreign else "state"
    if any(word in lexicon.state_head for word in words[:-1]) and " of " in f" {low} ":
        return "state"
    return ""


def _is_person(words: Sequence[str], lexicon: Lexemes) -> bool:
    if not 2 <= len(words) <= 4:
        return False
    if words[-1] in lexicon.company_word and words[-1] not in lexicon.surname_pinyin:
        return False
    if words[0] in lexicon.given_name:
        return True
    chinese = words[0] in lexicon.surname_pinyin and len(words) <= 3
    return chinese and all(_SYLLABLES.fullmatch(word) for word in words[1:])


_INITIAL = "(?:b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w)?"
_FINAL = "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|o|e|i|u)"
_SYLLABLES = re.compile(f"(?:{_INITIAL}{_FINAL}[-']?){{1,3}}")


def groups(words: Sequence[str], starts: Sequence[int], first: int, last: int, folded: str, text: str) -> list[Found]:
    """Noun phrases among the tokens `first:last`: sectors, generic state and party bodies, "the firm"."""
    lexicon = lexemes("en")
    found: list[Found] = []
    kinds, pairs = _heads()
    for at in range(first, last):
        kind = kinds.get(words[at])
        if words[at] in pairs and at > first:
            kind = pairs[words[at]].get(words[at - 1], kind)
        if kind is None:
            continue
        left = at
        while left > first and words[left - 1] in lexicon.sector_adjective and _joined(words, starts, left, folded):
            left -= 1
        while left < at and words[left] in {"and", "or", "other", "many", "most", "some", "several", "such", "all"}:
            left += 1
        mention = _phrase(kind, words, starts, first, left, at, folded, text)
        if mention:
            found.append(mention)
    return found


@cache
def _heads() -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The kind of what ends in a word; and for words before which another decides ("central bank"), that of the two."""
    lexicon = lexemes("en")
    heads = {word.split()[-1]: "anaphor" for word in lexicon.shapes.firm_noun}
    heads |= dict.fromkeys(lexicon.shapes.sector_noun, "singular")
    heads |= {word.split()[-1]: "sector" for word in lexicon.shapes.firm_plural}
    heads |= dict.fromkeys(lexicon.shapes.crowd_noun, "crowd")
    pairs: dict[str, dict[str, str]] = {}
    for kind, nouns in (("state", lexicon.shapes.state_noun), ("party", lexicon.shapes.party_noun)):
        for noun in nouns:
            *before, last = noun.split()
            if before:
                pairs.setdefault(last, {})[before[-1]] = kind
            else:
                heads[last] = kind
    return heads, pairs


def _joined(words: Sequence[str], starts: Sequence[int], at: int, folded: str) -> bool:
    end = starts[at - 1] + len(words[at - 1])
    return not folded[end : starts[at]].strip(" \n,") and starts[at] - end <= 4


def _phrase(
    kind: str, words: Sequence[str], starts: Sequence[int], first: int, left: int, at: int, folded: str, text: str
) -> Found | None:
    start, end = starts[left], starts[at] + len(words[at])
    name = " ".join(text[start:end].split())
    if kind == "sector":
        return Found(start, end, name, "sector", name.lower(), 1, generic=left == at)
    if kind == "singular":
        each = left > first and words[left - 1] in {"every", "each", "any", "no"}
        return Found(start, end, name, "sector", name.lower(), 1) if left < at or each else None
    if kind == "crowd":
        return Found(starts[at], end, words[at], "crowd", words[at], 0, generic=True)
    if kind in {"state", "party"}:
        if (
            kind == "state"
            and text[starts[at]].isupper()
            and at > first
            and words[at - 1] not in lexemes("en").determiner
        ):
            return None
        begin = _modifiers(words, starts, first, at, folded)
        whole = " ".join(text[begin:end].split())
        return Found(begin, end, whole, kind, whole.lower(), 0, generic=True, country=_nation(whole.lower()))
    if at > first and words[left - 1 if left > first else first] in {"every", "each", "any"}:
        return Found(start, end, name, "sector", name.lower(), 1)
    return _pointing(words, starts, first, left, at, folded, text)


def _pointing(
    words: Sequence[str], starts: Sequence[int], first: int, left: int, at: int, folded: str, text: str
) -> Found | None:
    """A noun that points back with its determiner: "the … firm"."""
    determined = _determined(words, starts, first, left, folded)
    if determined is None:
        return None
    end = starts[at] + len(words[at])
    return Found(determined, end, " ".join(text[determined:end].split()), "anaphor", words[at], 0, generic=True)


_STATE_MODIFIERS = frozenset(
    [
        "chinese",
        "chinas",
        "china's",
        "beijing's",
        "beijing",
        "local",
        "central",
        "provincial",
        "municipal",
        "city",
        "district",
        "county",
        "state",
        "federal",
        "national",
        "communist",
        "ruling",
        "market",
        "securities",
        "banking",
        "financial",
        "antitrust",
        "anti-monopoly",
        "cyberspace",
        "cyber",
        "internet",
        "tax",
        "customs",
        "public-security",
        "security",
        "military",
        "industry",
        "commerce",
        "finance",
        "foreign",
        "education",
        "justice",
        "prime",
        "hangzhou",
        "shanghai",
        "shenzhen",
        "russian",
        "american",
        "us",
        "u.s",
        "british",
        "indian",
        "european",
        "german",
        "french",
        "japanese",
        "korean",
        "taiwanese",
        "dutch",
        "hungarian",
        "vietnamese",
        "organisation",
        "organization",
        "party",
        "propaganda",
        "discipline",
        "political",
        "top",
        "senior",
        "anti-graft",
        "graft",
        "media",
        "education",
        "data",
        "privacy",
        "competition",
        "telecoms",
        "energy",
        "environmental",
        "health",
        "drug",
        "food",
        "aviation",
        "transport",
        "labour",
        "labor",
    ]
)


def _modifiers(words: Sequence[str], starts: Sequence[int], first: int, at: int, folded: str) -> int:
    left = at
    while (
        left > first and at - left < 3 and words[left - 1] in _STATE_MODIFIERS and _joined(words, starts, left, folded)
    ):
        left -= 1
    return starts[left]


def _determined(words: Sequence[str], starts: Sequence[int], first: int, left: int, folded: str) -> int | None:
    """Where "the … firm" begins, if a determiner stands up to three words before the noun."""
    lexicon = lexemes("en")
    for at in range(left - 1, max(first - 1, left - 5), -1):
        end = starts[at] + len(words[at])
        if folded[end : starts[at + 1]].strip():
            return None
        if words[at] in lexicon.determiner:
            return starts[at]
    return None


JOINS = re.compile(
    r"\s*(?:\([^()]{1,40}\))?\s*(?:[,;]|,?\s*(?:and|or|&|as well as|plus)|;\s*and)\s*(?:\(\d{1,2}\)|\d{1,2}[.)])?\s*(?:the\s+)?"
)
_OWN = re.compile(r"['’]s?\s+(?:[a-z-]+\s+)?([a-z-]+)")
_APPOSED = re.compile(r",\s+(?:a|an|the|its|china's|one of)\s+((?:[\w'-]+\s+){0,4}[\w'-]+)")


def beside_company(folded: str, start: int, end: int) -> bool:
    """Whether what stands beside a name shows that it is a company's: `the insurer …`, `…'s shares`, `…, a maker of`."""
    lexicon = lexemes("en")
    before = folded[max(0, start - 40) : start].rstrip(" ,\"'(").split()[-3:]
    if before and before[-1] in lexicon.firm_noun and folded[start - 1] != ".":
        return True
    if any(" ".join(before[-size:]) in lexicon.company_before for size in (1, 2, 3)):
        return True
    own = _OWN.match(folded, end)
    if own and (own.group(1) in lexicon.company_own or own.group().split()[1] in lexicon.company_own):
        return True
    apposed = _APPOSED.match(folded, end)
    return bool(apposed and any(word.strip(",") in lexicon.firm_noun for word in apposed.group(1).split()))
