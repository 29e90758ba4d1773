"""Every spelling of a name that matching considers, each with the reason: what `upperhand names` shows."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import msgspec

from upperhand import data
from upperhand.resolve import forms, han, identifiers, scripts, tables
from upperhand.resolve.names import Name, analyse
from upperhand.resolve.screening import check_name
from upperhand.resolve.syllables import syllables
from upperhand.resolve.words import Kind

_MOST = 120


@dataclass(frozen=True, slots=True)
class Variant:
    """One spelling that is considered, and why."""

    text: str
    why: str


class _Standard(msgspec.Struct, forbid_unknown_fields=True):
    rules: dict[str, str]
    example: tuple[str, str]


class Transliterations(msgspec.Struct, forbid_unknown_fields=True):
    """How the standards write Cyrillic: the base table, and what each does otherwise."""

    base: dict[str, str]
    standards: dict[str, _Standard]


@cache
def transliterations() -> Transliterations:
    """The standards of transliterations.yml."""
    return data.load("resolve/transliterations.yml", Transliterations)


def transliterate(text: str, standard: str) -> str:
    """Cyrillic words as one standard writes them in Latin letters, capitalised."""
    table = transliterations()
    rules = [(re.compile(pattern), latin) for pattern, latin in table.standards[standard].rules.items()]
    rules.sort(key=lambda rule: -len(rule[0].pattern))
    words = []
    for word in re.findall(r"\w+|\W+", unicodedata.normalize("NFC", text).lower()):
        for pattern, latin in rules:
            word = pattern.sub(latin, word)
        word = "".join(table.base.get(letter, letter) for letter in word)
        words.append(word[:1].upper() + word[1:])
    return "".join(words)


def variants(name: str) -> tuple[Variant, ...]:
    """Every spelling considered for a name, each once, the given one first. Raises InputError for a name that
    is none.
    """
    check_name(name.strip())
    found: dict[str, str] = {name.strip(): "as given"}
    for variant in _all(name.strip()):
        text = " ".join(variant.text.split())
        if text and text not in found:
            found[text] = variant.why
    return tuple(Variant(text, why) for text, why in list(found.items())[:_MOST])


def _all(text: str) -> Iterator[Variant]:
    taken = analyse(text)
    yield from _identifier(text)
    yield from _undisguised(text)
    if taken.is_han:
        yield from _chinese(text, taken)
    else:
        yield from _other_alphabets(text)
    yield from _plain(taken)
    yield from _orders(taken)
    yield from _given_names(taken)
    yield from _short_forms(taken)


def _identifier(text: str) -> Iterator[Variant]:
    kind = identifiers.kind(text)
    if kind:
        yield Variant(identifiers.plain(text), f"{kind}, its check digit holds")


def _undisguised(text: str) -> Iterator[Variant]:
    words = text.lower().split()
    read = [scripts.undisguise(word) for word in words]
    if read != words:
        yield Variant(" ".join(read), "look-alike letters of another alphabet read as the word's own")


def _plain(taken: Name) -> Iterator[Variant]:
    words = [w.text for w in taken.words]
    yield Variant(
        " ".join(words), "words in comparison form, without legal forms" if taken.forms else "words in comparison form"
    )
    if taken.forms:
        yield Variant(" ".join(sorted(taken.forms)), "legal form")
    if len(words) > 1 and not taken.is_han:
        yield Variant(taken.compact, "words run together")
    sounds = [w.sound for w in taken.words if w.kind is Kind.WORD]
    if sounds and not taken.is_han:
        yield Variant(" ".join(sounds), "folded by sound: where transliteration standards meet")


def _orders(taken: Name) -> Iterator[Variant]:
    words = [w.text for w in taken.words]
    if 2 <= len(words) <= 5 and not taken.is_han:
        yield Variant(" ".join([words[-1], *words[:-1]]), "last word first")
        yield Variant(" ".join([*words[1:], words[0]]), "first word last")
        yield Variant(" ".join([words[0][0], *words[1:]]), "first word as initial")


def _given_names(taken: Name) -> Iterator[Variant]:
    groups, particles = tables.nickname_groups(), tables.particle_groups()
    words = [w.text for w in taken.words]
    for place, w in enumerate(taken.words):
        tables_of = particles if w.kind is Kind.PARTICLE else groups if w.kind is Kind.WORD else []
        for number in sorted(w.groups) if tables_of else ():
            for other in tables_of[number]:
                if other != w.text:
                    yield Variant(
                        " ".join([*words[:place], other, *words[place + 1 :]]), f"{other} for {w.text} (name table)"
                    )


def _short_forms(taken: Name) -> Iterator[Variant]:
    from upperhand.resolve.score import expansions

    for letters in taken.letters:
        yield Variant(letters.upper(), "first letters")
    for other in expansions(taken):
        yield Variant(other, "well-known short or long form")


def _other_alphabets(text: str) -> Iterator[Variant]:
    found = scripts.scripts_of(text)
    if "Cyrillic" in found:
        for standard in transliterations().standards:
            yield Variant(transliterate(text, standard), f"Cyrillic by {standard}")
    if set(found) - {"Latin"}:
        yield Variant(" ".join(forms.tokens(scripts.clean(text))), f"{', '.join(found)} in Latin letters")
    yield from _from_wade_giles(text)


def _from_wade_giles(text: str) -> Iterator[Variant]:
    """A name that Wade-Giles could have written and Hanyu Pinyin could not, in Pinyin."""
    for other in han.as_pinyin(tuple(forms.tokens(scripts.clean(text)))):
        yield Variant(other, "Wade-Giles read as Pinyin")


def _chinese(text: str, taken: Name) -> Iterator[Variant]:
    simple = scripts.simplify(unicodedata.normalize("NFKC", text))
    yield Variant(simple, "Simplified characters")
    yield Variant(scripts.traditional(simple), "Traditional characters")
    core, form = han.core(re.sub(r"\s", "", simple))
    if form:
        yield Variant(core, f"without the legal form {form}")
    words = [w for w in taken.words if w.kind is Kind.HAN]
    spoken = [syllables(w.text) for w in words]
    yield Variant(" ".join("".join(parts) for parts in spoken), "Pinyin by word")
    yield Variant(" ".join(" ".join(parts) for parts in spoken), "Pinyin by syllable")
    yield Variant("".join("".join(parts) for parts in spoken), "Pinyin run together")
    yield Variant(han.toned(core), "Pinyin with tones")
    yield Variant(
        " ".join(han.english(w.text) or "".join(syllables(w.text)) for w in words),
        "English words for Chinese ones, Pinyin for the rest",
    )
    for w in words:
        yield from (Variant(reading, f"reading of {w.text}") for reading in sorted(w.forms))
