"""Invented entities with realistic collisions: for tests and benchmarks, any number, the same for the same seed.

Given names and family names come from the name tables by a long-tailed draw, so that some names are shared by
many; the rest
are made of syllables. No entity is meant to be a real one; one of a name may exist.
"""

import random
from collections.abc import Iterator, Sequence

from upperhand.model import Entity
from upperhand.resolve import tables

_ONSETS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kr",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
    "sh",
    "ch",
    "al",
    "or",
    "ti",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ou", "ia")
_CODAS = ("", "n", "r", "l", "s", "k", "m", "v", "nd", "rt", "sk", "ch")
_ENDINGS = ("ov", "ova", "enko", "sky", "ez", "son", "ini", "zade", "yan", "oglu", "", "", "", "")
_TRADES = (
    "Trading",
    "Technology",
    "Shipping",
    "Energy",
    "Electronics",
    "Construction",
    "Import Export",
    "Petrochemical",
    "Logistics",
    "Investment",
    "Aviation",
    "Machinery",
    "Pharmaceutical",
    "Mining",
    "Chemical Industry",
    "Software",
    "Security Services",
    "Industrial Group",
    "Bank",
    "Insurance",
)
_FORMS = ("Co., Ltd.", "LLC", "JSC", "Ltd", "Limited", "GmbH", "S.A.", "Inc.", "Corporation", "Group", "OOO", "")
_HAN_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文辉建华国庆志玉红"
_HAN_BRANDS = "宏达瑞丰泰恒鑫盛华联信诚锦源腾飞博通凯旋嘉禾天润金石海蓝云峰星辰安和"
_CYRILLIC = str.maketrans(dict(zip("abvgdeziyklmnoprstufh", "абвгдезийклмнопрстуфх", strict=True)))


class _Draw:
    """Draws from a fixed stock so that the first are drawn far more often than the last."""

    def __init__(self, stock: Sequence[str], rng: random.Random) -> None:
        self._stock, self._rng = stock, rng

    def __call__(self) -> str:
        return self._stock[int(len(self._stock) * self._rng.random() ** 3)]


def invent(number: int, seed: int = 1, variety: int | None = None) -> Iterator[Entity]:
    """So many invented entities: half people, half bodies; a third with aliases, one in ten with a Chinese name.

    `variety` is how many different family names and brands there are; it grows with the number by default.
    """
    rng = random.Random(seed)
    variety = variety or max(300, int(40 * number**0.6))
    given = _Draw([name for group in tables.nickname_groups() for name in group], rng)
    family = _Draw(list(dict.fromkeys(_word(rng, True) for _ in range(variety))), rng)
    brand = _Draw(list(dict.fromkeys(_word(rng, False) for _ in range(variety))), rng)
    places = _Draw([place for place in tables.places() if len(place) > 3], rng)
    for i in range(number):
        yield _person(i, rng, given, family) if rng.random() < 0.5 else _body(i, rng, brand, places)


def _word(rng: random.Random, is_family: bool) -> str:
    word = "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(rng.choice((1, 2, 2, 3)))) + rng.choice(
        _CODAS
    )
    return word + (rng.choice(_ENDINGS) if is_family else "")


def _person(number: int, rng: random.Random, given: _Draw, family: _Draw) -> Entity:
    if rng.random() < 0.12:
        return _chinese_person(number, rng)
    first, last = given(), family()
    middle = f" {given()}" if rng.random() < 0.4 else ""
    name = f"{first}{middle} {last}".title()
    draw, alias = rng.random(), tuple[str, ...]()
    if draw < 0.15:
        alias = (f"{last.upper()}, {first.title()}",)
    elif draw < 0.3:
        alias = (name.lower().translate(_CYRILLIC).title(),)
    return Entity(
        f"p{number}",
        "Person",
        name,
        {
            "name": (name,),
            "alias": alias,
            "birthDate": (f"{rng.randint(1930, 2000)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",),
            "country": (rng.choice(("cn", "ru", "ir", "us", "fr", "sy")),),
        },
    )


def _chinese_person(number: int, rng: random.Random) -> Entity:
    surname = rng.choice(list(tables.surnames().spellings))
    name = surname + "".join(rng.choice(_HAN_GIVEN) for _ in range(rng.choice((1, 2, 2))))
    return Entity(f"p{number}", "Person", name, {"name": (name,), "country": ("cn",)})


def _body(number: int, rng: random.Random, brand: _Draw, places: _Draw) -> Entity:
    words = [places().title()] if rng.random() < 0.35 else []
    words += [brand().title(), rng.choice(_TRADES)]
    if rng.random() < 0.05:
        words.append(f"No. {rng.randint(1, 9)}")
    name = " ".join([*words, rng.choice(_FORMS)]).strip()
    alias: tuple[str, ...] = (" ".join(words),) if rng.random() < 0.3 else ()
    if rng.random() < 0.12:
        table = tables.han_words()
        alias += (
            rng.choice(list(table.places))
            + "".join(rng.choice(_HAN_BRANDS) for _ in range(2))
            + rng.choice(list(table.words))
            + "有限公司",
        )
    return Entity(
        f"c{number}",
        "Company",
        name,
        {"name": (name,), "alias": alias, "country": (rng.choice(("cn", "ru", "ir", "us", "de", "hk")),)},
    )
