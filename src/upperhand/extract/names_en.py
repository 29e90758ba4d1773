"""What an English name names: by its own words, and by what stands beside it."""

import re
from collections.abc import Sequence
from functools import cache

from upperhand.extract.lexemes import Lexemes, lexemes
from upperhand.extract.tokens_en import TOKENS

WORD = re.compile(r"[^\W_]+(?:[.'’&-][^\W_]+)*")
_INITIAL = "(?:b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w)?"
_FINAL = "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|ui|uo|ue|er|a|o|e|i|u)"
_SYLLABLES = re.compile(f"(?:{_INITIAL}{_FINAL}[-']?){{1,3}}")
_OWN = re.compile(r"['’]s?\s+(?:[a-z-]+\s+)?([a-z-]+)")
_APPOSED = re.compile(r",\s+(?:a|an|the|its|china's|one of)\s+((?:[\w'-]+\s+){0,4}[\w'-]+)")


def key_of(name: str) -> str:
    """The key of a name: its words without legal form, in lower case."""
    words = [
        word for word in TOKENS.findall(name.lower().replace("’", "'")) if word not in lexemes("en").corporate_suffix
    ]
    return " ".join(word for word in words if word not in {"the", "group", "holdings", "holding"}) or name.lower()


@cache
def nation(low: str) -> str:
    """The country that one of the words names, or none."""
    nations = lexemes("en").shapes.nations
    return next((nations[word] for word in WORD.findall(low) if word in nations), "")


@cache
def kind_of(name: str) -> tuple[str, int]:
    """Kind and sureness of a run of capitals; kind "" if it is no name."""
    lexicon = lexemes("en")
    words = [word.lower().replace("’", "'") for word in WORD.findall(name)]
    if not words or all(word in lexicon.not_name or word.isdigit() for word in words):
        return "", 0
    low = " ".join(words)
    if low in lexicon.media:
        return "media", 1
    if words[-1] in lexicon.corporate_suffix and len(words) > 1:
        return "company", 1
    kind = _body(low, words, lexicon)
    if kind:
        return kind, 1
    if low in lexicon.country or low in lexicon.demonym:
        return "place", 1
    if _is_person(words, lexicon):
        return "person", 1
    if len(words) > 1 and words[-1] in lexicon.company_word:
        return "company", 1
    if len(words) == 1 and len(words[0]) < 2:
        return "", 0
    return "unknown", 0


def _body(low: str, words: Sequence[str], lexicon: Lexemes) -> str:
    if low in lexicon.foreign_name:
        return "foreign"
    if any(low == word or low.endswith(" " + word) or low.startswith(word + " ") for word in lexicon.party_word):
        return "party"
    if low in lexicon.state_name:
        return "state"
    if words[-1] in lexicon.state_head or (words[0] in lexicon.of_head and words[0] in lexicon.state_head):
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
