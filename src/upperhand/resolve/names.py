"""A name taken apart: script, legal forms, numbers, particles, compounds; the form in which names are compared."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from upperhand.resolve import forms, han, scripts, tables
from upperhand.resolve.words import Word, learn, word

LONGEST = 500
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·・]+")
_HAN_NOISE = re.compile(r"[·・()（）\s]")
_BRACKETS = re.compile(r"[()（）\[\]«»„“”\"<>]")
_TONED = re.compile(r"^([a-zü]{1,6})[1-5]$")
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")
_ARTICLES = frozenset(("al", "el", "ul", "ur", "ar", "as", "ash", "az", "ad", "an", "at", "ud", "us", "un"))
_SERVANT = re.compile(
    r"^(?:abd|abdu|abde|abdo|abed)(?:ul|al|el|ol|ur|ar|er|us|as|es|un|an|en|oul|our|ous|ush|ash|ar)?(?=[a-zA-Z]{4,}$)"
)
_FAITH = re.compile(r"^(.{2,}?)(?:u|e|a|i|o)(?:d|l|ll)?d(?:i|ee|ie|y)(?:n|ne)$")

_MAY_BE_COMPOUND = re.compile(r"^ab[de]|d[iey]+ne?$|^u?all?a?h$|^ullah$").search
_OF_GOD = frozenset(("allh", "allah", "alah", "ullah", "uallah"))
_KEPT = 60_000
_NAMES_KEPT = 4_000


class Name(NamedTuple):
    """A name in the form in which names are compared.

    `text` is what was given; `words` the words without legal forms; `forms` the codes of the legal forms;
    `is_han` whether Chinese characters stand in it; `compact` all words run together; `letters` the first letters;
    `weight` is that of all words.
    """

    text: str
    words: tuple[Word, ...]
    forms: frozenset[str]
    is_han: bool
    compact: str
    letters: tuple[str, ...]
    weight: float
    is_comma: bool = False

    @property
    def key(self) -> str:
        """The sorted words: the same for every order of them."""
        return " ".join(sorted(w.text for w in self.words))


_names: dict[str, Name] = {}


def analyse(text: str) -> Name:
    """As `taken_apart`, kept for when the name is met again."""
    found = _names.get(text)
    if found is None:
        if len(_names) >= _NAMES_KEPT:
            _names.clear()
        found = _names[text] = taken_apart(text)
    return found


def analyse_all(texts: Sequence[str]) -> list[Name]:
    """As `analyse` for each: names met for the first time are taken apart together."""
    fresh = [text for text in dict.fromkeys(texts) if text not in _names]
    made = dict(zip(fresh, all_taken_apart(fresh), strict=True))
    found = [made.get(text) or _names[text] for text in texts]
    if len(_names) + len(made) > _NAMES_KEPT:
        _names.clear()
    _names.update(made)
    return found


def forget() -> None:
    """Drop the names that are kept, for measuring."""
    _names.clear()


class _Parts(NamedTuple):
    """The words of a cleaned name, those without its legal forms, the forms' codes, and whether vowels are left out."""

    tokens: list[str]
    rest: list[str]
    codes: tuple[str, ...]
    abjad: bool


def taken_apart(text: str) -> Name:
    """A name taken apart. Names over 500 characters are cut there; callers that must refuse them check before."""
    cleaned = scripts.clean(text[:LONGEST])
    return _mixed(text, cleaned) if scripts.has_han(cleaned) else _joined(text, _parts(cleaned))


def all_taken_apart(texts: Sequence[str]) -> list[Name]:
    """As `taken_apart` for each, quicker together: words that are new are made at once."""
    cleaned = [scripts.clean(text[:LONGEST]) for text in texts]
    parts = [None if scripts.has_han(one) else _parts(one) for one in cleaned]
    learn([(_number(token), p.abjad) for p in parts if p for token in p.rest if (token, p.abjad) not in _plain])
    return [
        _joined(text, part) if part else _mixed(text, one)
        for text, one, part in zip(texts, cleaned, parts, strict=True)
    ]


def _parts(cleaned: str) -> _Parts:
    tokens = forms.tokens(cleaned)
    return _Parts(tokens, *forms.strip(tokens), scripts.is_abjad(cleaned))


def _joined(text: str, parts: _Parts) -> Name:
    words = _words(parts.rest, parts.abjad)
    compact = "".join([w.text for w in words])
    letters = () if parts.abjad else _letters(parts.tokens, parts.rest)
    weight = sum([w.weight for w in words])
    return Name(text, words, frozenset(parts.codes), False, compact, letters, weight, "," in text)


def _mixed(text: str, cleaned: str) -> Name:
    """A name with Chinese characters in it, with or without Latin words around them."""
    found: list[Word] = []
    codes: list[str] = []
    position = 0
    joined = _HAN_NOISE.sub("", cleaned) if not re.search("[a-z]", cleaned) else cleaned
    if "·" in cleaned or "・" in cleaned:
        found = [_foreign(part) for part in re.split("[·・]", cleaned) if part.strip()]
    else:
        for run in _HAN_RUN.finditer(joined):
            found += _words(forms.tokens(joined[position : run.start()]), False)
            rest, form = han.core(run.group().strip("·・"), keep=0 if found else 2)
            codes += [form] if form else []
            found += han.words(rest)
            position = run.end()
        tail, latin_codes = forms.strip(forms.tokens(joined[position:]))
        found += _words(tail, False)
        codes += latin_codes
    words = tuple(found)
    weight = sum([w.weight for w in words])
    return Name(text, words, frozenset(codes), True, "".join([w.text for w in words]), (), weight)


def _foreign(part: str) -> Word:
    """One part of a foreign name written in Chinese characters for its sound."""
    part = part.strip()
    if not scripts.has_han(part):
        return word("".join(forms.tokens(part)) or part)
    return han._word(part, han.readings(part), 0.9)


class _Plain(dict[tuple[str, bool], Word | None]):
    """Words by token, kept since tokens repeat; None where a token may be part of a compound."""

    def __missing__(self, key: tuple[str, bool]) -> Word | None:
        if len(self) > _KEPT:
            self.clear()
        token, abjad = key
        number = _number(token)
        found = self[key] = None if _MAY_BE_COMPOUND(number) else word(number, abjad)
        return found


_plain = _Plain()


def _words(tokens: list[str], abjad: bool) -> tuple[Word, ...]:
    words = [_plain[token, abjad] for token in tokens]
    if None in words:
        return tuple([word(token, abjad) for token in _compounds([_number(token) for token in tokens])])
    return tuple(words)  # type: ignore[arg-type]


def _number(token: str) -> str:
    """Ordinals and number words as digits; a tone digit behind a pinyin syllable is dropped."""
    if token[-1:].isdigit() or token[:1].isdigit():
        if found := _ORDINAL.match(token):
            return found.group(1)
        if (found := _TONED.match(token)) and han.split_pinyin(found.group(1)):
            return found.group(1)
        return token.lstrip("0") or "0"
    return tables.spelled_out().get(token, token)


def _compounds(tokens: list[str]) -> list[str]:
    """Arabic compounds in one form: Abd al-Rahman, Abdur Rahman, Abdurrahman; Saif al-Din, Saifuddin; Nasr Allah, Nasrallah."""
    joined: list[str] = []
    position = 0
    while position < len(tokens):
        token, rest = tokens[position], tokens[position + 1 :]
        if token in ("abd", "abdu", "abdul", "abdel", "abdal", "abdol", "abdur", "abdus", "abdoul") and rest:
            skip = 1 if rest[0] in _ARTICLES and len(rest) > 1 else 0
            joined.append(_servant("abdul" + rest[skip]))
            position += 2 + skip
        elif len(rest) >= 2 and rest[0] in _ARTICLES and rest[1] in ("din", "deen", "dine", "dyn") and len(token) > 2:
            joined.append(token + "uldin")
            position += 3
        elif (
            rest
            and rest[0] in ("uddin", "eddin", "eddine", "aldin", "aldeen", "uldin", "addin", "udin", "dyn")
            and len(token) > 2
        ):
            joined.append(token + "uldin")
            position += 2
        elif token in _OF_GOD and joined and len(joined[-1]) > 2 and joined[-1] not in tables.particles():
            joined[-1] += token
            position += 1
        else:
            joined.append(_faith(_servant(token)) if len(token) > 5 else token)
            position += 1
    return joined


def _servant(token: str) -> str:
    if not token.startswith("ab") or token in ("abdul",):
        return token
    if token in ("abdullah", "abdulallah", "abdulullah", "abdulla", "abdallah", "abdellah", "abdulah"):
        return "abdullah"
    return _SERVANT.sub("abdul", token) if token.startswith(("abd", "abed")) else token


def _faith(token: str) -> str:
    doubled = "dd" in token and token.endswith(("din", "dine", "deen", "dyn"))
    if doubled or token.endswith(("aldin", "aldeen", "eldin", "eddine")):
        return _FAITH.sub(r"\1uldin", token)
    return token


def _letters(tokens: list[str], rest: list[str]) -> tuple[str, ...]:
    """First letters of the words, with and without legal forms: what an abbreviation is made of."""
    if len(tokens) < 3:
        return ()
    particles = tables.particles()
    long = "".join([t[0] for t in tokens if t not in particles])
    if len(rest) == len(tokens):
        return (long,) if len(long) > 2 else ()
    short = "".join([t[0] for t in rest if t not in particles])
    return tuple([letters for letters in dict.fromkeys((short, long)) if len(letters) > 2])
