"""Trial queries made from a list of entities, with a fixed seed: what a screener types, and who is meant.

Some queries are perturbed names (typos, legal forms, order, initials, transliteration), some are names or
entities taken
out of the list beforehand, some are near misses (another given name, another number) and mean nobody on the list.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from upperhand.model import Entity
from upperhand.resolve import forms, han, scripts, tables
from upperhand.resolve.align import likeness
from upperhand.resolve.keys import bag
from upperhand.resolve.names import analyse
from upperhand.resolve.records import names_of
from upperhand.resolve.spellings import transliterate, transliterations
from upperhand.resolve.syllables import syllables
from upperhand.resolve.words import Kind

KINDS = (
    "alias",
    "transliteration",
    "chinese",
    "typo",
    "legal form",
    "word order",
    "abbreviation",
    "near miss",
    "other number",
    "other branch",
    "similar name",
    "absent",
)
_REFUSED = ("near miss", "other number", "other branch", "similar name", "absent")
_TRADES = (
    "bank", "insurance", "leasing", "securities", "investment", "trading", "shipping", "airlines", "petroleum", "mining",
    "steel", "construction", "pharmaceutical", "food", "electronics", "textile", "media", "logistics", "telecom", "power",
    "university", "institute", "hospital", "foundation", "motors", "chemical", "cement", "marine", "software", "energy",
)  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FORM_SPELLINGS = {
    "LLC": ("LLC", "Limited Liability Company", "OOO", "Ltd", "GmbH", "L.L.C."),
    "JSC": ("JSC", "Joint Stock Company", "S.A.", "PJSC", "OAO", "AG", "Corp."),
}
_SHORTER = {
    "international": "Intl",
    "company": "Co",
    "corporation": "Corp",
    "limited": "Ltd",
    "and": "&",
    "technology": "Tech",
    "technologies": "Tech",
    "manufacturing": "Mfg",
    "industries": "Ind",
    "industry": "Ind",
    "university": "Univ",
    "institute": "Inst",
    "development": "Dev",
    "national": "Natl",
    "engineering": "Eng",
    "general": "Gen",
    "brothers": "Bros",
    "department": "Dept",
    "association": "Assn",
}
_LATIN_SPELLINGS = (
    ("kh", "h"),
    ("y", "i"),
    ("ee", "i"),
    ("ou", "u"),
    ("oo", "u"),
    ("q", "k"),
    ("sh", "ch"),
    ("ev", "yev"),
    ("iy", "y"),
    ("ya", "ia"),
    ("yu", "iu"),
    ("zh", "j"),
    ("ck", "k"),
    ("v", "w"),
    ("dh", "d"),
    ("aa", "a"),
    ("u", "ou"),
    ("i", "y"),
    ("k", "q"),
    ("h", "kh"),
    ("ph", "f"),
    ("al-", "el-"),
    ("AL-", "EL "),
    ("ts", "tz"),
    ("x", "ks"),
    ("o", "u"),
    ("e", "i"),
)


@dataclass(frozen=True, slots=True)
class Trial:
    """One query: what is typed, of which kind, and the ids that would be right (none: nobody on the list is meant)."""

    query: str
    schema: str
    kind: str
    expected: frozenset[str] = frozenset()


def make(entities: Iterable[Entity], seed: int, sizes: dict[str, int]) -> tuple[list[Entity], list[Trial]]:
    """The list to index, without what was taken out of it, and the trials in it: `sizes[kind]` of each kind."""
    maker = _Maker(list(entities), random.Random(seed))
    trials = [trial for kind in KINDS for trial in maker.some(kind, sizes.get(kind, 0))]
    return maker.remaining(), trials


class _Maker:
    def __init__(self, entities: list[Entity], rng: random.Random) -> None:
        self.entities = {e.id: e for e in entities}
        self.rng = rng
        self.order = sorted(self.entities)
        rng.shuffle(self.order)
        self.used: set[str] = set()
        self.held: dict[str, set[str]] = {}
        self.removed: set[str] = set()
        self.bearers: dict[str, set[str]] = {}
        for entity in entities:
            for name in names_of(entity):
                self.bearers.setdefault(bag(analyse(name)), set()).add(entity.id)
        self.people = [e for e in entities if e.schema == "Person"]
        self.bodies = [e for e in entities if e.schema in ("Company", "Organization", "LegalEntity")]
        self.places = sorted(tables.places())
        words = {w.text: w for e in self.people for w in analyse(self._latin(e) or "").words}
        self.given = [w for _, w in sorted(words.items()) if w.known and w.kind is Kind.WORD and len(w.text) > 3]

    def remaining(self) -> list[Entity]:
        """The list without what was held out."""
        return [self._without(e) for e in self.entities.values() if e.id not in self.removed]

    def _without(self, entity: Entity) -> Entity:
        held = self.held.get(entity.id)
        if not held:
            return entity
        properties = {
            prop: tuple(v for v in values if v not in held)
            if prop in ("name", "alias", "previousName", "weakAlias")
            else values
            for prop, values in entity.properties.items()
        }
        return replace(entity, properties=properties)

    def some(self, kind: str, wanted: int) -> Iterator[Trial]:
        """Up to so many trials of a kind, each of another entity."""
        make_one: Callable[[Entity], str | None] = getattr(self, "_" + kind.replace(" ", "_"))
        made = 0
        for entity_id in self.order:
            if made == wanted:
                return
            if entity_id in self.used:
                continue
            entity = self.entities[entity_id]
            query = make_one(entity)
            if query is None or not query.strip():
                continue
            refused = kind in _REFUSED
            if refused and self.bearers.get(bag(analyse(query)), set()) - self.removed:
                continue
            self.used.add(entity_id)
            made += 1
            yield Trial(query, entity.schema, kind, frozenset() if refused else self._twins(entity))

    def _twins(self, entity: Entity) -> frozenset[str]:
        found = {entity.id}
        for name in names_of(entity):
            taken = analyse(name)
            if len(taken.words) > 1 or taken.is_han:
                found |= self.bearers.get(bag(taken), set())
        return frozenset(found)

    def _latin(self, entity: Entity) -> str | None:
        return next((n for n in names_of(entity) if not scripts.has_han(n) and re.search("[A-Za-z]{3}", n)), None)

    def _alias(self, entity: Entity) -> str | None:
        """A listed alias: half of them stay on the list, half are taken out of it where another name shares a word."""
        names = names_of(entity)
        taken = [n for n in names[1:] if n.isascii() and len(n) > 4 and n != entity.caption]
        if not taken:
            return None
        alias = self.rng.choice(taken)
        if self.rng.random() < 0.5:
            others = {w.text for n in names if n != alias for w in analyse(n).words if w.weight > 0.4}
            if not others & {w.text for w in analyse(alias).words}:
                return None
            self.held.setdefault(entity.id, set()).add(alias)
        return alias

    def _transliteration(self, entity: Entity) -> str | None:
        names = names_of(entity)
        native = [n for n in names if set(scripts.scripts_of(n)) & {"Cyrillic", "Arabic"}]
        latin = self._latin(entity)
        if latin is None:
            return None
        if native and self.rng.random() < 0.75:
            name = self.rng.choice(native)
            if "Cyrillic" in scripts.scripts_of(name) and self.rng.random() < 0.6:
                return transliterate(name, self.rng.choice(sorted(transliterations().standards)))
            self.held.setdefault(entity.id, set()).update(set(native) - {entity.caption})
            return name
        return self._respelled(latin) if entity.schema == "Person" else None

    def _respelled(self, name: str) -> str | None:
        """A Latin name with one or two of its sounds spelled as another tradition would."""
        lower = name.lower()
        possible = [rule for rule in _LATIN_SPELLINGS if rule[0] in lower]
        if len(possible) < 2:
            return None
        for old, new in self.rng.sample(possible, min(2, len(possible))):
            lower = lower.replace(old, new, 1)
        swapped = [self._other_spelling(w) for w in lower.split()]
        result = " ".join(swapped).title()
        return result if result.lower() != name.lower() else None

    def _other_spelling(self, word: str) -> str:
        groups = tables.nicknames().get(word)
        if not groups or self.rng.random() < 0.5:
            return word
        return self.rng.choice([w for w in tables.nickname_groups()[min(groups)] if w[0] == word[0]] or [word])

    def _chinese(self, entity: Entity) -> str | None:
        names = names_of(entity)
        chinese = [n for n in names if scripts.has_han(n) and not re.search("[A-Za-z]", n)]
        if not chinese:
            return None
        name = self.rng.choice(chinese)
        way = self.rng.randrange(7)
        core = han.core(scripts.simplify(name))[0]
        if way == 0:
            return scripts.traditional(name) if scripts.traditional(name) != name else None
        if way == 1:
            return (
                core + self.rng.choice(["有限公司", "股份有限公司", "集团有限公司", "公司"])
                if entity.schema != "Person"
                else None
            )
        if way == 2:
            return (
                self.rng.choice(["北京", "上海", "深圳", "浙江", "江苏"]) + core + "股份有限公司"
                if entity.schema != "Person" and not names[0].isascii()
                else core
            )
        if way == 3:
            return " ".join(syllables(core))
        if way == 4:
            return "".join(syllables(core)).title()
        if (
            way == 5
            and entity.schema != "Person"
            and set(syllables(core)) & set(han.split_pinyin(analyse(names[0]).compact[:12]))
        ):
            self.held.setdefault(entity.id, set()).update(set(chinese) - {entity.caption})
            return name
        return scripts.traditional(core) if scripts.traditional(core) != core else None

    def _typo(self, entity: Entity) -> str | None:
        name = self._latin(entity)
        if name is None:
            return None
        for _ in range(1 if self.rng.random() < 0.7 else 2):
            name = self._slip(name)
        return name

    def _slip(self, name: str) -> str:
        places = [m.start() for m in re.finditer(r"(?<=\w)\w(?=\w)", name)]
        if len(places) < 3:
            return name
        i = self.rng.choice(places)
        way = self.rng.randrange(4)
        if way == 0:
            return name[:i] + name[i + 1 :]
        if way == 1:
            return name[:i] + name[i + 1] + name[i] + name[i + 2 :]
        letter = self.rng.choice(_LETTERS)
        return name[:i] + (letter.upper() if name[i].isupper() else letter) + name[i + (way == 2) :]

    def _legal_form(self, entity: Entity) -> str | None:
        name = self._latin(entity)
        if name is None or entity.schema == "Person":
            return None
        words, codes = forms.strip(forms.tokens(scripts.clean(name)))
        if not codes or sum(len(w) for w in words) < 5:
            return None
        spellings = _FORM_SPELLINGS.get(codes[0], ("",))
        return (" ".join(words).title() + " " + self.rng.choice([*spellings, ""])).strip()

    def _word_order(self, entity: Entity) -> str | None:
        name = self._latin(entity)
        words = name.split() if name else []
        if not 2 <= len(words) <= 6 or "," in (name or ""):
            return None
        if entity.schema == "Person":
            return self.rng.choice(
                [f"{words[-1]}, {' '.join(words[:-1])}", " ".join([words[-1], *words[:-1]]), " ".join(words[::-1])]
            )
        words, _ = forms.strip(forms.tokens(scripts.clean(name or "")))
        return " ".join([*words[1:], words[0]]).title() if len(words) >= 2 else None

    def _abbreviation(self, entity: Entity) -> str | None:
        name = self._latin(entity)
        if name is None:
            return None
        words = name.split()
        if entity.schema == "Person":
            if len(words) < 2 or len(words[0]) < 3:
                return None
            if len(words) > 2 and self.rng.random() < 0.5:
                return " ".join([words[0], *[w[0] + "." for w in words[1:-1]], words[-1]])
            return " ".join([words[0], words[-1]]) if len(words) > 2 else f"{words[0][0]}. {words[1]}"
        shorter = [_SHORTER.get(w.lower().strip(",."), w) for w in words]
        if shorter != words:
            return " ".join(shorter)
        letters = analyse(name).letters
        return letters[0].upper() if letters and 4 <= len(letters[0]) <= 7 and self.rng.random() < 0.3 else None

    def _other_number(self, entity: Entity) -> str | None:
        """A name in which a number is another one."""
        name = self._latin(entity)
        if name is None or not re.search(r"\d", name):
            return None
        return re.sub(r"\d+", lambda m: str(int(m.group()) + self.rng.randint(1, 7)), name, count=1)

    def _other_branch(self, entity: Entity) -> str | None:
        """A body's name in which a place is another place, or its trade another trade."""
        name = self._latin(entity)
        if name is None or entity.schema == "Person":
            return None
        words = name.split()
        for others in self.rng.sample((_TRADES, self.places), 2):
            places = [i for i, word in enumerate(words) if word.lower().strip(".,()") in others]
            if places and len(words) > 1:
                place, other = self.rng.choice(places), self.rng.choice(others)
                if tables.places().get(other, -1) != tables.places().get(words[place].lower().strip(".,()"), -2):
                    return " ".join([*words[:place], other.title(), *words[place + 1 :]])
        return None

    def _similar_name(self, entity: Entity) -> str | None:
        """A person's name in which one name is another well-known one that is written much like it."""
        name = self._latin(entity)
        if name is None or entity.schema != "Person":
            return None
        words = name.split()
        place = self.rng.randrange(len(words))
        taken = analyse(words[place]).words
        if len(words) < 2 or len(taken) != 1 or not taken[0].known or taken[0].kind is not Kind.WORD:
            return None
        alike = [
            other
            for other in self.given
            if 0.5 <= likeness(taken[0], other)[0] <= 0.8 and other.text[0] == taken[0].text[0]
        ]
        return " ".join([*words[:place], self.rng.choice(alike).text.title(), *words[place + 1 :]]) if alike else None

    def _near_miss(self, entity: Entity) -> str | None:
        """A name in which one telling word, a given name or a family name is another one."""
        name = self._latin(entity)
        if name is None:
            return None
        words = name.split()
        peers = self.people if entity.schema == "Person" else self.bodies
        if len(words) < 2 or entity.schema not in ("Person", "Company", "Organization", "LegalEntity"):
            return None
        place = self._replaced_place(words, entity.schema)
        own = analyse(words[place])
        other = self._latin(self.rng.choice(peers)) or ""
        candidates = [
            w
            for w in other.split()
            if len(w) > 3
            and not forms.strip([*forms.tokens(scripts.clean(w)), "x"])[1]
            and analyse(w).words
            and analyse(w).words[0].kind is Kind.WORD
            and analyse(w).words[0].weight >= 0.4
            and analyse(w).words[0].sound != (own.words[0].sound if own.words else "")
        ]
        return " ".join([*words[:place], self.rng.choice(candidates), *words[place + 1 :]]) if candidates else None

    def _replaced_place(self, words: Sequence[str], schema: str) -> int:
        weights = [max((w.weight for w in analyse(word).words if w.kind is Kind.WORD), default=0.0) for word in words]
        return (
            self.rng.choice([0, len(words) - 1])
            if schema == "Person"
            else max(range(len(words)), key=lambda i: weights[i])
        )

    def _absent(self, entity: Entity) -> str | None:
        """An entity that is taken off the list, and has no namesake on it."""
        if len(self._twins(entity)) > 1:
            return None
        name = self.rng.choice(names_of(entity)[:2])
        if len(analyse(name).words) < 2 and not scripts.has_han(name):
            return None
        self.removed.add(entity.id)
        return name
