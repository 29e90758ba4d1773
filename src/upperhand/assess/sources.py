"""What a document says of whence it has its words: its agency, whom its sentences credit, releases and quotations."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from upperhand.assess import packs, publishers
from upperhand.assess.tellings import folded

HEAD = 600  # characters in which a dateline or a byline stands
_HAN = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(
    r"“([^“”]{12,600})”|「([^「」]{8,400})」|『([^『』]{8,400})』|\"([^\"\n]{12,600})\"|«([^«»]{12,600})»"
)
_ENDS = re.compile(r"[.!?](?=[\s\"”’)])|[。！？\n]")
_OUTLETS = re.compile(
    r"(?:Wire|News Agency|News Service|Newswire|Press Agency|Times|Post|Journal|Daily|Herald|Tribune|Gazette|Ledger|Observer|News|Review)$"
    r"|(?:[^作行版报信]社|日报|时报|晚报|早报|周刊|新闻|财经网|新闻网)$"
)
_CREDITED = {"agency", "state media", "newspaper", "public broadcaster", "think tank", "blog", "op-ed", "academic"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence `start:end` that credits an outlet (`key`, `name`), or relies on a release (`key` empty)."""

    start: int
    end: int
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who is credited: one key for all its names."""

    key: str
    name: str


def outlet(name: str) -> Outlet | None:
    """The outlet that a name stands for or contains: one of the tables, or one whose name says that it is an outlet."""
    return _outlet(name.strip(" .,'"))


@lru_cache(maxsize=65536)
def _outlet(name: str) -> Outlet | None:
    trimmed = re.sub(r"^(?:The |the |据|引述|援引|由|来自)", "", name)
    for text in dict.fromkeys((name, trimmed, *_inner(name))):
        found = publishers.by_name().get(folded(text))
        if found is not None:
            return (
                Outlet(found.publisher.id, found.publisher.names[0])
                if found.kind in _CREDITED or found.is_agency
                else None
            )
    if _OUTLETS.search(trimmed) and len(trimmed) > 2 and (" " in trimmed or _HAN.search(trimmed)):
        return Outlet(f"outlet:{folded(trimmed)}", trimmed)
    return None


def _inner(name: str) -> list[str]:
    """The parts of a Chinese run that could be a name, the longest first: 周四路透社 holds 路透社."""
    if not _HAN.search(name):
        return []
    spans = [(start, end) for start in range(len(name)) for end in range(start + 2, len(name) + 1)]
    return [name[start:end] for start, end in sorted(spans, key=lambda span: span[0] - span[1])]


def agency_of(text: str, author: str | None = None) -> Outlet | None:
    """The agency whose words the whole text is, by its dateline or byline."""
    if author and (found := outlet(author)):
        return found
    head = text[:HEAD]
    lines = [line for line in head.split("\n") if line.strip()]
    for pattern in packs.compiled("datelines"):
        for line in lines:
            if (match := pattern.search(line)) and (found := outlet(match["agency"])):
                return found
    places = (head, text[-HEAD:])
    for pattern in packs.compiled("bylines"):
        for place in places:
            if (match := pattern.search(place)) and (found := outlet(match["agency"])):
                return found
    return None


def credited(text: str) -> tuple[Passage, ...]:
    """The sentences that give another outlet's word."""
    found: dict[tuple[int, str], Passage] = {}
    for pattern in packs.tried("credits", text):
        for match in pattern.finditer(text):
            known = outlet(match["agency"])
            if known:
                start, end = sentence(text, match.start(), match.end())
                found.setdefault((start, known.key), Passage(start, end, known.key, known.name))
    return tuple(found.values())


def released(text: str) -> tuple[Passage, ...]:
    """The sentences that rely on a statement, filing or notice."""
    spans = {
        sentence(text, *match.span()) for pattern in packs.tried("releases", text) for match in pattern.finditer(text)
    }
    return tuple(Passage(*span) for span in sorted(spans))


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence (or the sentences) in which a span stands."""
    before = [match.end() for match in _ENDS.finditer(text, max(0, start - 600), start)]
    after = _ENDS.search(text, end)
    return (before[-1] if before else max(0, start - 600)), (after.end() if after else len(text))


def quotations(text: str) -> dict[int, str]:
    """The long quotations of a text: a hash of the words, and the words. See data/assess/independence.toml."""
    least = packs.independence().quotation
    found: dict[int, str] = {}
    for match in _QUOTED.finditer(text):
        quoted = next(group for group in match.groups() if group)
        words = folded(quoted)
        if len(words.split()) >= least.least_words or len(_HAN.findall(words)) >= least.least_han:
            digest = hashlib.blake2b(words.replace(" ", "").encode("utf-8", "replace"), digest_size=8).digest()
            found[int.from_bytes(digest, "big")] = quoted
    return found
